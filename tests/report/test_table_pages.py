import io
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.report import table_pages
from reprise.report.table_pages import make_page
from reprise.tables.registry import TABLES
from reprise.tables.table import Table


def study_tables(metric="test_rmse", names=("a", "b"), **tables):
    """The tables of a study, as far as its pages need them."""
    settings = SimpleNamespace(
        study="s",
        metric=metric,
        task="forecast",
        outputs_in_words="forecasts",
        partition_kind="origin",
        configuration_names=list(names),
        epoch_limits={},
    )
    files = {name: tables.pop(name) for name in list(tables) if "_csv" in name or "_txt" in name}
    files = {name.replace("_csv", ".csv").replace("_txt", ".txt"): f for name, f in files.items()}
    return SimpleNamespace(
        settings=settings, read=files.__getitem__, read_text=files.__getitem__, **tables
    )


def cells(html):
    """The text of each cell of the page's table, row by row."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def csv(text):
    return pd.read_csv(io.StringIO(text.replace(" ", "")))


def test_the_registry_names_the_page_of_a_table():
    table = next(table for table in TABLES if table.file == "final_scores.txt")
    html = make_page(table, study_tables(final_scores_txt="Train: 1\n"))
    assert "<title>s: final scores</title>" in html
    assert '<pre tabindex="0">Train: 1\n</pre>' in html


def test_a_table_without_a_page_has_no_page():
    with pytest.raises(ValueError, match=r"does not show runs\.csv"):
        make_page(Table("runs.csv", lambda study: True, None), study_tables())


def test_the_description_has_one_row_per_configuration():
    description = pd.DataFrame(
        {"a": [30.0, 15.5, 1.0], "ets": [1.0, 8.25, 0.0]},
        index=pd.Index(["count", "mean", "diverged"], name="statistic"),
    )
    html = table_pages.describe_page(study_tables(description=description))
    assert "<title>s: test_rmse, description of all runs</title>" in html
    assert cells(html) == [
        ["configuration", "count", "mean", "diverged"],
        ["a", "30", "15.500", "1"],
        ["ets", "1", "8.250", "0"],
    ]


def test_the_summary_names_both_limits_of_each_mean():
    columns = ["configuration", "runs", "diverged", "share_diverged"]
    columns += [f"{m}{end}" for m in ("mean", "median", "iqm") for end in ("", "_low", "_high")]
    summary = pd.DataFrame([["a", *range(12)]], columns=columns)
    assert cells(table_pages.summary_page(study_tables(summary=summary)))[0] == [
        *("configuration", "runs", "diverged", "share diverged"),
        *("mean", "mean, lower limit", "mean, upper limit"),
        *("median", "median, lower limit", "median, upper limit"),
        "interquartile mean",
        *("interquartile mean, lower limit", "interquartile mean, upper limit"),
    ]


def test_the_analysis_of_variance_has_the_headings_of_statisticians():
    effects = pd.DataFrame(
        [["units", 2.5, 1, 0.25, 4.0, 0.0004, 3.0, float("nan")]],
        columns=[
            *("term", "sum_of_squares", "degrees_of_freedom", "share_of_variance"),
            *("f", "p", "f_robust", "p_robust"),
        ],
    )
    assert cells(table_pages.effects_page(study_tables(effects=effects))) == [
        [
            *("term", "sum of squares", "degrees of freedom", "epsilon squared"),
            *("F", "p", "F (robust)", "p (robust)"),
        ],
        ["units", "2.500", "1", "0.250", "4.000", "&lt; 0.001", "3.000", ""],
    ]


def test_the_page_of_repeats_names_the_repeats_that_are_needed():
    repeats = csv("configuration,other,fewest_repeats,most_repeats\na,b,14,80")
    html = table_pages.repeats_page(study_tables(repeats=repeats))
    assert "<title>s: repeats needed</title>" in html
    assert cells(html)[0][2:] == ["fewest repeats", "most repeats"]
    assert cells(html)[1] == ["a", "b", "14", "80"]


def test_a_baseline_has_one_row_with_the_configurations_that_it_is_compared_with():
    baselines = csv(
        """baseline,label,form,configuration,origin,split,test_rmse
        mean,mean,f,a,,,5
        mean,mean,f,b,,,5
        ets,ets(a),g,a,,,6"""
    )
    html = table_pages.baselines_page(study_tables(baselines=baselines))
    assert cells(html) == [
        ["baseline", "form", "configurations", "test_rmse"],
        ["mean", "f", "all", "5"],
        ["ets(a)", "g", "a", "6"],
    ]


def test_several_configurations_of_a_baseline_are_listed():
    baselines = csv(
        """baseline,label,form,configuration,origin,split
        mean,mean,f,a,,
        mean,mean,f,b,,"""
    )
    html = table_pages.baselines_page(study_tables(names="abc", baselines=baselines))
    assert cells(html)[1] == ["mean", "f", "a, b"]


def test_the_pages_of_origins_have_the_headings_of_statisticians():
    origins = csv("configuration,std_starts,std_partitions,share_partitions\na,1,2,0.8")
    html = table_pages.partitions_page(study_tables(partitions=origins))
    assert cells(html)[0][1:] == [
        *("std between random seeds", "std between origins", "intraclass correlation")
    ]
    pairs = csv("configuration,other,kind,lowest,highest,ahead\na,b,configuration,-1,1,3")
    html = table_pages.partition_comparisons_page(study_tables(partition_comparisons=pairs))
    assert cells(html)[0][3:] == ["lowest difference", "highest difference", "origins ahead"]


def test_the_chosen_configurations_are_shown():
    selection = csv("configuration,chosen,kept_epoch\na,True,9.5")
    tables = study_tables(selection_csv=selection, runs=csv("configuration,state,kept_epoch"))
    tables.settings.configurations = ()
    html = table_pages.selection_page(tables)
    assert cells(html)[1] == ["a", "True", "9.500"]
    assert cells(html)[0][-1] == "median of kept epochs"
    assert "untrained" not in html


def test_the_page_of_the_choice_tells_which_networks_are_nearly_untrained():
    name = "<i>a</i>"
    tables = study_tables(
        selection_csv=csv("configuration,chosen,kept_epoch\na,True,1"),
        runs=pd.DataFrame({"configuration": [name], "state": ["ok"], "kept_epoch": [1]}),
    )
    tables.settings.configurations = make_figure_settings(
        "s", {"": {name: name}}, epochs_to_choose_from={name: 60}
    ).configurations
    html = table_pages.selection_page(tables)
    assert (
        "<p>Most runs of &lt;i&gt;a&lt;/i&gt; (1 of 1) keep the weights of epoch 1 of 60: these"
        " networks are nearly untrained.</p>" in html
    )


def test_the_page_of_the_choice_tells_how_many_epochs_the_runs_were_trained():
    runs = pd.DataFrame({"configuration": "a", "state": "ok", "trained_epochs": [9, 60]})
    selection = csv("configuration,chosen,kept_epoch,trained_epochs\na,True,20,34.5")
    tables = study_tables(selection_csv=selection, runs=runs.assign(kept_epoch=20))
    tables.settings = make_figure_settings("s", {"": {"a": "a"}}, epoch_limits={"a": 60})
    html = table_pages.selection_page(tables)
    assert cells(html)[0][-2:] == ["median of kept epochs", "median of trained epochs"]
    assert (
        "<p>The runs of a were trained for 9 to 60 epochs (median 34.5); 1 of 2 reached the limit"
        " of 60 epochs.</p>" in html
    )


def test_the_errors_of_each_step_are_means_over_the_repeats():
    steps = csv("configuration,repeat,step,test_rmse\nb,1,1,1\nb,1,2,5\nb,2,1,2\na,1,1,4")
    html = table_pages.steps_page(study_tables(steps=steps))
    assert cells(html) == [
        ["configuration", "step", "test_rmse"],
        ["b", "1", "1.500"],
        ["b", "2", "5.000"],
        ["a", "1", "4.000"],
    ]


def test_the_shares_of_forecasts_are_shown():
    within = pd.DataFrame({"configuration": ["a"], "mean_forecast": [80.5], "within 1": [0.9]})
    html = table_pages.within_page(study_tables(within_csv=within))
    assert cells(html)[0][1:] == ["mean forecast", "within 1"]


def test_the_first_epochs_are_described():
    reaching = csv("metric,value,configuration,repeat,epoch\nm,0.8,a,1,4\nm,0.8,a,2,")
    html = table_pages.reaching_page(study_tables(reaching_csv=reaching))
    assert cells(html)[1][:6] == ["m", "0.800", "a", "2", "1", "4.000"]


def test_the_metrics_after_chosen_epochs_are_shown():
    at_epochs = csv("metric,configuration,epoch,count,mean\nm,a,100,10.000000,0.5")
    html = table_pages.at_epochs_page(study_tables(at_epochs_csv=at_epochs))
    assert cells(html)[1] == ["m", "a", "100", "10", "0.500"]


def test_the_page_of_ensembles_shows_the_metric_of_the_study():
    ensembles = csv(
        "configuration,runs,metric,networks,sets,mean,low,high,gain,gain_percent,beaten\n"
        "a,2,test_mae,1,2,9,8,10,0,0,0.5\n"
        "a,2,test_rmse,2,1,7.5,,,2.5,25.5,1.0"
    )
    html = table_pages.ensembles_page(
        study_tables(ensembles=ensembles, ensemble_metric="test_rmse")
    )
    assert "<title>s: test_rmse, mean of several networks</title>" in html
    assert cells(html) == [
        [
            *("configuration", "runs", "networks", "sets", "mean", "lower limit", "upper limit"),
            *("gain", "gain (%)", "share of single networks beaten"),
        ],
        ["a", "2", "2", "1", "7.500", "", "", "2.500", "25.500", "1.000"],
    ]


def test_the_first_rows_are_shown_as_text():
    html = table_pages.windows_page(study_tables(windows_txt="[1] -> [2]\n"))
    assert "<title>s: first rows of X and y</title>" in html
    assert '<pre tabindex="0">[1] -&gt; [2]\n</pre>' in html

import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.report.study_sentences import describe_study
from reprise.stats.best_choice import COLUMNS as BEST_COLUMNS

COLUMNS = ["configuration", "other", "kind", "verdict"]


NO_CHOICE = pd.DataFrame(columns=[*BEST_COLUMNS])
NO_RUNS = pd.DataFrame(columns=["configuration", "state", "kept_epoch"])


def describe(means, pairs=(), baselines=(), runs=NO_RUNS, diverged=None, choice=None, **options):
    """The sentences of a study with these means, runs, pairs and comparisons with baselines."""
    settings = make_figure_settings("s", {"": {name: name for name in means}}, **options)
    description = pd.DataFrame({"mean": means, "count": 30.0, "diverged": 0}).T
    for name, count in (diverged or {}).items():
        description.loc[["count", "diverged"], name] = 30 - count, count
    rows = [(one, other, "configuration", verdict) for one, other, verdict in pairs]
    rows += [(one, name, "baseline", verdict) for one, name, verdict in baselines]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return describe_study(
        settings, description, table, runs, NO_CHOICE if choice is None else choice
    )


def make_runs(r2=None, kept_epochs=None):
    """Runs with the R² or the kept epochs of each configuration; the last run diverged."""
    columns = {"test_r2": r2 or {}, "kept_epoch": kept_epochs or {}}
    rows = [
        {"configuration": name, "state": "ok", column: value}
        for column, values in columns.items()
        for name, of_name in values.items()
        for value in of_name
    ]
    rows.append({"configuration": rows[0]["configuration"], "state": "diverged", "kept_epoch": 1})
    return pd.DataFrame(rows)


def test_the_best_configuration_is_that_with_the_lowest_mean_error():
    text = describe({"a": 100.0, "b": 90.0}, [("a", "b", "worse")])
    assert text == (
        "``b`` has the best mean ``test_rmse``: 90."
        " It differs significantly from every configuration that it is compared with."
    )


def test_the_probability_and_the_honest_mean_stand_beside_the_best_mean():
    choice = pd.DataFrame(
        {
            "configuration": ["a", "b"],
            "best": [False, True],
            "probability_best": [0.38, 0.62],
            "honest_mean": [np.nan, 93.3],
        }
    )
    assert describe({"a": 100.0, "b": 90.0}, choice=choice) == (
        "``b`` has the best mean ``test_rmse``: 90. The probability that its true mean is the best"
        " is 0.62. The best mean is the luckiest one; if one half of the runs chooses and the other"
        " half is the score, the mean is 93.3."
    )
    text = describe({"a": 100.0, "b": 90.0}, choice=choice.assign(probability_best=np.nan))
    assert text.endswith("This choice is not judged, because that needs 4 runs.")


def test_the_best_accuracy_is_the_highest():
    text = describe({"a": 0.8, "b": 0.9}, metric="test_accuracy")
    assert text == "``b`` has the best mean ``test_accuracy``: 0.9."


def test_significant_differences_of_the_best_configuration_are_counted():
    means = {"a": 1.0, "b": 2.0, "c": 3.0}
    pairs = [("a", "b", "cannot tell"), ("a", "c", "better"), ("b", "c", "better")]
    sentence = "It differs significantly from {} that it is compared with."
    assert sentence.format("1 of 2 configurations") in describe(means, pairs)
    pairs = [("a", "b", "equivalent"), ("a", "c", "cannot tell")]
    assert sentence.format("no configuration") in describe(means, pairs)


def test_a_mean_without_the_runs_that_diverged_says_so():
    means = {name: 1.0 for name in "abcde"}
    assert "diverge" not in describe(means)
    text = describe(means, diverged={"a": 2, "c": 30 - 1})
    assert text.endswith(
        " Of the means, that of ``a`` is the mean of the 28 of 30 runs that did not diverge and"
        " that of ``c`` is the mean of the 1 of 30 runs that did not diverge."
    )
    text = describe(means, diverged=dict.fromkeys("abcd", 1))
    assert text.endswith(" The means of 4 configurations are without runs that diverged.")


def test_better_baselines_are_named():
    baselines = [("a", "ets", "worse"), ("a", "mean", "better"), ("b", "sarima", "worse")]
    text = describe({"a": 1.0, "b": 2.0}, baselines=baselines)
    assert text.endswith("One baseline is significantly better: ``ets``.")
    text = describe({"a": 1.0}, baselines=[*baselines, ("a", "naive", "worse")])
    assert text == (
        "The mean ``test_rmse`` of ``a`` is 1. 2 baselines are significantly better: ``ets`` and"
        " ``naive``."
    )
    text = describe({"a": 1.0}, baselines=[("a", "ets", "better"), ("a", "mean", "better")])
    assert text.endswith("It is significantly better than every baseline.")
    text = describe({"a": 1.0}, baselines=[("a", "ets", "better"), ("a", "mean", "cannot tell")])
    assert "baseline" not in text


def test_configurations_that_forecast_different_numbers_of_steps_have_no_common_best():
    text = describe({"day": 7.0, "week": 6.0}, horizons={"week": 7})
    assert text == (
        "Horizon of 1 step: The mean ``test_rmse`` of ``day`` is 7."
        " Horizon of 7 steps: The mean ``test_rmse`` of ``week`` is 6."
    )


def test_the_share_of_variance_that_the_best_configuration_explains_is_told():
    runs = make_runs({"a": [0.06, 0.08], "b": [0.5, 0.5]})
    assert describe({"a": 6.0, "b": 7.0}, runs=runs) == (
        "``a`` has the best mean ``test_rmse``: 6."
        " It explains 7% of the variance of the test rows (R² 0.070)."
    )
    text = describe({"a": 0.07}, metric="test_r2", runs=runs)
    assert text == "The mean ``test_r2`` of ``a`` is 0.07.", "it would say the same twice"


def test_the_share_of_explained_variance_is_told_for_each_origin():
    origins = {"a,origin=1": ("a", 1), "a,origin=2": ("a", 2)}
    runs = make_runs({"a,origin=1": [-0.3, -0.1], "a,origin=2": [0.05]})
    text = describe(dict.fromkeys(origins, 7.0), origins=origins, runs=runs)
    assert text.endswith(
        "Its share of explained variance (R²) at single origins lies between -0.200 and 0.050."
    )


def test_nearly_untrained_networks_are_told_after_the_result():
    runs = make_runs(kept_epochs={"a": [1, 2, 9]})
    text = describe({"a": 7.0}, runs=runs, epochs_to_choose_from={"a": 100})
    assert text.startswith(
        "The mean ``test_rmse`` of ``a`` is 7. Most runs of ``a`` (2 of 3) keep the weights of"
        " epoch 1 to 2 of 100: these networks are nearly untrained. Perhaps the validation rows"
    )


def test_rolling_origins_are_averaged():
    origins = {"a,origin=1": ("a", 1), "a,origin=2": ("a", 2)}
    origins |= {"b,origin=1": ("b", 1), "b,origin=2": ("b", 2)}
    means = dict(zip(origins, (50.0, 100.0, 70.0, 90.0), strict=True))
    assert describe(means, origins=origins) == (
        "Over 2 rolling origins, ``a`` has the best mean ``test_rmse``: 75. The means at single"
        " origins lie between 50 and 100."
    )


def test_splits_are_averaged_and_references_are_compared_at_each_of_them():
    names = {f"{base},split={n}": (base, n) for n in (1, 2) for base in "ab"}
    panels = {f"split={n}": {f"{base},split={n}": base for base in "ab"} for n in (1, 2)}
    settings = make_figure_settings(
        "s",
        panels,
        origins=names,
        partition_kind="split",
        references={f"a,split={n}": f"b,split={n}" for n in (1, 2)},
    )
    means = pd.DataFrame([[1.0, 4.0, 3.0, 6.0]], index=["mean"], columns=list(names))
    rows = [(f"a,split={n}", f"b,split={n}", "configuration", "better", -3.0) for n in (1, 2)]
    pairs = pd.DataFrame(rows, columns=[*COLUMNS, "difference"])
    minus = "\N{MINUS SIGN}"
    assert describe_study(settings, means, pairs, NO_RUNS, NO_CHOICE) == (
        "Over 2 splits, ``a`` has the best mean ``test_rmse``: 2. The means at single splits lie"
        " between 1 and 3."
        f" ``split=1``, mean ``test_rmse`` compared with ``b``: ``a`` ({minus}3.00) is better."
        f" ``split=2``, mean ``test_rmse`` compared with ``b``: ``a`` ({minus}3.00) is better."
    )
    alone = {name: value for name, value in names.items() if value[0] == "a"}
    one = make_figure_settings("s", {"": {n: n for n in alone}}, origins=alone)
    text = describe_study(one, means[list(alone)], pairs, NO_RUNS, NO_CHOICE)
    assert text.startswith("Over 2 rolling origins, the mean ``test_rmse`` of ``a`` is 2.")


@pytest.mark.filterwarnings("error")
def test_configurations_whose_runs_all_diverged_are_left_out():
    assert describe({"a": np.nan, "b": np.nan}) == "No run ended with a finite error."
    assert describe({"a": np.nan, "b": 2.0}) == "The mean ``test_rmse`` of ``b`` is 2."


def test_the_trained_epochs_of_runs_that_can_end_early_follow_the_result():
    runs = make_runs(kept_epochs={"a": [30, 20, 9]}).assign(trained_epochs=[40, 30, 19, 11])
    text = describe({"a": 7.0}, runs=runs, epoch_limits={"a": 40})
    assert text == (
        "The mean ``test_rmse`` of ``a`` is 7. With early stopping, the runs were trained for 19 to"
        " 40 epochs (median 30); 1 of 3 reached the limit of 40 epochs."
    )

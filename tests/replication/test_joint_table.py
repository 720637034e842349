import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_era_settings, published_numbers, published_scores

from reprise.data.published import published_descriptions
from reprise.published_settings import PublishedNumber
from reprise.replication.joint_table import COLUMNS, joint_table

STUDIES = ("lstm_neurons", "lstm_neurons_diagnostic")


def draw_runs(study, rng, shift=0.0, era="x"):
    """Settings of a study in one era, and runs like the published ones."""
    numbers = published_numbers(study)
    table, scores = published_descriptions(numbers, "test_rmse"), published_scores(numbers)
    parts = []
    for name in table:
        count = int(table.loc["count", name])
        train = np.array([60.0, 61.0])
        if len(scores):
            train = scores.loc[scores["configuration"] == name, "train_rmse"].to_numpy()
        runs = {
            "configuration": f"era={era},{name}",
            "state": "ok",
            "repeat": np.arange(count) + 1,
            "train_rmse": rng.normal(train.mean(), train.std(ddof=1), count),
            "test_rmse": rng.normal(table.loc["mean", name] + shift, table.loc["std", name], count),
        }
        parts.append(pd.DataFrame(runs))
    return make_era_settings(study, list(table), era), pd.concat(parts, ignore_index=True)


def test_runs_like_the_published_ones_replicate():
    rng = np.random.default_rng(3)
    table = joint_table([draw_runs(study, rng) for study in STUDIES], [])
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 1 + 5 + 2 and (table["era"] == "x").all()
    total, parts = table.iloc[0], table.iloc[1:]
    assert (total["study"], total["configuration"]) == ("all", "7 tables and lists")
    assert parts["dimensions"].tolist() == [5] * 5 + [4] * 2
    assert parts["runs"].tolist() == [30] * 5 + [10] * 2
    assert total["dimensions"] == 33 and total["runs"] == 10
    assert total["distance"] == pytest.approx(parts["distance"].sum())
    assert total["expected"] == pytest.approx(parts["expected"].sum())
    assert total["distance"] < total["limit"] < parts["limit"].sum()
    assert total["verdict"] == "within chance" and total["p"] > 0.05


def test_another_process_draws_the_same_chance():
    script = (
        "import numpy as np, test_joint_table as tests\n"
        "study = tests.draw_runs('lstm_neurons_diagnostic', np.random.default_rng(3))\n"
        "print(tests.joint_table([study], []).to_csv())"
    )
    folders = os.pathsep.join(filter(None, [*sys.path, str(Path(__file__).parent)]))
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": folders},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "1234"
    }
    assert len(printed) == 1


def test_shifted_runs_do_not_replicate():
    rng = np.random.default_rng(3)
    total = joint_table([draw_runs(study, rng, 25) for study in STUDIES], []).iloc[0]
    assert total["verdict"] == "beyond chance" and total["p"] == 1 / 2001
    assert total["distance"] > total["limit"]


def test_a_study_without_eras_has_one_row_for_all_tables_too():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3), era="x")
    plain = make_era_settings("lstm_neurons", [f"units={n}" for n in range(1, 6)], era=None)
    renamed = runs.assign(configuration=runs["configuration"].str.removeprefix("era=x,"))
    table = joint_table([(plain, renamed)], [])
    assert (table["era"] == "").all() and table.loc[0, "study"] == "all"
    of_era = joint_table([(settings, runs)], [])
    np.testing.assert_allclose(table["distance"], of_era["distance"])


def test_a_table_without_a_standard_deviation_is_left_out():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3))
    kept = [n for n in settings.published if n.configuration != "units=2" or n.statistic != "std"]
    kept = [n for n in kept if n.configuration != "units=3" or n.statistic in ("mean", "std")]
    table = joint_table([(replace(settings, published=tuple(kept)), runs)], [])
    assert table.set_index("configuration")["dimensions"].to_dict() == {
        "4 tables and lists": 17,
        **{"units=1": 5, "units=3": 2, "units=4": 5, "units=5": 5},
    }


def test_a_published_table_counts_once_per_era():
    rng = np.random.default_rng(3)
    first, second, third = (draw_runs("lstm_neurons", rng, era=era) for era in ("x", "y", "y"))
    alone = joint_table([first], [])
    renamed = [
        (replace(settings, study=settings.study + "_eras"), runs)
        for settings, runs in (second, third)
    ]
    table = joint_table([first, *renamed], [])
    totals = table[table["study"] == "all"]
    assert totals["era"].tolist() == ["x", "y"]
    assert set(totals["configuration"]) == {"5 tables and lists"}
    assert set(table.loc[table["era"] == "y", "study"]) == {"all", "lstm_neurons_eras"}
    pd.testing.assert_frame_equal(table[table["era"] == "x"], alone)


def make_paper(settings, source, confidence=0.95):
    """A study with other numbers, which has another source and confidence."""
    return replace(
        settings,
        study="mine",
        source=source,
        published=tuple(replace(n, value=n.value + 1) for n in settings.published),
        comparison=replace(settings.comparison, confidence=confidence),
    )


def test_each_source_has_its_own_row_of_all_tables():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3))
    alone = joint_table([(settings, runs)], [])
    both = joint_table([(settings, runs), (make_paper(settings, "A paper; table 2"), runs)], [])
    totals = both[both["study"] == "all"]
    assert totals["source"].tolist() == ["a tutorial", "A paper"]
    assert set(totals["configuration"]) == {"5 tables and lists"}
    of_tutorial = both[both["source"] == "a tutorial"].reset_index(drop=True)
    exact = ["era", "study", "configuration", "dimensions", "published"]
    pd.testing.assert_frame_equal(of_tutorial[exact], alone[exact])
    without_source = joint_table([(replace(settings, source=""), runs)], [])
    assert set(without_source["source"]) == {settings.study}


def test_tables_of_one_source_are_added_with_the_largest_confidence():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3))
    limits = [
        joint_table(
            [(settings, runs), (make_paper(settings, "a tutorial; p. 2", confidence), runs)], []
        )["limit"]
        for confidence in (0.95, 0.999)
    ]
    is_stricter = limits[1] > limits[0]
    assert is_stricter.tolist() == [True] + [False] * 5 + [True] * 5


def draw_two_metrics(rng, runs=20):
    """A study of one configuration, whose two metrics have a correlation of 0.98."""
    values = rng.multivariate_normal([100, 100], 25 * np.array([[1, 0.98], [0.98, 1]]), (2, runs))
    published = tuple(
        PublishedNumber("", "a", "describe", metric, statistic, float(value), 2, runs)
        for metric, column in zip(("test_rmse", "train_rmse"), values[0].T, strict=True)
        for statistic, value in pd.Series(column).describe().items()
    )
    ours = pd.DataFrame(values[1], columns=["test_rmse", "train_rmse"])
    ours = ours.assign(configuration="a", state="ok", repeat=np.arange(runs))
    return make_era_settings("paper", ["a"], era=None, published=published), ours


def test_two_metrics_of_one_table_are_metrics_of_the_same_runs():
    rng = np.random.default_rng(1)
    totals = [joint_table([draw_two_metrics(rng)], []).iloc[0] for _ in range(200)]
    assert {total["configuration"] for total in totals} == {"1 tables and lists"}
    assert {total["dimensions"] for total in totals} == {10}
    errors = sum(total["verdict"] == "beyond chance" for total in totals)
    assert errors <= 17  # binomial(200, 0.05): more in 1 of 50 cases


def test_a_metric_without_a_spread_or_with_other_runs_does_not_hide_another():
    settings, runs = draw_two_metrics(np.random.default_rng(1))
    of_train = [n for n in settings.published if n.metric == "train_rmse"]
    of_test = [n for n in settings.published if n.metric == "test_rmse"]
    for changed, dimensions in (
        ([n for n in of_train if n.statistic != "std"], [5, 5]),
        ([replace(n, runs=19) for n in of_train], [10, 5, 5]),
    ):
        published = tuple(of_test + changed)
        table = joint_table([(replace(settings, published=published), runs)], [])
        assert table["dimensions"].tolist() == dimensions


def test_the_level_decides_the_verdict_and_the_limit():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3))
    p = joint_table([(settings, runs)], [])["p"][0]
    for level, verdict in ((p + 1e-9, "beyond chance"), (p - 1e-9, "within chance")):
        comparison = replace(settings.comparison, confidence=1 - level)
        row = joint_table([(replace(settings, comparison=comparison), runs)], []).iloc[0]
        assert row["verdict"] == verdict
        assert row["limit"] == pytest.approx(row["distance"], rel=0.02)


def test_fewer_than_ten_runs_have_no_verdict():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3), shift=60)
    for fewest, verdict in ((9, "cannot tell"), (10, "beyond chance")):
        some = runs[runs.groupby("configuration").cumcount() < fewest]
        row = joint_table([(settings, some)], []).iloc[0]
        assert (row["runs"], row["verdict"]) == (fewest, verdict)


def test_runs_of_one_distribution_are_pooled_over_studies():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(3))
    key = settings.distribution_keys["era=x,units=1"]
    other = make_era_settings("lstm_dropout", ["none"], "x", distribution_keys={"era=x,none": key})
    more = runs[runs["configuration"] == "era=x,units=1"].assign(configuration="era=x,none")
    more.iloc[0, more.columns.get_loc("state")] = "diverged"
    table = joint_table([(settings, runs)], [(other, more)]).set_index("configuration")
    assert table.loc["units=1", "runs"] == 59 and table.loc["units=2", "runs"] == 30
    assert "none" not in table.index


@pytest.mark.parametrize(("count", "rows"), [(1, 0), (2, 1 + 5)])
def test_a_table_needs_two_runs_of_ours(count, rows):
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(0))
    some = runs[runs.groupby("configuration").cumcount() < count]
    assert len(joint_table([(settings, some)], [])) == rows


def test_without_runs_the_table_is_empty_and_has_its_columns():
    settings, runs = draw_runs("lstm_neurons", np.random.default_rng(0))
    empty = joint_table([(settings, runs.assign(state="diverged"))], [])
    assert empty.empty and list(empty.columns) == list(COLUMNS)
    assert list(joint_table([], []).columns) == list(COLUMNS)

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_era_settings, published_numbers, published_scores
from statsmodels.stats.multitest import multipletests

from reprise.data.published import published_descriptions
from reprise.published_settings import PublishedNumber
from reprise.replication.replicate import (
    COLUMNS,
    replicate_studies,
    replicate_study,
)

NO_BASELINES = pd.DataFrame(columns=["baseline"])


def described(study):
    return published_descriptions(published_numbers(study), "test_rmse")


def make_runs(settings, draw):
    """The runs of a study with one panel; `draw` gives the columns of a configuration."""
    (names,) = settings.panels.values()
    parts = [
        pd.DataFrame(draw(name)).assign(configuration=full_name, state="ok").rename_axis("repeat")
        for full_name, name in names.items()
    ]
    return pd.concat(parts).reset_index()


def replicate_neurons(draw, margin=10):
    names = list(described("lstm_neurons"))
    settings = make_era_settings("lstm_neurons", names, margin=margin)
    table = replicate_study(settings, make_runs(settings, draw), NO_BASELINES)
    return table.set_index(["configuration", "statistic"])


def test_the_published_runs_replicate_themselves():
    study = "lstm_neurons_diagnostic"
    scores = published_scores(published_numbers(study))
    settings = make_era_settings(study, list(described(study)), margin=15)
    runs = make_runs(
        settings, lambda n: scores.loc[scores["configuration"] == n, ["train_rmse", "test_rmse"]]
    )
    table = replicate_study(settings, runs, NO_BASELINES)
    assert list(table.columns) == list(COLUMNS) and len(table) == 40
    assert (table["p"] > 0.99).all()
    np.testing.assert_allclose(table["ours"], table["published"], rtol=1e-6)
    assert (table["verdict"] == "replicates").all()
    assert table["reason"].unique() == [
        "the mean of the list is equivalent to ours within the margin"
    ]
    assert (table["era"] == "keras3").all() and (table["source"] == "a tutorial").all()
    assert (table["study"] == study).all() and (table["runs"] == 10).all()


def test_runs_far_away_do_not_replicate():
    published = described("lstm_neurons")
    rng = np.random.default_rng(0)

    def draw(name):
        if name == "units=1":
            return {"test_rmse": rng.normal(160, 5, 30)}
        return {
            "test_rmse": rng.normal(published.loc["mean", name], published.loc["std", name], 30)
        }

    table = replicate_neurons(draw)
    mean = table.loc[("units=1", "mean")]
    assert mean["verdict"] == "does not"
    assert mean["reason"] == (
        "the number differs from ours beyond chance (p < 0.001 after the correction)"
    )
    for statistic in ("count", "min", "max"):
        assert set(table.loc[(slice(None), statistic), "verdict"]) == {""}
    assert "vary too much" in table.loc[("units=1", "max"), "reason"]
    others = table.drop("units=1", level=0)
    assert not (others["verdict"] == "does not").any()


def test_p_values_are_corrected_for_all_figures_of_an_era():
    rng = np.random.default_rng(1)
    table = replicate_neurons(lambda name: {"test_rmse": rng.normal(110, 15, 30)})
    tested = table[table["p"].notna()]
    assert len(tested) == 5 * 5
    expected = multipletests(tested["p"], method="holm")[1]
    np.testing.assert_allclose(tested["p_holm"].astype(float), expected)


def test_a_list_counts_as_one_test():
    study = "lstm_neurons_diagnostic"
    settings = make_era_settings(study, list(described(study)))
    rng = np.random.default_rng(1)
    runs = make_runs(
        settings,
        lambda name: {m: rng.normal(95, 15, 20) for m in ("train_rmse", "test_rmse")},
    )
    table = replicate_study(settings, runs, NO_BASELINES)
    metric = table["statistic"].str.partition(",")[0]
    lists = table.assign(metric=metric).drop_duplicates(["configuration", "metric"])
    assert len(lists) == 2 * 2
    order = published_numbers(study)
    for name, rows in table.groupby("configuration"):
        expected = [number.value for number in order if number.configuration == name]
        assert rows["published"].tolist() == expected
    expected = multipletests(lists["p"].astype(float), method="holm")[1]
    np.testing.assert_allclose(lists["p_holm"].astype(float), expected)
    assert table.groupby(["configuration", metric])["p_holm"].nunique().eq(1).all()


def test_one_published_run_is_compared_with_the_distribution_of_ours():
    names = ["baseline", "after_activation", "before_activation"]
    settings = make_era_settings("batchnorm", names, era=None, margin=0.01, metric="test_accuracy")
    rng = np.random.default_rng(1)

    def draw(name):
        accuracy = {"baseline": 0.846, "after_activation": 0.70, "before_activation": 0.86}[name]
        spread = 0.02 if name == "before_activation" else 0.004
        return {
            "train_accuracy": rng.normal(accuracy - 0.01, spread, 30),
            "test_accuracy": rng.normal(accuracy, spread, 30),
        }

    table = replicate_study(settings, make_runs(settings, draw), NO_BASELINES)
    verdicts = table.groupby("configuration")["verdict"].unique().map(list)
    assert verdicts["baseline"] == ["replicates"]
    assert verdicts["after_activation"] == ["does not"]
    assert verdicts["before_activation"] == ["cannot tell"]
    assert table["place"].between(0, 1).all() and (table["era"] == "").all()


def test_a_baseline_equals_the_published_digits_or_not():
    settings = make_era_settings("lstm_epochs", ["epochs=500"])
    runs = make_runs(settings, lambda name: {"test_rmse": np.arange(30.0) + 90})
    cases = ((136.761319, "replicates", "equals"), (136.7, "does not", "differs from"))
    for value, verdict, relation in cases:
        baselines = pd.DataFrame(
            {
                "baseline": ["ets", "persistence", "persistence"],
                "test_rmse": [100.0, value, value + 1e-12],
            }
        )
        row = replicate_study(settings, runs, baselines).iloc[0]
        assert (row["configuration"], row["verdict"]) == ("persistence", verdict)
        assert row["ours"] == pytest.approx(value)
        assert row["kind"] == "baseline" and pd.isna(row["p"])
        assert row["reason"].endswith(f"{relation} the published digits")


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (
            {"test_rmse": [136.761319, 142.0]},
            "our baseline has different scores for different configurations (136.761 to 142), and"
            " nothing tells which one is published",
        ),
        ({"test_rmse": [np.nan, np.nan]}, "our baseline has no such score"),
        ({"test_mae": [1.0, 1.0]}, "our baseline has no such score"),
    ],
)
def test_a_baseline_without_one_score_has_no_verdict(scores, reason):
    settings = make_era_settings("lstm_epochs", ["epochs=500"])
    runs = make_runs(settings, lambda name: {"test_rmse": np.arange(30.0) + 90})
    baselines = pd.DataFrame({"baseline": ["persistence", "persistence"]} | scores)
    row = replicate_study(settings, runs, baselines).iloc[0]
    assert (row["verdict"], row["reason"]) == ("cannot tell", reason) and pd.isna(row["ours"])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("ours", "std", "verdicts", "reasons"),
    [
        (  # our 0.98333 rounds to the printed 0.983
            [0.98333] * 10,
            0.0,
            ["replicates", "replicates"],
            ["our runs do not vary, and ours equals the published digits"] * 2,
        ),
        (
            [0.98333] * 10,
            0.13,
            ["cannot tell", "cannot tell"],
            [
                "chance can explain the difference of the number from ours, but there are too few"
                " runs to show equivalence",
                "our runs do not vary, but the published runs do",
            ],
        ),
        (
            [0.85, 0.98, 1.12] * 10,
            0.0,
            ["cannot tell", "does not"],
            [
                "chance can explain the difference of the number from ours, but there are too few"
                " runs to show equivalence",
                "the number differs from ours beyond chance (p < 0.001 after the correction)",
            ],
        ),
    ],
)
def test_numbers_are_compared_by_their_digits_if_something_does_not_vary(
    ours, std, verdicts, reasons
):
    published = tuple(
        PublishedNumber("", "a", "describe", "test_rmse", statistic, value, decimals, 10)
        for statistic, value, decimals in (("mean", 0.983, 3), ("std", std, 2))
    )
    settings = make_era_settings("paper", ["a"], era=None, margin=0.01, published=published)
    table = replicate_study(
        settings, make_runs(settings, lambda _: {"test_rmse": ours}), NO_BASELINES
    )
    assert table["verdict"].tolist() == verdicts
    assert table["reason"].tolist() == reasons


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", ["one repeat", "all diverged"])
def test_fewer_than_two_runs_allow_no_verdict(case):
    settings = make_era_settings("lstm_epochs", ["epochs=500", "epochs=1000"])
    count = 1 if case == "one repeat" else 5
    runs = make_runs(settings, lambda name: {"test_rmse": np.full(count, 96.0)})
    if case == "all diverged":
        runs["state"] = "diverged"
    baselines = pd.DataFrame({"baseline": ["persistence"], "test_rmse": [136.761319]})
    table = replicate_study(settings, runs, baselines)
    assert len(table) == 17
    assert table.index.is_unique
    means = table[table["statistic"] == "mean"]
    assert (means["verdict"] == "cannot tell").all()
    assert (means["runs"] == (1 if case == "one repeat" else 0)).all()
    assert (means["reason"] == "fewer than two of our runs did not diverge").all()


def test_the_tables_of_all_studies_are_made_together():
    rng = np.random.default_rng(0)
    studies = []
    for name in ("lstm_neurons", "lstm_batch_size"):
        settings = make_era_settings(name, list(described(name)))
        runs = make_runs(settings, lambda _: {"test_rmse": rng.normal(105, 15, 12)})
        studies.append(SimpleNamespace(settings=settings, first_runs=runs, baselines=NO_BASELINES))
    other = make_era_settings(
        "lstm_dropout",
        ["none"],
        distribution_keys={"era=keras3,none": "lstm_neurons era=keras3,units=1"},
    )
    runs = make_runs(other, lambda _: {"test_rmse": rng.normal(105, 15, 12)})
    tables = replicate_studies(studies, [SimpleNamespace(settings=other, first_runs=runs)])
    assert tables["table"]["study"].value_counts().to_dict() == {
        "lstm_neurons": 40,
        "lstm_batch_size": 24,
    }
    assert tables["table"].index.is_unique
    joint = tables["joint"].set_index("configuration")
    assert joint.loc["8 tables and lists", "runs"] == 12 and joint.loc["units=1", "runs"] == 24
    assert len(tables["checks"]) == 8 * 3
    assert tables["runs"].keys() == {"lstm_neurons", "lstm_batch_size"}


def test_a_study_without_a_printed_configuration_has_no_rows():
    settings = make_era_settings("lstm_neurons", ["units=7"])
    table = replicate_study(
        settings, make_runs(settings, lambda _: {"test_rmse": [1.0]}), NO_BASELINES
    )
    assert table.empty and list(table.columns) == list(COLUMNS)


def test_a_study_has_the_printed_numbers_of_the_study_that_it_replicates():
    settings = replace(make_era_settings("lstm_neurons", ["units=1"], "keras2"), study="mine")
    draws = {"test_rmse": [100.0, 101.0, 102.0]}
    table = replicate_study(settings, make_runs(settings, lambda _: draws), NO_BASELINES)
    assert set(table["study"]) == {"mine"} and set(table["era"]) == {"keras2"}
    assert len(table) == len(described("lstm_neurons"))

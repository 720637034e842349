import numpy as np
import pandas as pd
import pytest

from reprise.data.published import published_descriptions, published_figures, published_scores
from reprise.plan.findings import published_kinds
from reprise.replication.published_checks import check_published, std_bounds
from reprise.replication.replicate import replicate_study

SIZES = {
    "lstm_epochs": 5 * 8 + 1,
    "lstm_batch_size": 3 * 8,
    "lstm_neurons": 5 * 8,
    "lstm_epochs_diagnostic": 4 * 20,
    "lstm_batch_size_diagnostic": 2 * 20,
    "lstm_neurons_diagnostic": 2 * 20,
    "batchnorm": 6,
    "sequence_forecasters": 6,
}
NO_BASELINES = pd.DataFrame(columns=["baseline"])


def said_of(study, names, era="keras3", margin=0.01):
    panels = (
        {f"era={era}": {f"era={era},{n}": n for n in names}} if era else {"": {n: n for n in names}}
    )
    return {
        "study": study,
        "source": "a tutorial",
        "panels": panels,
        "comparison": {"confidence": 0.95, "margin": margin},
    }


def runs_of(said, make):
    (names,) = said["panels"].values()
    return pd.concat(
        [pd.DataFrame(make(n)).assign(configuration=full, state="ok") for full, n in names.items()]
    )


def test_every_published_figure_is_there():
    assert {study: len(published_figures(study)) for study in published_kinds()} == SIZES
    assert sum(SIZES.values()) == 13 * 8 + 8 * 10 * 2 + 1 + 6 + 6
    assert published_figures("lstm_dropout").empty


def test_kinds_of_figures_are_known_without_pandas():
    for study, kinds in published_kinds().items():
        assert kinds == set(published_figures(study)["kind"])


def test_runs_that_were_printed_replicate_themselves():
    names = list(published_descriptions("lstm_neurons_diagnostic"))
    scores = published_scores("lstm_neurons_diagnostic")
    said = said_of("lstm_neurons_diagnostic", names)
    runs = runs_of(
        said, lambda n: scores.loc[scores["configuration"] == n, ["train_rmse", "test_rmse"]]
    )
    table = replicate_study(said, runs, NO_BASELINES)
    assert len(table) == 40
    assert (table["p"] > 0.99).all()
    np.testing.assert_allclose(table["ours"], table["published"], rtol=1e-6)
    assert (table["verdict"] == "replicates").all()
    assert table["reason"].unique() == [
        "the list's mean is shown to lie within what counts as the same"
    ]
    assert (table["era"] == "keras3").all()


def test_far_away_runs_do_not_replicate_and_each_verdict_has_its_reason():
    table = published_descriptions("lstm_neurons")
    rng = np.random.default_rng(0)
    said = said_of("lstm_neurons", list(table))

    def make(name):
        if name == "units=1":
            return {"test_rmse": rng.normal(160, 5, 30)}
        return {"test_rmse": rng.normal(table.loc["mean", name], table.loc["std", name], 30)}

    found = replicate_study(said, runs_of(said, make), NO_BASELINES).set_index(
        ["configuration", "statistic"]
    )
    assert found.loc[("units=1", "mean"), "verdict"] == "does not"
    assert "further from ours than chance goes" in found.loc[("units=1", "mean"), "reason"]
    assert found.loc[("units=1", "count"), "reason"] == "as many runs"
    others = found.drop("units=1", level=0)
    assert not (others["verdict"] == "does not").any()
    assert others.loc[others["p_equivalent"] <= 0.05, "verdict"].eq("replicates").all()
    assert (found["p_holm"] >= found["p"]).sum() == found["p"].notna().sum()


def test_one_run_replicates_where_ours_lie_about_it():
    names = ["baseline", "after_activation", "before_activation"]
    said = said_of("batchnorm", names, era=None)
    rng = np.random.default_rng(1)

    def make(name):
        accuracy = {"baseline": 0.846, "after_activation": 0.70, "before_activation": 0.86}[name]
        spread = 0.02 if name == "before_activation" else 0.004
        return {
            "train_accuracy": rng.normal(accuracy - 0.01, spread, 30),
            "test_accuracy": rng.normal(accuracy, spread, 30),
        }

    found = replicate_study(said, runs_of(said, make), NO_BASELINES)
    verdicts = found.groupby("configuration")["verdict"].unique().map(list)
    assert verdicts["baseline"] == ["replicates"]
    assert verdicts["after_activation"] == ["does not"]
    assert verdicts["before_activation"] == ["cannot tell"]
    assert found["place"].between(0, 1).all()


def test_persistence_is_equal_to_the_printed_digits_or_it_is_not():
    said = said_of("lstm_epochs", ["epochs=500"])
    runs = runs_of(said, lambda n: {"test_rmse": np.arange(30.0) + 90})
    for value, verdict in ((136.761319, "replicates"), (136.7, "does not")):
        baselines = pd.DataFrame({"baseline": ["persistence"], "test_rmse": [value]})
        row = replicate_study(said, runs, baselines).iloc[0]
        assert (row["configuration"], row["ours"], row["verdict"]) == (
            "persistence",
            value,
            verdict,
        )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", ["one repeat", "all diverged", "equal runs"])
def test_runs_that_allow_no_verdict_say_so(case):
    said = said_of("lstm_epochs", ["epochs=500", "epochs=1000"])
    runs = runs_of(said, lambda n: {"test_rmse": np.full(1 if case == "one repeat" else 5, 96.0)})
    if case == "all diverged":
        runs["state"] = "diverged"
    baselines = pd.DataFrame({"baseline": ["persistence"], "test_rmse": [136.761319]})
    found = replicate_study(said, runs, baselines)
    assert len(found) == 17
    of_mean = found[found["statistic"] == "mean"].iloc[0]
    if case == "equal runs":
        assert of_mean["p"] < 0.05  # a printed mean of 109 with a spread of its own
    else:
        assert (of_mean["verdict"], of_mean["reason"]) == ("cannot tell", "fewer than two runs")


def test_the_printed_tables_are_held_against_themselves():
    checks = check_published()
    assert len(checks) == 13 * 3 + 2
    failed = checks[~checks["holds"]]
    assert failed["check"].tolist() == ["has the smallest std, as the text says"]
    assert failed["found"].item() == "std 13.54 with one, 12.91 with units=3"
    assert checks["found"].iloc[-1] == "means 104.6, 100.3, 98.3: p 0.36"


def test_the_bounds_of_a_standard_deviation_are_reached():
    def bounds(values):
        return std_bounds(pd.Series(values).describe())

    widest = [0.0] * 3 + [10.0] * 7
    assert bounds(widest)[1] == pytest.approx(np.std(widest, ddof=1))
    tightest = [0.0, *[5.0] * 8, 10.0]
    assert bounds(tightest)[0] == pytest.approx(np.std(tightest, ddof=1))
    rng = np.random.default_rng(0)
    for values in rng.gamma(1, 1, (50, 6)):
        low, high = bounds(values)
        assert low <= np.std(values, ddof=1) <= high

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import mahalanobis

from reprise.data.published import published_descriptions, published_scores
from reprise.replication import joint_distance
from reprise.replication.joint_distance import (
    OF_LIST,
    OF_TABLE,
    chance_of,
    distance,
    joint_table,
    list_distance,
    precision,
    statistics,
    table_distance,
)


def test_the_distance_is_mahalanobis_in_units_of_the_pooled_variance():
    weights = precision(OF_TABLE, 30, 30)
    printed, ours = np.array([104.0, 19, 88, 99, 119]), np.array([96.0, 7, 91, 96, 101])
    pooled = np.sqrt((19**2 + 7**2) / 2)
    expected = mahalanobis(printed / pooled, ours / pooled, weights) ** 2
    assert distance(printed, ours, weights) == pytest.approx(expected)


def test_of_normal_runs_the_expected_distance_is_the_number_of_statistics():
    rng = np.random.default_rng(0)
    pairs = [statistics(rng.normal(50, 9, (4000, n)), OF_TABLE) for n in (30, 200)]
    found = distance(*pairs, precision(OF_TABLE, 30, 200))
    assert found.mean() == pytest.approx(len(OF_TABLE), rel=0.15)
    assert precision(OF_LIST, 10, 10).shape == (2, 2)


def of_experiments(rng, scale, shape):
    """The p of six tables and two lists, of runs that are `scale` times as wide as ours."""

    def runs(n, times=1.0):
        return 60 + 15 * times * rng.gamma(shape, shape**-0.5, n)

    found = []
    for _ in range(6):
        printed = statistics(runs(30, scale), OF_TABLE)
        found.append(table_distance(printed, runs(30), 30, resamples=300))
    for _ in range(2):
        lists = (runs((10, 2), times) for times in (scale, 1.0))
        found.append(list_distance(*lists, resamples=300))
    return chance_of(sum(f[0] for f in found), sum(f[1] for f in found))


def test_equal_experiments_replicate_and_wider_ones_do_not():
    rng = np.random.default_rng(5)
    # Between normal runs and strongly skewed ones, as ours are: in about 5 of 100 cases.
    equal = np.array([of_experiments(rng, 1.0, shape=8) for _ in range(150)])
    assert np.mean(equal <= 0.05) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 150)
    wider = np.array([of_experiments(rng, 2.0, shape=8) for _ in range(20)])
    assert np.mean(wider <= 0.05) >= 0.9


def runs_like(study, rng, shift=0.0):
    """Runs that a printed table or list may come from, in one era."""
    table, scores = published_descriptions(study), published_scores(study)
    rows = []
    for name in table:
        mean, std = table.loc["mean", name] + shift, table.loc["std", name]
        train = scores.loc[scores["configuration"] == name, "train_rmse"] if len(scores) else [60]
        spread = np.std(train, ddof=1) if len(scores) else 1
        for _ in range(int(table.loc["count", name])):
            rows.append(
                (f"era=x,{name}", "ok", rng.normal(np.mean(train), spread), rng.normal(mean, std))
            )
    runs = pd.DataFrame(rows, columns=["configuration", "state", "train_rmse", "test_rmse"])
    names = {f"era=x,{name}": name for name in table}
    alike = {full: f"{study} {name}" for full, name in names.items()}
    return {"study": study, "panels": {"era=x": names}, "alike": alike}, runs


def test_runs_drawn_as_printed_replicate_and_shifted_ones_do_not():
    rng = np.random.default_rng(3)
    studies = ("lstm_neurons", "lstm_neurons_diagnostic")
    as_printed = joint_table([runs_like(study, rng) for study in studies], [], 0.05)
    assert len(as_printed) == 1 + 5 + 2
    whole = as_printed.iloc[0]
    assert (whole["study"], whole["configuration"]) == ("all", "7 tables and lists")
    assert whole["dimensions"] == 5 * 5 + 2 * 4
    assert whole["verdict"] == "within chance" and whole["p"] > 0.05
    assert whole["distance"] == pytest.approx(as_printed["distance"][1:].sum())
    shifted = joint_table([runs_like(study, rng, 25) for study in studies], [], 0.05).iloc[0]
    assert shifted["verdict"] == "beyond chance" and shifted["p"] < 0.01
    few = runs_like("lstm_neurons", rng, 60)
    few[1]["repeat"] = few[1].groupby("configuration").cumcount()
    (whole, *_) = joint_table([(few[0], few[1][few[1]["repeat"] < 3])], [], 0.05).to_dict("records")
    assert (whole["runs"], whole["verdict"]) == (3, "cannot tell")


def test_equal_configurations_of_several_studies_are_taken_together():
    rng = np.random.default_rng(3)
    said, runs = runs_like("lstm_neurons", rng)
    again = {"study": "lstm_dropout", "panels": {"era=x": {"none": "none"}}, "alike": {}}
    again["alike"]["none"] = said["alike"]["era=x,units=1"]
    more = runs[runs["configuration"] == "era=x,units=1"].assign(configuration="none")
    table = joint_table([(said, runs)], [(again, more)], 0.05).set_index("configuration")
    assert table.loc["units=1", "runs"] == 60 and table.loc["units=2", "runs"] == 30


@pytest.mark.filterwarnings("error")
def test_too_few_runs_have_no_distance_and_equal_runs_an_infinite_one():
    said, runs = runs_like("lstm_neurons", np.random.default_rng(0))
    assert joint_table([(said, runs.assign(state="diverged"))], [], 0.05).empty
    assert list(joint_table([], [], 0.05).columns) == list(joint_distance.COLUMNS)
    found, _ = table_distance([1, 0, 1, 1, 1], np.zeros(5), 30, resamples=10)
    assert np.isinf(found)

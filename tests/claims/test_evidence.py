import numpy as np
import pandas as pd
import pytest

from reprise.claims.evidence import Evidence
from reprise.errors import RepriseError


def test_the_first_row_holds_the_runs_and_2000_rows_hold_samples_of_them(make_evidence):
    samples = make_evidence({"a": [3.0, 5.0, 8.0]}).resample("s", "a", "test_rmse")
    assert samples.shape == (2001, 3)
    assert samples[0].tolist() == [3, 5, 8]
    shares = [(samples[1:] == value).mean() for value in (3, 5, 8)]
    assert sum(shares) == pytest.approx(1)
    assert shares == pytest.approx([1 / 3] * 3, abs=0.02)
    # With replacement, all three runs are in 6 of 27 samples.
    complete = np.mean([len(set(row)) == 3 for row in samples[1:]])
    assert complete == pytest.approx(6 / 27, abs=0.03)


def test_equal_runs_give_equal_samples_and_every_configuration_has_samples_of_its_own(
    make_evidence,
):
    runs = {"a": [1.0, 2.0, 3.0, 4.0], "b": [1.0, 2.0, 3.0, 4.0]}
    first, again = (make_evidence(runs).resample("s", "a", "test_rmse") for _ in range(2))
    np.testing.assert_array_equal(first, again)
    other = make_evidence(runs).resample("s", "b", "test_rmse")
    assert (first[1:] != other[1:]).any(axis=1).mean() > 0.9


def test_a_sample_holds_the_same_runs_for_every_measure(tables_of):
    tables = tables_of({"a": [1.0, 2.0, 3.0]})
    tables.runs["train_rmse"] = tables.runs["test_rmse"] * 10
    evidence = Evidence({"s": tables})
    test, train = (evidence.resample("s", "a", name) for name in ("test_rmse", "train_rmse"))
    np.testing.assert_array_equal(test * 10, train)


def test_diverged_runs_and_other_configurations_are_left_out(tables_of):
    tables = tables_of({"a": [1.0, 2.0, 3.0], "b": [9.0, 9.0]})
    tables.runs.loc[1, "state"] = "diverged"
    evidence = Evidence({"s": tables})
    assert evidence.resample("s", "a", "test_rmse")[0].tolist() == [1, 3]
    tables.runs["state"] = "diverged"
    assert Evidence({"s": tables}).resample("s", "a", "test_rmse").shape == (2001, 0)


def test_curves_and_layers_of_the_configuration_alone_are_evaluated(tables_of):
    tables = tables_of({"a": [1.0], "b": [2.0]})
    tables.history = pd.DataFrame(
        {"configuration": ["a", "b"], "repeat": 1, "epoch": 1, "test_rmse": [50.0, 60.0]}
    )
    tables.layer_statistics = pd.DataFrame(
        {"configuration": ["a", "b"], "repeat": 1, "update": 0, "input_mean": [5.0, 6.0]}
    )
    evidence = Evidence({"s": tables})
    last = {"curve": "test_rmse", "feature": "at_epoch"}
    assert evidence.resample("s", "b", last)[0].tolist() == [60]
    assert evidence.resample("s", "a", {"layer": "input_mean", "update": 0})[0].tolist() == [5]


def test_a_baseline_has_a_score_for_each_configuration(make_evidence):
    scores = [("mean", "a", 7.0), ("mean", "b", 8.0), ("ets", "a", 9.0)]
    evidence = make_evidence({"a": [1.0]}, scores)
    assert evidence.baseline_score("s", "b", "mean", "test_rmse") == 8
    assert evidence.baseline_score("s", "a", "ets", "test_rmse") == 9
    with pytest.raises(RepriseError, match="s has no baseline 'ets' for b"):
        evidence.baseline_score("s", "b", "ets", "test_rmse")

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rounds_study import MadeUpStudy

from reprise.claims.evidence import Evidence
from reprise.errors import RepriseError
from reprise.plan.stored_runs import expected_fingerprints
from reprise.tables.study_tables import StudyTables
from reprise.tables.tabulation import write_tables

LAST = {"curve": "test_rmse", "feature": "at_epoch"}


def test_diverged_runs_and_other_configurations_are_left_out(tables_of):
    tables = tables_of({"a": [1.0, 2.0, 3.0], "b": [9.0, 9.0]})
    tables.first_runs.loc[1, "state"] = "diverged"
    evidence = Evidence({"s": tables})
    assert evidence.pooled("s", "a", "test_rmse").tolist() == [1, 3]
    tables.first_runs["state"] = "diverged"
    assert Evidence({"s": tables}).pooled("s", "a", "test_rmse").shape == (0,)


def test_the_runs_of_a_configuration_are_those_of_all_studies_with_its_distribution(tables_of):
    tables = {
        "s": tables_of({"a": [1.0, 2.0], "b": [5.0]}, keys={"a": "k"}),
        "t": tables_of({"x": [3.0], "y": [4.0], "z": [9.0]}, study="t", keys={"x": "k", "y": "k"}),
        # Both are one network, whose runs count once.
        "u": tables_of(
            {"x": [6.0], "y": [7.0]},
            study="u",
            keys={"x": "k", "y": "k"},
            trainings={"x": "one", "y": "one"},
        ),
    }
    evidence = Evidence(tables)
    assert evidence.pooled("s", "a", "test_rmse").tolist() == [1, 2, 3, 4, 6]
    assert evidence.pooled("s", "b", "test_rmse").tolist() == [5]
    samples, names = evidence.samples("s", ["a", "b"], "test_rmse")
    assert [len(sample) for sample in samples] == [5, 1] and names == [["a"], ["b"]]
    alone, _ = evidence.samples("s", ["a"], "test_rmse", is_pooled=False)
    assert alone[0].tolist() == [[1], [2]]


def test_configurations_with_one_training_are_pairs_of_their_own_study(tables_of):
    tables = tables_of(
        {"a": [1.0, 2.0, 3.0], "b": [10.0, 20.0, 30.0], "c": [7.0, 8.0]},
        trainings={"a": "one", "b": "one"},
        keys={"a": "k"},
    )
    tables.first_runs = tables.first_runs.drop(index=4)  # the second run of b
    other = tables_of({"x": [99.0]}, study="t", keys={"x": "k"})
    evidence = Evidence({"s": tables, "t": other})
    (pairs, single), names = evidence.samples("s", ["a", "c", "b"], "test_rmse")
    assert names == [["a", "b"], ["c"]]
    assert pairs.tolist() == [[1, 10], [3, 30]] and single.tolist() == [[7], [8]]
    assert evidence.pooled("s", "a", "test_rmse").tolist() == [1, 2, 3, 99]


def test_a_run_of_another_study_is_in_one_sample_only(tables_of):
    tables = {
        "s": tables_of({"a": [1.0], "b": [2.0]}, keys={"a": "k", "b": "l"}),
        "t": tables_of(
            {"x": [3.0], "y": [4.0]},
            study="t",
            keys={"x": "k", "y": "l"},
            trainings={"x": "one", "y": "one"},
        ),
    }
    samples, _ = Evidence(tables).samples("s", ["a", "b"], "test_rmse")
    assert [sample[:, 0].tolist() for sample in samples] == [[1, 3], [2]]


def test_runs_that_were_added_because_of_the_earlier_runs_are_not_counted(tmp_path):
    study = MadeUpStudy(tmp_path)
    repeats = [study.decide(number).repeats for number in (1, 2, 3)][-1]
    write_tables(study.files, expected_fingerprints(study.files))
    tables = StudyTables(study.files)
    assert tables.runs.groupby("configuration").size().to_dict() == repeats
    assert sorted(repeats.values()) == [5, 12, 12] and study.files.study.until.at_least == 5
    assert tables.first_runs.groupby("configuration")["repeat"].max().to_dict() == dict.fromkeys(
        repeats, 5
    )
    other = StudyTables(study.files)  # another study of the same configurations
    other.settings = replace(other.settings, study="other", repeats=3)
    evidence = Evidence({"mine": tables, "other": other})
    found = evidence.pooled("mine", "units=1", "test_rmse")
    assert found == pytest.approx([10.4, 11, 9.4, 10.2, 9, 10.4, 11, 9.4])


def test_curves_come_from_the_studies_that_record_them(tables_of):
    history = pd.DataFrame({"configuration": "a", "repeat": 1, "epoch": [1], "test_rmse": [50.0]})
    tables = {
        name: tables_of({"a": [1.0]}, study=name, keys={"a": "k"}, records_epochs=name != "u")
        for name in "stu"
    }
    tables["s"].history, tables["t"].history = history, history.assign(test_rmse=60.0)
    evidence = Evidence(tables)
    assert evidence.pooled("s", "a", LAST).tolist() == [50, 60]
    change = {"metric": "test_rmse", "less": LAST}
    assert evidence.pooled("s", "a", change).tolist() == [1 - 50, 1 - 60]
    assert len(evidence.pooled("s", "a", "test_rmse")) == 3


def test_curves_and_layers_of_the_configuration_alone_are_evaluated(tables_of):
    tables = tables_of({"a": [1.0], "b": [2.0]})
    tables.history = pd.DataFrame(
        {"configuration": ["a", "b"], "repeat": 1, "epoch": 1, "test_rmse": [50.0, 60.0]}
    )
    tables.layer_statistics = pd.DataFrame(
        {"configuration": ["a", "b"], "repeat": 1, "update": 0, "input_mean": [5.0, 6.0]}
    )
    evidence = Evidence({"s": tables})
    assert evidence.pooled("s", "b", LAST).tolist() == [60]
    assert evidence.pooled("s", "a", {"layer": "input_mean", "update": 0}).tolist() == [5]


def test_a_baseline_has_a_score_for_each_configuration(make_evidence):
    scores = [("mean", "a", 7.0), ("mean", "b", 8.0), ("ets", "a", 9.0)]
    evidence = make_evidence({"a": [1.0]}, scores)
    assert evidence.baseline_score("s", "b", "mean", "test_rmse") == 8
    assert evidence.baseline_score("s", "a", "ets", "test_rmse") == 9
    with pytest.raises(RepriseError, match="s has no baseline 'ets' for b"):
        evidence.baseline_score("s", "b", "ets", "test_rmse")


def test_samples_are_numbers(make_evidence):
    (sample,), _ = make_evidence({"a": [1, 2]}).samples("s", ["a"], "test_rmse")
    assert sample.dtype == np.float64

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reprise.errors import DamagedFileError
from reprise.evaluation.metrics import history_metrics
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import (
    MISSING,
    STALE,
    TrainedRun,
    find_fault,
    read_planned_run,
    read_run,
    store_run,
)


@pytest.fixture
def planned(tmp_path):
    return PlannedRun("s", "c", 1, "", "", str(tmp_path / "001.json"), str(tmp_path / "001.csv"))


def store(planned, framing, forecasts, fit=None):
    """Store a run that forecast something after every epoch; return its file as a dict."""
    forecasts = np.asarray(forecasts)
    trained = TrainedRun(
        seed=planned.seed,
        outputs=forecasts[-1],
        trained_epochs=len(forecasts),
        kept_epoch=len(forecasts),
        history=history_metrics(framing, forecasts),
        fit=fit or {},
        layers="",
        network=b"",
        seconds=0.5,
    )
    store_run(planned, trained, framing, {"epochs": 2}, "fingerprint")
    return json.loads(Path(planned.run_path).read_text())


def test_a_run_file_tells_what_was_trained_when_and_with_what(planned, framing):
    document = store(
        planned, framing, [framing.actual + 3, framing.actual + 1], fit={"fit_loss": 0.25}
    )
    assert (document["study"], document["configuration"], document["repeat"]) == ("s", "c", 1)
    assert document["state"] == "ok"
    metrics = document["metrics"]
    assert (metrics["train_rmse"], metrics["test_rmse"]) == pytest.approx((1, 1))
    assert metrics["fit_loss"] == 0.25
    assert (document["trained_epochs"], document["kept_epoch"]) == (2, 2)
    assert document["forecasts"] == pytest.approx((framing.actual[20:, 0] + 1).tolist())
    assert document["seed"] == planned.seed and document["parameters"] == {"epochs": 2}
    provenance = document["provenance"]
    assert {"tensorflow", "keras", "numpy", "python"} == set(provenance["versions"])
    assert set(provenance["machine"]) == {"host", "processor"}
    assert provenance["seconds"] == 0.5
    history = Path(planned.history_path).read_text().splitlines()
    assert history[0] == "epoch,train_rmse,test_rmse"
    assert [float(value) for value in history[1].split(",")] == pytest.approx([1, 3, 3])
    assert len(history) == 3


def test_two_classes_are_stored_as_probabilities_and_more_as_the_most_likely_class(
    planned, framing
):
    classes = replace(framing, classes=2, y=np.zeros((32, 1)), actual=np.zeros((32, 1)))
    outputs = np.full((1, 32, 1), 0.25)
    outputs[0, -1] = np.nan
    predictions = store(planned, classes, outputs)["predictions"]
    assert predictions == [0.25] * 11 + [None]
    classes = replace(classes, classes=3)
    outputs = np.tile([0.2, 0.1, 0.7], (1, 32, 1))
    outputs[0, -1, 0] = np.nan
    assert store(planned, classes, outputs)["predictions"] == [2] * 11 + [None]


def test_the_most_likely_class_of_each_step_is_stored(planned, framing):
    steps = np.ones((32, 2))
    classes = replace(framing, classes=3, y=steps, actual=steps)
    outputs = np.tile([[0.2, 0.1, 0.7], [0.1, 0.8, 0.1]], (1, 32, 1, 1))
    outputs[0, -1, 1] = np.nan
    assert store(planned, classes, outputs)["predictions"] == [[2, 1]] * 11 + [[2, None]]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_run_that_diverges_is_stored_with_its_state(planned, framing, value):
    document = store(planned, framing, [framing.actual, np.full((32, 1), value)])
    assert document["state"] == "diverged"
    assert document["metrics"]["test_rmse"] is None
    assert read_run(planned.run_path)["state"] == "diverged"


def test_the_checksum_does_not_depend_on_when_and_where_the_run_was_trained(
    planned, framing, monkeypatch
):
    first = store(planned, framing, [framing.actual])
    monkeypatch.setattr("platform.node", lambda: "another machine")
    second = store(planned, framing, [framing.actual])
    assert first["provenance"] != second["provenance"]
    assert first["checksum"] == second["checksum"]
    assert first["checksum"] != store(planned, framing, [framing.actual + 1])["checksum"]


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda text: text[: len(text) // 2], "is not a complete run file"),
        (lambda text: "", "is not a complete run file"),
        (lambda text: "[]", "is not a complete run file"),
        (lambda text: text.replace('"repeat": 1', '"repeat": 2'), "was changed after it"),
    ],
)
def test_the_error_about_a_damaged_run_file_tells_what_to_do(planned, framing, damage, problem):
    store(planned, framing, [framing.actual])
    path = Path(planned.run_path)
    path.write_text(damage(path.read_text()))
    with pytest.raises(DamagedFileError, match=f"001.json: {problem}.*delete this file") as error:
        read_run(path)
    assert str(error.value).endswith("run the same command again to train this run again.")
    assert find_fault(planned, "fingerprint").startswith(f"{path} {problem}")


def test_a_run_can_be_used_only_with_its_fingerprint_and_all_its_files(planned, framing):
    assert find_fault(planned, "fingerprint") == MISSING
    document = store(planned, framing, [framing.actual])
    assert find_fault(planned, "fingerprint") is None
    assert read_planned_run(planned, "fingerprint") == document
    assert find_fault(planned, "another fingerprint") == STALE
    history = Path(planned.history_path)
    with open(history, "a") as handle:
        handle.write("2,0,0\n")
    with pytest.raises(DamagedFileError, match=r"001.csv: was changed"):
        read_planned_run(planned, "fingerprint")
    assert find_fault(planned, "fingerprint") == f"{history} was changed after it was written"
    history.unlink()
    assert find_fault(planned, "fingerprint") == MISSING


@pytest.mark.parametrize(
    ("key", "other", "found"),
    [("study", "t", "s"), ("configuration", "d", "c"), ("repeat", 2, 1)],
)
def test_the_run_of_another_study_configuration_or_repeat_is_not_used(
    planned, framing, key, other, found
):
    store(planned, framing, [framing.actual])
    expected = f"contains the run of {key} {found}, not of {other}"
    assert find_fault(replace(planned, **{key: other}), "fingerprint").endswith(expected)


def test_a_run_with_another_seed_is_not_used(planned, framing, monkeypatch):
    store(planned, framing, [framing.actual])
    seed = planned.seed
    monkeypatch.setattr("reprise.training.planned_run.run_seed", lambda *names: 7)
    fault = find_fault(planned, "fingerprint")
    assert fault.endswith(f"contains the run of seed {seed}, not of 7")

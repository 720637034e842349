import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from reprise.evaluation.metrics import history_metrics
from reprise.training.run_files import (
    PlannedRun,
    Trained,
    is_current,
    read_run,
    run_seed,
    store_run,
)


@pytest.fixture
def planned(tmp_path):
    return PlannedRun("s", "c", 1, "", "", str(tmp_path / "001.json"), str(tmp_path / "001.csv"))


def store(planned, framing, forecasts):
    history = history_metrics(framing, forecasts := np.asarray(forecasts))
    trained = Trained(11, forecasts[-1], len(forecasts), history, {}, "", 0.5)
    store_run(planned, trained, framing, {"epochs": 2}, "print")
    return json.loads(Path(planned.run_path).read_text())


def test_a_seed_comes_from_study_configuration_and_repeat():
    names = [(s, c, r) for s in "ab" for c in "xy" for r in range(1, 200)]
    seeds = [run_seed(*name) for name in names]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**31 for seed in seeds)
    # Fixed once and for all: another seed would be another run.
    digest = hashlib.sha256(b"lstm_epochs/era=keras3,epochs=500/1").hexdigest()
    assert run_seed("lstm_epochs", "era=keras3,epochs=500", 1) == int(digest[:8], 16) // 2


def test_a_run_file_can_be_traced(planned, framing):
    document = store(planned, framing, [framing.actual + 3, framing.actual + 1])
    assert document["state"] == "ok"
    metrics = document["metrics"]
    assert (metrics["train_rmse"], metrics["test_rmse"]) == pytest.approx((1, 1))
    assert document["kept_epoch"] == 2
    assert len(document["forecasts"]) == 12
    assert document["seed"] == 11 and document["parameters"] == {"epochs": 2}
    assert {"tensorflow", "keras", "numpy", "python"} <= set(document["provenance"]["versions"])
    assert document["provenance"]["machine"] and document["provenance"]["seconds"] == 0.5
    history = Path(planned.history_path).read_text().splitlines()
    assert history[0] == "epoch,train_rmse,test_rmse"
    assert [float(v) for v in history[1].split(",")] == pytest.approx([1, 3, 3])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_run_that_diverges_is_stored_with_its_state(planned, framing, value):
    document = store(planned, framing, [framing.actual, np.full((32, 1), value)])
    assert document["state"] == "diverged"
    assert document["metrics"]["test_rmse"] is None
    assert read_run(planned.run_path)["state"] == "diverged"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda text: text[: len(text) // 2], "is not a whole run file"),
        (lambda text: "", "is not a whole run file"),
        (lambda text: text.replace('"repeat": 1', '"repeat": 2'), "was changed"),
        (lambda text: "[]", "is not a whole run file"),
    ],
)
def test_a_damaged_run_file_says_what_to_do(planned, framing, damage, expected):
    store(planned, framing, [framing.actual])
    text = Path(planned.run_path).read_text()
    Path(planned.run_path).write_text(damage(text))
    with pytest.raises(ValueError, match=f"{expected}.*delete it and run the same command"):
        read_run(planned.run_path)
    assert not is_current(planned, "print")


def test_a_run_is_kept_only_if_it_was_made_from_the_same(planned, framing):
    store(planned, framing, [framing.actual])
    assert is_current(planned, "print")
    assert not is_current(planned, "another print")
    with open(planned.history_path, "a") as handle:
        handle.write("2,0,0\n")
    assert not is_current(planned, "print")

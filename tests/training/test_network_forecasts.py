"""Forecasts of stored networks: as in the training, as by Keras, with equal bits elsewhere."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from conftest import compiled
from framed_values import frame_values
from training.small_networks import Scale, network, own_network
from training.study_settings import settings_of, with_model, with_training

from reprise.errors import RepriseError
from reprise.training.model_state import reset_state
from reprise.training.network_forecasts import ROWS_PER_BLOCK, RowForecaster, StoredForecast
from reprise.training.recursion import Recursion
from reprise.training.stored_networks import network_bytes

# Fewer rows than a block, a full block, and more.
NUMBERS_OF_ROWS = (5, ROWS_PER_BLOCK, ROWS_PER_BLOCK + 9)


def rows_of(number):
    return np.random.default_rng(5).normal(size=(number, 8, 1)).astype("float32")


def stored(folder, models):
    """Store some members; return their paths."""
    paths = []
    for number, model in enumerate(models, start=1):
        paths.append(folder / f"{number:03d}.keras")
        paths[-1].write_bytes(network_bytes(model))
    return paths


def members(family, changes, number=2):
    return [network(family, changes, weights_from=seed) for seed in range(1, number + 1)]


@pytest.mark.parametrize(("family", "changes"), [("mlp", {"batch_norm": "after"}), ("lstm", {})])
def test_every_member_forecasts_as_keras_predicts(family, changes, tmp_path):
    models = members(family, changes)
    forecast = StoredForecast(stored(tmp_path, models))
    for number in NUMBERS_OF_ROWS:
        rows = rows_of(number)
        expected = []
        for model in models:
            reset_state(model)
            expected.append(model.predict(rows, batch_size=1, verbose=0))
        outputs = forecast.outputs(rows)
        assert outputs.shape == (2, number, 2) and outputs.dtype == np.float32
        np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-6)
        assert np.abs(outputs[0] - outputs[1]).min() > 1e-4, "the members differ"
        np.testing.assert_array_equal(forecast.outputs(rows, last=3), outputs[:, -3:])


@pytest.mark.parametrize(("family", "changes"), [("mlp", {}), ("cnn", {}), ("lstm", {})])
def test_the_bits_of_a_row_do_not_depend_on_the_rows_after_it(family, changes, tmp_path):
    forecast = StoredForecast(stored(tmp_path, members(family, changes, 1)))
    all_rows = rows_of(NUMBERS_OF_ROWS[-1])
    outputs = forecast.outputs(all_rows)
    for number in (*NUMBERS_OF_ROWS, 1):
        np.testing.assert_array_equal(forecast.outputs(all_rows[:number]), outputs[:, :number])


FORECAST_IN_ANOTHER_PROCESS = """\
import sys
from pathlib import Path
import numpy as np
from reprise.errors import RepriseError
from reprise.training.backend import keras
from reprise.training.network_forecasts import StoredForecast
from reprise.training.recursion import Recursion

keras.Sequential([keras.Input((3, 1)), keras.layers.LSTM(2)])
folder = Path(sys.argv[1])
recursion = Recursion(3, np.full(8, 0.9), np.full(8, 0.1))
for family, used in (("cnn", None), ("lstm", None), ("gru", recursion)):
    forecast = StoredForecast(sorted((folder / family).glob("*.keras")), used)
    np.save(folder / f"{family}.npy", forecast.outputs(np.load(folder / "rows.npy")))
own = [folder / "001.keras"]
try:
    StoredForecast(own)
except RepriseError as error:
    print(error)
import training.small_networks  # it registers the class
np.save(folder / "own.npy", StoredForecast(own).outputs(np.load(folder / "rows.npy")[:, :3, 0]))
"""


def test_another_process_computes_the_same_bits(tmp_path):
    recursion = Recursion(3, np.full(8, 0.9), np.full(8, 0.1))
    rows = rows_of(40)
    np.save(tmp_path / "rows.npy", rows)
    expected = {}
    for family, used in (("cnn", None), ("lstm", None), ("gru", recursion)):
        (tmp_path / family).mkdir()
        changes, outputs = ({"era": "keras1_tf1"} if family == "lstm" else {}), 1 if used else 2
        models = [network(family, changes, weights_from=k, outputs=outputs) for k in (1, 2)]
        paths = stored(tmp_path / family, models)
        expected[family] = StoredForecast(paths, used).outputs(rows)
    own = stored(tmp_path, [own_network(Scale(3.0))])
    expected["own"] = StoredForecast(own).outputs(rows[:, :3, 0])
    command = [sys.executable, "-c", FORECAST_IN_ANOTHER_PROCESS, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert f"{own[0]}: the network contains the class 'Scale', which is not known" in done.stdout
    for family, outputs in expected.items():
        assert np.load(tmp_path / f"{family}.npy").tobytes() == outputs.tobytes(), family


CASES = {
    "stateless": ("mlp", {"batch_norm": "after"}, {"horizon": 2}, False),
    "direct": ("mlp", {}, {"horizon": 2, "strategy": "direct"}, False),
    "stateful": ("lstm", {"era": "keras1_tf1", "dropout": 0.2}, {"horizon": 2}, True),
    "recursive": ("mlp", {"dropout": 0.2}, {"horizon": 3, "strategy": "recursive"}, False),
    "stateful and recursive": ("lstm", {}, {"horizon": 3, "strategy": "recursive"}, True),
}


@pytest.mark.parametrize("case", CASES)
def test_a_stored_network_forecasts_as_its_training_did(case, births, tmp_path):
    family, changes, options, is_stateful = CASES[case]
    settings = settings_of("births_forecasters", family)
    settings = with_model(settings, units=4, **changes)
    if family == "lstm":
        settings = with_model(settings, stateful=True)
    settings = with_training(settings, shuffle=False, batch_size=8)
    framing = frame_values(births.values[:80], 20, 0, 4, "time_steps", train_rows=48, **options)
    settings = replace(
        settings,
        framing=replace(settings.framing, **{"strategy": "joint"} | options),
    )
    recursion = None
    if framing.is_recursive:
        recursion = Recursion(framing.y.shape[1], framing.feedback_factor, framing.feedback_offset)
    training = compiled(
        settings, framing, recursion=recursion, forecast_batch_size=1 if is_stateful else None
    )
    training.start(3)
    list(training.train(4))
    model = training.trained_network()
    forecast = StoredForecast(stored(tmp_path, [model]), recursion)
    for last in (len(framing.x), 1):
        outputs, expected = forecast.outputs(framing.x, last)[0], training.outputs[-last:]
        np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-6)


def test_networks_with_other_layers_are_refused(tmp_path):
    paths = stored(tmp_path, [network("mlp", {}), network("mlp", {"units": 7})])
    expected = r"002\.keras: the layers of this network differ from those of .*001\.keras\. Use"
    with pytest.raises(RepriseError, match=expected):
        StoredForecast(paths)


def test_a_stateful_network_for_several_rows_is_refused():
    expected = "carries a state from row to row and has a batch size of 4. Store it with a batch"
    with pytest.raises(RepriseError, match=expected):
        RowForecaster(network("lstm", {}, batch_size=4))

"""Networks as `.keras` files: equal bytes, loading, and errors that say what to do."""

import hashlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile

import h5py
import numpy as np
import pytest
from training.small_networks import (
    NETWORKS,
    Unregistered,
    joined,
    network,
    own_network,
)

from reprise.errors import RepriseError
from reprise.training.backend import keras
from reprise.training.families import FAMILIES
from reprise.training.model_state import reset_state, stateful_layers
from reprise.training.stored_networks import (
    load_network,
    network_bytes,
    read_config,
)


def outputs_of(model, rows=3):
    x = np.random.default_rng(5).normal(size=(rows, 8, 1)).astype("float32")
    reset_state(model)
    return np.concatenate([model(x[k : k + 1], training=False) for k in range(rows)])


def written(path, content):
    path.write_bytes(content)
    return path


def test_every_family_and_every_era_is_covered():
    assert {family for family, _ in NETWORKS} == set(FAMILIES)


@pytest.mark.parametrize(("family", "changes"), NETWORKS, ids=str)
def test_a_stored_network_gives_the_outputs_of_the_trained_one(family, changes, tmp_path):
    model = network(family, changes)
    path = written(tmp_path / "member.keras", network_bytes(model))
    loaded, by_keras = load_network(path), keras.saving.load_model(path)
    expected = outputs_of(model)
    assert np.ptp(expected) > 1e-3
    np.testing.assert_array_equal(outputs_of(loaded), expected)
    np.testing.assert_array_equal(outputs_of(by_keras), expected)
    assert len(stateful_layers(loaded)) == len(stateful_layers(model))
    assert not loaded.compiled
    assert network_bytes(loaded) == path.read_bytes()


BYTES_OF_ANOTHER_PROCESS = """\
import hashlib
from training.small_networks import Scale, joined, network
from reprise.training.backend import keras
from reprise.training.stored_networks import network_bytes

for _ in range(12):
    layers = [keras.layers.Dense(2), keras.layers.Dropout(0.5), Scale(2.0)]
    keras.Sequential([keras.Input((2,)), *layers])
    keras.Sequential([keras.Input((3, 1)), keras.layers.LSTM(2)])
for model in (network("mlp", {}), network("lstm", {"era": "keras1_tf1"}), joined()):
    print(hashlib.sha256(network_bytes(model)).hexdigest())
"""


def test_equal_networks_have_equal_bytes_in_a_process_that_has_built_others():
    command = [sys.executable, "-c", BYTES_OF_ANOTHER_PROCESS]
    done = subprocess.run(command, capture_output=True, text=True, env=python_path())
    assert done.returncode == 0, done.stderr
    models = network("mlp", {}), network("lstm", {"era": "keras1_tf1"}), joined()
    ours = [hashlib.sha256(network_bytes(model)).hexdigest() for model in models]
    assert done.stdout.split() == ours


def python_path():
    """The environment of a process that finds what this process finds."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def test_the_bytes_depend_on_the_weights_and_neither_on_time_nor_optimizer(monkeypatch):
    model = network("mlp", {})
    before = network_bytes(model)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    model.optimizer.build(model.trainable_variables)
    model.optimizer.learning_rate = 0.5
    assert network_bytes(model) == before
    assert network_bytes(network("mlp", {}, weights_from=2)) != before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert json.loads(archive.read("metadata.json")) == {"keras_version": keras.__version__}
        assert b"Adam" not in archive.read("config.json")
        with h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as weights:
            assert "optimizer" not in weights and "layers" in weights


def test_names_that_were_given_stay(tmp_path):
    model = joined()
    loaded = load_network(written(tmp_path / "a.keras", network_bytes(model)))
    names = [layer.name for layer in loaded.layers]
    assert "dense_of_ours" in names and "dense" in names and "bidirectional" in names
    x = np.random.default_rng(1).normal(size=(4, 3, 1)).astype("float32")
    np.testing.assert_array_equal(loaded(x), model(x))
    assert len(loaded.weights) == len(model.weights), "the shared layer stays one layer"


def test_an_unregistered_class_can_be_given(tmp_path):
    path = written(tmp_path / "a.keras", network_bytes(own_network(Unregistered(2.0))))
    expected = (
        f"{path}: the network contains the class 'Unregistered', which is not known here. Register"
        " it with keras.saving.register_keras_serializable and import its module before loading, or"
        " give it in custom_objects."
    )
    with pytest.raises(RepriseError) as refused:
        load_network(path)
    assert str(refused.value) == expected
    loaded = load_network(path, custom_objects={"Unregistered": Unregistered})
    assert isinstance(loaded.layers[-1], Unregistered)


def with_part(content, name, change):
    """The bytes of an archive with one part changed, or left out if `change` gives None."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for item in source.namelist():
            part = change(source.read(item)) if item == name else source.read(item)
            if part is not None:
                target.writestr(item, part)
    return packed.getvalue()


def part_of(name, **changes):
    """A part of the file of another network."""
    with zipfile.ZipFile(io.BytesIO(network_bytes(network("mlp", changes)))) as archive:
        return archive.read(name)


DAMAGES = {
    "cut": (
        lambda content: content[:-100],
        "damaged, because its content does not agree with its checksums. Copy it again, or make it"
        " again.",
    ),
    "one byte": (
        lambda content: content[:9000] + bytes([content[9000] ^ 1]) + content[9001:],
        "damaged, because its content does not agree with its checksums",
    ),
    "config": (
        lambda content: with_part(content, "config.json", lambda part: part[:-5]),
        "damaged, because its config.json is not complete",
    ),
    "weights": (
        lambda content: with_part(content, "model.weights.h5", lambda part: part[:-2000]),
        "damaged, because its model.weights.h5 cannot be read",
    ),
    "other layers": (
        lambda content: with_part(
            content, "model.weights.h5", lambda part: part_of("model.weights.h5", units=5)
        ),
        "the weights do not fit the layers. Copy the file again, or make it again.",
    ),
    "no weights": (
        lambda content: with_part(content, "model.weights.h5", lambda part: None),
        "this is not a .keras file. Give a file that Keras saved in the format .keras",
    ),
    "unknown layer": (
        lambda content: with_part(
            content, "config.json", lambda part: part.replace(b'"Dense"', b'"Densest"')
        ),
        "cannot build this network|the class 'Densest', which is not known",
    ),
    "text": (lambda content: b"Epoch 1/10\n", "this is not a .keras file"),
    "empty": (lambda content: b"", "this is not a .keras file"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_cannot_be_loaded_is_named(damage, tmp_path):
    change, expected = DAMAGES[damage]
    path = written(tmp_path / "a.keras", change(network_bytes(network("mlp", {}))))
    with pytest.raises(RepriseError, match=expected) as refused:
        load_network(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ") and "\n" not in message
    assert len(message.removeprefix(f"{path}: ")) < 250


def test_a_missing_file_and_another_suffix_are_refused(tmp_path):
    with pytest.raises(RepriseError, match=r"a\.keras: there is no such file"):
        load_network(tmp_path / "a.keras")
    path = written(tmp_path / "a.zip", network_bytes(network("mlp", {})))
    with pytest.raises(RepriseError, match=r"a\.zip: this is not a \.keras file"):
        load_network(path)


def test_code_is_refused_although_the_process_allows_it(tmp_path):
    content = network_bytes(own_network(keras.layers.Lambda(lambda x: 2 * x)))
    path = written(tmp_path / "a.keras", content)
    keras.config.enable_unsafe_deserialization()
    try:
        for read in (load_network, read_config):
            with pytest.raises(RepriseError, match=r"a\.keras: the network contains a lambda"):
                read(path)
    finally:
        from keras.src.backend.common import global_state

        global_state.set_global_attribute("safe_mode_saving", None)

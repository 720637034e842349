import importlib
import json
import os
import subprocess
import sys

import pytest

from reprise.training import backend
from reprise.training.backend import keras, tf


def test_all_processes_compile_for_the_same_instruction_set_and_with_one_thread():
    flags = os.environ["XLA_FLAGS"].split()
    assert "--xla_cpu_max_isa=AVX2" in flags
    assert "--xla_backend_extra_options=xla_cpu_disable_platform_dependent_math" in flags
    assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert keras.backend.backend() == "tensorflow"
    assert tf.config.threading.get_intra_op_parallelism_threads() == 1
    assert tf.config.threading.get_inter_op_parallelism_threads() == 1


def test_a_hidden_module_can_be_imported_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with backend._hidden(["colorsys", "json"]):
        with pytest.raises(ImportError):
            importlib.import_module("colorsys")
        importlib.import_module("json")  # it was loaded before
    importlib.import_module("colorsys")
    assert sys.modules["json"] is not None


CODE = """
import json, os
from reprise.training.backend import keras, tf
print(json.dumps([keras.config.floatx(), keras.config.epsilon(), keras.config.image_data_format(),
                  keras.config.backend(), os.environ["XLA_FLAGS"], os.environ.get("TF_XLA_FLAGS")]))
"""


@pytest.mark.parametrize(
    "keras_json",
    [
        '{"floatx": "float64", "epsilon": 0.001, "image_data_format": "channels_first"}',
        '{"floatx": "float8"}',
        "[]",
        '{"nnx_enabled": true}',
    ],
)
def test_neither_files_nor_variables_of_the_user_change_the_backend(tmp_path, keras_json):
    folder = tmp_path / ".keras"
    folder.mkdir()
    (folder / "keras.json").write_text(keras_json)
    variables = {
        "HOME": str(tmp_path),
        "KERAS_NNX_ENABLED": "1",
        "XLA_FLAGS": "--xla_disable_hlo_passes=fusion --no_such_flag",
        "TF_XLA_FLAGS": "--tf_xla_cpu_global_jit",
        "TF_DETERMINISTIC_OPS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=os.environ | variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    expected = ["float32", 1e-7, "channels_last", "tensorflow", os.environ["XLA_FLAGS"], None]
    assert json.loads(done.stdout) == expected


def test_keras_writes_nothing_into_the_home_of_the_user(tmp_path):
    variables = {"HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", CODE], env=os.environ | variables, check=True)
    assert os.listdir(tmp_path) == []


def test_networks_are_trained_on_the_processor():
    assert {device.device_type for device in tf.config.get_visible_devices()} == {"CPU"}
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"

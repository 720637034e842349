import importlib
import os
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

import os

import pytest

from reprise.environment_variables import (
    prepare_environment_of_jobs,
    remove_variables_of_libraries,
)


@pytest.fixture(autouse=True)
def restored(monkeypatch):
    """Give this test an environment of its own."""
    monkeypatch.setattr(os, "environ", dict(os.environ))


@pytest.mark.parametrize(
    "name",
    [
        *("TF_XLA_FLAGS", "TF_DETERMINISTIC_OPS", "TF2_BEHAVIOR", "XLA_FLAGS", "PJRT_NPROC"),
        *("KERAS_HOME", "KERAS_NNX_ENABLED", "ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_MAX_CPU_ISA"),
        *("AUTOGRAPH_STRICT_CONVERSION", "MKL_CBWR", "OPENBLAS_CORETYPE", "GLIBC_TUNABLES"),
        *("NPY_DISABLE_CPU_FEATURES", "PANDAS_FUTURE_INFER_STRING", "SCIPY_ARRAY_API"),
        *("SM_FORMULA_ENGINE", "SKLEARN_WORKING_MEMORY", "MPLBACKEND", "MATPLOTLIBRC"),
        *("PYTHONOPTIMIZE", "PYTHONWARNINGS"),
    ],
)
def test_a_variable_that_could_change_a_result_is_removed(name):
    os.environ[name] = "1"
    remove_variables_of_libraries()
    assert name not in os.environ


@pytest.mark.parametrize(
    "name",
    ["TF_CPP_MIN_LOG_LEVEL", "MPLCONFIGDIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH"],
)
def test_other_variables_are_kept(name):
    os.environ[name] = "kept"
    remove_variables_of_libraries()
    assert os.environ[name] == "kept"


def test_jobs_read_text_as_utf8():
    os.environ["PYTHONUTF8"] = "0"
    prepare_environment_of_jobs()
    assert os.environ["PYTHONUTF8"] == "1"

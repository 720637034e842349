"""Environment variables that could change a result, or stop a job.

Libraries read many variables from the environment of the user. Two users, or two terminals of one
user, must get the same results. Therefore these variables are removed, and a few are set.
"""

import os

# What the libraries read: TensorFlow, its compiler, Keras, oneDNN, BLAS, NumPy, SciPy, pandas,
# scikit-learn, statsmodels, Matplotlib.
REMOVED_PREFIXES = (
    *("TF_", "TF2_", "XLA_", "PJRT_", "AUTOGRAPH_", "KERAS_", "ONEDNN_", "DNNL_", "_ONEDNN_"),
    *("_DNNL_", "MKL_", "OPENBLAS_", "BLIS_", "NPY_", "NUMPY_", "SCIPY_", "PANDAS_", "SKLEARN_"),
    *("SM_FORMULA_ENGINE", "MPL"),
)
REMOVED_VARIABLES = (
    *("MATPLOTLIBRC", "SOURCE_DATE_EPOCH"),
    # The C library chooses other versions of exp or log, with other last digits.
    "GLIBC_TUNABLES",
    # Python without asserts or docstrings, with warnings as errors, or with another text encoding.
    *("PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONIOENCODING", "PYTHONHASHSEED"),
)
# The amount that TensorFlow logs, the folder of Matplotlib's font cache, and the numbers of threads
# that Snakemake sets for each job, do not change a result.
KEPT_PREFIXES = ("TF_CPP_", "MPLCONFIGDIR")
KEPT_ENDING = "_NUM_THREADS"


def remove_variables_of_libraries() -> None:
    """Remove the variables that libraries read from the environment of this process and its jobs.

    A library that is already imported has read its variables before.
    """
    for name in list(os.environ):
        is_removed = name.startswith(REMOVED_PREFIXES) or name in REMOVED_VARIABLES
        if is_removed and not (name.startswith(KEPT_PREFIXES) or name.endswith(KEPT_ENDING)):
            del os.environ[name]


def prepare_environment_of_jobs() -> None:
    """Give every job the same environment, before it is started.

    Python reads and writes text as UTF-8, whatever the language of the user is.
    """
    remove_variables_of_libraries()
    os.environ["PYTHONUTF8"] = "1"

"""TensorFlow and Keras, with the same compiler settings in every process.

Importing this module has an effect, unlike importing any other module of the library. It removes
and sets environment variables, because TensorFlow and Keras read them while they are imported. It
limits TensorFlow to one thread of the processor, and it tunes Python's garbage collector.

Every module that needs TensorFlow or Keras imports them from here (`from
reprise.training.backend import keras, tf`), so that all runs are trained with the same settings.
"""

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from reprise.environment_variables import remove_variables_of_libraries

COMPILER_FLAGS = (
    # The bits must be equal on all x86-64 machines. Therefore the program uses one instruction
    # set, no instruction that AMD and Intel compute differently (1 / sqrt), and no kernels of
    # YNNPACK, which chooses an instruction set itself when the program runs.
    "--xla_cpu_max_isa=AVX2",
    "--xla_backend_extra_options=xla_cpu_disable_platform_dependent_math",
    "--xla_cpu_experimental_ynn_fusion_type=",
    # The older emitter compiles these small programs in 75 % of the time, and a lower
    # optimization level in 80 to 95 % of that time. The programs run as fast.
    "--xla_cpu_use_fusion_emitters=false",
    "--xla_backend_optimization_level=1",
    # The compiler uses one thread.
    "--xla_cpu_parallel_codegen_split_count=1",
)
# Keras imports these for wrappers that training never calls; they take half of the 3 seconds
# that its import takes.
NOT_NEEDED_BY_KERAS = ("matplotlib", "pandas", "scipy", "sklearn")

# The settings of Keras that all networks of a process share.
KERAS_SETTINGS = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
    "dtype_policy": "float32",
}


@contextmanager
def _hidden(names: Iterable[str]) -> Iterator[None]:
    """Make the import of some modules fail within this context, unless they are loaded."""
    hidden: list[str] = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python documents it
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


# The bits of a run must not depend on the user's variables. A flag of the user could contradict the
# flags above, and an unknown flag ends the process.
remove_variables_of_libraries()
os.environ |= {
    "XLA_FLAGS": " ".join(COMPILER_FLAGS),
    # The kernels of oneDNN, and so the bits, differ from processor to processor. If they are
    # turned off, TensorFlow still multiplies matrices with them, so their instruction set is
    # fixed, too.
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "KERAS_BACKEND": "tensorflow",
    # Keras reads keras.json in this folder, and writes it if it is missing. No such folder can
    # exist, so Keras uses its defaults and writes nothing.
    "KERAS_HOME": f"{os.devnull}/keras",
    # A GPU computes other bits than the processor.
    "CUDA_VISIBLE_DEVICES": "-1",
}
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

with _hidden(NOT_NEEDED_BY_KERAS):
    import keras
    import tensorflow as tf


def reset_keras_settings() -> list[str]:
    """Give Keras the settings that all networks share; return the names of those that differed."""
    changed = []
    for name, value in KERAS_SETTINGS.items():
        found = getattr(keras.config, name)()
        if getattr(found, "name", found) != value:
            changed.append(name)
        getattr(keras.config, f"set_{name}")(value)
    return changed


reset_keras_settings()  # another module may have imported Keras before this one
tf.config.set_visible_devices(tf.config.list_physical_devices("CPU"))
# A job uses one thread, so that `snakemake --cores N` uses N cores. The number of threads does
# not change the bits of a run.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
# TensorFlow's import leaves a million objects that live as long as the process. The garbage
# collector need not search them again, and it runs less often because tracing makes many objects
# but little garbage.
gc.freeze()
gc.set_threshold(50_000, 20, 20)

__all__ = ["keras", "reset_keras_settings", "tf"]

"""TensorFlow and Keras, imported once and set up the same way everywhere.

Modules that need them say `from reprise.training.backend import keras, tf`, so that no run can be
trained under other compiler settings than another.
"""

import gc
import os
import sys
from contextlib import contextmanager

# What decides the bits: one instruction set on every x86-64 machine, the same approximations of
# tanh and exp on each, and no oneDNN, whose kernels differ from processor to processor.
# What decides the speed: the older emitter compiles these small programs in three quarters of
# the time, less optimization in 80 to 95 % of it, and they run as fast.
COMPILER_FLAGS = (
    "--xla_cpu_max_isa=AVX2",
    "--xla_cpu_enable_platform_dependent_math=false",
    "--xla_cpu_use_fusion_emitters=false",
    "--xla_backend_optimization_level=1",
    "--xla_cpu_parallel_codegen_split_count=1",  # the compiler, too, is one thread
)
# Keras imports these for wrappers that training never calls: half of the 3 seconds of its start.
NOT_NEEDED_BY_KERAS = ("matplotlib", "pandas", "scipy", "sklearn")


@contextmanager
def _hidden(names):
    """Make importing the modules fail for a while, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


os.environ["XLA_FLAGS"] = " ".join([os.environ.get("XLA_FLAGS", ""), *COMPILER_FLAGS]).strip()
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

with _hidden(NOT_NEEDED_BY_KERAS):
    import keras
    import tensorflow as tf

# One job is one thread: `snakemake --cores N` means N. A run's bits do not depend on it.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
gc.freeze()  # a million objects that live as long as the process: not to be searched again
gc.set_threshold(50_000, 20, 20)  # tracing makes many objects and little garbage

__all__ = ["keras", "tf"]

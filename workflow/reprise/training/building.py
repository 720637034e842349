"""Build the network of a configuration and compile its training, and explain what goes wrong."""

import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from reprise.data.framing import Framing
from reprise.errors import ModelError
from reprise.job_log import record_activity
from reprise.settings import RunSettings
from reprise.training.own_code import (
    BuildWatch,
    CodeExit,
    TooLargeError,
    TooLongError,
    available_bytes,
    counted_weights,
    kept_process,
)
from reprise.training.planned_run import PlannedRun
from reprise.training.single_run import compile_program

if TYPE_CHECKING:
    from reprise.training.engine import CompiledTraining

ARGUMENTS = "model, input_shape, outputs, output_activation and batch_size"


def build_program(
    runs: Sequence[PlannedRun], settings: RunSettings, framing: Framing, max_seconds: float
) -> "CompiledTraining":
    """Build and compile what some runs share.

    Parameters
    ----------
    runs : sequence of PlannedRun
        The runs that the program trains.
    settings : RunSettings
    framing : Framing
    max_seconds : float
        A network that takes longer is given up.

    Raises
    ------
    ModelError
        If the network cannot be built, or cannot be stored although a run stores it. The message
        begins with the study and the configuration, and names the file, the line and the function
        of the user's own code.
    """
    from reprise.training.backend import keras, reset_keras_settings
    from reprise.training.storage_check import check_can_be_stored

    name = name_configurations(runs)
    family, file = settings.model["family"], runs[0].family_path
    described = f"model.family {family}" + (f" ({file})" if file else "")
    record_activity(f"building {name}, {described}")
    watch = BuildWatch(f"{name}: {described}", file, max_seconds)
    try:
        with ExitStack() as stack:
            if file:
                stack.enter_context(kept_process())
            stack.enter_context(counted_weights(keras.layers.Layer, available_bytes))
            stack.enter_context(watch)
            program = compile_program(settings, framing)
            if any(run.network_path for run in runs):
                check_can_be_stored(program.trained_network())
            return program
    except TooLongError:
        raise ModelError(f"{name}: {described} {watch.describe_limit()}") from None
    except (KeyboardInterrupt, OSError) as error:
        if isinstance(error, OSError) or watch.was_interrupted:
            raise
        raise ModelError(f"{name}: {_describe(error, described, file)}") from error
    except (Exception, SystemExit, CodeExit) as error:
        raise ModelError(f"{name}: {_describe(error, described, file)}") from error
    finally:
        if file:
            reset_keras_settings()  # the code may have changed them before it failed
        record_activity("")


def name_configurations(runs: Sequence[PlannedRun]) -> str:
    """Name each study of some runs, with its first configuration and the number of the others."""
    configurations: dict[str, dict[str, None]] = {}
    for run in runs:
        configurations.setdefault(run.study, {})[run.configuration] = None
    names = []
    for study, (first, *others) in configurations.items():
        names.append(f"{study} / {first}" + (f" and {len(others)} more" if others else ""))
    return "; ".join(names)


def _describe(error: BaseException, described: str, file: str | None) -> str:
    """Describe in one sentence why a network cannot be built, where, and what to do."""
    chain = list(_causes(error))
    too_large = next((e for e in chain if isinstance(e, TooLargeError)), None)
    if too_large:
        return f"{described} is too large: {too_large}"
    cause = next((e for e in chain if not isinstance(e, ModelError)), None)
    if cause is None:
        return str(error)  # it names the family, and what it returned
    place = _place(cause, file)
    if isinstance(cause, SystemExit | CodeExit | KeyboardInterrupt):
        what = f"sys.exit({cause})" if isinstance(cause, SystemExit) else str(cause)
        if isinstance(cause, KeyboardInterrupt):
            what = "KeyboardInterrupt"
        return f"{described} failed{place}: it ends with {what}. Let it return a keras.Model."
    text = f"{type(cause).__name__}: {cause}".rstrip(".")
    return f"{described} failed{place}: {text}. {_advice(cause, place, file)}"


def _causes(error: BaseException | None) -> "list[BaseException]":
    """An error and the errors that it was raised from, the first cause last."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__
    return chain


def _place(error: BaseException, file: str | None) -> str:
    """The last line of the user's file that led to an error."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    if not frames:
        return ""
    return f" at line {frames[-1].lineno}, in {frames[-1].name}"


def _advice(error: BaseException, place: str, file: str | None) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"Install the package '{error.name}', or do not import it."
    if isinstance(error, MemoryError) or "ResourceExhausted" in type(error).__name__:
        return "It needs more memory than is available; make the network smaller."
    if isinstance(error, TypeError) and file and not place:
        return f"The function is called with five arguments: {ARGUMENTS}."
    if file:
        return "Correct the file and run the same command again."
    return "Change the model of the study; the log has the traceback."

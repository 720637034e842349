"""Train one run.

The fingerprint of a run covers the code that this module imports. Nothing that shows progress or
plans jobs belongs here.
"""

import csv
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reprise.data.framing import Framing
from reprise.evaluation.metrics import FIT_METRICS, history_metrics
from reprise.settings import RunSettings
from reprise.training.checkpoints import Checkpoint, CheckpointFile
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import TrainedRun

if TYPE_CHECKING:
    from reprise.training.engine import CompiledTraining, TrainedEpochs
    from reprise.training.walk_forward import Updates


@dataclass
class Records:
    """What a run has recorded up to now, in parts that follow each other.

    Attributes
    ----------
    history : list of dict of str to ndarray, shape (epochs of the part,)
    fit, layers : list of ndarray
        As in `engine.TrainedEpochs`.
    """

    history: list[dict[str, np.ndarray]] = field(default_factory=list)
    fit: list[np.ndarray] = field(default_factory=list)
    layers: list[np.ndarray] = field(default_factory=list)

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Add what was recorded before an interruption."""
        assert checkpoint.fit is not None and checkpoint.layers is not None
        self.history.append(checkpoint.history)
        self.fit.append(checkpoint.fit)
        self.layers.append(checkpoint.layers)

    def add_epochs(self, part: "TrainedEpochs", framing: Framing, every_epoch: bool) -> None:
        """Add what one call of the program recorded."""
        if every_epoch:  # of many epochs, the outputs of all rows would need much memory
            self.history.append(history_metrics(framing, framing.forecasts(part.outputs)))
        self.fit.append(part.fit)
        self.layers.append(part.layers)

    def joined_history(self) -> dict[str, np.ndarray]:
        """The history of all epochs; empty if it was not recorded."""
        if not self.history:
            return {}
        names = self.history[0]
        return {name: np.concatenate([part[name] for part in self.history]) for name in names}

    def fit_columns(self) -> dict[str, np.ndarray]:
        """What `model.fit` reports after each epoch, by the names of FIT_METRICS."""
        fit = np.concatenate(self.fit)
        return dict(zip(FIT_METRICS[: fit.shape[1]], fit.T, strict=True))

    def last_fit(self) -> dict[str, float]:
        """What `model.fit` reports for the last epoch; empty for forecasts."""
        return {name: float(values[-1]) for name, values in self.fit_columns().items()}


@dataclass
class SharedTraining:
    """The training of runs that are one network, evaluated at different epochs or in other ways.

    Each run continues from the last epoch but one of the run before it, so that every run trains
    its own last epoch. The program forecasts at the end of this epoch, and updates may follow. Both
    leave no trace in the longer run, and all runs have the bits that they have alone.

    Attributes
    ----------
    runs_left : int
        The number of runs that are not yet trained.
    reached : Checkpoint
        The last epoch but one of the run that was trained last; at first, epoch 0.
    """

    runs_left: int = 1
    reached: Checkpoint = field(default_factory=Checkpoint)


def compile_program(settings: RunSettings, framing: Framing) -> "CompiledTraining":
    """Build the model of a configuration and compile its training.

    This function imports TensorFlow, which a job without runs to train does not need.

    Raises
    ------
    ModelError
        If the model cannot be built.
    """
    from reprise.training.engine import CompiledTraining
    from reprise.training.models import build_model
    from reprise.training.recursion import Recursion

    training, evaluation = settings.training, settings.evaluation
    recursion = None
    if framing.is_recursive:
        steps = framing.y.shape[1]
        recursion = Recursion(steps, framing.feedback_factor, framing.feedback_offset)
    program = CompiledTraining(
        lambda batch_size: build_model(
            settings, framing.x.shape[1:], framing.outputs, framing.classes, batch_size
        ),
        framing.x,
        framing.y,
        framing.train_rows,
        training.batch_size,
        shuffle=training.shuffle,
        forecast_batch_size=evaluation.batch_size,
        validation_rows=framing.validation_rows,
        keep_best=training.keep == "best",
        stop=training.stop,
        classify=bool(framing.classes),
        record_layers=evaluation.layer_statistics,
        recursion=recursion,
    )
    program.compile(_updates_of(settings))
    return program


def train_run(
    program: "CompiledTraining",
    run: PlannedRun,
    settings: RunSettings,
    framing: Framing,
    checkpoint_file: CheckpointFile,
    advance: Callable[[float], None],
    shared: SharedTraining | None = None,
) -> TrainedRun:
    """Train one run from its seed, from its checkpoint, or from what a shorter run has trained.

    Parameters
    ----------
    program : CompiledTraining
        Compiled for the same settings; only the numbers of epochs, the history and the treatment
        of states may differ.
    run : PlannedRun
    settings : RunSettings
    framing : Framing
    checkpoint_file : CheckpointFile
    advance : callable
        Takes the share of the run that was trained since the last call, without the epochs that
        a shorter run has trained.
    shared : SharedTraining, optional
        The training of this run and of others, of which the shorter ones are already trained.
    """
    began = time.perf_counter()
    shared = shared or SharedTraining()
    epochs, every_epoch = settings.training.epochs, settings.evaluation.every_epoch
    records_layers = settings.evaluation.layer_statistics
    start, records = checkpoint_file.load_or_take(shared.reached), Records()
    if start.epoch:
        program.resume(run.seed, start.epoch, start.state)
        records.add_checkpoint(start)
        advance((start.epoch - shared.reached.epoch) / epochs)
    else:
        program.start(run.seed)
        if records_layers:
            records.layers.append(program.statistics_at_start()[None])

    def seconds() -> float:
        return start.seconds + time.perf_counter() - began

    def make_checkpoint() -> Checkpoint:
        return Checkpoint(
            epoch=program.epoch,
            state=program.state(),
            history=records.joined_history(),
            fit=np.concatenate(records.fit),
            layers=np.concatenate(records.layers),
            seconds=seconds(),
        )

    carry_state = settings.evaluation.state == "carried"
    updates = _updates_of(settings)
    shared.runs_left -= 1
    pause = epochs - 1 if shared.runs_left else 0
    if start.epoch == pause:
        shared.reached = start
    for part in program.train(epochs, every_epoch, carry_state, updates, pause):
        records.add_epochs(part, framing, every_epoch)
        advance(part.epochs / epochs)
        if not part.is_last:
            checkpoint_file.save_if_due(make_checkpoint)
            if program.epoch == pause:
                shared.reached = make_checkpoint()
    if program.epoch < epochs:  # the epochs that early stopping saved
        advance(1 - program.epoch / epochs)
    return TrainedRun(
        seed=run.seed,
        outputs=framing.forecasts(program.outputs),
        trained_epochs=program.epoch,
        kept_epoch=program.kept_epoch,
        history=records.joined_history() | records.fit_columns() if every_epoch else {},
        fit=records.last_fit() if settings.training.keep == "last" else {},
        layers=_layers_csv(np.concatenate(records.layers)) if records_layers else "",
        network=_network_file(program) if run.network_path else b"",
        seconds=seconds(),
    )


def _updates_of(settings: RunSettings) -> "Updates | None":
    """The updates between the forecasts of the test rows, if the settings have any."""
    from reprise.training.walk_forward import Updates

    evaluation = settings.evaluation
    if not evaluation.update_epochs or not evaluation.update_rows:
        return None
    return Updates(evaluation.update_epochs, evaluation.update_rows)


def _network_file(program: "CompiledTraining") -> bytes:
    """The content of the file of the trained network."""
    from reprise.training.stored_networks import network_bytes

    return network_bytes(program.trained_network())


def _layers_csv(statistics: np.ndarray) -> str:
    """Layer statistics as CSV; update 0 is the first batch before and outside training."""
    from reprise.training.layer_statistics import STATISTICS

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["update", "layer", *STATISTICS])
    for update, layers in enumerate(statistics):
        for layer, values in enumerate(layers, start=1):
            writer.writerow([update, layer, *(f"{v:.7g}" for v in values)])
    return text.getvalue()

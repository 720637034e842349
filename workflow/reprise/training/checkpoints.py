"""Checkpoints: files from which a long run continues after its job was interrupted.

A checkpoint contains

- everything that decides the rest of the run: every variable of the model and its optimizer, the
  states of the random number generators, and the best weights up to now;
- everything that the run has recorded.

The file is in the folder of the run file until the run is stored. It is used only if it was
made for this run, with its fingerprint.
"""

import logging
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from reprise.digests import document_digest
from reprise.storage import complete_file
from reprise.training.planned_run import PlannedRun

log = logging.getLogger(__name__)


@dataclass
class Checkpoint:
    """The progress of a run.

    Attributes
    ----------
    epoch : int
    state : list of ndarray
        As CompiledTraining.state returns it.
    history : dict of str to ndarray, shape (epoch,)
        Metrics after every epoch, if the run records them.
    fit, layers : ndarray
        As in `engine.TrainedEpochs`, from the first epoch on.
    seconds : float
        The training time up to now.
    """

    epoch: int = 0
    state: list[np.ndarray] = field(default_factory=list)
    history: dict[str, np.ndarray] = field(default_factory=dict)
    fit: np.ndarray | None = None
    layers: np.ndarray | None = None
    seconds: float = 0.0


class CheckpointFile:
    """The checkpoint file of one run.

    Parameters
    ----------
    run : PlannedRun
    fingerprint : str
    seconds_between : float
        A checkpoint is saved at most this often.
    """

    def __init__(self, run: PlannedRun, fingerprint: str, seconds_between: float):
        self._run = run
        # A checkpoint that was copied from another run must not be continued.
        names = (run.study, run.configuration, run.repeat, run.seed)
        self._made_for = document_digest([fingerprint, *names])
        self._seconds_between = seconds_between
        self._last_saved = time.monotonic()

    @property
    def path(self) -> Path:
        """A hidden file in the folder of the run file."""
        path = Path(self._run.run_path)
        return path.with_name(f".{path.stem}.checkpoint.npz")

    def load(self) -> Checkpoint:
        """Read the checkpoint of the run; if there is none, return a checkpoint at epoch 0."""
        try:
            with open(self.path, "rb") as handle, np.load(handle) as stored:
                arrays = dict(stored)
            if arrays["made_for"] != self._made_for:
                log.info("%s: its checkpoint is of another run, settings or code", self._run)
                return Checkpoint()
            count = sum(name.startswith("state.") for name in arrays)
            state = [arrays[f"state.{k}"] for k in range(count)]
        except FileNotFoundError:
            return Checkpoint()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            log.warning("%s: its checkpoint is damaged (%s); starts again", self._run, error)
            return Checkpoint()
        history = {n.partition(".")[2]: v for n, v in arrays.items() if n.startswith("history.")}
        epoch, seconds = int(arrays["epoch"]), float(arrays["seconds"])
        log.info("%s: continues after epoch %d", self._run, epoch)
        return Checkpoint(epoch, state, history, arrays["fit"], arrays["layers"], seconds)

    def load_or_take(self, shared: Checkpoint) -> Checkpoint:
        """Read the checkpoint of the run, or take a later one from another run of its training.

        If the other run took long, its checkpoint is saved as the run's own, so that an
        interruption does not lose it.
        """
        stored = self.load()
        if stored.epoch >= shared.epoch:
            return stored
        if shared.seconds >= self._seconds_between:
            self.save(shared)
        return shared

    def save_if_due(self, make_checkpoint: Callable[[], Checkpoint]) -> None:
        """Save a checkpoint if the last one is old enough."""
        if time.monotonic() - self._last_saved >= self._seconds_between:
            self.save(make_checkpoint())
            self._last_saved = time.monotonic()

    def save(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint; after an interruption the file is complete or has its old content."""
        arrays = {f"state.{k}": values for k, values in enumerate(checkpoint.state)}
        arrays |= {f"history.{name}": values for name, values in checkpoint.history.items()}
        with complete_file(self.path) as handle:
            np.savez(
                handle,
                allow_pickle=False,
                **arrays,
                fit=np.asarray(checkpoint.fit),
                layers=np.asarray(checkpoint.layers),
                epoch=np.array(checkpoint.epoch),
                seconds=np.array(checkpoint.seconds),
                made_for=np.array(self._made_for),
            )
        log.info("%s: checkpoint after epoch %d", self._run, checkpoint.epoch)

    def remove(self) -> None:
        """Delete the checkpoint, because the run is stored."""
        self.path.unlink(missing_ok=True)

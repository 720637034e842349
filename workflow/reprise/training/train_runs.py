"""Train the runs of one job that are missing or stale."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.errors import ModelError
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import read_json
from reprise.training.checkpoints import CheckpointFile
from reprise.training.costs import expected_seconds, seconds_to_compile
from reprise.training.fingerprint import data_digest, fingerprint, program_key
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import is_current, mark_as_current, store_run
from reprise.training.single_run import compile_program, train_run

log = logging.getLogger(__name__)


class ProgressMeter(Protocol):
    """Shows how much of the work of a job is done."""

    def advance(self, work: float, doing: str) -> None:
        """Count work as done."""


@dataclass(frozen=True)
class PreparedConfiguration:
    """A configuration with its framing and the fingerprint of its runs."""

    settings: ConfigurationSettings
    framing: Framing
    fingerprint: str

    @property
    def program(self) -> str:
        """A key that is equal for configurations that one compiled program can train."""
        return program_key(self.settings.run) + data_digest(self.framing)

    @property
    def seconds_per_run(self) -> float:
        """How long one of its runs is expected to take."""
        return expected_seconds(self.settings.run, self.framing.train_rows)

    @property
    def seconds_to_compile(self) -> float:
        """How long its program is expected to take to compile."""
        return seconds_to_compile(self.settings.run, self.framing.train_rows)


def train_runs(
    planned: list[PlannedRun],
    make_progress: Callable[[float], ProgressMeter],
    checkpoint_seconds: float = 60.0,
) -> int:
    """Train and store the runs of one job that are missing or stale.

    Parameters
    ----------
    planned : list of PlannedRun
    make_progress : callable
        Takes the expected seconds of work, and returns a progress meter.
    checkpoint_seconds : float
        A run that takes longer saves a checkpoint about this often.

    Returns
    -------
    int
        The number of runs that were trained.

    Raises
    ------
    ModelError
        If a model cannot be built.
    """
    prepared = _prepare_configurations(planned)
    stale = _find_stale_runs(planned, prepared)
    _mark_current_runs(planned, stale)
    groups = _group_by_program(stale, prepared)
    progress = make_progress(
        sum(prepared[run.settings_path].seconds_per_run for run in stale)
        + sum(prepared[group[0].settings_path].seconds_to_compile for group in groups)
    )
    for group in groups:
        _train_group(group, prepared, progress, checkpoint_seconds)
    return len(stale)


def _prepare_configurations(planned: list[PlannedRun]) -> dict[str, PreparedConfiguration]:
    """The configurations of some runs, by the path of their settings."""
    framings = {path: load_framings(path) for path in {run.framing_path for run in planned}}
    prepared = {}
    for path, run in {run.settings_path: run for run in planned}.items():
        settings = ConfigurationSettings.from_json(read_json(path))
        framing = framings[run.framing_path][settings.framing_number]
        prepared[path] = PreparedConfiguration(
            settings, framing, fingerprint(settings.run, framing, run.family_path)
        )
    return prepared


def _find_stale_runs(
    planned: list[PlannedRun], prepared: dict[str, PreparedConfiguration]
) -> list[PlannedRun]:
    """The runs that are missing or stale, in the order of the job."""
    stale = [run for run in planned if not is_current(run, prepared[run.settings_path].fingerprint)]
    log.info("%d of %d runs to train", len(stale), len(planned))
    return stale


def _mark_current_runs(planned: list[PlannedRun], stale: list[PlannedRun]) -> None:
    """Give the files of the runs that are not stale a new time."""
    for run in set(planned).difference(stale):
        mark_as_current(run)


def _group_by_program(
    runs: list[PlannedRun], prepared: dict[str, PreparedConfiguration]
) -> list[list[PlannedRun]]:
    """Runs in groups that one compiled program can train."""
    programs = {path: configuration.program for path, configuration in prepared.items()}

    def program_of(run: PlannedRun) -> str:
        return programs[run.settings_path]

    return [list(group) for _, group in groupby(sorted(runs, key=program_of), key=program_of)]


def _train_group(
    runs: list[PlannedRun],
    prepared: dict[str, PreparedConfiguration],
    progress: ProgressMeter,
    checkpoint_seconds: float,
) -> None:
    """Compile one program, train some runs with it and store each run."""
    first = prepared[runs[0].settings_path]
    began = time.perf_counter()
    try:
        program = compile_program(first.settings.run, first.framing)
    except ModelError as error:
        raise ModelError(f"{runs[0].study} / {runs[0].configuration}: {error}") from error
    log.info("compiled for %s in %.2f s", runs[0], time.perf_counter() - began)
    progress.advance(first.seconds_to_compile, str(runs[0]))
    for run in runs:
        configuration = prepared[run.settings_path]
        settings, framing = configuration.settings, configuration.framing
        checkpoint = CheckpointFile(run, configuration.fingerprint, checkpoint_seconds)

        def advance(
            share: float, run: PlannedRun = run, seconds: float = configuration.seconds_per_run
        ) -> None:
            progress.advance(share * seconds, str(run))

        trained = train_run(program, run, settings.run, framing, checkpoint, advance)
        store_run(run, trained, framing, settings.varied, configuration.fingerprint)
        checkpoint.remove()

"""Train the runs of one job that are missing or stale."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import read_json
from reprise.study_errors import StudyErrors
from reprise.training.building import build_program, name_configurations
from reprise.training.checkpoints import CheckpointFile
from reprise.training.costs import expected_seconds, seconds_to_compile
from reprise.training.fingerprint import fingerprint, program_key
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import MISSING, STALE, find_fault, store_run
from reprise.training.shared_training import group_by_training, seconds_to_train_together
from reprise.training.single_run import SharedTraining, train_run

if TYPE_CHECKING:
    from reprise.training.engine import CompiledTraining

log = logging.getLogger(__name__)
MAX_SHOWN_FAULTS = 3


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
        return program_key(self.settings.run) + self.framing.digest

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
    errors: StudyErrors,
    checkpoint_seconds: float = 60.0,
    max_build_seconds: float = 1800.0,
) -> dict[PlannedRun, str]:
    """Train and store the runs of one job that are missing or stale.

    An error of one study or of one configuration does not stop the others.

    Parameters
    ----------
    planned : list of PlannedRun
    make_progress : callable
        Takes the expected seconds of work, and returns a progress meter.
    errors : StudyErrors
        Gets the errors.
    checkpoint_seconds : float
        A run that takes longer saves a checkpoint about this often.
    max_build_seconds : float
        A network that takes longer to build and compile is given up.

    Returns
    -------
    dict of PlannedRun to str
        The runs that were trained, and why, as `run_files.find_fault` returns it.
    """
    prepared: dict[str, PreparedConfiguration] = {}
    for study, runs in groupby(planned, key=lambda run: run.study):
        with errors.collect(study):
            prepared |= _prepare_configurations(list(runs))
    planned = [
        _with_family_path(run, prepared[run.settings_path])
        for run in planned
        if run.settings_path in prepared
    ]
    faults = _find_faults(planned, prepared)
    stale = list(faults)
    groups = _group_by_program(stale, prepared)
    progress = make_progress(sum(_expected_seconds(group, prepared) for group in groups))
    trained = {}
    for group in groups:
        with errors.collect(name_configurations(group)):
            program = _build_program(group, prepared, progress, max_build_seconds)
            for together in _group_by_training(group, prepared):
                shared = SharedTraining(len(together))
                for run in together:
                    _train_and_store(program, run, shared, prepared, progress, checkpoint_seconds)
                    trained[run] = faults[run]
    return trained


def describe_training(
    planned: list[PlannedRun], trained: dict[PlannedRun, str], has_errors: bool = False
) -> list[str]:
    """Describe what `train_runs` did, in messages for a person.

    Files that were there and could not be used are named, a few of each kind.

    Parameters
    ----------
    planned : list of PlannedRun
    trained : dict of PlannedRun to str
        As `train_runs` returns it.
    has_errors : bool
        Whether some runs could not be trained, so that the other runs are not all current.
    """
    current = 0 if has_errors else len(planned) - len(trained)
    kept = f", kept {current} current runs" if current else ""
    replaced = [fault for fault in trained.values() if fault not in (MISSING, STALE)]
    messages = [f"trained again, because {fault}" for fault in replaced[:MAX_SHOWN_FAULTS]]
    if len(replaced) > MAX_SHOWN_FAULTS:
        messages.append(f"trained {len(replaced) - MAX_SHOWN_FAULTS} more such runs again")
    return [*messages, f"trained {len(trained)} runs{kept}"]


def _prepare_configurations(planned: list[PlannedRun]) -> dict[str, PreparedConfiguration]:
    """The configurations of some runs, by the path of their settings."""
    framings = {path: load_framings(path) for path in {run.framing_path for run in planned}}
    prepared = {}
    for path, run in {run.settings_path: run for run in planned}.items():
        document = read_json(path)
        settings = ConfigurationSettings.from_json(document)
        framing = framings[run.framing_path][settings.framing_number]
        prepared[path] = PreparedConfiguration(
            settings,
            framing,
            fingerprint(document["run"], framing.digest, run.family_path or settings.family_path),
        )
    return prepared


def _with_family_path(run: PlannedRun, configuration: PreparedConfiguration) -> PlannedRun:
    """A run with the file of its model family, which the plan may not have known."""
    if run.family_path or not configuration.settings.family_path:
        return run
    return replace(run, family_path=configuration.settings.family_path)


def _find_faults(
    planned: list[PlannedRun], prepared: dict[str, PreparedConfiguration]
) -> dict[PlannedRun, str]:
    """The runs that are missing or cannot be used, in the order of the job, and why."""
    faults = {}
    for run in planned:
        fault = find_fault(run, prepared[run.settings_path].fingerprint)
        if fault is not None:
            faults[run] = fault
        if fault not in (None, MISSING, STALE):
            log.warning("%s is trained again, because %s", run, fault)
    log.info("%d of %d runs to train", len(faults), len(planned))
    return faults


def _group_by_program(
    runs: list[PlannedRun], prepared: dict[str, PreparedConfiguration]
) -> list[list[PlannedRun]]:
    """Runs in groups that one compiled program can train."""
    programs = {path: configuration.program for path, configuration in prepared.items()}

    def program_of(run: PlannedRun) -> str:
        return programs[run.settings_path]

    groups = [list(group) for _, group in groupby(sorted(runs, key=program_of), key=program_of)]
    # The code of a user may crash the process, so it comes last.
    return sorted(groups, key=lambda group: group[0].family_path is not None)


def _group_by_training(
    runs: list[PlannedRun], prepared: dict[str, PreparedConfiguration]
) -> list[list[PlannedRun]]:
    """Runs of one program in groups that are trained together."""
    settings = {run.settings_path: prepared[run.settings_path].settings.run for run in runs}
    return group_by_training(runs, settings)


def _expected_seconds(runs: list[PlannedRun], prepared: dict[str, PreparedConfiguration]) -> float:
    """How long the runs of one program are expected to take."""
    first = prepared[runs[0].settings_path]
    return first.seconds_to_compile + sum(
        seconds_to_train_together(
            [prepared[run.settings_path].settings.run for run in together],
            first.framing.train_rows,
        )
        for together in _group_by_training(runs, prepared)
    )


def _build_program(
    runs: list[PlannedRun],
    prepared: dict[str, PreparedConfiguration],
    progress: ProgressMeter,
    max_build_seconds: float,
) -> "CompiledTraining":
    """Compile the program that trains some runs."""
    first = prepared[runs[0].settings_path]
    began = time.perf_counter()
    program = build_program(runs, first.settings.run, first.framing, max_build_seconds)
    log.info("compiled for %s in %.2f s", runs[0], time.perf_counter() - began)
    progress.advance(first.seconds_to_compile, str(runs[0]))
    return program


def _train_and_store(
    program: "CompiledTraining",
    run: PlannedRun,
    shared: SharedTraining,
    prepared: dict[str, PreparedConfiguration],
    progress: ProgressMeter,
    checkpoint_seconds: float,
) -> None:
    """Train one run with its compiled program, and store it."""
    configuration = prepared[run.settings_path]
    settings, framing = configuration.settings, configuration.framing
    checkpoint = CheckpointFile(run, configuration.fingerprint, checkpoint_seconds)

    def advance(share: float) -> None:
        progress.advance(share * configuration.seconds_per_run, str(run))

    trained = train_run(program, run, settings.run, framing, checkpoint, advance, shared)
    store_run(run, trained, framing, settings.varied, configuration.fingerprint)
    checkpoint.remove()

"""Which runs are trained together, because they are one network that is evaluated several times.

Runs of one training have one random seed. They differ only in the number of epochs and in how the
network forecasts. If one job trains several of them, it trains their common epochs once
(`single_run.SharedTraining`). The results are the same bits as those of separate training.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from reprise.settings import RunSettings
from reprise.training.costs import expected_seconds
from reprise.training.fingerprint import program_key
from reprise.training.planned_run import PlannedRun


def group_by_training(
    runs: Iterable[PlannedRun], settings: Mapping[str, RunSettings]
) -> list[list[PlannedRun]]:
    """Divide runs into lists that are trained together, each from few epochs to many.

    Parameters
    ----------
    runs : iterable of PlannedRun
    settings : dict of str to RunSettings
        The settings of each configuration, by `PlannedRun.settings_path`.
    """
    keys = {path: _training_key(path, run) for path, run in settings.items()}
    groups: dict[tuple[str, ...], list[PlannedRun]] = defaultdict(list)
    for run in runs:
        groups[*keys[run.settings_path], str(run.seed)].append(run)
    return [
        sorted(group, key=lambda run: settings[run.settings_path].training.epochs)
        for group in groups.values()
    ]


def seconds_to_train_together(settings: Sequence[RunSettings], train_rows: int) -> float:
    """Estimate the seconds that runs of one training take after their program was compiled.

    Parameters
    ----------
    settings : sequence of RunSettings
        The settings of the runs, from few epochs to many.
    train_rows : int
    """
    seconds, shared_epochs = 0.0, 0
    for run in settings:
        epochs = run.training.epochs
        seconds += expected_seconds(run, train_rows) * (1 - shared_epochs / epochs)
        shared_epochs = epochs - 1
    return seconds


def _training_key(path: str, run: RunSettings) -> tuple[str, ...]:
    """What is equal for runs that can be trained together, besides the seed.

    A history depends on how the state is treated. A run that can stop early is trained alone,
    because the epochs of a shorter run may never be reached.
    """
    evaluation = run.evaluation
    history = evaluation.state if evaluation.every_epoch else "no history"
    return (program_key(run), history, path if run.training.stop else "")

"""The settings of a configuration that is trained anew to forecast."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reprise.config.predictor_plan import plan_retrained_on_samples
from reprise.config.study import Configuration
from reprise.forecast_settings import ForecastSettings
from reprise.predictor_settings import PredictorSettings, Retraining
from reprise.settings import EvaluationSettings, RunSettings


def retrained_settings(
    run: RunSettings, settings: ForecastSettings, name: str, epochs: int
) -> RunSettings:
    """The settings of a configuration that is trained anew to forecast.

    Parameters
    ----------
    run : RunSettings
        The settings of the configuration in the study.
    settings : ForecastSettings
    name : str
        One of `settings.run_names`.
    epochs : int
        If the study kept the best epoch or ended the training early, the number of epochs that was
        best. There are no validation rows that could choose it again.

    Returns
    -------
    RunSettings
        `framing.observations` reaches to the last target of its forecasts, which may lie beyond the
        series, and `framing.test_rows` are the observations from the first origin on.
    """
    framing, first = run.framing, settings.first_forecast(name)
    is_stateful = bool(run.model.get("stateful"))
    is_recursive = framing.strategy == "recursive" or (framing.horizon == 1 and settings.steps > 1)
    horizon = settings.steps if is_recursive else framing.horizon
    last = settings.origins_of(name)[-1]
    return replace(
        run,
        framing=replace(
            framing,
            observations=last + horizon,
            test_rows=last - first + horizon,
            validation_rows=0,
            train_rows=None,
            horizon=horizon,
            strategy="recursive" if is_recursive else framing.strategy,
        ),
        training=replace(run.training, epochs=epochs, keep="last", stop=None),
        # A stateful network reads one row after the other, as it does when it forecasts later.
        evaluation=EvaluationSettings(
            state=run.evaluation.state, batch_size=1 if is_stateful else None
        ),
    )


def count_training_rows(run: RunSettings, is_observed: np.ndarray | None = None) -> int:
    """Count the training rows of settings that `retrained_settings` made.

    Parameters
    ----------
    run : RunSettings
    is_observed : ndarray of bool, shape (observations,), optional
        Whether no target is missing at a position.
    """
    framing = run.framing
    assert framing.observations is not None and framing.test_rows is not None
    learned_steps = 1 if framing.strategy == "recursive" else framing.horizon
    first_origin = framing.observations - framing.test_rows
    rows = first_origin - framing.reach - learned_steps + 1
    if is_observed is not None and rows > 0:
        observed = is_observed[framing.reach : first_origin]
        windows = np.lib.stride_tricks.sliding_window_view(observed, learned_steps)
        rows = int(windows.all(axis=1).sum())
    return max(rows, 0) // rows_of_full_batches(run) * rows_of_full_batches(run)


def rows_of_full_batches(run: RunSettings) -> int:
    """The number of rows that must divide the training rows: the batch size of a stateful network.

    The oldest rows that fill no batch are left out.
    """
    return run.training.batch_size if run.model.get("stateful") else 1


def plan_retrained(
    candidates: Sequence[Configuration], settings: Retraining
) -> list[Configuration]:
    """The configurations that are trained anew, for estimates of time and memory.

    The slowest candidate stands for the one that will be chosen.

    Parameters
    ----------
    candidates : sequence of Configuration
    settings : ForecastSettings or PredictorSettings
    """
    own = {c.base: c for c in candidates}
    likely = own.get(settings.configuration)
    slowest = likely or max(own.values(), key=lambda c: c.run.training.epochs)
    planned = []
    for name in settings.run_names:
        if isinstance(settings, PredictorSettings):
            run, rows = plan_retrained_on_samples(slowest, settings, name)
        else:
            run = retrained_settings(slowest.run, settings, name, slowest.run.training.epochs)
            rows = max(1, count_training_rows(run))
        planned.append(
            replace(slowest, name=name, base=name, run=run, train_rows=rows, partition=None)
        )
    return planned

"""Plan the forecasts of a study beyond its data, and check that its data suffice for them.

The configuration that forecasts is known only after the study has trained its runs. Therefore every
configuration that may be chosen is checked.
"""

import math
from collections.abc import Sequence
from typing import Any

from reprise.config.candidates import list_candidates
from reprise.config.naming import configuration_place
from reprise.config.retraining import count_training_rows, retrained_settings
from reprise.config.study import Configuration
from reprise.conformal_levels import refuse_unsupported_levels
from reprise.data.dataset import DatasetSize
from reprise.data.series_calendar import IRREGULAR
from reprise.errors import ConfigError
from reprise.forecast_settings import ForecastSettings
from reprise.settings import DatasetSettings, RunSettings, Task

Document = dict[str, Any]
USUAL_ORIGINS = 40
USUAL_REFITS = 5


def plan_forecast(
    document: Document,
    dataset: DatasetSettings,
    task: Task,
    configurations: Sequence[Configuration],
    size: DatasetSize,
    where: str,
) -> ForecastSettings:
    """Plan which networks are trained anew, and which of their forecasts are compared.

    Parameters
    ----------
    document : dict
        The `forecast` section of a study, with defaults.
    dataset : DatasetSettings
    task : {"forecast", "classify", "regress"}
    configurations : sequence of Configuration
        Without origins: one of them is chosen.
    size : DatasetSize
    where : str
        The file.

    Raises
    ------
    ConfigError
        If the study cannot forecast so many steps, cannot choose a configuration, or has too few
        observations for the levels.
    """
    _check_task(dataset, task, configurations, where)
    candidates = list_candidates(document["configuration"], configurations, "forecast", where)
    steps = document["steps"]
    for candidate in candidates:
        place = configuration_place(where, candidate.base)
        _check_steps(candidate.run, dataset, steps, place)
    observations = _count_observations(candidates, dataset, size, where)
    for candidate in candidates:
        _check_future(candidate, dataset, observations, size, where)
    section = document["origins"]
    number = section.get("number") or min(max(USUAL_ORIGINS, 2 * steps), observations // 2)
    step = section["step"]
    origins = tuple(observations - step * k for k in range(number, 0, -1))
    refit = section.get("refit") or math.ceil(number / USUAL_REFITS)
    levels = tuple(sorted(document["levels"]))
    refuse_unsupported_levels(number, levels, where=where)
    if origins[0] + steps > observations:
        raise ConfigError(
            f"forecast.steps is {steps}, but the earliest of {number} origins comes only"
            f" {observations - origins[0]} observations before the end, so that no error of the"
            " last step is known. Set forecast.origins.number to"
            f" {math.ceil(steps / step)} or more.",
            where,
            "forecast.origins.number",
            number,
        )
    settings = ForecastSettings(
        steps=steps,
        levels=levels,
        configuration=document["configuration"],
        members=document["members"],
        method=document["intervals"],
        observations=observations,
        origins=origins,
        refits=origins[::refit],
    )
    for candidate in candidates:
        _check_training_rows(candidate, settings, size, where)
    return settings


def _check_task(
    dataset: DatasetSettings, task: Task, configurations: Sequence[Configuration], where: str
) -> None:
    problem = ""
    if not dataset.is_series:
        problem = "forecast needs a series, but this dataset has samples. Write predictor instead"
    elif task != "forecast":
        problem = (
            "forecast needs networks that forecast values, but framing.target is"
            f" {configurations[0].run.framing.target}. Remove forecast or framing.target"
        )
    elif any(c.run.framing.query for c in configurations):
        problem = "forecast needs test rows, but framing.query replaces them. Remove one of the two"
    elif any(c.run.evaluation.update_epochs for c in configurations):
        problem = (
            "forecast needs networks that stay as they were trained, but evaluation.update_epochs"
            " trains them further between forecasts. Remove one of the two"
        )
    if problem:
        raise ConfigError(f"{problem}.", where, "forecast")


def _check_steps(run: RunSettings, dataset: DatasetSettings, steps: int, where: str) -> None:
    """Check that the networks of a configuration can forecast so many steps."""
    framing = run.framing
    if framing.strategy == "recursive" or steps <= framing.horizon:
        return
    advice = f"Set framing.horizon to {steps}, so that a network forecasts all steps at once."
    if framing.horizon > 1:
        problem = f"but a network of this study forecasts {framing.horizon} steps"
    elif len(dataset.targets) > 1:
        problem = "but a network that forecasts several columns by one step cannot go on from them"
    elif framing.inputs or framing.known_inputs or framing.calendar:
        key = next(k for k in ("inputs", "known_inputs", "calendar") if getattr(framing, k))
        problem = f"but a network that also reads framing.{key} forecasts one step only"
    elif framing.number_of_lags < framing.longest_lag:
        problem = "but a network that forecasts one step can go on only if its lags have no gaps"
    else:
        return
    raise ConfigError(
        f"forecast.steps is {steps}, {problem}. {advice}", where, "forecast.steps", steps
    )


def _count_observations(
    candidates: Sequence[Configuration], dataset: DatasetSettings, size: DatasetSize, where: str
) -> int:
    """The number of observations before the forecast, which is equal for all candidates."""
    known = None if dataset.url else size.observations
    # A study with origins has set the number for each of them.
    numbers = {c.run.framing.observations or known for c in candidates}
    if len(numbers) > 1:
        raise ConfigError(
            "forecast needs configurations that use the same observations, but"
            " framing.observations varies.",
            where,
            "framing.observations",
        )
    number = numbers.pop()
    if number is None:  # also if the file is there: the names of the runs must not depend on it
        raise ConfigError(
            "forecast needs the number of observations, but the size of a download is not known"
            " when the jobs are planned. Set framing.observations to the number of rows of the"
            " file.",
            where,
            "framing.observations",
        )
    return number


def _check_future(
    candidate: Configuration,
    dataset: DatasetSettings,
    observations: int,
    size: DatasetSize,
    where: str,
) -> None:
    """Check that everything is known about the steps after the data that the networks read."""
    framing, place = candidate.run.framing, configuration_place(where, candidate.base)
    if framing.calendar and dataset.frequency == IRREGULAR:
        raise ConfigError(
            "forecast needs the times after the last observation, because the networks read"
            " framing.calendar, but dataset.frequency is irregular. Set dataset.frequency to the"
            " calendar of the series, or remove framing.calendar.",
            place,
            "dataset.frequency",
            dataset.frequency,
        )
    if not framing.known_inputs or size.observations is None:
        return
    known = size.observations - observations + size.future
    if known < framing.horizon:
        raise ConfigError(
            f"forecast needs the known inputs {', '.join(framing.known_inputs)} of the"
            f" {framing.horizon} steps after the last observation, but the file has those of"
            f" {known}. Add rows at its end with their times and known inputs, and leave the other"
            " cells empty.",
            place,
            "dataset.known_inputs",
            framing.known_inputs,
        )


def _check_training_rows(
    candidate: Configuration, settings: ForecastSettings, size: DatasetSize, where: str
) -> None:
    """Check that the networks of the earliest origin have rows to learn from."""
    first = settings.refits[0]
    name = settings.run_names[0]
    run = retrained_settings(candidate.run, settings, name, candidate.run.training.epochs)
    rows = count_training_rows(run, size.is_observed)
    if not rows:
        reach = run.framing.reach
        place = configuration_place(where, candidate.base)
        raise ConfigError(
            f"forecast.origins.number is {len(settings.origins)}, so the earliest of these"
            f" forecasts comes after {first} of {settings.observations} observations. That leaves"
            f" too few rows for the training, because a row needs {reach} observations before its"
            " first target. Lower forecast.origins.number or framing.lags.",
            place,
            "forecast.origins.number",
            len(settings.origins),
        )

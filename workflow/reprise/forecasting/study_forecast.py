"""Forecast beyond the data of one study: its errors of the past, its forecaster, its forecast."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from reprise.conformal_levels import (
    count_known_origins,
    refuse_steps_without_errors,
    refuse_unsupported_levels,
)
from reprise.data.forecast_rows import times_with_later
from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.data.series import Series
from reprise.forecast_settings import MEMBERS
from reprise.forecasting.accuracy import tabulate_accuracy, tabulate_coverage, tabulate_errors
from reprise.forecasting.choice import Choice
from reprise.forecasting.forecaster import Forecaster
from reprise.forecasting.past_forecasts import (
    NETWORK,
    PastForecasts,
    collect_past_forecasts,
)
from reprise.forecasting.stored_folder import describe_members
from reprise.forecasting.stored_forecaster import (
    EarlierForecasts,
    StoredForecaster,
    write_forecaster,
    write_series,
)
from reprise.forecasting.verdict import NetworkVerdict, judge_network
from reprise.retraining_settings import ForecastStageSettings
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import json_text, write_text_file
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import read_planned_run


class ForecastPaths(Protocol):
    """The files of the networks of one study; `plan.forecast_files.ForecastFiles` names them."""

    @property
    def runs(self) -> list[PlannedRun]: ...

    @property
    def framing(self) -> str: ...

    @property
    def choice(self) -> str: ...

    def configuration_settings(self, name: str) -> str:
        """Return the settings file of the networks of an origin, or of the members."""
        ...

    def path(self, name: str) -> str:
        """Return the path of a file in the study's folder."""
        ...


def forecast_study(
    files: ForecastPaths,
    settings: ForecastStageSettings,
    choice: Choice,
    members: ConfigurationSettings,
    series: Series,
    fingerprints: Mapping[str, str],
) -> str:
    """Write everything that the stage `forecast` makes, besides its record.

    Parameters
    ----------
    files : ForecastPaths
    settings : ForecastStageSettings
    choice : Choice
    members : ConfigurationSettings
        Of the networks on all rows.
    series : Series
    fingerprints : mapping of str to str
        The fingerprint that the runs of each configuration must have.

    Returns
    -------
    str
        What came out, as a sentence for a person.

    Raises
    ------
    DamagedFileError
        If the file of a run is not complete, was changed, or contains another run.
    ConfigError
        If observations are missing or networks diverged at so many origins that the errors do not
        support a level, or that no error of a step is known.
    """
    plan = settings.forecast
    framings = load_framings(files.framing)
    documents = read_runs(files.runs, plan.run_names, fingerprints)
    run = settings.candidates[choice.configuration].run
    past = collect_past_forecasts(settings, run, series, framings, documents)
    for column, scores in zip(past.columns, past.scores(NETWORK), strict=True):
        where = f"{settings.study}, column '{column}'"
        refuse_unsupported_levels(count_known_origins(scores), plan.levels, where=where)
        refuse_steps_without_errors(scores, where=where)
    errors = tabulate_errors(past, plan.levels, plan.method, times_with_later(series, plan.steps))
    accuracy = tabulate_accuracy(past, errors, plan.levels)
    coverage = tabulate_coverage(past, NETWORK, plan.levels, plan.method)
    verdict = judge_network(past, settings.confidence)
    folder = Path(files.path("forecaster"))
    stored = _describe_forecaster(
        settings, choice, members, series, framings[-1], past, documents[MEMBERS], verdict, files
    )
    write_forecaster(folder, stored)
    if members.family_path:  # it registers the classes of its networks
        import_module(members.run.model["family"].partition(":")[0])
    forecaster = Forecaster(folder, stored, series)
    for name, table in (
        ("forecast.csv", forecaster.forecast()),
        ("forecast_members.csv", forecaster.forecast_members()),
        ("forecast_errors.csv", errors),
        ("forecast_accuracy.csv", accuracy),
        ("forecast_coverage.csv", coverage),
    ):
        write_text_file(files.path(name), table.to_csv(index=False, lineterminator="\n"))
    summary = vars(verdict) | {
        "sentence": verdict.sentence,
        "configuration": choice.configuration,
        "reason": choice.reason,
        "epochs": choice.epochs,
        "origins_after_choice": count_origins_after_choice(settings, choice),
        "members": len(stored.members),
        "diverged": stored.diverged,
    }
    summary = {k: v if v == v else None for k, v in summary.items()}  # JSON has no NaN
    write_text_file(files.path("forecast_summary.json"), json_text(summary))
    return f"{verdict.sentence} {stored.forecast.steps} steps are in forecast.csv."


def read_runs(
    runs: Sequence[PlannedRun], names: Sequence[str], fingerprints: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The contents of all run files, by the names of `ForecastSettings.run_names`."""
    documents: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for run in runs:
        name = Path(run.settings_path).stem
        documents[name].append(read_planned_run(run, fingerprints[run.configuration]))
    return documents


def count_origins_after_choice(settings: ForecastStageSettings, choice: Choice) -> int:
    """Count the origins after all observations by which the configuration was chosen.

    The validation rows and the test rows of the earlier origins of the study end before its last
    test rows. Without a choice, all origins count.
    """
    plan = settings.forecast
    if not choice.scores:
        return len(plan.origins)
    test_rows = settings.candidates[choice.configuration].run.framing.test_rows or 0
    return sum(origin >= plan.observations - test_rows for origin in plan.origins)


def _describe_forecaster(
    settings: ForecastStageSettings,
    choice: Choice,
    members: ConfigurationSettings,
    series: Series,
    framing: Framing,
    past: PastForecasts,
    documents: Sequence[dict[str, Any]],
    verdict: NetworkVerdict,
    files: ForecastPaths,
) -> StoredForecaster:
    """Describe the forecaster, and write its series."""
    folder = Path(files.path("forecaster"))
    stored_members = describe_members(folder, files.runs, documents)
    of_models = {
        model: EarlierForecasts.of_arrays(
            past.positions,
            {column: forecasts[:, :, k] for k, column in enumerate(past.columns)},
        )
        for model, forecasts in past.forecasts.items()
        if model in (NETWORK, verdict.best_baseline)
    }
    return StoredForecaster(
        study=settings.study,
        configuration=choice.configuration,
        reason=choice.reason,
        versions=settings.versions,
        dataset=settings.dataset,
        run=members.run,
        forecast=settings.forecast,
        framing=describe_framing(framing),
        frequency=series.frequency,
        columns=tuple(series.columns),
        observations=len(series),
        series_sha256=write_series(folder, series),
        members=stored_members,
        diverged=len(documents) - len(stored_members),
        by_network=of_models[NETWORK],
        baseline=verdict.best_baseline,
        by_baseline=of_models.get(verdict.best_baseline),
        fingerprint=documents[0]["fingerprint"],
    )


def describe_framing(framing: Framing) -> dict[str, Any]:
    """The fitted transforms and the scaling of a framing, for a person."""
    targets = framing.target_names.tolist()
    return {
        "digest": framing.digest,
        "training_rows": framing.train_rows,
        "inputs_of_a_row": list(framing.x.shape[1:]),
        "targets": {
            name: {
                "box_cox": None if np.isnan(power) else power,
                "scaled_0_is": framing.target_minimum[k :: len(targets)].tolist(),
                "scaled_1_is_higher_by": framing.target_range[k :: len(targets)].tolist(),
                "naive_error": framing.naive_error[k].tolist(),
            }
            for k, (name, power) in enumerate(zip(targets, framing.powers.tolist(), strict=True))
        },
    }

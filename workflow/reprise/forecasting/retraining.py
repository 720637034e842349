"""Prepare the training of the chosen configuration: its framings and its settings."""

from collections.abc import Callable

from reprise.config.predictor_plan import retrained_on_samples
from reprise.config.retraining import retrained_settings, rows_of_full_batches
from reprise.data.dataset import Dataset
from reprise.data.folds import frame_folds
from reprise.data.forecast_rows import cut_series, extend_series, frame_forecasts
from reprise.data.framing import Framing
from reprise.data.framing_files import save_framings
from reprise.data.samples import Samples
from reprise.data.series import Series
from reprise.forecasting.choice import Choice
from reprise.retraining_settings import (
    ForecastStageSettings,
    PredictorStageSettings,
    RetrainingStageSettings,
)
from reprise.settings import DatasetSettings, RunSettings
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import json_text, write_text_file

Framed = dict[str, tuple[RunSettings, Framing]]


def frame_series_anew(series: Series, settings: ForecastStageSettings, choice: Choice) -> Framed:
    """The settings and the rows of all networks, by the names of `ForecastSettings.run_names`."""
    dataset, plan = settings.dataset, settings.forecast
    series = cut_series(series, plan.observations, dataset.known_inputs)
    run = settings.candidates[choice.configuration].run
    runs = {name: retrained_settings(run, plan, name, choice.epochs) for name in plan.run_names}
    return {name: (run, frame_retrained(series, dataset, run)) for name, run in runs.items()}


def frame_samples_anew(
    samples: Samples, settings: PredictorStageSettings, choice: Choice
) -> Framed:
    """The settings and the rows of all networks, by the names of `PredictorSettings.run_names`."""
    plan, run = settings.predictor, settings.candidates[choice.configuration].run
    framings = frame_folds(samples, run.framing, plan.folds)
    return {
        name: (retrained_on_samples(run, choice.epochs, framing.test_rows), framing)
        for name, framing in zip(plan.run_names, framings, strict=True)
    }


def frame_retrained(series: Series, dataset: DatasetSettings, run: RunSettings) -> Framing:
    """Frame a series for settings that `retrained_settings` made."""
    framing = run.framing
    assert framing.observations is not None
    extended = extend_series(series, framing.observations - len(series), framing.known_inputs)
    return frame_forecasts(
        extended, framing, dataset.missing, dataset.period, rows_of_full_batches(run)
    )


def write_retraining(
    dataset: Dataset,
    settings: RetrainingStageSettings,
    choice: Choice,
    path: Callable[[str], str],
) -> None:
    """Write the framings and the settings of the networks that are trained anew.

    Parameters
    ----------
    dataset : Series or Samples
    settings : ForecastStageSettings or PredictorStageSettings
    choice : Choice
    path : callable
        Gives the path of a file of the training, by its name.
    """
    if isinstance(settings, PredictorStageSettings):
        assert isinstance(dataset, Samples)
        framed = frame_samples_anew(dataset, settings, choice)
    else:
        assert isinstance(dataset, Series) and isinstance(settings, ForecastStageSettings)
        framed = frame_series_anew(dataset, settings, choice)
    save_framings(
        [framing for _, framing in framed.values()],
        path("framing.npz"),
        path("framing.json"),
        [run.framing for run, _ in framed.values()],
    )
    for number, (name, (run, _)) in enumerate(framed.items()):
        configuration = ConfigurationSettings(
            study=settings.study,
            configuration=name,
            varied={},
            framing_number=number,
            run=run,
            versions=settings.versions,
            family_path=settings.candidates[choice.configuration].family_path,
        )
        file = path(f"configurations/{name}.json")
        write_text_file(file, json_text(configuration.to_json()))
    write_text_file(path("choice.json"), json_text(choice.to_json()))

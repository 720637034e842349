"""Forecast beyond the data of some studies or store their predictors, and measure the errors."""

from typing import TYPE_CHECKING

from reprise.console import configure_logging, show_message
from reprise.data.dataset import load_dataset
from reprise.data.forecast_rows import cut_series
from reprise.forecast_settings import MEMBERS
from reprise.forecasting.choice import Choice
from reprise.forecasting.study_forecast import forecast_study
from reprise.forecasting.study_predictor import predict_study
from reprise.retraining_settings import PredictorStageSettings, read_retraining_settings
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import check_digests, read_json, write_digests
from reprise.study_errors import StudyErrors
from reprise.tables.run_index import index_planned_runs

if TYPE_CHECKING:
    from reprise.plan.files import StudyFiles


def write_forecasts(files: "StudyFiles", fingerprints: dict[str, str]) -> str:
    """Write the forecasts or the predictor of one study, and return what came out."""
    forecast = files.forecast
    settings = read_retraining_settings(read_json(files.settings("forecast")))
    choice = Choice.from_json(read_json(forecast.choice))
    dataset = load_dataset(settings.dataset, files.observations)
    if isinstance(settings, PredictorStageSettings):
        return predict_study(forecast, settings, choice, dataset, files.observations, fingerprints)
    members = ConfigurationSettings.from_json(read_json(forecast.configuration_settings(MEMBERS)))
    series = cut_series(dataset, settings.forecast.observations, settings.dataset.known_inputs)
    return forecast_study(forecast, settings, choice, members, series, fingerprints)


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            check_digests(files.digests("choose"), files.forecast.chosen)
            runs = index_planned_runs(files.study.name, files.forecast.runs, files.folder)
            said = write_forecasts(files, runs["fingerprints"])
            write_digests(files.digests("forecast"), files.digested[files.digests("forecast")])
            record.write(runs=runs)
            show_message(f"{files.study.name}: {said}")
    errors.end_job()

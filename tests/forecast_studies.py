"""Studies that forecast, made by the library without Snakemake."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from reprise.config.study_file import load_study
from reprise.data.dataset import load_dataset
from reprise.data.forecast_rows import cut_series
from reprise.forecast_settings import MEMBERS
from reprise.forecasting.choice import choose_configuration
from reprise.forecasting.retraining import write_retraining
from reprise.forecasting.study_forecast import forecast_study
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.retraining_settings import read_retraining_settings
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import read_json
from reprise.tables.run_index import index_planned_runs

OBSERVATIONS = 70

# A network with a state that forecasts one step, and goes on from its own forecasts.
STATEFUL = """\
title: A study that forecasts
dataset: {file: mine.csv, time: day, value: load, period: 7}
framing: {difference: 1, lags: 2, scale: [-1, 1], test_rows: 10}
model: {family: lstm, units: 2, stateful: true}
training: {epochs: 10, batch_size: 1}
repeats: 2
baselines: [persistence, least_squares, seasonal_naive]
forecast:
  steps: 3
  levels: [50, 80]
  members: 3
  origins: {number: 12, refit: 6}
"""

# A network without a state that forecasts two columns at once, from a calendar and a known input.
SEVERAL_COLUMNS = """\
title: A study that forecasts two columns
dataset:
  file: mine.csv
  time: day
  value: [load, price]
  inputs: [wind]
  known_inputs: [holiday]
  missing: interpolate
  period: 7
framing:
  transform: {load: log}
  difference: {price: 1}
  lags: 3
  horizon: 3
  calendar: [day_of_week]
  test_rows: 10
model: {family: mlp, units: 4}
training: {epochs: 10, batch_size: 8, shuffle: true}
repeats: 2
baselines: [persistence, least_squares]
forecast:
  steps: 3
  levels: [80, 50]
  members: 3
  origins: {number: 12, refit: 6}
"""
STUDIES = {"stateful": STATEFUL, "several_columns": SEVERAL_COLUMNS}


def observations(count=OBSERVATIONS + 10):
    """Days with a weekly pattern; every value is a multiple of 1/8, so a CSV has all its digits."""
    random = np.random.default_rng(1)
    day = np.arange(count)
    noise = np.round(8 * random.normal(size=(3, count))) / 8
    return pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=count).strftime("%Y-%m-%d"),
            "load": 40 + 4 * (day % 7) + noise[0],
            "price": 10 + np.cumsum(noise[1]),
            "wind": noise[2],
            "holiday": (day % 7 == 6).astype(float),
        }
    )


def write_study(folder, text, rows):
    """Write a study and its CSV, and return the files of the study and its settings."""
    (folder / "studies").mkdir(parents=True)
    (folder / "studies" / "mine.yaml").write_text(text)
    rows.to_csv(folder / "mine.csv", index=False)
    study = load_study("mine", folder / "studies", folder)
    files = StudyFiles(study, str(folder / "results"), str(folder / "mine.csv"))
    document = settings_documents(files)[files.settings("forecast")]
    return files, read_retraining_settings(document)


def make_forecaster(folder, text, rows):
    """Choose, train and forecast as the rules do, in this process."""
    from reprise.study_errors import StudyErrors
    from reprise.training.train_runs import train_runs

    files, settings = write_study(folder, text, rows)
    series = load_dataset(settings.dataset, files.observations)
    known = settings.dataset.known_inputs
    series = cut_series(series, settings.forecast.observations, known)
    choice = choose_configuration(pd.DataFrame(), settings)
    write_retraining(series, settings, choice, files.forecast.work_path)
    errors = StudyErrors()
    silent = SimpleNamespace(advance=lambda work, doing: None)
    train_runs(files.forecast.runs, lambda work: silent, errors)
    assert not errors.messages
    fingerprints = index_planned_runs("mine", files.forecast.runs, files.folder)["fingerprints"]
    members = read_json(files.forecast.configuration_settings(MEMBERS))
    members = ConfigurationSettings.from_json(members)
    said = forecast_study(files.forecast, settings, choice, members, series, fingerprints)
    return SimpleNamespace(
        files=files,
        settings=settings,
        folder=Path(files.path("forecaster")),
        said=said,
        table=lambda name: pd.read_csv(files.path(name)),
    )

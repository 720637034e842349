"""Forecasts beyond the data: the workflow makes again only what has changed."""

import json

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow

STUDY = """\
title: A study that forecasts
dataset: {file: data/daily_female_births.csv, time: Date, value: Births, units: births, period: 7}
framing: {difference: 0, lags: 7, horizon: 3, test_rows: 30, validation_rows: 30}
model: {family: mlp, units: 4}
training: {epochs: 3, batch_size: 32}
repeats: 2
baselines: [persistence, least_squares]
configurations:
  few: {model.units: 2}
  many: {model.units: 8}
forecast: {steps: 3, levels: [50, 80], members: 3, origins: {number: 10, refit: 5}}
"""
MORE = "levels: [50, 90], members: 4"
FORECAST = "results/tiny/forecast.csv"  # a command that makes it draws no figure and no report
RUNS = "forecast/runs/*/*.json"
NETWORKS = "forecaster/members/*.keras"


def results(project):
    """What the runs and the networks are, without the time and the place of their training."""
    runs = {}
    for path, content in project.stored(RUNS).items():
        document = json.loads(content)
        document.pop("provenance")
        runs[path] = document
    return runs | project.stored(NETWORKS)


def test_a_study_forecasts_and_changes_only_what_it_must(project):
    """One story, because every command takes seconds."""
    forecast = project
    forecast.write_study("tiny", STUDY)
    forecast.snakemake()
    choice = json.loads(forecast.path("forecast/choice.json").read_text())
    selection = pd.read_csv(forecast.path("selection.csv"), index_col="configuration")
    assert choice["configuration"] == selection["validation_rmse"].idxmin()
    assert forecast.planned() == set()
    report = (forecast.folder / "results" / "report.html").read_text()
    assert {"tiny-forecast", "tiny-table-forecast_accuracy"} <= forecast.places_in_report()
    summary = json.loads(forecast.path("forecast_summary.json").read_text())
    assert summary["sentence"][:40] in report
    table = pd.read_csv(forecast.path("forecast.csv"))
    assert table["time"].tolist() == ["1960-01-01", "1960-01-02", "1960-01-03"]
    first = results(forecast)
    assert len(first) == 3 * 3 + 3

    forecast.edit("config/studies/tiny.yaml", "levels: [50, 80], members: 3", MORE)
    planned = forecast.planned()
    assert not {name for name in planned if name.startswith(("train_", "prepare_"))}
    network = next(iter(forecast.stored(NETWORKS)))
    network.unlink()
    list(forecast.stored(RUNS))[-1].write_text("{}")
    # One more member at each of two origins and on all rows, one without a network, one damaged.
    assert forecast.trained(forecast.snakemake(FORECAST)) == 3 + 2
    assert "low_90" in pd.read_csv(forecast.path("forecast.csv"))
    second = results(forecast)
    assert {path: second[path] for path in first} == first and len(second) == 3 * 4 + 4
    assert forecast.planned(FORECAST) == set()

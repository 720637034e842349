"""Law 5 for forecasts: kills while the members train, and forecast.csv has the same bits."""

import json
import os
import random
import signal
import time

import pytest
from interrupted_study import Command, wait_for

pytestmark = pytest.mark.workflow

STUDY = """\
title: A study that forecasts
dataset: {file: data/daily_female_births.csv, time: Date, value: Births, period: 7}
framing: {difference: 0, lags: 7, horizon: 3, test_rows: 30}
model: {family: mlp, units: 8}
training: {epochs: 700, batch_size: 1}
repeats: 2
baselines: [persistence, least_squares]
forecast: {steps: 3, levels: [50, 80], members: 6, origins: {number: 10, refit: 5}}
"""
RETRAINED = 18
KILLS = 3


def retrained(project):
    return list(project.path("forecast/runs").glob("*/*.json"))


def forecasts(project, results="results"):
    """The checksum of every run that is trained anew, and the bytes of networks and forecasts."""
    folder = project.path("", "tiny", results)
    found = {
        path.relative_to(folder): json.loads(path.read_text())["checksum"]
        for path in folder.glob("forecast/runs/*/*.json")
    }
    files = [*folder.glob("forecaster/**/*"), *folder.glob("forecast*.csv")]
    return found | {p.relative_to(folder): p.read_bytes() for p in files if p.is_file()}


def kill_while_members_train(project, seconds):
    """Kill a command and its jobs some seconds after it has stored a run."""
    command, before = Command(project, "reported", cores=2), len(retrained(project))
    wait_for(lambda: len(retrained(project)) > before or not command.is_running)
    time.sleep(seconds)
    assert command.is_running, "the command must be killed before its end"
    os.killpg(command.process.pid, signal.SIGKILL)
    command.end()


def test_a_study_that_is_killed_while_its_members_train_ends_with_the_same_bits(project):
    """The other study is not killed, and has one job for each origin."""
    project.write_study("tiny", STUDY)
    project.snakemake("reported", results="undisturbed", job_size="configuration")
    expected = forecasts(project, "undisturbed")
    assert len(expected) == RETRAINED + 6 + 2 + 5
    chance, most = random.Random(14), 0
    for _ in range(KILLS):
        kill_while_members_train(project, chance.uniform(0, 1))
        assert len(retrained(project)) >= most, "a complete run must survive"
        most = len(retrained(project))
    project.snakemake("reported")
    assert forecasts(project) == expected

"""Results of small studies, made once and copied for tests that change them."""

import shutil

import pytest
from conftest import ROOT
from made_results import BASELINES, make_quick_results, make_results

ERAS = """\
extends: quick
title: Two eras
repeats: 5
vary:
  model.era: [keras3, keras1]
  training.epochs: [100, 500]
"""
ERA_ERRORS = {
    "era=keras3,epochs=100": [120.0, 118.0, 123.0, 119.0, 121.0],
    "era=keras3,epochs=500": [98.0, 99.0, 97.5, 101.0, 96.0],
    "era=keras1,epochs=100": [125.0, 119.0, 128.0, 122.0, 130.0],
    "era=keras1,epochs=500": [104.0, 99.0, float("inf"), 103.0, 107.0],
}


@pytest.fixture(scope="session")
def quick(tmp_path_factory):
    """The folder of the results of the study `quick`; no test changes it."""
    return make_quick_results(tmp_path_factory.mktemp("quick") / "results")


@pytest.fixture
def copied(quick, tmp_path):
    """A copy of the results of `quick`, far from the project, for tests that change a file."""
    return shutil.copytree(quick, tmp_path / "results" / "quick")


@pytest.fixture(scope="session")
def eras(tmp_path_factory):
    """The folder of the results of a study with two eras and a run that diverged."""
    folder = tmp_path_factory.mktemp("eras") / "results"
    return make_results(folder, "eras", ERAS + BASELINES, ERA_ERRORS)


@pytest.fixture
def in_results(quick, monkeypatch):
    """The working directory of the examples: it has `results/quick`, and the CSV is found."""
    monkeypatch.chdir(quick.parents[1])
    assert (ROOT / "data").is_dir()

"""A small study with run files, and its settings."""

import json

import numpy as np
import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.data.framing_files import save_framings
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.plan.stored_runs import expected_fingerprints
from reprise.storage import json_text, write_digests, write_text_file
from reprise.tables.run_index import index_runs
from reprise.tables.tabulation import write_tables
from reprise.training.run_files import TrainedRun, store_run

BASELINE = {
    "baseline": "persistence",
    "label": "persistence",
    "form": "last observation",
    "partition": None,
    "configurations": ["epochs=100", "epochs=500"],
    "metrics": {"test_rmse": 2.5},
    "steps": {"test_rmse": [2.5]},
    "outputs": [[250.0]] * 12,
}


@pytest.fixture
def files(tmp_path, framing):
    """The files of a study of two configurations with two runs each; the last run diverged.

    The test error of each forecast is 1, 3, 2 and infinite.
    """
    study = load_study("quick", ROOT / "config" / "studies", ROOT, repeats=2)
    files = StudyFiles(study, str(tmp_path), str(ROOT / "data" / "shampoo_sales.csv"))
    for path, document in settings_documents(files).items():
        write_text_file(path, json_text(document))
    baselines = files.path("baselines.json")
    write_text_file(baselines, json.dumps([BASELINE]))
    arrays, description = files.path("framing.npz"), files.path("framing.json")
    save_framings([framing], arrays, description, [study.framings[0]])
    write_digests(files.digests("prepare"), [baselines, arrays, description])
    fingerprints = expected_fingerprints(files)
    for run, error in zip(files.runs, (1.0, 3.0, 2.0, np.inf), strict=True):
        trained = TrainedRun(run.seed, framing.actual + error, 100, 100, {}, {}, "", b"", 0.25)
        varied = {"epochs": int(run.configuration.partition("=")[2])}
        store_run(run, trained, framing, varied, fingerprints[run.configuration])
    return files


@pytest.fixture
def tabulate(files):
    """A function that writes the tables as the script of the stage does; it returns warnings."""
    return lambda: write_tables(files, index_runs(files)["fingerprints"])

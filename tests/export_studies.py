"""A small study with made-up runs, and what its paper kit is made from."""

import csv
import sys
from itertools import cycle
from types import SimpleNamespace

import numpy as np
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.export.kit_contents import list_paper_figures
from reprise.export.paper_data import PaperData
from reprise.export.paper_kit import write_texts
from reprise.paths import SCRIPTS
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.plan.stored_runs import expected_fingerprints
from reprise.storage import json_text, write_digests, write_text_file
from reprise.tables.run_index import index_runs
from reprise.tables.tabulation import write_tables
from reprise.training.run_files import TrainedRun, store_run

SHAMPOO = "data/shampoo_sales.csv"
STUDY = """\
title: How many epochs? 50 % & more
description: A made-up study.
dataset: {file: data/shampoo_sales.csv, time: Month, value: Sales, units: sales_in_$}
framing: {difference: 1, lags: 1, scale: [-1, 1], test_rows: 12}
model: {family: lstm, units: 1}
training: {batch_size: 2, optimizer: {name: sgd, learning_rate: 0.01}}
comparison: {margin: 5, confidence: 0.9}
baselines: [persistence, least_squares]
published: [{configuration: epochs=500, statistic: mean, value: 12.5, runs: 5}]
repeats: 6
vary: {training.epochs: [100, 500, 1000]}
"""
ENVIRONMENT = {
    "python": "3.11.7",
    "packages": {
        **dict.fromkeys(("reprise", "tensorflow", "keras", "numpy", "scipy"), "1.2.3"),
        **dict.fromkeys(("statsmodels", "scikit-learn"), "4.5"),
    },
    "machine": {"processor": "A_processor & more", "cores": 2, "system": "Linux-6"},
    "commit": None,
}
# The test RMSE of the runs of each configuration is a level plus a number around 0.
LEVELS = (100.037, 101.019, 140.013)
STEPS = (-2.0, 0.353, 1.117, -0.629, 3.01, np.inf)


def make_study(folder, text=STUDY, name="made_up", has_claims=False):
    """Write the settings, the framing, the runs and the tables of a study without training."""
    (folder / "config" / "studies").mkdir(parents=True)
    (folder / "config" / "studies" / f"{name}.yaml").write_text(text)
    (folder / "data").mkdir()
    (folder / SHAMPOO).write_bytes((ROOT / SHAMPOO).read_bytes())
    study = load_study(name, folder / "config" / "studies", folder)
    results = str(folder / "results")
    files = StudyFiles(study, results, str(folder / SHAMPOO), has_claims=has_claims)
    for path, document in settings_documents(files).items():
        write_text_file(path, json_text(document))
    script("prepare_studies").prepare_study(files)
    framings = load_framings_of(files)
    fingerprints = expected_fingerprints(files)
    levels = dict(zip((c.name for c in study.configurations), cycle(LEVELS), strict=False))
    configurations = {c.name: c for c in study.configurations}
    for run in files.runs:
        configuration = configurations[run.configuration]
        framing = framings[study.framing_number(configuration)]
        step = STEPS[run.repeat - 1] * (1 + 0.1 * levels[run.configuration])
        outputs = framing.actual + levels[run.configuration] + step
        trained = TrainedRun(run.seed, outputs, 100, 100, {}, {}, "", b"", run.repeat / 8)
        fingerprint = fingerprints[run.configuration]
        store_run(run, trained, framing, configuration.varied, fingerprint)
    write_tables(files, index_runs(files)["fingerprints"])
    return files


def load_framings_of(files):
    from reprise.data.framing_files import load_framings

    return load_framings(files.path("framing.npz"))


def script(name):
    """Import a script of the workflow as a module."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        return __import__(name)
    finally:
        sys.path.remove(str(SCRIPTS))


def write_findings(files, tables):
    """Write tables across studies; `tables` is file to list of dict of str to str."""
    for path, digests in files.kit.tables_of_findings.items():
        rows = tables[path.rpartition("/")[2]]
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        write_digests(digests, [path])


def replication_row(**changes):
    """A row of replication.csv as text."""
    row = dict.fromkeys(
        (
            *("source", "study", "table", "configuration", "era", "kind", "metric", "statistic"),
            *("published", "ours", "our_configuration", "prediction_low", "prediction_high"),
            *("p_holm", "verdict"),
        ),
        "",
    )
    row |= {"study": "made_up", "configuration": "epochs=500", "kind": "describe"}
    row |= {"metric": "test_rmse", "statistic": "mean", "published": "12.5", "ours": "101.36"}
    row |= {"prediction_low": "90.125", "prediction_high": "110", "p_holm": "0.0004"}
    return row | {"verdict": "does not"} | changes


def write_kit(files):
    """Write the texts of a kit; return what they are made from, and the texts."""
    data = PaperData(files, ENVIRONMENT)
    texts = write_texts(data, files.kit.names, list_paper_figures(files.study))
    for name, text in texts.items():
        write_text_file(files.kit.path(name), text)
    return SimpleNamespace(files=files, data=data, texts=texts, folder=files.kit.folder)

"""A copy of the project that a test may edit, and Snakemake run in it."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reprise.framing_settings import FramingSettings
from reprise.settings import EvaluationSettings, RunSettings, TrainingSettings

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "environment.yml", "profiles", "workflow")

TINY = """\
extends: lstm_epochs
title: A tiny study
repeats: 3
vary:
  training.epochs: [3, 6]
"""


RECORDING_STUDY = """\
title: A study that records histories and layer statistics
dataset: {file: data/daily_female_births.csv, time: Date, value: Births, period: 7}
framing: {difference: 0, lags: 7, lags_as: time_steps, test_rows: 30, validation_rows: 20}
model: {family: mlp, units: 8, dropout: 0.2}
training: {epochs: 4, batch_size: 32, shuffle: true, keep: best}
evaluation: {every_epoch: true, layer_statistics: true}
repeats: 2
vary:
  model.batch_norm: [after, before]
"""


class Project:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                ignore = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, folder / part, ignore=ignore)
            else:
                shutil.copy(source, folder / part)
        self.write_study("tiny", TINY)

    def write_study(self, name, text):
        (self.folder / "config" / "studies" / f"{name}.yaml").write_text(text)

    def snakemake(self, *options, cores=2, check=True, studies="tiny", **config):
        """Run Snakemake and return what it printed."""
        pairs = [f"{key}={value}" for key, value in ({"studies": studies} | config).items()]
        command = [sys.executable, "-m", "snakemake", "--cores", f"{cores}", *options]
        done = subprocess.run(
            [*command, "--config", *pairs],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        printed = done.stdout + done.stderr
        if check:
            assert done.returncode == 0, printed
        else:
            assert done.returncode != 0, printed
        return printed

    @property
    def environment(self):
        return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}

    def planned(self, *options, **config):
        """The rules that a dry run would start."""
        printed = self.snakemake("--dry-run", *options, **config)
        stats = printed.partition("Job stats:")[2].split("\n\n")[0].splitlines()
        return {line.split()[0] for line in stats[3:] if line.strip()} - {"total"}

    def edit(self, name, before, after):
        """Replace a text in a file of the project."""
        path = self.folder / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))

    def trained(self, printed):
        """The number of runs that a command trained, from what it printed."""
        return sum(int(number) for number in re.findall(r"trained (\d+) run", printed))

    def path(self, name, study="tiny", results="results"):
        return self.folder / results / study / name

    def runs(self, study="tiny", results="results"):
        """Every run file by its path within the study, without when and where it ran."""
        folder = self.path("runs", study, results)
        found = {}
        for path in sorted(folder.glob("*/*.json")):
            document = json.loads(path.read_text())
            document.pop("provenance")
            found[str(path.relative_to(folder))] = document
        return found

    def places_in_report(self, results="results"):
        """The places in the report to which a link can lead: sections, figures and tables."""
        text = (self.folder / results / "report.html").read_text()
        return set(re.findall(r'<(?:section|figure|div)[^>]* id="([^"]+)"', text))

    def stored(self, pattern="runs/*/*.json", study="tiny"):
        """The bytes of stored files, by path."""
        return {p: p.read_bytes() for p in sorted(self.path("", study).glob(pattern))}


def files_in(folder):
    """The path and the bytes of every file, those of Snakemake aside."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".snakemake" not in path.parts
    }


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A tiny study that has run, for tests that change nothing in it."""
    project = Project(tmp_path_factory.mktemp("shared") / "project")
    project.output = project.snakemake()
    return project


@pytest.fixture
def finished(shared, tmp_path):
    """A copy of the tiny study that has run, for tests that change something in it."""
    project = copy.copy(shared)
    project.folder = shutil.copytree(shared.folder, tmp_path / "project")
    return project


@pytest.fixture(scope="session")
def shampoo():
    """The series of the LSTM tutorial: 36 months."""
    from reprise.data.dataset import read_series

    return read_series(ROOT / "data" / "shampoo_sales.csv", "Month", "Sales")


@pytest.fixture(scope="session")
def births():
    """The series of the forecasting crash course: 365 days."""
    from reprise.data.dataset import read_series

    return read_series(ROOT / "data" / "daily_female_births.csv", "Date", "Births")


@pytest.fixture(scope="session")
def circles():
    """The samples of the batch-normalization tutorial: 1000 points of 2 classes."""
    from reprise.data.samples import build_samples

    return build_samples("circles", 1000, 0.1, 1)


@pytest.fixture(scope="session")
def framing(shampoo):
    """The LSTM tutorial's framing of Shampoo Sales: 20 training rows and 12 test rows."""
    from framed_values import frame_values

    return frame_values(shampoo.values, test_rows=12, train_rows=20)


@pytest.fixture
def settings():
    """Settings of the tutorial's network; a test replaces what it needs."""
    return RunSettings(
        framing=FramingSettings(difference=1, lags=1, scale=(-1, 1), test_rows=12, train_rows=20),
        model={
            "family": "lstm",
            "era": "keras3",
            "units": 1,
            "stateful": True,
            "dropout": 0.0,
            "recurrent_dropout": 0.0,
            "activation": "tanh",
            "batch_norm": "none",
            "batch_norm_momentum": 0.99,
            "batch_norm_beta_gamma": True,
            "batch_norm_input": False,
        },
        training=TrainingSettings(epochs=100, batch_size=4, loss="mean_squared_error"),
        evaluation=EvaluationSettings(),
    )


def compiled(settings, framing, **options):
    """The compiled training of a configuration's model on a framing."""
    from reprise.training.engine import CompiledTraining
    from reprise.training.models import build_model

    return CompiledTraining(
        lambda batch_size: build_model(
            settings, framing.x.shape[1:], framing.outputs, framing.classes, batch_size
        ),
        framing.x,
        framing.y,
        framing.train_rows,
        settings.training.batch_size,
        shuffle=settings.training.shuffle,
        classify=bool(framing.classes),
        **options,
    )

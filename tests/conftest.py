"""A copy of the project that a test may edit, and Snakemake run in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "environment.yml", "profiles", "workflow")

TINY = """\
extends: lstm_epochs
title: A tiny study
repeats: 3
vary:
  training.epochs: [3, 6]
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
        said = [f"{key}={value}" for key, value in ({"studies": studies} | config).items()]
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", f"{cores}", *options, "--config", *said],
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

    def planned(self, **config):
        """The rules that a dry run would start."""
        printed = self.snakemake("--dry-run", **config)
        stats = printed.partition("Job stats:")[2].split("\n\n")[0].splitlines()
        return {line.split()[0] for line in stats[3:] if line.strip()} - {"total"}

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

    def stored(self, pattern="runs/*/*.json", study="tiny"):
        """The bytes of stored files, by path."""
        return {p: p.read_bytes() for p in sorted(self.path("", study).glob(pattern))}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A tiny study that has run, for tests that change nothing in it."""
    project = Project(tmp_path_factory.mktemp("shared") / "project")
    project.output = project.snakemake()
    return project


@pytest.fixture(scope="session")
def shampoo():
    from reprise.data.dataset import read_series

    return read_series(ROOT / "data" / "shampoo_sales.csv", "Month", "Sales")


@pytest.fixture(scope="session")
def births():
    from reprise.data.dataset import read_series

    return read_series(ROOT / "data" / "daily_female_births.csv", "Date", "Births")


@pytest.fixture(scope="session")
def circles():
    from reprise.data.samples import build_samples

    return build_samples("circles", 1000, 0.1, 1)


@pytest.fixture(scope="session")
def framing(shampoo):
    """The tutorial's framing of Shampoo Sales."""
    from reprise.data.framing import frame_series

    return frame_series(shampoo.values, test_rows=12, train_rows=20)


@pytest.fixture
def settings():
    """Settings of the tutorial's network; a test changes what it needs."""
    return {
        "model": {
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
        "training": {
            "epochs": 100,
            "batch_size": 4,
            "optimizer": "adam",
            "loss": "mean_squared_error",
            "shuffle": False,
            "keep": "last",
        },
        "evaluation": {"every_epoch": False, "state": "carried", "layer_statistics": False},
    }


def compiled(settings, framing, **options):
    """The compiled training of a configuration's model on a framing."""
    from reprise.training.engine import CompiledTraining
    from reprise.training.models import build_model

    return CompiledTraining(
        lambda size: build_model(
            settings, framing.x.shape[1:], framing.outputs, framing.classes, size
        ),
        framing.x,
        framing.y,
        framing.train_rows,
        settings["training"]["batch_size"],
        shuffle=settings["training"]["shuffle"],
        classify=bool(framing.classes),
        **options,
    )

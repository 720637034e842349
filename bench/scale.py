"""Measure time and memory of studies of 100 to 10,000 runs, and of one run on a very long series.

`make scale` runs this script. It takes about a quarter of an hour and prints two tables.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "environment.yml", "profiles", "workflow")
CONFIGURATIONS = 100
STUDY = """\
extends: lstm_epochs
title: A study of {runs} runs
repeats: {repeats}
vary:
  training.epochs: {epochs}
"""
STEPS = ("prepare", "train", "tabulate", "draw")
SERIES = {"rows": 1_000_000, "lags": 16, "units": 64, "batch_size": 256, "test_rows": 10_000}


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [100, 1000, 10_000]
    print("A study of 100 configurations of the tutorial's LSTM, job size `share`, 2 cores")
    print(f"  {'':<34}" + "".join(f"{f'{runs:,} runs':>22}" for runs in sizes))
    columns = [measure_study(runs) for runs in sizes]
    for step in columns[0]:
        cells = "".join(f"{column[step]:>22}" for column in columns)
        print(f"  {step:<34}{cells}", flush=True)
    print("\nOne run on a long series")
    for name, value in measure_long_series().items():
        print(f"  {name:<58} {value}", flush=True)


def format_cost(seconds: float, megabytes: float) -> str:
    memory = f", {megabytes:,.0f} MiB" if megabytes else ""
    return f"{seconds:.1f} s{memory}"


def measure_study(runs: int) -> dict[str, str]:
    """Run a study of so many runs; return the seconds and the peak memory of every step as text."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(folder)
        study = STUDY.format(
            runs=runs,
            repeats=runs // CONFIGURATIONS,
            epochs=[10 + k for k in range(CONFIGURATIONS)],
        )
        (project / "config" / "studies" / "scale.yaml").write_text(study)
        results = project / "results"
        costs = {"dry run": run_snakemake(project, "--dry-run", "--quiet")}
        costs["everything, from nothing"] = run_snakemake(project)
        for step in STEPS:
            costs[f"  {step}"] = read_benchmarks(results / "benchmarks" / step)
        costs["  the report"] = read_benchmarks(results / "benchmarks" / "write_report.tsv")
        costs["again, with nothing to do"] = run_snakemake(project)
        rows = {step: format_cost(*cost) for step, cost in costs.items()}
        rows["size of the report"] = f"{(results / 'report.html').stat().st_size / 2**20:.1f} MiB"
        rows["files"] = f"{sum(1 for path in results.rglob('*') if path.is_file()):,}"
        return rows


def copy_project(folder: str) -> Path:
    """Copy what Snakemake needs into a folder; return the copy."""
    project = Path(folder, "project")
    project.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, project / part)
    return project


def run_snakemake(project: Path, *options: str) -> tuple[float, float]:
    """Run one command; return its seconds and the peak memory of its largest process in MiB."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *options]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--config", "studies=scale"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed in {project}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def read_benchmarks(path: Path) -> tuple[float, float]:
    """The total seconds of all jobs of a step, and the peak memory of the largest job in MiB."""
    records = [path] if path.is_file() else sorted(path.glob("*.tsv"))
    seconds = megabytes = 0.0
    for record in records:
        with open(record) as handle:
            (row,) = csv.DictReader(handle, delimiter="\t")
        seconds += float(row["s"])
        megabytes = max(megabytes, float(row["max_rss"]) if row["max_rss"] != "NA" else 0)
    return seconds, megabytes


def measure_long_series() -> dict[str, str]:
    """Train one epoch on a series of a million rows, compiled and with Keras's `fit`."""
    costs = {}
    for name in ("train_compiled", "train_by_keras"):
        process = subprocess.Popen(
            [sys.executable, "-c", f"from scale import {name}; {name}(**{SERIES!r})"],
            cwd=ROOT / "bench",
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        printed = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        costs[name] = float(printed.split()[-1]), usage.ru_maxrss / 1024
    compiled, by_keras = costs["train_compiled"], costs["train_by_keras"]
    return {
        "the series": ", ".join(f"{name} {value:,}" for name, value in SERIES.items()),
        "one epoch, compiled": format_cost(*compiled),
        "one epoch of model.fit, the same settings, one thread": format_cost(*by_keras),
        "ratio of model.fit to Reprise": f"{by_keras[0] / compiled[0]:.2f}",
    }


def frame_long_series(rows, lags, test_rows):
    """Frame a noisy sine."""
    import numpy as np

    from reprise.data.series import Series
    from reprise.data.series_framing import frame_series
    from reprise.framing_settings import FramingSettings

    rng = np.random.default_rng(0)
    time_steps = np.arange(rows + lags)
    values = np.sin(time_steps / 50) + rng.normal(0, 0.1, rows + lags)
    series = Series.of_values(time_steps, values, "position", "value")
    settings = FramingSettings(lags=lags, lags_as="time_steps", scale=(-1, 1), test_rows=test_rows)
    return frame_series(series, settings)


def model_builder(framing, units):
    """A function from a batch size to the LSTM of births_forecasters with other units and tanh."""
    from reprise.config.study_file import load_study
    from reprise.training.models import build_model

    study = load_study("births_forecasters", ROOT / "config" / "studies", ROOT)
    configuration = next(c for c in study.configurations if c.name == "lstm")
    model = configuration.run.model | {"units": units, "activation": "tanh"}
    run = replace(configuration.run, model=model)
    return lambda batch_size: build_model(run, framing.x.shape[1:], 1, 0, batch_size)


def train_compiled(rows, lags, units, batch_size, test_rows):
    """Print the seconds of the second epoch, because the first one compiles the program."""
    from reprise.training.engine import CompiledTraining

    framing = frame_long_series(rows, lags, test_rows)
    training = CompiledTraining(
        model_builder(framing, units),
        framing.x,
        framing.y,
        framing.train_rows,
        batch_size,
        shuffle=True,
    )
    training.compile()
    training.start(0)
    started = time.perf_counter()
    next(training.train(2))
    print(time.perf_counter() - started)


def train_by_keras(rows, lags, units, batch_size, test_rows):
    """Print the seconds of one epoch of `fit`, after a short `fit` that builds its functions."""
    from reprise.training.backend import keras

    framing = frame_long_series(rows, lags, test_rows)
    model = model_builder(framing, units)(None)
    train = framing.split("train")
    x, y = framing.x[train].astype("float32"), framing.y[train].astype("float32")
    keras.utils.set_random_seed(0)
    options = {"batch_size": batch_size, "shuffle": True, "verbose": 0}
    model.fit(x[: batch_size * 20], y[: batch_size * 20], **options)
    started = time.perf_counter()
    model.fit(x, y, **options)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()

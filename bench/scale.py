"""How Reprise grows: studies of 100 to 10,000 runs, and one run on a very long series.

`make scale` runs it; it takes about a quarter of an hour and prints two tables.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "profiles", "workflow", "environment.yml")
CONFIGURATIONS = 100
STUDY = """\
extends: lstm_epochs
title: A study of {runs} runs
repeats: {repeats}
vary:
  training.epochs: {epochs}
"""
STEPS = ("prepare", "train", "tabulate", "draw")
LONG = {"rows": 1_000_000, "lags": 16, "units": 64, "batch_size": 256, "test_rows": 10_000}


def main():
    sizes = [int(argument) for argument in sys.argv[1:]] or [100, 1000, 10_000]
    print("A study of 100 configurations of the tutorial's LSTM, job size `share`, 2 cores")
    print(f"  {'':<34}" + "".join(f"{f'{runs:,} runs':>22}" for runs in sizes))
    found = [grow(runs) for runs in sizes]
    for step in found[0]:
        cells = "".join(f"{each[step]:>22}" for each in found)
        print(f"  {step:<34}{cells}", flush=True)
    print("\nOne run on a long series")
    for name, value in long_series().items():
        print(f"  {name:<58} {value}", flush=True)


def show(seconds, megabytes):
    memory = f", {megabytes:,.0f} MiB" if megabytes else ""
    return f"{seconds:.1f} s{memory}"


def grow(runs):
    """Seconds and peak memory of every step of a study, in words."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, project / part)
        study = STUDY.format(
            runs=runs,
            repeats=runs // CONFIGURATIONS,
            epochs=[10 + k for k in range(CONFIGURATIONS)],
        )
        (project / "config" / "studies" / "scale.yaml").write_text(study)
        found = {"dry run": snakemake(project, "--dry-run", "--quiet")}
        found["everything, from nothing"] = snakemake(project)
        for step in STEPS:
            found[f"  {step}"] = benchmarked(project / "results" / "benchmarks" / step)
        found["  the report"] = benchmarked(project / "results" / "benchmarks" / "write_report.tsv")
        found["again, with nothing to do"] = snakemake(project)
        report = (project / "results" / "report.html").stat().st_size / 2**20
        files = sum(1 for path in (project / "results").rglob("*") if path.is_file())
        found = {step: show(*taken) for step, taken in found.items()}
        return found | {"the report's size": f"{report:.1f} MiB", "files": f"{files:,}"}


def snakemake(project, *options):
    """Seconds of a call, and the peak memory of its largest process."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *options]
    began = time.perf_counter()
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
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def benchmarked(path):
    """The seconds of all jobs of a step together, and the peak memory of the largest."""
    records = [path] if path.is_file() else sorted(path.glob("*.tsv"))
    seconds = megabytes = 0.0
    for record in records:
        with open(record) as handle:
            (row,) = csv.DictReader(handle, delimiter="\t")
        seconds += float(row["s"])
        megabytes = max(megabytes, float(row["max_rss"]) if row["max_rss"] != "NA" else 0)
    return seconds, megabytes


def long_series():
    """An epoch on a series of a million rows, compiled and by Keras's own `fit`."""
    done = {}
    for name in ("train_compiled", "train_by_keras"):
        process = subprocess.Popen(
            [sys.executable, "-c", f"from scale import {name}; {name}(**{LONG!r})"],
            cwd=ROOT / "bench",
            stdout=subprocess.PIPE,
            text=True,
        )
        printed = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        done[name] = float(printed.split()[-1]), usage.ru_maxrss / 1024
    ours, theirs = done["train_compiled"], done["train_by_keras"]
    said = ", ".join(f"{name} {value:,}" for name, value in LONG.items())
    return {
        "the series": said,
        "one epoch, compiled": show(*ours),
        "one epoch of model.fit, the same settings, one thread": show(*theirs),
        "ratio, model.fit to ours": f"{theirs[0] / ours[0]:.2f}",
    }


def long_framing(rows, lags, test_rows):
    import numpy as np

    from reprise.data.framing import frame_series

    rng = np.random.default_rng(0)
    time_steps = np.arange(rows + lags)
    values = np.sin(time_steps / 50) + rng.normal(0, 0.1, rows + lags)
    return frame_series(
        values, test_rows, difference=0, lags=lags, lags_as="time_steps", train_rows=None
    )


def long_model(framing, units):
    from reprise.config.study import load_study
    from reprise.training.models import build_model

    study = load_study("births_forecasters", ROOT / "config" / "studies", ROOT)
    configuration = next(c for c in study.configurations if c.name == "lstm")
    settings = configuration.settings | {
        "model": configuration.settings["model"] | {"units": units, "activation": "tanh"}
    }
    return lambda size: build_model(settings, framing.x.shape[1:], 1, 0, size)


def train_compiled(rows, lags, units, batch_size, test_rows):
    """Print the seconds of the second epoch, which compiles nothing."""
    from reprise.training.engine import CompiledTraining

    framing = long_framing(rows, lags, test_rows)
    training = CompiledTraining(
        long_model(framing, units),
        framing.x,
        framing.y,
        framing.train_rows,
        batch_size,
        shuffle=True,
    )
    training.compile()
    training.start(0)
    began = time.perf_counter()
    next(training.train(2))
    print(time.perf_counter() - began)


def train_by_keras(rows, lags, units, batch_size, test_rows):
    """Print the seconds of the second epoch of `fit`."""
    from reprise.training.backend import keras

    framing = long_framing(rows, lags, test_rows)
    model = long_model(framing, units)(None)
    train = framing.split("train")
    x, y = framing.x[train].astype("float32"), framing.y[train].astype("float32")
    keras.utils.set_random_seed(0)
    options = {"batch_size": batch_size, "shuffle": True, "verbose": 0}
    model.fit(x[: batch_size * 20], y[: batch_size * 20], **options)  # traces
    began = time.perf_counter()
    model.fit(x, y, **options)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()

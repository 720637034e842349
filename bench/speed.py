"""Measure the speed of Reprise, and compare it with the tutorial's loop and with JAX.

`make bench` runs this script. It takes about five minutes and prints a table.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reprise.config.config_file import load_config
from reprise.config.study import Configuration, Study
from reprise.config.study_file import load_study
from reprise.data.dataset import load_dataset
from reprise.data.dataset_framing import frame_dataset
from reprise.data.framing import Framing
from reprise.data.framing_files import save_framings
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings
from reprise.training.backend import keras
from reprise.training.engine import CompiledTraining
from reprise.training.models import build_model
from reprise.training.reference import train_by_fit

ROOT = Path(__file__).resolve().parents[1]
JAX_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
CONFIGURATION = "era=keras3,epochs=1000"  # of the first LSTM study
BATCH_SIZE = 4  # of the tutorial
TUTORIAL_EPOCHS = 40
EPOCHS, REPEATS = 2000, 10
CORES = 2
# Batch size, units, and whether the errors are recorded after every epoch.
COMPILED_CASES = ((4, 1, False), (4, 1, True), (1, 1, False), (4, 5, False))


def main() -> None:
    config = load_config(ROOT / "config" / "config.yaml")
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in config["studies"]]
    lstm_studies = [study for study in studies if study.name.startswith("lstm_")]
    configuration = next(c for c in lstm_studies[0].configurations if c.name == CONFIGURATION)
    framing = load_framing(lstm_studies[0].dataset, configuration)
    tutorial_seconds = measure_tutorial(configuration, framing, lstm_studies)
    measure_compiled(configuration, framing)
    measure_workflow(studies, lstm_studies, tutorial_seconds)


def measure_tutorial(configuration: Configuration, framing: Framing, studies: list[Study]) -> float:
    """Print the speed of the tutorial's loop, and return its seconds for all studies."""
    fit, predict = time_tutorial_loop(configuration, framing)
    epochs, evaluations = count_work(studies)
    seconds = epochs * fit + evaluations * predict
    print("The tutorial's loop, batch 4, one unit")
    print_row("one epoch by model.fit(epochs=1)", f"{fit * 1e3:.1f} ms")
    print_row("one evaluation by model.predict", f"{predict * 1e3:.1f} ms")
    print_row(
        "all LSTM studies with this loop",
        f"{epochs:,} epochs x {fit * 1e3:.1f} ms + {evaluations:,} evaluations x"
        f" {predict * 1e3:.1f} ms = {seconds / 3600:.1f} h",
    )
    return seconds


def measure_compiled(configuration: Configuration, framing: Framing) -> None:
    """Print the speed of the compiled training, and its ratio to JAX."""
    print("\nOne epoch, compiled (median of the repeats)")
    medians = {}
    for case in COMPILED_CASES:
        batch_size, units, every_epoch = case
        compile_seconds, seconds = time_compiled(configuration, framing, *case)
        medians[case] = statistics.median(seconds)
        label = f"batch {batch_size}, {units} unit{'s' * (units > 1)}"
        label += ", errors after every epoch" if every_epoch else ""
        print_row(label, f"{medians[case] * 1e6:.2f} µs; compiled in {compile_seconds:.2f} s")
    jax = time_jax(framing)
    if jax:
        median = statistics.median(jax["seconds"])
        print_row(f"JAX {jax['version']}, jit + scan, batch 4, 1 unit", f"{median * 1e6:.2f} µs")
        ratio = medians[COMPILED_CASES[0]] / median
        print_row("ratio of Reprise to JAX (at most 1.5)", f"{ratio:.2f}")


def measure_workflow(
    studies: list[Study], lstm_studies: list[Study], tutorial_seconds: float
) -> None:
    """Print how long the whole workflow takes, and which steps take the time."""
    print("\nThe workflow")
    with tempfile.TemporaryDirectory() as folder:
        seconds = time_snakemake(folder, lstm_studies)
    print_row(
        f"{len(lstm_studies)} LSTM studies, from nothing to the report (at most 60)",
        f"{seconds:.1f} s",
    )
    print_row(
        "times faster than the tutorial's loop (at least 400)", f"{tutorial_seconds / seconds:.0f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        seconds = time_snakemake(folder, studies)
        seconds_again = time_snakemake(folder, studies)
        dry_run_seconds = time_snakemake(folder, studies, "--dry-run")
        steps = sum_seconds_by_step(Path(folder, "results"))
    print_row(
        f"all {len(studies)} studies, from nothing to the report (at most 90)", f"{seconds:.1f} s"
    )
    print_row("the same command again, with nothing to do (at most 4)", f"{seconds_again:.1f} s")
    print_row("dry run (at most 3)", f"{dry_run_seconds:.1f} s")

    print("\nWhere the time of all studies goes, in seconds of one core")
    for step, step_seconds in steps.items():
        print_row(step, f"{step_seconds:.1f}")
    rest = CORES * seconds - sum(steps.values())
    print_row("Snakemake, the report and waiting", f"{rest:.1f}")


def sum_seconds_by_step(results: Path) -> dict[str, float]:
    """The seconds that the jobs of each step took, with the parts of training separated."""
    stages = dict.fromkeys(("prepare", "train", "tabulate", "draw", "findings"), 0.0)
    for record in (results / "benchmarks").rglob("*.tsv"):
        stage = record.parent.name if record.parent.name in stages else "findings"
        if record.stem != "write_report":
            stages[stage] += float(record.read_text().splitlines()[1].split("\t")[0])
    logs = "\n".join(log.read_text() for log in (results / "logs" / "train").glob("*.log"))
    compiling = sum(map(float, re.findall(r"compiled for .* in ([\d.]+) s", logs)))
    training = sum(
        json.loads(run.read_text())["provenance"]["seconds"]
        for run in results.glob("*/runs/*/*.json")
    )
    return {
        "framing, baselines": stages["prepare"],
        "importing TensorFlow, compiling": compiling,
        "training": training,
        "starting Python, storing runs": stages["train"] - compiling - training,
        "tables": stages["tabulate"],
        "figures": stages["draw"],
        "replication, claims, first page": stages["findings"],
    }


def load_framing(dataset: DatasetSettings, configuration: Configuration) -> Framing:
    """Frame the series of a study as a configuration does."""
    series = load_dataset(dataset, ROOT / str(dataset.file))
    return frame_dataset(series, dataset, [configuration.run.framing])[0]


def model_builder(
    configuration: Configuration, framing: Framing, units: int = 1
) -> Callable[[int], Any]:
    """A function from a batch size to the model of a configuration with so many units."""
    run = replace(configuration.run, model=configuration.run.model | {"units": units})
    return lambda batch_size: build_model(run, framing.x.shape[1:], 1, 0, batch_size)


def time_tutorial_loop(configuration: Configuration, framing: Framing) -> tuple[float, float]:
    """The seconds of one epoch and of one evaluation in the tutorial's loop."""
    keras.utils.set_random_seed(0)
    model = model_builder(configuration, framing)(BATCH_SIZE)
    train_by_fit(model, framing, 3, BATCH_SIZE, every_epoch=True)  # builds Keras's functions
    started = time.perf_counter()
    train_by_fit(model, framing, TUTORIAL_EPOCHS, BATCH_SIZE, every_epoch=False)
    fit_only = time.perf_counter() - started
    started = time.perf_counter()
    train_by_fit(model, framing, TUTORIAL_EPOCHS, BATCH_SIZE, every_epoch=True)
    fit_and_predict = time.perf_counter() - started
    evaluations = 2 * TUTORIAL_EPOCHS  # the training rows and the test rows
    return fit_only / TUTORIAL_EPOCHS, (fit_and_predict - fit_only) / evaluations


def time_compiled(
    configuration: Configuration, framing: Framing, batch_size: int, units: int, every_epoch: bool
) -> tuple[float, list[float]]:
    """The seconds to compile a program, and the seconds per epoch of each repeat."""
    started = time.perf_counter()
    training = CompiledTraining(
        model_builder(configuration, framing, units),
        framing.x,
        framing.y,
        framing.train_rows,
        batch_size,
    )
    training.start(0)
    list(training.train(2))
    compile_seconds = time.perf_counter() - started
    seconds = []
    for seed in range(REPEATS):
        training.start(seed)
        started = time.perf_counter()
        list(training.train(EPOCHS, every_epoch))
        seconds.append((time.perf_counter() - started) / EPOCHS)
    return compile_seconds, seconds


def time_jax(framing: Framing) -> dict[str, Any] | None:
    """What bench/jax_loop.py prints, or None if the environment of JAX is not installed."""
    if not JAX_PYTHON.exists():
        print("  (JAX is not installed and not measured; run `make bench`)", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as folder:
        arrays = Path(folder, "framing.npz")
        save_framings([framing], arrays, Path(folder, "framing.json"), [FramingSettings()])
        command = [JAX_PYTHON, ROOT / "bench" / "jax_loop.py", arrays, str(EPOCHS), str(REPEATS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def count_work(studies: list[Study]) -> tuple[int, int]:
    """The number of epochs and evaluations of all runs in the tutorial's loop."""
    epochs = evaluations = 0
    for study in studies:
        for configuration in study.configurations:
            run_epochs = configuration.run.training.epochs
            epochs += study.repeats * run_epochs
            times = run_epochs if configuration.run.evaluation.every_epoch else 1
            evaluations += study.repeats * 2 * times  # the training rows and the test rows
    return epochs, evaluations


def time_snakemake(folder: str, studies: list[Study], *options: str) -> float:
    """The seconds of one Snakemake command."""
    names = ",".join(study.name for study in studies)
    started = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--quiet", "all", "--cores", str(CORES)),
            *("--snakefile", ROOT / "Snakefile", "--directory", folder),
            *("--workflow-profile", ROOT / "profiles" / "default"),
            *("--config", f"studies={names}", *options),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def print_row(label: str, value: str) -> None:
    print(f"  {label:<58} {value}", flush=True)


if __name__ == "__main__":
    main()

"""How fast Reprise is, measured beside the tutorial's own loop and beside JAX.

`make bench` runs it; it takes about five minutes and prints a table.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reprise.config.study import load_config, load_study
from reprise.data.dataset import load_dataset
from reprise.data.framing import frame_series, save_framings
from reprise.training.backend import keras
from reprise.training.engine import CompiledTraining
from reprise.training.models import build_model
from reprise.training.reference import train_by_fit

ROOT = Path(__file__).resolve().parents[1]
JAX_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
TUTORIAL_EPOCHS = 40
EPOCHS, REPEATS = 2000, 10


def main():
    config = load_config(ROOT / "config" / "config.yaml")
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in config["studies"]]
    lstm = [study for study in studies if study.name.startswith("lstm_")]
    configuration = next(c for c in lstm[0].configurations if c.name == "era=keras3,epochs=1000")
    framing = shampoo_framing(configuration)
    fit, predict = tutorial_costs(configuration, framing)
    epochs, evaluations = amount_of_work(lstm)
    hours = (epochs * fit + evaluations * predict) / 3600
    print("The tutorial's loop, batch 4, one unit")
    row("one epoch by model.fit(epochs=1)", f"{fit * 1e3:.1f} ms")
    row("one evaluation by model.predict", f"{predict * 1e3:.1f} ms")
    row(
        "all LSTM studies that way",
        f"{epochs:,} epochs x {fit * 1e3:.1f} ms + {evaluations:,} evaluations x"
        f" {predict * 1e3:.1f} ms = {hours:.1f} h",
    )

    print("\nOne epoch, compiled (median of the repeats)")
    ours = {}
    for batch_size, units, every_epoch in (
        (4, 1, False),
        (4, 1, True),
        (1, 1, False),
        (4, 5, False),
    ):
        compile_seconds, seconds = compiled_costs(
            configuration, framing, batch_size, units, every_epoch
        )
        ours[batch_size, units, every_epoch] = statistics.median(seconds)
        told = f"batch {batch_size}, {units} unit{'s' * (units > 1)}"
        told += ", errors after every epoch" if every_epoch else ""
        row(told, f"{statistics.median(seconds) * 1e6:.2f} µs; compiled in {compile_seconds:.2f} s")
    jax = jax_costs(framing)
    if jax:
        theirs = statistics.median(jax["seconds"])
        row(f"JAX {jax['version']}, jit + scan, batch 4, 1 unit", f"{theirs * 1e6:.2f} µs")
        row("ratio, ours to JAX (at most 1.5)", f"{ours[4, 1, False] / theirs:.2f}")

    print("\nThe workflow")
    with tempfile.TemporaryDirectory() as folder:
        names = ",".join(study.name for study in lstm)
        cold, again, dry = (
            snakemake_seconds(folder, names, *options) for options in ((), (), ("--dry-run",))
        )
    row(f"{len(lstm)} LSTM studies, from nothing to the report (at most 60)", f"{cold:.1f} s")
    row("times faster than the tutorial's loop (at least 400)", f"{hours * 3600 / cold:.0f}")
    with tempfile.TemporaryDirectory() as folder:
        names = ",".join(study.name for study in studies)
        cold, again, dry = (
            snakemake_seconds(folder, names, *options) for options in ((), (), ("--dry-run",))
        )
        spent = where_the_time_goes(Path(folder, "results"))
    row(f"all {len(studies)} studies, from nothing to the report (at most 90)", f"{cold:.1f} s")
    row("again, with nothing to do (at most 4)", f"{again:.1f} s")
    row("dry run (at most 3)", f"{dry:.1f} s")

    print("\nWhere the time of all studies goes, in seconds of one core")
    for what, seconds in spent.items():
        row(what, f"{seconds:.1f}")
    row("Snakemake, the report and waiting", f"{2 * cold - sum(spent.values()):.1f}")


def where_the_time_goes(results):
    """Seconds that jobs of each kind took, training told apart from what precedes it."""
    spent = dict.fromkeys(("prepare", "train", "tabulate", "draw", "findings"), 0.0)
    for record in Path(results, "benchmarks").rglob("*.tsv"):
        stage = record.parent.name if record.parent.name in spent else "findings"
        if record.stem != "write_report":
            spent[stage] += float(record.read_text().splitlines()[1].split("\t")[0])
    logs = "\n".join(log.read_text() for log in Path(results, "logs", "train").glob("*.log"))
    compiling = sum(map(float, re.findall(r"compiled for .* in ([\d.]+) s", logs)))
    training = sum(
        json.loads(run.read_text())["provenance"]["seconds"]
        for run in results.glob("*/runs/*/*.json")
    )
    return {
        "framing, baselines": spent["prepare"],
        "importing TensorFlow, compiling": compiling,
        "training": training,
        "starting Python, storing runs": spent["train"] - compiling - training,
        "tables": spent["tabulate"],
        "figures": spent["draw"],
        "replication, claims, first page": spent["findings"],
    }


def shampoo_framing(configuration):
    said = configuration.settings["dataset"]
    values = load_dataset(said, ROOT / said["file"]).values
    return frame_series(values, **configuration.settings["framing"])


def build(configuration, framing, units=1):
    settings = configuration.settings | {
        "model": configuration.settings["model"] | {"units": units}
    }
    return lambda size: build_model(settings, framing.x.shape[1:], 1, 0, size)


def tutorial_costs(configuration, framing):
    """Seconds of an epoch and of an evaluation, measured in the tutorial's loop."""
    keras.utils.set_random_seed(0)
    model = build(configuration, framing)(4)
    train_by_fit(model, framing, 3, 4, every_epoch=True)
    began = time.perf_counter()
    train_by_fit(model, framing, TUTORIAL_EPOCHS, 4, every_epoch=False)
    fit_only = time.perf_counter() - began
    began = time.perf_counter()
    train_by_fit(model, framing, TUTORIAL_EPOCHS, 4, every_epoch=True)
    both = time.perf_counter() - began
    fit = fit_only / TUTORIAL_EPOCHS
    return fit, (both - fit_only) / (2 * TUTORIAL_EPOCHS)


def compiled_costs(configuration, framing, batch_size, units, every_epoch):
    """Seconds to compile, and seconds of an epoch in each repeat."""
    began = time.perf_counter()
    training = CompiledTraining(
        build(configuration, framing, units), framing.x, framing.y, framing.train_rows, batch_size
    )
    training.start(0)
    list(training.train(2))
    compile_seconds = time.perf_counter() - began
    seconds = []
    for seed in range(REPEATS):
        training.start(seed)
        began = time.perf_counter()
        list(training.train(EPOCHS, every_epoch))
        seconds.append((time.perf_counter() - began) / EPOCHS)
    return compile_seconds, seconds


def jax_costs(framing):
    """What bench/jax_loop.py prints, or None where its environment is missing."""
    if not JAX_PYTHON.exists():
        print("  (JAX is not measured: `make bench` installs it)", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as folder:
        arrays = Path(folder, "framing.npz")
        save_framings([framing], arrays, Path(folder, "framing.json"), [{}])
        command = [JAX_PYTHON, ROOT / "bench" / "jax_loop.py", arrays, str(EPOCHS), str(REPEATS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def amount_of_work(studies):
    """Epochs and evaluations of all runs, as the tutorial's loops would make them."""
    epochs = evaluations = 0
    for study in studies:
        for configuration in study.configurations:
            runs = study.repeats
            length = configuration.settings["training"]["epochs"]
            epochs += runs * length
            often = length if configuration.settings["evaluation"]["every_epoch"] else 1
            evaluations += runs * 2 * often
    return epochs, evaluations


def snakemake_seconds(folder, studies, *options):
    began = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--quiet", "all", "--cores", "2"),
            *("--snakefile", ROOT / "Snakefile", "--directory", folder),
            *("--workflow-profile", ROOT / "profiles" / "default"),
            *("--config", f"studies={studies}", *options),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def row(name, value):
    print(f"  {name:<58} {value}", flush=True)


if __name__ == "__main__":
    main()

"""All tables of one study, made from its runs and written where they belong."""

from contextlib import nullcontext
from pathlib import Path

import pandas as pd

from reprise.data.dataset import Series, load_dataset
from reprise.data.framing import load_framings
from reprise.plan.files import read_settings
from reprise.stats.comparisons import compare_study
from reprise.stats.effects import analyse_effects
from reprise.stats.intervals import summarize_runs
from reprise.stats.origin_variance import compare_at_origins, describe_origins
from reprise.stats.repeats_needed import plan_repeats
from reprise.storage import write_digests, write_whole
from reprise.tables.forecast_tables import collect_steps, forecasts_file, shares_within
from reprise.tables.histories import collect_histories, describe_at_epochs, first_reaching
from reprise.tables.run_tables import (
    choose_by_validation,
    collect_runs,
    describe_runs,
    final_scores,
    read_runs,
    tabulate_baselines,
)
from reprise.training.run_files import check_beside


def write_tables(files):
    """Write the tables of one study, a StudyFiles."""
    said = read_settings(files, "tabulate")
    with _forecasts(files, said) as see:
        stored = read_runs([run.run_path for run in files.runs], see)
    for run, document in zip(files.runs, stored, strict=True):
        check_beside(run, document)
    _write_records(files)
    names, metric = said["configurations"], said["metric"]
    confidence = said["comparison"]["confidence"]
    groups = _what_is_forecast(said)
    runs = collect_runs(stored)
    baselines = tabulate_baselines(files.path("baselines.json"))
    makers = {
        "runs.csv": lambda: runs,
        "describe.csv": lambda: describe_runs(runs, metric, names, baselines),
        "summary.csv": lambda: summarize_runs(runs, metric, names, confidence),
        "comparisons.csv": lambda: compare_study(
            runs, metric, groups, baselines, said["comparison"].get("margin"), confidence
        ),
        "effects.csv": lambda: analyse_effects(runs, metric, said["grid"]),
        "repeats.csv": lambda: plan_repeats(
            runs, metric, groups, said["comparison"]["power"], confidence
        ),
        "baselines.csv": lambda: baselines,
        "origins.csv": lambda: describe_origins(runs, metric, said["origins"], confidence),
        "origin_comparisons.csv": lambda: compare_at_origins(
            runs, metric, groups, baselines, said["origins"], confidence
        ),
        "final_scores.txt": lambda: final_scores(runs, names, said["task"]),
        "selection.csv": lambda: choose_by_validation(runs, metric, groups),
        "steps.csv": lambda: collect_steps(stored),
        "within.csv": lambda: shares_within(read("forecasts"), said["tables"]["within"]),
        "reaching.csv": lambda: first_reaching(read("history"), said["tables"]["reaching"]),
        "at_epochs.csv": lambda: describe_at_epochs(read("history"), said["tables"]["at_epochs"]),
    }

    def read(name):
        return pd.read_csv(files.path(f"{name}.csv.gz"))

    for path in files.tables:
        if Path(path).name in makers:
            _write(path, makers[Path(path).name]())
    write_digests(files.digests, files.tables)


def _write_records(files):
    """Put what each run recorded while it trained into one table a kind."""
    for table, kind in (("history.csv.gz", "history"), ("layer_statistics.csv.gz", "layers")):
        planned = [
            (run.configuration, run.repeat, run.beside[kind])
            for run in files.runs
            if kind in run.beside
        ]
        if planned:
            collect_histories(planned, files.path(table))


def _forecasts(files, said):
    """Where the forecasts of every run are written to, for a study that forecasts."""
    if said["task"] != "forecast":
        return nullcontext()
    dataset = load_dataset(said["dataset"], files.observations)
    times = dataset.times if isinstance(dataset, Series) else []
    ends = [f.get("observations", len(times)) for f in said["framings"]]
    return forecasts_file(
        files.path("forecasts.csv.gz"),
        load_framings(files.path("framing.npz")),
        said["framing_of"],
        [times[:end] for end in ends],
    )


def _what_is_forecast(said):
    """Configuration to what its runs forecast; only equals are held against each other."""
    words = {}
    for name, number in said["framing_of"].items():
        steps = said["framings"][number].get("horizon", 1)
        words[name] = "classes" if said["task"] == "classify" else f"{steps} ahead"
        if said["origins"]:
            words[name] += f", origin {said['origins'][name][1]}"
    return words


def _write(path, table):
    if isinstance(table, str):
        write_whole(path, table)
    else:
        index = table.index.name is not None
        exact = {} if Path(path).name == "runs.csv" else {"float_format": "%.6f"}
        write_whole(path, table.to_csv(index=index, **exact))

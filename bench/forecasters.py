"""Compare the forecasts of Reprise with statsforecast and skforecast, at the same origins.

`make bench-forecasters` runs this script. It takes about five minutes of one core and prints the
tables of docs/other_forecasters.md. It runs three studies in a copy of the project. Then
bench/library_forecasts.py forecasts the same series in the environment of the libraries.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scale import ROOT, copy_project, read_benchmarks

from reprise.config.study import Study
from reprise.config.study_file import load_study
from reprise.data.dataset import load_dataset
from reprise.data.series import Series
from reprise.evaluation.interval_scores import weighted_interval_score

LIBRARY_PYTHON = ROOT / ".venv-forecasters" / "bin" / "python"
STUDIES = ("shampoo_forecast", "births_forecast", "sunspots_forecast")
NETWORK, REPRISE = "network", "Reprise"
OWN_MODELS = (NETWORK, "least_squares", "ets", "sarima")
STAGES = ("prepare", "train", "tabulate", "choose", "retrain", "forecast")
Task = dict[str, Any]
Scales = dict[int, float]


def main() -> None:
    if not LIBRARY_PYTHON.exists():
        sys.exit("statsforecast and skforecast are not installed. Run `make bench-forecasters`.")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(folder)
        add_sunspots(project)
        run_studies(project)
        tasks = [describe_task(name, project) for name in STUDIES]
        of_libraries, done = forecast_by_libraries(tasks, Path(folder))
        for task in tasks:
            results = project / "results" / task["study"]
            forecasts = collect_forecasts(results, of_libraries)
            scales = naive_errors(task)
            check_scales(forecasts, scales, results)
            print_scores(task, forecasts, scales)
        print_refusals(done["refusals"])
        print_seconds(project / "results" / "benchmarks", done["seconds"])
    versions = ", ".join(f"{name} {number}" for name, number in done["versions"].items())
    print(f"Versions: {versions}.")
    work = sum(os.times()[:4])
    print(f"The comparison took {time.perf_counter() - started:.0f} s, {work:.0f} s of one core.")


def add_sunspots(project: Path) -> None:
    """Write the data and the study of the third series; statsmodels contains the data."""
    from statsmodels.datasets import sunspots

    years = sunspots.load_pandas().data.astype({"YEAR": int})
    years.columns = ["Year", "Sunspots"]
    years.to_csv(project / "data" / "sunspots.csv", index=False)
    study = ROOT / "bench" / "sunspots_forecast.yaml"
    (project / "config" / "studies" / study.name).write_text(study.read_text(encoding="utf-8"))


def run_studies(project: Path) -> None:
    """Run the studies on one core, without figures and without the report."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1"]
    command += ["--config", f"studies={','.join(STUDIES)}", "job_size=study", "results=results"]
    files = [f"results/{name}/forecast_errors.csv" for name in STUDIES]
    done = subprocess.run([*command, "--", *files], cwd=project, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The studies failed:\n{done.stderr}")


def describe_task(name: str, project: Path) -> Task:
    """What bench/library_forecasts.py must know of a study."""
    study: Study = load_study(name, project / "config" / "studies", project)
    plan, framing = study.forecast, study.framings[0]
    series = load_dataset(study.dataset, project / str(study.dataset.file))
    assert plan is not None and isinstance(series, Series)
    (target,) = series.targets
    return {
        "study": name,
        "values": series.columns[target].tolist(),
        "period": study.dataset.period,
        "lags": framing.lags,
        "difference": framing.difference,
        "steps": plan.steps,
        "levels": plan.levels,
        "origins": plan.origins,
        "refits": plan.refits,
    }


def forecast_by_libraries(tasks: list[Task], folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The forecasts of the libraries, and what bench/library_forecasts.py prints."""
    tasks_file, forecasts_file = folder / "tasks.json", folder / "forecasts.csv"
    tasks_file.write_text(json.dumps(tasks))
    script = ROOT / "bench" / "library_forecasts.py"
    command = [LIBRARY_PYTHON, script, tasks_file, forecasts_file]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return pd.read_csv(forecasts_file), json.loads(done.stdout)


def collect_forecasts(results: Path, of_libraries: pd.DataFrame) -> pd.DataFrame:
    """The forecasts of all models of one study at the steps whose observation is known."""
    own = pd.read_csv(results / "forecast_errors.csv")
    own = own[own["model"].isin(OWN_MODELS)].assign(intervals=REPRISE)
    actual = own.loc[own["model"] == NETWORK, ["origin", "step", "actual"]].dropna()
    others = of_libraries[of_libraries["study"] == results.name]
    table = pd.concat([own.drop(columns="actual"), others])
    return table.merge(actual, on=["origin", "step"])


def naive_errors(task: Task) -> Scales:
    """The scale of MASE at each origin: the mean error of the naive forecast before its refit."""
    values, scales = np.array(task["values"]), {}
    for origin in task["origins"]:
        seen = values[: max(refit for refit in task["refits"] if refit <= origin)]
        season = task["period"] if task["period"] and task["period"] < len(seen) else 1
        scales[origin] = float(np.abs(seen[season:] - seen[:-season]).mean())
    return scales


def check_scales(forecasts: pd.DataFrame, scales: Scales, results: Path) -> None:
    """Check that the MASE of the network is the one in forecast_accuracy.csv."""
    accuracy = pd.read_csv(results / "forecast_accuracy.csv", index_col="model")
    mase = scaled_error(forecasts[forecasts["model"] == NETWORK], scales)
    assert np.isclose(mase, float(accuracy.loc[NETWORK, "mase"])), (results, mase)


def scaled_error(forecasts: pd.DataFrame, scales: Scales) -> float:
    """The MASE of the forecasts of one model."""
    errors = (forecasts["forecast"] - forecasts["actual"]).abs()
    return float((errors / forecasts["origin"].map(scales)).mean())


def score_models(
    forecasts: pd.DataFrame, scales: Scales, levels: tuple[int, ...]
) -> tuple[pd.DataFrame, dict[int, int]]:
    """Score all models on the same values.

    The intervals of a level are scored where the network of Reprise has one. A model that lacks one
    of them has no scores of intervals, and a model that lacks forecasts has no scores.

    Returns
    -------
    (DataFrame, dict of int to int)
        One row per model, and the number of values of each level. The weighted interval score is
        that of the values that have intervals of all levels.
    """
    models = {
        key: table.set_index(["origin", "step"]).sort_index()
        for key, table in forecasts.groupby(["model", "intervals"], sort=False)
    }
    network = models[NETWORK, REPRISE]
    cells = {level: network.index[network[f"low_{level}"].notna()] for level in levels}
    rows = []
    for (model, intervals), table in models.items():
        row: dict[str, Any] = {"model": model, "intervals": intervals}
        if network.index.isin(table.index).all():
            row["MASE"] = scaled_error(table.reset_index(), scales)
            row |= score_intervals(table, cells)
        rows.append(row)
    return pd.DataFrame(rows), {level: len(cell) for level, cell in cells.items()}


def score_intervals(table: pd.DataFrame, cells: dict[int, pd.Index]) -> dict[str, float]:
    """The coverage in percent, the mean width and the weighted interval score of one model."""
    row = {}
    for level, cell in cells.items():
        chosen = table.loc[cell]
        low, high = chosen[f"low_{level}"], chosen[f"high_{level}"]
        if low.isna().any():
            return {}
        row[f"coverage {level} %"] = 100 * float(chosen["actual"].between(low, high).mean())
        row[f"width {level} %"] = float((high - low).mean())
    chosen = table.loc[cells[max(cells)]]
    low, high = ([chosen[f"{end}_{level}"] for level in cells] for end in ("low", "high"))
    wis = weighted_interval_score(chosen["actual"], chosen["forecast"], low, high, list(cells))
    return row | {"WIS": float(wis.mean())}


def print_scores(task: Task, forecasts: pd.DataFrame, scales: Scales) -> None:
    """Print the table of one series."""
    scores, counts = score_models(forecasts, scales, task["levels"])
    print(f"### {task['study']}\n")
    known = int((forecasts["model"] == NETWORK).sum())
    of_levels = ", ".join(f"{count} intervals of {level} %" for level, count in counts.items())
    print(
        f"{len(task['origins'])} origins, {task['steps']} steps, {len(task['refits'])} refits."
        f" Scored: {known} forecasts, {of_levels}.\n"
    )
    print_row(*scores)
    print_row(*["---"] * scores.shape[1])
    for row in scores.itertuples(index=False):
        print_row(*(describe_cell(*cell) for cell in zip(scores, row, strict=True)))
    print()


def describe_cell(column: str, value: Any) -> str:
    """A text, or a number with the digits of its column; a dash if there is none."""
    if isinstance(value, str):
        return value
    digits = 2 if column in ("MASE", "WIS") else 1
    return "–" if np.isnan(value) else f"{value:.{digits}f}"


def print_refusals(refusals: list[dict[str, Any]]) -> None:
    """Print which forecasters gave no intervals, and what they said."""
    print("### Refused\n")
    print_row("series", "model", "intervals", "values before the refit", "message")
    print_row(*["---"] * 5)
    for refusal in refusals:
        print_row(*(refusal[key] for key in ("study", "model", "intervals", "values", "message")))
    print()


def print_seconds(benchmarks: Path, of_libraries: list[dict[str, Any]]) -> None:
    """Print the seconds of all forecasters, and how many times as long Reprise takes."""
    print("### Seconds of one core\n")
    print_row("forecaster", *STUDIES)
    print_row(*["---"] * (1 + len(STUDIES)))
    stages = {
        (stage, study): read_benchmarks(benchmarks / stage / f"{stage}_{study}.tsv")[0]
        for stage in STAGES
        for study in STUDIES
    }
    for stage in STAGES:
        print_row(f"Reprise: {stage}", *(f"{stages[stage, study]:.1f}" for study in STUDIES))
    total = {study: sum(stages[stage, study] for stage in STAGES) for study in STUDIES}
    print_row("Reprise: all stages", *(f"{total[study]:.1f}" for study in STUDIES))
    seconds = pd.DataFrame(of_libraries).set_index(["model", "intervals", "study"])["seconds"]
    for model, intervals in seconds.index.droplevel("study").unique():
        found = {study: seconds[model, intervals, study] for study in STUDIES}
        cells = [f"{s:.2f} (Reprise: {total[study] / s:.0f} x)" for study, s in found.items()]
        print_row(f"{model}, {intervals}", *cells)
    print()


def print_row(*cells: object) -> None:
    """Print one row of a Markdown table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()

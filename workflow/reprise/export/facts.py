"""The facts of a study that no other table has: one row per fact, for `facts.csv`.

Every fact about the time of the training has `seconds` in its name, because these facts differ
when the same study is trained again.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reprise.data.framing import Framing
from reprise.stage_settings import FigureSettings

COLUMNS = ("fact", "value")
PACKAGES = ("reprise", "tensorflow", "keras", "numpy", "scipy", "statsmodels", "scikit-learn")


def collect_facts(
    settings: FigureSettings,
    framings: list[Framing],
    runs: pd.DataFrame,
    comparisons: pd.DataFrame,
    environment: dict[str, Any],
) -> pd.DataFrame:
    """Collect the facts of a study.

    Parameters
    ----------
    settings : FigureSettings
    framings : list of Framing
        Every framing of the study.
    runs, comparisons : DataFrame
        The tables runs.csv and comparisons.csv.
    environment : dict
        As `environment.describe_environment` returns it.

    Returns
    -------
    DataFrame of str
        The columns fact and value. Seconds are the sum, the median and the largest number of the
        runs, with the epochs that a run shares with others.
    """
    facts = {
        **_count_work(settings, runs, comparisons),
        **dict(_describe_rows(framings)),
        **_describe_rules(settings),
        **_measure_time(runs),
        **_describe_environment(environment),
    }
    known = [(name, str(value)) for name, value in facts.items() if value not in (None, "")]
    return pd.DataFrame(known, columns=list(COLUMNS), dtype=str)


def _count_work(
    settings: FigureSettings, runs: pd.DataFrame, comparisons: pd.DataFrame
) -> dict[str, Any]:
    counts: dict[str, Any] = {
        "configurations": len({entry.base for entry in settings.configurations}),
        "repeats": settings.repeats,
        "runs": len(runs),
        "diverged_runs": int((runs["state"] != "ok").sum()),
        "compared_pairs": int((comparisons["kind"] == "configuration").sum()),
    }
    if settings.partition_kind:
        counts[f"{settings.partition_kind}s"] = len(settings.partition_numbers)
    if settings.until:
        counts["most_repeats"] = int(runs["repeat"].max())
    return counts


def _describe_rows(framings: list[Framing]) -> Iterator[tuple[str, int]]:
    """The numbers of rows; the smallest and the largest if the framings differ."""
    test_rows = [len(f.x) - f.train_rows - f.validation_rows for f in framings]
    counts = {
        "training_rows": [f.train_rows for f in framings],
        "validation_rows": [f.validation_rows for f in framings],
        "test_rows": test_rows,
    }
    for name, numbers in counts.items():
        if len(set(numbers)) == 1:
            yield name, numbers[0]
        else:
            yield f"fewest_{name}", min(numbers)
            yield f"most_{name}", max(numbers)


def _describe_rules(settings: FigureSettings) -> dict[str, Any]:
    comparison = settings.comparison
    return {
        "confidence_percent": f"{100 * comparison.confidence:.10g}",
        "error_rate": f"{1 - comparison.confidence:.10g}",
        "margin": None if comparison.margin is None else f"{comparison.margin:.10g}",
    }


def _measure_time(runs: pd.DataFrame) -> dict[str, Any]:
    seconds = runs["seconds"]
    return {
        "seconds_of_all_runs": f"{seconds.sum():.1f}",
        "seconds_per_run_median": f"{seconds.median():.3g}",
        "seconds_per_run_most": f"{seconds.max():.3g}",
    }


def _describe_environment(environment: dict[str, Any]) -> dict[str, Any]:
    """The versions and the machine of the process that writes the kit."""
    packages, machine = environment["packages"], environment["machine"]
    versions = {f"version_{name}": packages[name] for name in PACKAGES}
    return {
        "version_python": environment["python"],
        **versions,
        "commit": environment["commit"],
        "processor": machine["processor"],
        "cores": machine["cores"],
        "system": machine["system"],
    }

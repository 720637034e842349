"""How often the verdicts on published numbers err, and how often they find what is different."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.data.published import published_table
from reprise.published_settings import PublishedNumber
from reprise.replication.description_agreement import compare_description
from reprise.replication.distances import (
    LIST_STATISTICS,
    TABLE_STATISTICS,
    PrintedTable,
    add_tests,
    compare_tables,
    sample_statistics,
)
from reprise.replication.run_agreement import compare_list, compare_single_run
from reprise.replication.spread_agreement import pooled_kurtosis
from reprise.replication.verdicts import REPLICATES, decide_verdict

SUBJECT = "Published numbers"

LEVEL = 0.05
RUNS = (5, 10, 30)
CONFIGURATIONS = 5  # of a study, whose kurtosis is pooled
MARGIN = 0.5  # standard deviations
SHAPES = ("normal", "skewed")
RESAMPLES = 199
Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def rows(draws: int) -> Iterator[Row]:
    """The rows of the page, from a number of simulated studies."""
    for shape in DISTRIBUTIONS:
        for published_runs in (10, 30):
            for runs in (*RUNS, 300):
                few = min(draws, 200)  # a study takes 20 ms
                yield from _rows_of_statistics(shape, published_runs, runs, few)
    for shape in SHAPES:
        for runs in (30, 300):
            yield from _rows_of_tables(shape, runs, max(draws // (10 if runs == 30 else 40), 20))


def _rows_of_statistics(shape: str, published_runs: int, runs: int, draws: int) -> Iterator[Row]:
    case = f"{shape}, {published_runs} published runs"
    rng = np.random.default_rng([published_runs, runs, len(shape)])
    draw = DISTRIBUTIONS[shape]
    errors: dict[str, list[bool]] = {}
    at_margin, same, shifted, single_at_margin = [], [], [], []
    for _ in range(draws):
        samples = draw(rng, (CONFIGURATIONS, runs))
        ours, kurtosis = samples[0], pooled_kurtosis(samples)
        published = draw(rng, (published_runs,))
        numbers = _describe(published)
        for row in compare_description(numbers, ours, 1 - LEVEL, MARGIN, kurtosis):
            if "p" in row:
                errors.setdefault(row["statistic"], []).append(row["p"] <= LEVEL)
            if row["statistic"] == "mean":
                same.append(row["p_equivalent"] <= LEVEL)
        of_list = compare_list(_numbers(published, "list"), ours, 1 - LEVEL, MARGIN)
        errors.setdefault("list of runs", []).append(of_list[0]["p"] <= LEVEL)
        single = compare_single_run(_numbers(published[:1], "run").iloc[0], ours, MARGIN, 1 - LEVEL)
        errors.setdefault("single run", []).append(single["p"] <= LEVEL)
        one = _numbers(np.array([MARGIN]), "run").iloc[0]
        single_at_margin.append(_replicates(compare_single_run(one, ours, MARGIN, 1 - LEVEL), runs))
        for shift, found, name in ((MARGIN, at_margin, "p_equivalent"), (1.0, shifted, "p")):
            (mean,) = compare_description(
                _describe(published + shift).iloc[[1]], ours, 1 - LEVEL, MARGIN, kurtosis
            )
            found.append(mean[name] <= LEVEL)
    for statistic, wrong in errors.items():
        promise = f"a test finds a difference that is none: {statistic}"
        yield Row(promise, case, runs, "error", LEVEL, float(np.mean(wrong)), draws)
    promise = "a mean one margin away `replicates`"
    yield Row(promise, case, runs, "error", LEVEL, float(np.mean(at_margin)), draws)
    promise = "a single run one margin from our true mean `replicates`"
    yield Row(promise, case, runs, "error", LEVEL, float(np.mean(single_at_margin)), draws)
    promise = "an equal mean `replicates` (margin of half a standard deviation)"
    yield Row(promise, case, runs, "power", 1.0, float(np.mean(same)), draws)
    promise = "a test finds a mean that is one standard deviation away"
    yield Row(promise, case, runs, "power", 1.0, float(np.mean(shifted)), draws)


def _replicates(found: dict[str, Any], runs: int) -> bool:
    """The verdict on a single run that is the only number of its study."""
    common = {"kind": "run", "runs": runs, "rounding": 0.0, "p_equivalent": np.nan}
    row = SimpleNamespace(**common, **found, p_holm=found["p"])
    return decide_verdict(row, 1, LEVEL)[0] == REPLICATES


def _rows_of_tables(shape: str, runs: int, draws: int) -> Iterator[Row]:
    """13 tables of 11 configurations, one of them printed three times, and eight lists."""
    rng = np.random.default_rng([runs, len(shape)])
    single, joint, shifted = [], [], []
    for number in range(draws):
        for shift, found in ((0.0, joint), (0.3, shifted)):
            tables, ours = _draw_experiment(rng, DISTRIBUTIONS[shape], runs, shift, number)
            tests = compare_tables(tables, ours, RESAMPLES)
            found.append(add_tests(tests).p_value <= LEVEL)
            if not shift:
                single += [test.p_value <= LEVEL for test in tests]
    for promise, kind, found in (
        ("one table lies `beyond chance`, but does not", "error", single),
        ("21 tables and lists lie `beyond chance`, but do not", "error", joint),
        ("21 tables and lists, 0.3 standard deviations away: `beyond chance`", "power", shifted),
    ):
        nominal = LEVEL if kind == "error" else 1.0
        yield Row(promise, shape, runs, kind, nominal, float(np.mean(found)), draws)


def _draw_experiment(
    rng: np.random.Generator, draw: Draw, runs: int, shift: float, number: int
) -> tuple[list[PrintedTable], dict[str, pd.DataFrame]]:
    """Published tables and our runs from one distribution, but for a shift."""
    tables, ours = [], {}
    for place in range(19):
        key, is_list = f"configuration {place}", place >= 11
        metrics = ("train", "test") if is_list else ("test",)
        names = LIST_STATISTICS if is_list else TABLE_STATISTICS
        ours[key] = pd.DataFrame({(key, metric): draw(rng, (runs,)) for metric in metrics})
        for copy in range(3 if place == 0 else 1):
            count = 10 if is_list else 30
            statistics = {
                metric: dict(
                    zip(names, sample_statistics(draw(rng, (count,)) + shift, names), strict=True)
                )
                for metric in metrics
            }
            name = f"{number}, {shift}, {place}, {copy}"
            tables.append(PrintedTable(name, key, count, statistics))
    return tables, ours


def _describe(published: np.ndarray) -> pd.DataFrame:
    described = pd.Series(published).describe()
    return published_table(
        [
            PublishedNumber("", "a", "describe", "m", name, value, 15, len(published))
            for name, value in described.items()
        ]
    )


def _numbers(published: np.ndarray, kind: str) -> pd.DataFrame:
    return published_table(
        [PublishedNumber("", "a", kind, "m", "", v, 15, len(published)) for v in published]
    )

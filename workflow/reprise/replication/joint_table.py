"""The distances of all published tables and lists from our runs, one by one and added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.published import published_table
from reprise.digests import document_digest
from reprise.replication.distances import (
    LIST_STATISTICS,
    TABLE_STATISTICS,
    DistanceTest,
    PrintedTable,
    add_tests,
    compare_tables,
    sample_statistics,
)
from reprise.stage_settings import FigureSettings

StudyRuns = tuple[FigureSettings, pd.DataFrame]

FEWEST_RUNS = 10  # fewer runs show no difference, however large it is
COLUMNS = (
    *(
        "source",
        "era",
        "study",
        "table",
        "configuration",
        "runs",
        "dimensions",
        "distance",
        "expected",
    ),
    *("limit", "p", "verdict", "published"),
)


@dataclass(frozen=True)
class _Placed:
    """A published table with the names under which it is shown."""

    study: str
    table: str
    configuration: str
    level: float
    printed: PrintedTable


def joint_table(studies: list[StudyRuns], others: list[StudyRuns]) -> pd.DataFrame:
    """Test every published table and list, and all of one source together, for each era.

    Our runs of a configuration are its runs in all studies. A published table or list counts once
    per source and era: if several studies with one era are compared with it, the first of them
    counts. A describe table needs a mean and a standard deviation. All metrics of one table and
    configuration count as metrics of the same runs. A table does not replicate if its p is at most
    1 - the confidence of its study; all tables together have the largest confidence of their
    studies.

    Parameters
    ----------
    studies : list of (FigureSettings, DataFrame)
        Settings and runs of the studies with published numbers.
    others : list of (FigureSettings, DataFrame)
        Studies without published numbers that train some of the same configurations.

    Returns
    -------
    DataFrame
        One row per source, era, and table or list. The row of all tables and lists of a source and
        era comes first and has the study `all`. Columns: source (the paper), era, study, table,
        configuration, runs (of ours; of all together, the smallest number), dimensions (number of
        statistics), distance, expected (the mean distance by chance), limit (the distance that
        chance exceeds with a probability of 1 - confidence), p, verdict (`beyond chance`,
        `within chance`, or `cannot tell` with fewer than FEWEST_RUNS runs), and published (of all
        together, a digest of the published values and of the settings of our configurations).
    """
    placed: dict[tuple[str, str], list[_Placed]] = {}
    for settings, _ in studies:
        for era in settings.eras:
            key = (settings.paper or settings.study, era)
            placed.setdefault(key, []).extend(_printed_tables(settings, era))
    rows = []
    for (source, era), tables in placed.items():
        wanted = {(t.printed.key, metric) for t in tables for metric in t.printed.statistics}
        trainings = _trainings([*studies, *others], wanted)
        counts = _count_runs(trainings)
        tables = _distinct([t for t in tables if _fewest(t, counts) >= 2])
        tests = compare_tables([t.printed for t in tables], trainings) if tables else []
        if not tests:
            continue
        runs = [_fewest(t, counts) for t in tables]
        rows.append(
            {
                "source": source,
                "era": era,
                "study": "all",
                "table": "",
                "configuration": f"{len(tests)} tables and lists",
                "dimensions": sum(t.printed.dimensions for t in tables),
                "published": _digest(tables),
                **_describe_test(add_tests(tests), min(runs), min(t.level for t in tables)),
            }
        )
        for table, test, count in zip(tables, tests, runs, strict=True):
            names = {n: getattr(table, n) for n in ("study", "table", "configuration")}
            names |= {"source": source, "era": era, "dimensions": table.printed.dimensions}
            rows.append(names | _describe_test(test, count, table.level))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _printed_tables(settings: FigureSettings, era: str) -> Iterator[_Placed]:
    """The published tables and lists of one era of a study."""
    numbers = published_table(settings.published)
    numbers = numbers[numbers["kind"].isin(("describe", "list"))]
    groups = numbers.groupby(["table", "configuration", "kind", "metric"], sort=False)
    # The metrics of one table come from the same runs, so chance draws them together.
    of_table: dict[tuple[str, str, str, int], dict[str, dict[str, float]]] = {}
    for keys, rows in groups:
        table, name, kind, metric = map(str, keys)
        runs = int(rows["published_runs"].iloc[0])
        statistics = _statistics(kind, rows)
        if {"mean", "std"} <= statistics.keys() and runs >= 2:
            of_table.setdefault((table, name, kind, runs), {})[metric] = statistics
    for (table, name, kind, runs), of_metrics in of_table.items():
        part = " ".join([kind, *of_metrics]) if kind == "describe" else kind
        for full_name, names in settings.eras[era].items():
            if name in names:
                yield _Placed(
                    study=settings.study,
                    table=table,
                    configuration=name,
                    level=1 - settings.comparison.confidence,
                    printed=PrintedTable(
                        name=f"{era}/{settings.study}/{table}/{name}/{part}",
                        key=settings.distribution_keys[full_name],
                        runs=runs,
                        statistics=of_metrics,
                    ),
                )


def _statistics(kind: str, rows: pd.DataFrame) -> dict[str, float]:
    """Statistic to published value, of a describe table or of a list of runs."""
    if kind == "list":
        of_list = sample_statistics(rows["published"].to_numpy(), LIST_STATISTICS)
        return dict(zip(LIST_STATISTICS, map(float, of_list), strict=True))
    values = rows.set_index("statistic")["published"]
    return {name: float(values[name]) for name in TABLE_STATISTICS if name in values}


def _trainings(
    studies: Iterable[StudyRuns], wanted: set[tuple[str, str]]
) -> dict[str, pd.DataFrame]:
    """The runs of each training of each study; see `compare_tables`."""
    trainings: dict[str, pd.DataFrame] = {}
    metrics = sorted({metric for _, metric in wanted})  # the order of a set differs by process
    for settings, runs in studies:
        columns: dict[str, dict[tuple[str, str], pd.Series]] = {}
        for name, key in settings.distribution_keys.items():
            rows = runs[(runs["configuration"] == name) & (runs["state"] == "ok")]
            for metric in metrics:
                if (key, metric) in wanted and metric in rows:
                    training = f"{settings.study}/{settings.trainings[name]}"
                    values = rows.set_index("repeat")[metric]
                    columns.setdefault(training, {})[key, metric] = values
        trainings |= {
            name: pd.DataFrame(of_training).dropna(how="all")
            for name, of_training in columns.items()
        }
    return trainings


def _count_runs(trainings: dict[str, pd.DataFrame]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for frame in trainings.values():
        for key, metric in frame.columns.to_frame().to_numpy():
            column = (str(key), str(metric))
            counts[column] = counts.get(column, 0) + int(frame[column].count())
    return counts


def _fewest(table: _Placed, counts: dict[tuple[str, str], int]) -> int:
    """The number of our runs of a table; of several metrics, the smallest."""
    return min(counts.get((table.printed.key, metric), 0) for metric in table.printed.statistics)


def _distinct(tables: list[_Placed]) -> list[_Placed]:
    """The tables without those that an earlier study is compared with already."""
    first: dict[str, _Placed] = {}
    for table in tables:
        content = f"{table.printed.key} {table.printed.runs} {dict(table.printed.statistics)}"
        first.setdefault(content, table)
    return list(first.values())


def _digest(tables: list[_Placed]) -> str:
    """A digest of published tables and of our settings, in any order and under any names."""
    values = sorted(
        f"{t.printed.key} {t.printed.runs} {dict(t.printed.statistics)}" for t in tables
    )
    return document_digest(values)[:16]


def _describe_test(test: DistanceTest, runs: int, level: float) -> dict[str, Any]:
    verdict = "within chance" if test.p_value > level else "beyond chance"
    return {
        "runs": runs,
        "distance": test.observed,
        "expected": test.by_chance.mean(),
        "limit": np.quantile(test.by_chance, 1 - level),
        "p": test.p_value,
        "verdict": "cannot tell" if runs < FEWEST_RUNS else verdict,
    }

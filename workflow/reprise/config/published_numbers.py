"""Read and check the published numbers of a study: rows of its file, or a CSV."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reprise.config.published_values import (
    MOST_DECIMALS,
    MOST_RUNS,
    check_range,
    read_count,
    read_number,
)
from reprise.config.study import Study
from reprise.data.csv_text import decode, read_bytes
from reprise.errors import ConfigError, did_you_mean
from reprise.evaluation.metrics import split_of
from reprise.published_settings import DESCRIBE_STATISTICS, PublishedKind, PublishedNumber

COLUMNS = ("table", "configuration", "metric", "statistic", "value", "runs", "digits")
NEEDED = ("configuration", "statistic", "value")
ONE_RUN, OF_BASELINE = "run", "value"
STATISTICS = (*DESCRIBE_STATISTICS, ONE_RUN, OF_BASELINE)

Row = Mapping[str, Any]


def read_published(
    published: str | Sequence[Row], study: Study, where: str, root: str | os.PathLike[str]
) -> tuple[PublishedNumber, ...]:
    """Read and check the published numbers of a study.

    Parameters
    ----------
    published : str or sequence of dict
        The path of a CSV, or rows with the keys COLUMNS.
    study : Study
        The study without its published numbers.
    where : str
        The file of the study.
    root : path-like
        The folder that the path is relative to.

    Raises
    ------
    ConfigError
        If a number cannot be read, belongs to no configuration or statistic of the study, or
        contradicts another one.
    """
    if isinstance(published, str):
        rows = _read_csv(published, where, root)
    else:
        places = [f"{where}: published, item {k}" for k in range(1, len(published) + 1)]
        rows = list(zip(places, published, strict=True))
    return _with_runs([(place, _read_row(row, study, place)) for place, row in rows])


def _read_csv(file: str, where: str, root: str | os.PathLike[str]) -> list[tuple[str, Row]]:
    """Read the rows of a CSV, each with its place."""
    path = Path(root, file)
    if not path.is_file():
        raise ConfigError(
            f"published is '{file}', but there is no such file {path}.", where, "published", file
        )
    reader = csv.reader(io.StringIO(decode(read_bytes(path), path), newline=""))
    header = next(reader, [])
    for name in header:
        if name not in COLUMNS:
            raise ConfigError(
                f"has the column '{name}'.{did_you_mean(name, COLUMNS)} Allowed are"
                f" {', '.join(COLUMNS)}.",
                f"{path}, line 1",
            )
        if header.count(name) > 1:
            raise ConfigError(
                f"has the column '{name}' {header.count(name)} times; keep one of them.",
                f"{path}, line 1",
            )
    for name in NEEDED:
        if name not in header:
            raise ConfigError(f"has no column '{name}'.", f"{path}, line 1")
    rows: list[tuple[str, Row]] = []
    for cells in reader:
        place = f"{path}, line {reader.line_num}"
        if len(cells) not in (0, len(header)):
            raise ConfigError(
                f"has {len(cells)} cells, but the header has {len(header)} columns.", place
            )
        if cells:
            filled = zip(header, cells, strict=True)
            rows.append((place, {name: cell.strip() for name, cell in filled if cell.strip()}))
    if not rows:
        raise ConfigError("has no published numbers; add rows below the header.", str(path))
    return rows


def _read_row(row: Row, study: Study, place: str) -> PublishedNumber:
    """Read one published number; `runs` is 0 if the row does not tell it."""
    for column in NEEDED:
        if column not in row:
            raise ConfigError(f"the column '{column}' is empty; fill it.", place, column)
    name, statistic = str(row["configuration"]), str(row["statistic"])
    kind = _kind_of(name, statistic, study, place)
    metric = str(row.get("metric", study.metric))
    known = _metrics_of(name, study)
    if metric not in known:
        raise ConfigError(
            f"metric is '{metric}', which '{name}' does not have.{did_you_mean(metric, known)}"
            f" Its metrics are {', '.join(known)}.",
            place,
            "metric",
            metric,
        )
    value, decimals = read_number(row["value"], place)
    check_range(value, metric, statistic, place)
    if "digits" in row:
        decimals = read_count(row["digits"], "digits", 0, MOST_DECIMALS, place)
    runs = read_count(row["runs"], "runs", 1, MOST_RUNS, place) if "runs" in row else 0
    if kind == "describe":
        runs = _runs_of_statistic(statistic, value, runs, place)
    elif runs > 1:
        raise ConfigError(
            f"runs is {runs}, but the statistic '{statistic}' is one number; remove runs.",
            place,
            "runs",
            runs,
        )
    return PublishedNumber(
        table=str(row.get("table", "")),
        configuration=name,
        kind=kind,
        metric=metric,
        statistic=statistic if kind == "describe" else "",
        value=value,
        decimals=min(decimals, MOST_DECIMALS),
        runs=runs,
    )


def _kind_of(name: str, statistic: str, study: Study, place: str) -> PublishedKind:
    names = list(dict.fromkeys(alias for c in study.configurations for alias in _aliases(c, study)))
    if name not in names and name not in study.baselines:
        known = [*names, *study.baselines]
        raise ConfigError(
            f"configuration is '{name}', but the study has no such configuration or baseline."
            f"{did_you_mean(name, known)} It has {', '.join(known)}.",
            place,
            "configuration",
            name,
        )
    if statistic not in STATISTICS:
        raise ConfigError(
            f"statistic is '{statistic}'.{did_you_mean(statistic, STATISTICS)} Allowed are"
            f" {', '.join(STATISTICS)}.",
            place,
            "statistic",
            statistic,
        )
    is_baseline = name in study.baselines
    if is_baseline != (statistic == OF_BASELINE):
        advice = (
            f"the number of a baseline has the statistic '{OF_BASELINE}'"
            if is_baseline
            else f"only baselines have the statistic '{OF_BASELINE}'; a single run has '{ONE_RUN}'"
        )
        raise ConfigError(
            f"statistic of '{name}' is '{statistic}', but {advice}.", place, "statistic", statistic
        )
    if is_baseline:
        return "baseline"
    return "run" if statistic == ONE_RUN else "describe"


def _aliases(configuration: Any, study: Study) -> tuple[str, ...]:
    """The names by which published numbers can name a configuration."""
    if study.era_of(configuration):
        return configuration.name, study.name_without(configuration, "era")
    return (configuration.name,)


def _metrics_of(name: str, study: Study) -> list[str]:
    """The metrics of a configuration; of a baseline, the test metrics of all configurations."""
    chosen = [c for c in study.configurations if name in _aliases(c, study)]
    sets = [set(c.metric_columns) for c in chosen or study.configurations]
    metrics = sorted(set.intersection(*sets))
    return metrics if chosen else [metric for metric in metrics if split_of(metric) == "test"]


def _runs_of_statistic(statistic: str, value: float, runs: int, place: str) -> int:
    if statistic != "count":
        return runs
    count = read_count(f"{value:.15g}", "count", 1, MOST_RUNS, place)
    if runs and runs != count:
        raise ConfigError(
            f"runs is {runs}, but the count is {count}; correct one of them.", place, "runs", runs
        )
    return count


def _with_runs(numbers: list[tuple[str, PublishedNumber]]) -> tuple[PublishedNumber, ...]:
    """Add the number of runs, which one row of a table can tell for all, and find the lists."""
    groups: dict[tuple[str, ...], list[tuple[str, PublishedNumber]]] = {}
    for place, number in numbers:
        key = (number.table, number.configuration, number.metric)
        groups.setdefault(key, []).append((place, number))
    complete = {}
    for group in groups.values():
        described = [(place, n) for place, n in group if n.kind == "describe"]
        runs = _common_runs(described)
        _refuse_twice(described)
        _refuse_swapped_extremes(described)
        singles = sum(n.kind == "run" for _, n in group)
        for place, n in group:
            if n.kind == "describe":
                complete[place] = replace(n, runs=runs)
            elif n.kind == "run":
                complete[place] = replace(n, kind="list" if singles > 1 else "run", runs=singles)
            else:
                complete[place] = n
    return tuple(complete[place] for place, _ in numbers)


def _common_runs(described: list[tuple[str, PublishedNumber]]) -> int:
    """The number of runs behind the statistics of one configuration, which all rows share."""
    told = [(place, n) for place, n in described if n.runs]
    if described and not told:
        place, number = described[0]
        raise ConfigError(
            f"nothing tells how many runs the {number.statistic} of '{number.configuration}' is"
            " from; add the column runs, or a row with the statistic 'count'.",
            place,
            "runs",
        )
    for place, number in told:
        if number.runs != told[0][1].runs:
            raise ConfigError(
                f"the {number.statistic} of '{number.configuration}' is from {number.runs} runs,"
                f" but another row says {told[0][1].runs} runs; correct one of them, or give"
                " different tables different names (table).",
                place,
                "runs",
                number.runs,
            )
    return told[0][1].runs if told else 0


def _refuse_twice(described: list[tuple[str, PublishedNumber]]) -> None:
    seen: dict[str, str] = {}
    for place, number in described:
        if number.statistic in seen:
            raise ConfigError(
                f"the {number.statistic} of '{number.configuration}' stands here and in"
                f" {seen[number.statistic]}; remove one, or give different tables different names"
                " (table).",
                place,
                "statistic",
            )
        seen[number.statistic] = place


def _refuse_swapped_extremes(described: list[tuple[str, PublishedNumber]]) -> None:
    """Refuse a minimum above the maximum; the other statistics are checked on the page."""
    extremes = {n.statistic: (place, n) for place, n in described if n.statistic in ("min", "max")}
    if len(extremes) < 2:
        return
    (_, lowest), (place, highest) = extremes["min"], extremes["max"]
    if lowest.value > highest.value:
        raise ConfigError(
            f"the max of '{highest.configuration}' is {highest.value:g}, but its min is"
            f" {lowest.value:g}; correct one of them.",
            place,
            "value",
            highest.value,
        )

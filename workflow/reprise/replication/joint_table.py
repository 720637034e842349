"""The distances of all published tables and lists from our runs, one by one and added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.published import published_descriptions, published_scores
from reprise.replication.distances import (
    LIST_STATISTICS,
    TABLE_STATISTICS,
    DistanceTest,
    add_tests,
    list_distance,
    table_distance,
)
from reprise.stage_settings import FigureSettings
from reprise.tables.pooled_runs import configurations_by_distribution

StudyRuns = tuple[FigureSettings, pd.DataFrame]

FEWEST_RUNS = 10  # fewer runs show no difference, however large it is
LISTED_METRICS = ["train_rmse", "test_rmse"]
COLUMNS = (
    *("era", "study", "configuration", "runs", "dimensions", "distance", "expected", "limit"),
    *("p", "verdict"),
)


@dataclass(frozen=True)
class TableTest:
    """The distance of one published table or list, or of all together.

    Attributes
    ----------
    study, configuration : str
    runs : int
        Number of our runs; of all together, the smallest number.
    dimensions : int
        Number of statistics that are compared.
    test : DistanceTest
    """

    study: str
    configuration: str
    runs: int
    dimensions: int
    test: DistanceTest


def joint_table(studies: list[StudyRuns], others: list[StudyRuns], level: float) -> pd.DataFrame:
    """Test every published table and list, and all of them together, for each era.

    Our runs of a configuration are its runs in all studies, because the tutorial publishes one
    configuration three times. A published table or list counts once per era: if several studies
    with one era are compared with it, the first of them counts.

    Parameters
    ----------
    studies : list of (FigureSettings, DataFrame)
        Settings and runs of the studies with published tables or lists.
    others : list of (FigureSettings, DataFrame)
        Studies without published tables that train some of the same configurations.
    level : float
        An era does not replicate if its p is at most this level.

    Returns
    -------
    DataFrame
        One row per era and table or list. The row of all tables and lists together comes first and
        has the study `all`. Columns: era, study, configuration, runs (of ours), dimensions,
        distance, expected (the mean distance by chance), limit (the distance that chance exceeds
        with probability `level`), p, verdict (`beyond chance`, `within chance`, or `cannot tell`
        with fewer than FEWEST_RUNS runs).
    """
    pooled = _pool_runs([*studies, *others])
    tests: dict[str, list[TableTest]] = {}
    counted: set[tuple[str, str]] = set()  # era and published study
    for settings, _ in studies:
        for title, names in settings.panels.items():
            era = title.partition("=")[2]
            if (era, settings.published_study) in counted:
                continue
            counted.add((era, settings.published_study))
            tests.setdefault(era, []).extend(_test_panel(settings, names, pooled))
    rows = [
        _describe_test(era, test, level)
        for era, tests_of_era in tests.items()
        if tests_of_era
        for test in [_add_up_tests(tests_of_era), *tests_of_era]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _pool_runs(studies: Iterable[StudyRuns]) -> dict[str, pd.DataFrame]:
    """Distribution key to the runs of all studies with that distribution, without diverged runs."""
    listed = list(studies)
    completed = {
        settings.study: runs[runs["state"] == "ok"].groupby("configuration")
        for settings, runs in listed
    }
    sources = configurations_by_distribution(settings for settings, _ in listed)
    pooled = {
        key: [
            completed[study].get_group(name)
            for study, name in names
            if name in completed[study].groups
        ]
        for key, names in sources.items()
    }
    return {key: pd.concat(parts) for key, parts in pooled.items() if parts}


def _test_panel(
    settings: FigureSettings, names: dict[str, str], pooled: dict[str, pd.DataFrame]
) -> Iterator[TableTest]:
    """Test the published tables or lists of one panel of a study."""
    scores = published_scores(settings.published_study)
    descriptions = published_descriptions(settings.published_study)
    for full_name, name in names.items():
        ours = pooled.get(settings.distribution_keys[full_name], pd.DataFrame())
        if name not in descriptions or len(ours) < 2:
            continue
        if len(scores):
            listed = scores.loc[scores["configuration"] == name, LISTED_METRICS].to_numpy()
            test = list_distance(listed, ours[LISTED_METRICS].to_numpy())
            dimensions = len(LIST_STATISTICS) * len(LISTED_METRICS)
        else:
            column = descriptions[name]
            test = table_distance(
                column[list(TABLE_STATISTICS)].tolist(),
                ours["test_rmse"].to_numpy(),
                int(column["count"]),
            )
            dimensions = len(TABLE_STATISTICS)
        yield TableTest(settings.study, name, len(ours), dimensions, test)


def _add_up_tests(tests: list[TableTest]) -> TableTest:
    return TableTest(
        study="all",
        configuration=f"{len(tests)} tables and lists",
        runs=min(test.runs for test in tests),
        dimensions=sum(test.dimensions for test in tests),
        test=add_tests([test.test for test in tests]),
    )


def _describe_test(era: str, table_test: TableTest, level: float) -> dict[str, Any]:
    test = table_test.test
    verdict = "within chance" if test.p_value > level else "beyond chance"
    return {
        "era": era,
        "study": table_test.study,
        "configuration": table_test.configuration,
        "runs": table_test.runs,
        "dimensions": table_test.dimensions,
        "distance": test.observed,
        "expected": test.by_chance.mean(),
        "limit": np.quantile(test.by_chance, 1 - level),
        "p": test.p_value,
        "verdict": "cannot tell" if table_test.runs < FEWEST_RUNS else verdict,
    }

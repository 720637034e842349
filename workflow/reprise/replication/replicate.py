"""Compare the published numbers with ours: does each of them replicate?

The tests depend on the kind of a number: the statistics of a describe() column, a list of runs as a
sample, or the number of a single run among our runs.
"""

from collections.abc import Sequence
from typing import Any, TypedDict

import pandas as pd

from reprise.data.published import published_numbers
from reprise.replication.description_agreement import Row, compare_description
from reprise.replication.joint_table import joint_table
from reprise.replication.published_checks import check_published_tables
from reprise.replication.run_agreement import (
    compare_list,
    compare_single_run,
    equals_published_digits,
)
from reprise.settings import ComparisonSettings
from reprise.stage_settings import FigureSettings
from reprise.stats.p_values import correct_by_holm, describe_p_value
from reprise.tables.study_tables import StudyTables

COLUMNS = (
    *("source", "study", "configuration", "era", "kind", "statistic", "published", "ours"),
    *("runs", "published_runs", "place", "prediction_low", "prediction_high"),
    *("same_low", "same_high", "variance_ratio", "p", "p_ranks", "p_holm", "p_equivalent"),
    *("verdict", "reason"),
)
REPLICATES, DOES_NOT, CANNOT_TELL = "replicates", "does not", "cannot tell"


class ReplicationTables(TypedDict):
    """The tables of a replication.

    `table` has one row per published number and era, `joint` one row per era and published table,
    `checks` one row per check of the published tables. `runs` has the runs of each study, and
    `published_studies` the study whose printed numbers each study is compared with.
    """

    table: pd.DataFrame
    joint: pd.DataFrame
    checks: pd.DataFrame
    runs: dict[str, pd.DataFrame]
    published_studies: dict[str, str]


def replicate_studies(
    studies: Sequence[StudyTables], others: Sequence[StudyTables]
) -> ReplicationTables:
    """Compare the published numbers of all studies with ours.

    Parameters
    ----------
    studies : sequence of StudyTables
        The studies of which a tutorial publishes numbers.
    others : sequence of StudyTables
        Other studies that train some of the same configurations.
    """
    level = 1 - studies[0].settings.comparison.confidence
    return {
        "table": pd.concat(
            [replicate_study(s.settings, s.runs, s.baselines) for s in studies], ignore_index=True
        ),
        "joint": joint_table(
            [(s.settings, s.runs) for s in studies], [(s.settings, s.runs) for s in others], level
        ),
        "checks": check_published_tables(),
        "runs": {s.settings.study: s.runs for s in studies},
        "published_studies": {s.settings.study: s.settings.published_study for s in studies},
    }


def replicate_study(
    settings: FigureSettings, runs: pd.DataFrame, baselines: pd.DataFrame
) -> pd.DataFrame:
    """Compare every published number of one study with ours.

    Parameters
    ----------
    settings : FigureSettings
    runs, baselines : DataFrame
        The tables runs.csv and baselines.csv of the study.

    Returns
    -------
    DataFrame
        One row per number and panel (the eras of the LSTM studies), with columns COLUMNS:

        - `place`: the share of our runs below the published number of a single run
        - `prediction_low`, `prediction_high`: the prediction interval of the number, if the
          published experiment were repeated with our distribution of runs
        - `same_low`, `same_high`: the range that counts as the same. For a mean, quantile or
          extreme: ours within a tenth of the published number. For a standard deviation: the
          published one within a ratio of 1.5 of ours. For a single run: the published number within
          the study's margin of our mean
        - `variance_ratio`: the published variance divided by ours
        - `p`: the probability that two experiments with one distribution differ as much. Means:
          Welch's t test from the summary statistics. Standard deviations: a bootstrap of their
          ratio. Quantiles and extremes: the ranks of our runs. A list of runs: Welch's test of its
          mean, and Mann-Whitney's test in `p_ranks`. A single run: Student's t prediction interval
        - `p_holm`: `p` with the correction of Holm (1979) for all numbers of a study and era
        - `p_equivalent`: the larger p of two one-sided tests that the difference lies within the
          range that counts as the same (Schuirmann 1987)
    """
    numbers = published_numbers(settings.published_study)
    exact = [
        _compare_baseline(row, baselines)
        for row in numbers[numbers["kind"] == "baseline"].itertuples()
    ]
    parts = [pd.DataFrame(exact)] if exact else []
    parts += [
        _compare_panel(numbers, title, names, runs, settings.comparison)
        for title, names in settings.panels.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(source=settings.source, study=settings.study)
    return table.reindex(columns=list(COLUMNS))


def _compare_baseline(row: Any, baselines: pd.DataFrame) -> Row:
    """Compare the published score of a baseline, which does not depend on chance."""
    is_baseline = baselines["baseline"] == row.configuration
    ours = float(baselines.loc[is_baseline, row.statistic].iloc[0])
    is_equal = equals_published_digits(row.published, ours)
    return {
        "configuration": row.configuration,
        "kind": row.kind,
        "era": "",
        "statistic": row.statistic,
        "published": row.published,
        "ours": ours,
        "verdict": REPLICATES if is_equal else DOES_NOT,
        "reason": "the number does not depend on chance, and"
        f" {'equals' if is_equal else 'differs from'} the published digits",
    }


def _compare_panel(
    numbers: pd.DataFrame,
    title: str,
    names: dict[str, str],
    runs: pd.DataFrame,
    comparison: ComparisonSettings,
) -> pd.DataFrame:
    """The numbers of one panel: those of one era, or all numbers of a study without eras."""
    completed = runs[runs["state"] == "ok"].groupby("configuration")
    rows = []
    for full_name, name in names.items():
        ours = completed.get_group(full_name) if full_name in completed.groups else runs[:0]
        published_rows = numbers[numbers["configuration"] == name]
        for kind, published in published_rows.groupby("kind", sort=False):
            for row in _compare_numbers(str(kind), published, ours, comparison):
                common = {"configuration": name, "kind": kind, "runs": len(ours)}
                rows.append(common | {"compared": row["statistic"]} | row)
    if not rows:  # the panel has no published configuration
        return pd.DataFrame(columns=list(COLUMNS))
    era = title.partition("=")[2]
    return _add_verdicts(pd.DataFrame(rows).assign(era=era), 1 - comparison.confidence)


def _compare_numbers(
    kind: str, published: pd.DataFrame, ours: pd.DataFrame, comparison: ComparisonSettings
) -> list[Row]:
    """Compare the published numbers of one kind and configuration with our runs."""
    confidence = comparison.confidence
    if kind == "describe":
        column = published.set_index("statistic")["published"]
        return compare_description(column, ours["test_rmse"].to_numpy(), confidence)
    if kind == "list":
        rows = []
        for metric, scores in published.groupby("statistic", sort=False):
            values = ours[metric].to_numpy()
            rows += compare_list(str(metric), scores["published"], values, confidence)
        return rows
    return [
        compare_single_run(metric, value, ours[metric].to_numpy(), comparison.margin, confidence)
        for metric, value in zip(published["statistic"], published["published"], strict=True)
    ]


def _add_verdicts(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Correct the p-values for the number of tests, and add the verdicts.

    A list of runs counts as one test.
    """
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *COLUMNS])))
    test = table["configuration"] + "/" + table["compared"]
    is_first = table["p"].notna() & ~test.duplicated()
    if is_first.any():
        corrected = correct_by_holm(table.loc[is_first, "p"])
        table["p_holm"] = test.map(dict(zip(test[is_first], corrected, strict=True)))
    verdicts = [decide_verdict(row, is_first.sum(), level) for row in table.itertuples()]
    table["verdict"], table["reason"] = zip(*verdicts, strict=True)
    return table


def decide_verdict(row: Any, tests: int, level: float) -> tuple[str, str]:
    """Decide whether a published number replicates, and give the reason.

    Parameters
    ----------
    row : namedtuple
        The columns COLUMNS.
    tests : int
        How many tests the numbers of the study and era have together.
    level : float
        The significance level.
    """
    subject = "the mean of the list" if row.kind == "list" else "the number"
    if row.statistic == "count":
        if row.published == row.ours:
            return REPLICATES, "both experiments have as many runs"
        return CANNOT_TELL, f"we have {row.runs} runs"
    if row.runs < 2:
        return CANNOT_TELL, "fewer than two of our runs did not diverge"
    if pd.isna(row.p):
        is_equal = row.published == row.ours
        return (REPLICATES if is_equal else CANNOT_TELL), "our runs do not vary"
    if row.p_equivalent <= level:
        return REPLICATES, f"{subject} is equivalent to ours within the margin"
    if row.p_holm <= level:
        p = describe_p_value(row.p_holm)
        return DOES_NOT, f"{subject} differs from ours beyond chance ({p} after the correction)"
    if row.p <= level:
        return CANNOT_TELL, (
            f"{subject} differs from ours ({describe_p_value(row.p)}), but not after the"
            f" correction for {tests} tests"
        )
    if row.kind != "run":
        return CANNOT_TELL, (
            f"chance can explain the difference of {subject} from ours, but there are too few"
            " runs to show equivalence"
        )
    if pd.isna(row.same_low):
        return (
            CANNOT_TELL,
            "a single run like ours can give the number, but the study has no margin",
        )
    if row.same_low <= row.published <= row.same_high:
        return REPLICATES, (
            "a single run like ours can give the number, and it lies within the margin around our"
            " mean"
        )
    return CANNOT_TELL, (
        "a single run like ours can give the number, but it lies outside the margin around our mean"
    )

"""Compare published numbers with ours: does each of them replicate?

The tests depend on the kind of a number: the statistics of a describe() column, a list of runs as a
sample, or the number of a single run among our runs.
"""

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
import pandas as pd

from reprise.data.published import published_table
from reprise.evaluation.metrics import metric_without_split
from reprise.replication.description_agreement import compare_description
from reprise.replication.joint_table import joint_table
from reprise.replication.published_checks import check_published_tables
from reprise.replication.run_agreement import compare_list, compare_single_run
from reprise.replication.spread_agreement import Row, pooled_kurtosis
from reprise.replication.stored_summary import read_stored
from reprise.replication.verdicts import are_equal, decide_verdict, judge_baseline
from reprise.stage_settings import FigureSettings
from reprise.stats.p_values import correct_by_holm
from reprise.tables.study_tables import StudyTables

COLUMNS = (
    *("source", "study", "table", "configuration", "era", "kind", "metric", "statistic"),
    *("published", "ours", "our_configuration"),
    *("runs", "published_runs", "place", "prediction_low", "prediction_high"),
    *("mean_low", "mean_high"),
    *("same_low", "same_high", "variance_ratio", "p", "p_ranks", "p_holm", "p_equivalent"),
    *("verdict", "reason"),
)


class ReplicationTables(TypedDict):
    """The tables of a replication.

    `table` has one row per published number and era, `joint` one row per source, era and
    published table, and the stored rows about the same tables,
    `checks` one row per check of the published tables. `runs` has the runs of each study.
    """

    table: pd.DataFrame
    joint: pd.DataFrame
    checks: pd.DataFrame
    runs: dict[str, pd.DataFrame]


def replicate_studies(
    studies: Sequence[StudyTables], others: Sequence[StudyTables]
) -> ReplicationTables:
    """Compare the published numbers of all studies with ours.

    Parameters
    ----------
    studies : sequence of StudyTables
        The studies with published numbers.
    others : sequence of StudyTables
        Other studies that train some of the same configurations.
    """
    joint = joint_table(
        [(s.settings, s.first_runs) for s in studies],
        [(s.settings, s.first_runs) for s in others],
    )
    return {
        "table": pd.concat(
            [replicate_study(s.settings, s.first_runs, s.baselines) for s in studies],
            ignore_index=True,
        ),
        "joint": pd.concat([joint, read_stored(joint)], ignore_index=True),
        "checks": check_published_tables([s.settings for s in studies]),
        "runs": {s.settings.study: s.first_runs for s in studies},
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
        One row per number and era, with columns COLUMNS. The era is empty if it does not vary.

        - `place`: the share of our runs below the published number of a single run
        - `prediction_low`, `prediction_high`: the prediction interval of the number, if the
          published experiment were repeated with our distribution of runs
        - `mean_low`, `mean_high`: the interval of our mean, beside the number of a single run
        - `same_low`, `same_high`: the range that counts as the same. For a mean or quantile: ours
          within the study's margin of the published number. For a standard deviation: the
          published one within a ratio of 1.5 of ours. For a single run: our mean within the study's
          margin of the published number. The margin is in the units of the study's metric, so
          numbers of other metrics have no such range
        - `variance_ratio`: the published variance divided by ours
        - `p`: the probability that two experiments with one distribution differ as much. Means:
          Welch's t test from the summary statistics. Standard deviations: the logarithm of their
          ratio, with the kurtosis of all runs of the study (Bonett 2006). Quantiles: the ranks of
          our runs. A list of runs: Welch's test of its mean, and Mann-Whitney's test in `p_ranks`.
          A single run: Student's t prediction interval. The extremes and the number of runs have
          no test and no verdict
        - `p_holm`: `p` with the correction of Holm (1979) for all numbers of a study and era
        - `p_equivalent`: the larger p of two one-sided tests that the difference lies within the
          range that counts as the same (Schuirmann 1987)
    """
    numbers = published_table(settings.published)
    exact = [
        _compare_baseline(row, baselines)
        for row in numbers[numbers["kind"] == "baseline"].itertuples()
    ]
    parts = [pd.DataFrame(exact)] if exact else []
    parts += [
        _compare_era(numbers, era, names, runs, settings) for era, names in settings.eras.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(source=settings.source, study=settings.study)
    return table.reindex(columns=list(COLUMNS))


def _compare_baseline(row: Any, baselines: pd.DataFrame) -> Row:
    """Compare the published score of a baseline, which does not depend on chance."""
    is_baseline = baselines["baseline"] == row.configuration
    known = row.metric in baselines.columns
    scores = baselines.loc[is_baseline, row.metric].dropna() if known else pd.Series(dtype=float)
    verdict, reason = judge_baseline(row.published, row.rounding, scores)
    return {
        "table": row.table,
        "configuration": row.configuration,
        "kind": row.kind,
        "metric": row.metric,
        "era": "",
        "statistic": row.metric,
        "published": row.published,
        "ours": scores.mean() if are_equal(scores) else np.nan,
        "verdict": verdict,
        "reason": reason,
    }


def _compare_era(
    numbers: pd.DataFrame,
    era: str,
    names: dict[str, tuple[str, ...]],
    runs: pd.DataFrame,
    settings: FigureSettings,
) -> pd.DataFrame:
    """The numbers of one era, or all numbers of a study in which the era does not vary."""
    completed = runs[runs["state"] == "ok"].groupby("configuration")
    full_names = {name: full for full, aliases in names.items() for name in aliases}
    of_names = {
        name: completed.get_group(full_name) if full_name in completed.groups else runs[:0]
        for name, full_name in full_names.items()
    }
    is_of_era = numbers["configuration"].isin(list(of_names)) & (numbers["kind"] != "baseline")
    numbers = numbers[is_of_era]
    compared = numbers.drop_duplicates(["configuration", "metric"])
    kurtoses = {
        str(metric): pooled_kurtosis(
            [of_names[name][metric].dropna().to_numpy() for name in rows["configuration"]]
        )
        for metric, rows in compared.groupby("metric", sort=False)
    }
    rows = []
    keys = ["table", "configuration", "kind", "metric"]
    for names_of_group, published in numbers.groupby(keys, sort=False):
        table, name, kind, metric = map(str, names_of_group)
        ours = of_names[name][metric].dropna().to_numpy()
        common: Row = {"table": table, "configuration": name, "kind": kind, "metric": metric}
        common["our_configuration"] = full_names[name]
        common["runs"] = len(ours)
        found = _compare_numbers(published, ours, settings, kurtoses[metric])
        for row, rounding in zip(found, published["rounding"], strict=True):
            rows.append(common | {"rounding": rounding, "compared": row["statistic"]} | row)
    if not rows:  # the era has no published configuration
        return pd.DataFrame(columns=list(COLUMNS))
    return _add_verdicts(pd.DataFrame(rows).assign(era=era), 1 - settings.comparison.confidence)


def _compare_numbers(
    published: pd.DataFrame, ours: np.ndarray, settings: FigureSettings, kurtosis: float
) -> list[Row]:
    """Compare the published numbers of one table, kind, configuration and metric with our runs."""
    kind, metric = published["kind"].iloc[0], published["metric"].iloc[0]
    confidence = settings.comparison.confidence
    is_same_unit = metric_without_split(metric) == metric_without_split(settings.metric)
    margin = settings.comparison.margin if is_same_unit else None
    if kind == "describe":
        return compare_description(published, ours, confidence, margin, kurtosis)
    if kind == "list":
        return compare_list(published, ours, confidence, margin)
    return [compare_single_run(row, ours, margin, confidence) for _, row in published.iterrows()]


def _add_verdicts(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Correct the p-values for the number of tests, and add the verdicts.

    A list of runs counts as one test.
    """
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *COLUMNS])))
    test = table["table"] + "/" + table["configuration"] + "/" + table["metric"]
    test += "/" + table["compared"]
    is_first = table["p"].notna() & ~test.duplicated()
    if is_first.any():
        corrected = correct_by_holm(table.loc[is_first, "p"])
        table["p_holm"] = test.map(dict(zip(test[is_first], corrected, strict=True)))
    verdicts = [decide_verdict(row, is_first.sum(), level) for row in table.itertuples()]
    table["verdict"], table["reason"] = zip(*verdicts, strict=True)
    return table

"""Find the comparison of two configurations in comparisons.csv, or compute it."""

import pandas as pd

from reprise.errors import RepriseError
from reprise.evaluation.metrics import lower_is_better
from reprise.results.configuration_names import find_configuration
from reprise.results.pair_comparison import PairComparison, pair_from_row
from reprise.stage_settings import FigureSettings
from reprise.stats.comparisons import compare_study
from reprise.tables.study_tables import StudyTables


def compare_pair(tables: StudyTables, first: str, second: str) -> PairComparison:
    """Compare a configuration with another one or with a baseline.

    Parameters
    ----------
    tables : StudyTables
    first, second : str
        Names as `find_configuration` takes them, or of a baseline.

    Returns
    -------
    PairComparison
        The row of comparisons.csv, also for the pair in the other order. If the file does not have
        the pair, it is computed from the first runs of the study, as a family of its own.

    Raises
    ------
    RepriseError
        If a name is unknown, if both are baselines or the same configuration, or if the two
        configurations do not predict the same values.
    """
    settings, comparisons = tables.settings, tables.comparisons
    one, other = _find_names(settings, comparisons, first, second)
    options = {
        "metric": settings.metric,
        "prefer_low": lower_is_better(settings.metric),
        "margin": settings.comparison.margin,
    }
    for left, right in ((one, other), (other, one)):
        is_pair = (comparisons["configuration"] == left) & (comparisons["other"] == right)
        rows = comparisons[is_pair]
        if len(rows):
            row = {str(column): value for column, value in rows.iloc[0].items()}
            confidence = row.get("confidence", settings.comparison.confidence)
            found = pair_from_row(
                row, confidence=float(confidence), source="comparisons.csv", **options
            )
            return found if left == one else found.reversed()
    row = _compute_row(tables, one, other)
    return pair_from_row(
        row, confidence=settings.comparison.confidence, source="computed", **options
    )


def _find_names(
    settings: FigureSettings, comparisons: pd.DataFrame, first: str, second: str
) -> tuple[str, str]:
    """The names of both in the table."""
    known = {entry.name: entry.era for entry in settings.configurations}
    baselines = set(comparisons.loc[comparisons["kind"] == "baseline", "other"]) - set(known)
    if {first, second} <= baselines:
        raise RepriseError(
            f"'{first}' and '{second}' are baselines. Each has one result, in `baselines`, so there"
            " are no runs to compare."
        )
    # A name without an era means the era of the other name, or the first era if these are equal.
    eras_of_others = (known.get(second, ""), known.get(first, ""))
    for eras in (eras_of_others, ("", "")):
        one, other = (
            name if name in baselines else find_configuration(name, settings.configurations, era)
            for name, era in zip((first, second), eras, strict=True)
        )
        if one != other:
            break
    else:
        raise RepriseError(f"'{first}' and '{second}' are the same configuration, {one}.")
    return one, other


def _compute_row(tables: StudyTables, one: str, other: str) -> dict[str, object]:
    """The row of a pair that is not in the table.

    A study that trains until its pairs are decided chose the number of its later runs by their
    results. Therefore only the first runs count, whose number was chosen before the training.
    """
    settings = tables.settings
    groups = settings.forecast_groups
    for name, baseline in ((one, other), (other, one)):
        if name not in groups:
            raise RepriseError(
                f"comparisons.csv does not compare '{baseline}' with the baseline '{name}', because"
                " the baseline does not predict the same values, or has no such metric."
            )
    if groups[one] != groups[other]:
        raise RepriseError(
            f"'{one}' and '{other}' predict different values ({groups[one]}; {groups[other]}), so"
            " their errors cannot be compared."
        )
    runs = tables.first_runs
    table = compare_study(
        runs[runs["configuration"].isin((one, other))],
        settings.metric,
        {"this pair": (one, other)},
        settings.trainings,
        pd.DataFrame(columns=["baseline", "configuration"]),
        settings.comparison.margin,
        settings.comparison.confidence,
    )
    return {str(column): value for column, value in table.iloc[0].items()}

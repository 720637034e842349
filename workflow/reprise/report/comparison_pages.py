"""Pages of the report that show pairs: configurations with each other and with baselines."""

import pandas as pd

from reprise.evaluation.metrics import find_best
from reprise.report.html_pages import page, paragraphs_html, table_html
from reprise.stats.families import letters_of_families
from reprise.stats.p_values import format_p_value
from reprise.tables.study_tables import StudyTables

PAIRS_SHOWN = 200
COMPARISONS_HEADINGS = {
    "configuration": "configuration",
    "other": "other",
    "verdict": "verdict",
    "difference": "difference of means",
    "difference_low": "lower limit",
    "difference_high": "upper limit",
    "probability_better": "probability of improvement",
    "p": "p",
    "reason": "why there is no verdict",
}
ROW_COMPARISONS_HEADINGS = {
    "configuration": "configuration",
    "other": "other",
    "rows": "test rows",
    "difference": "difference",
    "difference_low": "lower limit",
    "difference_high": "upper limit",
    "reason": "why there is no interval",
}


def comparisons_page(tables: StudyTables) -> str:
    """The letters of each family, the verdict on every pair, and the numbers that decide it."""
    table = _without_empty(tables.comparisons[list(COMPARISONS_HEADINGS)])
    table = with_short_p_values(table, "p")
    title = f"{tables.settings.study}: {tables.settings.metric}, every pair"
    return pairs_page(tables, title, table, COMPARISONS_HEADINGS, _letters_html(tables))


def _letters_html(tables: StudyTables) -> str:
    """A table of letters; empty for a study without families."""
    settings = tables.settings
    if not settings.families:
        return ""
    means = tables.description.T["mean"]
    found = letters_of_families(tables.comparisons, settings.families, means, settings.metric)
    rows = [
        {"family": family, "configuration": name, "mean": means[name], "letters": letters}
        for family, of_family in found.items()
        for name, letters in of_family.items()
    ]
    explanation = (
        "Two configurations of a family share a letter if neither is better. The best mean comes"
        " first and has the letter a."
    )
    return paragraphs_html([explanation]) + table_html(pd.DataFrame(rows))


def row_comparisons_page(tables: StudyTables) -> str:
    """The difference of every pair, with the interval for the choice of the test rows."""
    table = _without_empty(tables.read("row_comparisons.csv")[list(ROW_COMPARISONS_HEADINGS)])
    title = f"{tables.settings.study}: {tables.settings.metric}, other test rows"
    return pairs_page(tables, title, table, ROW_COMPARISONS_HEADINGS)


def pairs_page(
    tables: StudyTables,
    title: str,
    pairs: pd.DataFrame,
    headings: dict[str, str],
    introduction: str = "",
) -> str:
    """A page of pairs; if there are very many, only those of the configuration with the best mean.

    The page shows the first pairs if no configuration has a mean. `introduction` is HTML.
    """
    if len(pairs) > PAIRS_SHOWN:
        settings, total = tables.settings, len(pairs)
        means = tables.description.T["mean"][settings.configuration_names].dropna()
        if len(means):
            best = find_best(means, settings.metric)
            pairs = pairs[(pairs["configuration"] == best) | (pairs["other"] == best)]
            shown = f"those of the best mean, {best}"
        else:
            pairs = pairs[:PAIRS_SHOWN]
            shown = "the first ones"
        title += f": {len(pairs)} rows of {total}, {shown}; the CSV file has all rows"
    return page(title, introduction + table_html(pairs.rename(columns=headings)))


def with_short_p_values(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A table whose p-values have two significant digits; a very small one is `< 0.001`."""
    texts = {column: table[column].map(format_p_value, na_action="ignore") for column in columns}
    return table.assign(**texts)


def _without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """A table without its column of reasons if every row has an interval."""
    return table.drop(columns="reason") if table["reason"].isna().all() else table

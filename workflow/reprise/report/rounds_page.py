"""The page about the rounds of a study that trains until its pairs are decided."""

from reprise.report.html_pages import Section, sections_page, table_html
from reprise.tables.rounds_table import summarize_rounds
from reprise.tables.study_tables import StudyTables

CONFIGURATIONS_HEADINGS = {
    "undecided_pairs": "undecided pairs",
    "stopped_because": "stopped because of",
}
PAIRS_HEADINGS = {
    "configuration": "configuration",
    "other": "other",
    "verdict": "verdict",
    "round": "decided in round",
    "runs": "runs",
    "other_runs": "runs of other",
    "difference": "difference of means",
    "difference_low": "lower limit",
    "difference_high": "upper limit",
    "confidence": "confidence",
}


def rounds_page(tables: StudyTables) -> str:
    """How many repeats each configuration took, and the round that decided each pair."""
    settings = tables.settings
    assert settings.until is not None
    rounds, pairs = tables.read("rounds.csv"), tables.comparisons
    numbers = pairs["round"].astype("Int64").astype("string").fillna("undecided")
    shown = pairs.assign(round=numbers)[list(PAIRS_HEADINGS)]
    return sections_page(
        f"{settings.study}: repeats until decided",
        [
            Section(
                "Repeats of each configuration",
                (summarize_rounds(rounds, pairs, settings.until),),
                table=table_html(rounds.rename(columns=CONFIGURATIONS_HEADINGS)),
            ),
            Section(
                "The round that decided each pair",
                table=table_html(shown.rename(columns=PAIRS_HEADINGS)),
            ),
        ],
    )

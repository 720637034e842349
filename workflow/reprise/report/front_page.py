"""The first page of the report: the conclusions of the tutorials, and the results of our runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from reprise.claim_settings import TutorialSettings
from reprise.claims.claims_table import COLUMNS as CLAIMS_COLUMNS
from reprise.claims.conditions import CONTRADICTED, SUPPORTED, UNDECIDED
from reprise.claims.printed_tables import DOES_NOT_HOLD
from reprise.escape import escape_rst, rst_literal
from reprise.figures.caption_text import join_words
from reprise.replication.joint_sentences import joint_sentence
from reprise.replication.joint_table import COLUMNS as JOINT_COLUMNS
from reprise.replication.stored_summary import STORED
from reprise.report.claims_page import describe_error_rate
from reprise.report.era_sentences import describe_eras
from reprise.report.study_sentences import describe_study
from reprise.stats.p_values import describe_p_value
from reprise.tables.study_tables import StudyTables

VERDICTS = (SUPPORTED, CONTRADICTED, UNDECIDED)
TODAY = "keras3"
JOINT_TEXTS = ("source", "era", "study", "table", "configuration", "verdict", "published")


@dataclass(frozen=True)
class ClaimsSummary:
    """Claims and verdicts for one table of the page.

    Attributes
    ----------
    counts : str
        How many claims are supported, contradicted and undecided.
    headings : list of str
        One heading per column of verdicts.
    rows : list of list of str
        One row per claim: the sentence, and the verdict of each column.
    """

    counts: str
    headings: list[str]
    rows: list[list[str]]


def render_front_page(
    template: str,
    tutorials: Mapping[str, TutorialSettings],
    checked: pd.DataFrame,
    joint: pd.DataFrame,
    studies: Sequence[StudyTables],
    category: str,
    left_out: Mapping[str, str] | None = None,
) -> str:
    """Render the page as reStructuredText.

    Parameters
    ----------
    template : str
        reStructuredText in Jinja, workflow/report/front_page.rst.
    tutorials : dict of str to TutorialSettings
    checked : DataFrame
        As `read_claims` reads it.
    joint : DataFrame
        As `read_joint_table` reads it.
    studies : sequence of StudyTables
    category : str
        The section of the report about all studies together.
    left_out : dict of str to str, optional
        The wrong studies that the command left out, and what is wrong.
    """
    sections = []
    for name, tutorial in tutorials.items():
        rows = checked[checked["tutorial"] == name]
        if len(rows):
            names = {name for list_of_names in rows["study"] for name in list_of_names.split(", ")}
            distances = joint[joint["source"].isin(joint.loc[joint["study"].isin(names), "source"])]
            sections.append(
                {
                    "title": tutorial.title,
                    "concluded": tutorial.concluded,
                    "claims": summarize_tutorial(rows),
                    "tables_and_lists": distances["configuration"].tolist()[:1],
                    "distances": describe_joint_distances(distances),
                }
            )
    study_claims = checked[~checked["tutorial"].isin(tutorials)]
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"escape_rst": escape_rst, "literal": rst_literal}
    return environment.from_string(template).render(
        tutorials=sections,
        error_rate=describe_error_rate(list(checked["verdict"])),
        study_claims=summarize_study_claims(study_claims) if len(study_claims) else None,
        studies=[
            {
                "title": study.settings.title,
                "sentences": describe_study(
                    study.settings, study.description, study.comparisons, study.runs, study.best
                ),
                "forecast": study.forecast_summary["sentence"] if study.settings.forecast else "",
                "predictor": study.predictor_summary["sentence"]
                if study.settings.predictor
                else "",
            }
            for study in studies
        ],
        eras=describe_eras(title for study in studies for title in study.settings.panels),
        category=category,
        left_out=left_out or {},
    )


def read_claims(path: str | Path | None) -> pd.DataFrame:
    """Read claims.csv as text; an empty table if the report has no claims."""
    if not path:
        return pd.DataFrame(columns=list(CLAIMS_COLUMNS))
    return pd.read_csv(path, keep_default_na=False, dtype=str)


def read_joint_table(path: str | Path | None) -> pd.DataFrame:
    """Read joint_distance.csv; an empty table if the report has no replication.

    An empty era stays an empty text.
    """
    if not path:
        return pd.DataFrame(columns=list(JOINT_COLUMNS))
    joint = pd.read_csv(path)
    return joint.assign(**pd.read_csv(path, usecols=JOINT_TEXTS, dtype=str, keep_default_na=False))


def summarize_tutorial(rows: pd.DataFrame) -> ClaimsSummary:
    """Summarize the claims of a tutorial: one row per claim, one column per value (era).

    The first value counts: today's Keras in the LSTM studies.
    """
    values = [value for value in dict.fromkeys(rows["value"]) if value] or [""]
    table, first_verdicts = [], []
    for _, claim in rows.groupby(["claim", "says"], sort=False):
        records = claim.to_dict("records")
        # A claim that cannot be checked has no value.
        verdicts = {row["value"] or values[0]: describe_verdict(row) for row in records}
        sentence = records[0]["says"] + _where_it_fails(records[0])
        table.append([sentence, *(verdicts.get(value, "") for value in values)])
        first_verdicts.append(records[0]["verdict"])
    headings = [f"Verdict in {value}" if value else "Verdict" for value in values]
    with_keras = f"With today's Keras ({TODAY}), " if values[0] == TODAY else ""
    return ClaimsSummary(_count_verdicts(first_verdicts, with_keras), headings, table)


def summarize_study_claims(rows: pd.DataFrame) -> ClaimsSummary:
    """Summarize the claims that studies make themselves: one row per claim and value."""
    records = rows.to_dict("records")
    table = [
        [
            row["says"] + _where_checked(row),
            describe_verdict(row),
        ]
        for row in records
    ]
    return ClaimsSummary(
        _count_verdicts([row["verdict"] for row in records], ""), ["Verdict"], table
    )


def _where_checked(row: Mapping[Any, str]) -> str:
    """The value and the origin or split at which a claim is checked, such as ` (era keras3)`."""
    value = f"{row['each']} {row['value']}" if row["value"] else ""
    where = ", ".join(filter(None, (value, row["partition"])))
    return f" ({where})" if where else ""


def _where_it_fails(row: Mapping[Any, str]) -> str:
    """A remark on a claim that does not hold in the tables of its own tutorial."""
    is_false = row["in_the_tables"] == DOES_NOT_HOLD
    return " (It does not hold in the tutorial's own tables.)" if is_false else ""


def describe_verdict(row: Mapping[Any, str]) -> str:
    """A verdict with its p-value, such as `supported (p = 0.031)`, or with its reason.

    Parameters
    ----------
    row : dict of str to str
        One row of claims.csv.
    """
    if row["runs"] == "0":
        return "not checked (the study was changed, or every run diverged)"
    if row["verdict"] == UNDECIDED:
        return f"{UNDECIDED} ({row['reason']})" if row["reason"] else UNDECIDED
    column = "p_supported" if row["verdict"] == SUPPORTED else "p_contradicted"
    return f"{row['verdict']} ({describe_p_value(float(row[column]))})"


def describe_joint_distances(joint: pd.DataFrame) -> list[dict[str, Any]]:
    """Describe how far all published tables and lists together lie from our runs, for each era."""
    return [
        {"era": row["era"], "sentence": joint_sentence(row)}
        for row in joint[joint["study"].isin(("all", STORED))].to_dict("records")
    ]


def _count_verdicts(verdicts: list[str], beginning: str) -> str:
    """Count verdicts in words, such as `Of 9 claims, 8 are supported and 1 is contradicted`."""
    if len(verdicts) > 1 and len(set(verdicts)) == 1:
        return (
            f"{beginning}{'all' if beginning else 'All'} {len(verdicts)} claims are {verdicts[0]}"
        )
    counts = [(verdicts.count(verdict), verdict) for verdict in VERDICTS if verdict in verdicts]
    parts = [f"{count} {'is' if count == 1 else 'are'} {verdict}" for count, verdict in counts]
    noun = "claim" if len(verdicts) == 1 else "claims"
    start = f"{beginning}of" if beginning else "Of"
    return f"{start} {len(verdicts)} {noun}, {join_words(parts)}"

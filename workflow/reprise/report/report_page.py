"""The report: one HTML file with the results of all studies, in reading order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reprise.claim_settings import TutorialSettings
from reprise.report.claim_summaries import ClaimsSummary, summarize_claims
from reprise.report.claims_page import describe_error_rate
from reprise.report.embedding import (
    content_security_policy,
    read_scripts,
    read_stylesheet,
    vendored_versions,
)
from reprise.report.era_sentences import describe_eras
from reprise.report.html_pages import render
from reprise.report.joint_distances import JointDistance, list_joint_distances
from reprise.report.overview import AnsweredStudy, describe_report, list_overview_rows
from reprise.report.rst_html import rst_to_html
from reprise.report.steps_table import Step, arrange_steps
from reprise.report.study_sections import ShownFigure, ShownTable, StudySection

OTHER_STUDIES = "Other studies"
OWN_TITLE = "Reprise: repeated trainings"


@dataclass(frozen=True)
class TutorialSection:
    """What the report says of a tutorial.

    Attributes
    ----------
    name, title, concluded : str
    claims : ClaimsSummary
    distances : list of JointDistance
        How far all published tables together lie from our runs, for each era.
    studies : list of StudySection
        The studies of the tutorial.
    """

    name: str
    title: str
    concluded: str
    claims: ClaimsSummary
    distances: list[JointDistance]
    studies: list[StudySection]


@dataclass(frozen=True)
class StudyGroup:
    """Studies with a common source, under one heading."""

    id: str
    title: str
    studies: list[StudySection]


@dataclass(frozen=True)
class ReportParts:
    """Everything that the report shows.

    Attributes
    ----------
    studies : list of StudySection
    answered : list of AnsweredStudy
        The same studies, with their tables.
    tutorials : dict of str to TutorialSettings
    checked : DataFrame
        claims.csv as `read_claims` reads it.
    joint : DataFrame
        joint_distance.csv as `read_joint_table` reads it.
    overview : ShownFigure or None
        The picture of the first screen; without one, the first study has it.
    figures : list of ShownFigure
        The figures across all studies.
    tables : list of ShownTable
        The tables across all studies.
    eras : Markup or str
        The story of the eras; may be empty.
    steps : list of Step
    environment : dict
        environment.json.
    left_out : dict of str to str
        The wrong studies that were left out, and what is wrong.
    """

    studies: list[StudySection]
    answered: list[AnsweredStudy]
    tutorials: Mapping[str, TutorialSettings]
    checked: pd.DataFrame
    joint: pd.DataFrame
    overview: ShownFigure | None
    steps: Sequence[Step]
    environment: Mapping[str, Any]
    figures: list[ShownFigure] = field(default_factory=list)
    tables: list[ShownTable] = field(default_factory=list)
    eras: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)


def render_report(parts: ReportParts) -> str:
    """Write the report as HTML."""
    tutorials = [
        _make_tutorial(name, settings, parts) for name, settings in parts.tutorials.items()
    ]
    tutorials = [tutorial for tutorial in tutorials if tutorial.claims.rows]
    is_of_tutorial = parts.checked["tutorial"].isin(parts.tutorials)
    of_tutorials = summarize_claims(parts.checked[is_of_tutorial])
    other_claims = summarize_claims(parts.checked[~is_of_tutorial])
    claims = of_tutorials if of_tutorials.rows else other_claims
    verdicts = list(parts.checked["verdict"])
    sentences = describe_report(
        parts.answered,
        list_overview_rows(parts.answered),
        [tutorial.title for tutorial in tutorials],
        claims.counts if claims.rows else "",
        parts.joint,
    )
    return render(
        "report.html.jinja",
        title=_title(parts),
        policy=content_security_policy(),
        stylesheet=read_stylesheet(),
        scripts=read_scripts(),
        sentences=[rst_to_html(sentence) for sentence in sentences],
        overview=parts.overview,
        tutorials=tutorials,
        other_claims=other_claims,
        error_rate=describe_error_rate(verdicts) if verdicts else "",
        groups=group_studies(parts.studies),
        kinds_of_tables=_list_kinds(parts.studies),
        figures=parts.figures,
        tables=parts.tables,
        eras=parts.eras,
        eras_in_words=describe_eras(
            title for study in parts.answered for title in study.settings.panels
        ),
        steps=parts.steps,
        flow=arrange_steps(list(parts.steps)),
        environment=parts.environment,
        vendored=vendored_versions(),
        left_out=parts.left_out,
    )


def group_studies(studies: Sequence[StudySection]) -> list[StudyGroup]:
    """Group studies by their source, in the order of their first studies.

    Studies without a source come last.
    """
    titles = sorted({study.group for study in studies}, key=lambda title: not title)
    order = [title for title in dict.fromkeys(study.group for study in studies) if title]
    groups = []
    for number, title in enumerate([*order, *[""] * ("" in titles)], start=1):
        chosen = [study for study in studies if study.group == title]
        only = len(titles) == 1 and not title
        groups.append(StudyGroup(f"studies-{number}", _group_title(title, only), chosen))
    return groups


def _list_kinds(studies: Sequence[StudySection]) -> list[ShownTable]:
    """One table of each kind, in the order of the first study that has it."""
    tables = (table for study in studies for table in (*study.tables, *study.more_tables))
    return list({table.kind: table for table in reversed(list(tables)) if table.kind}.values())[
        ::-1
    ]


def _group_title(title: str, is_only_group: bool) -> str:
    if title:
        return f"Studies: {title}"
    return "Studies" if is_only_group else OTHER_STUDIES


def _make_tutorial(name: str, settings: TutorialSettings, parts: ReportParts) -> TutorialSection:
    rows = parts.checked[parts.checked["tutorial"] == name]
    studies = [study for study in parts.studies if study.group == settings.source]
    joint = parts.joint[parts.joint["source"] == settings.source]
    return TutorialSection(
        name=name,
        title=settings.title,
        concluded=settings.concluded,
        claims=summarize_claims(rows),
        distances=list_joint_distances(joint),
        studies=studies,
    )


def _title(parts: ReportParts) -> str:
    """The title of the page: that of the only study, or a common one."""
    if len(parts.studies) == 1:
        return parts.studies[0].title
    return OWN_TITLE

"""The section of a study in the report: question, answer, figures and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from reprise.escape import escape_rst, show_control_characters
from reprise.figures.caption_text import count_nouns
from reprise.figures.labels import count_runs, metric_label
from reprise.paths import REPORT
from reprise.report.claim_summaries import ClaimRow
from reprise.report.embedding import svg_address
from reprise.report.forecast_answer import describe_forecast
from reprise.report.html_pages import page_body
from reprise.report.overview import AnsweredStudy
from reprise.report.reaching_answer import describe_speed
from reprise.report.rst_html import rst_to_html
from reprise.report.study_sentences import StudyResults, describe_study
from reprise.report.table_headings import HEADINGS
from reprise.tables.study_tables import StudyTables

if TYPE_CHECKING:
    from reprise.figures.registry import FigureFile
    from reprise.plan.files import StudyFiles
    from reprise.tables.table import Table

MAIN_FIGURES = ("forecast", "forecast_of_targets", "distribution")
MAIN_TABLES = ("describe.csv",)


@dataclass(frozen=True)
class ShownFigure:
    """A figure of the report.

    Attributes
    ----------
    id : str
        Its place in the page, for links.
    label : str
    address : Markup
        The SVG as a `data:` address, for an attribute in single quotes.
    alternative : str
        What the figure shows, for a reader who does not see it.
    caption : Markup
    file : str
        The path of the SVG in the folder of the results.
    """

    id: str
    label: str
    address: Markup
    alternative: str
    caption: Markup
    file: str


@dataclass(frozen=True)
class ShownTable:
    """A table of the report, or another page with tables.

    Attributes
    ----------
    id : str
    heading : str
    body, caption : Markup
    file : str
        The path of the CSV or text in the folder of the results.
    kind : str
        The name of the table if several studies have it. Its caption is then shown once, in the
        section on how to read the results.
    """

    id: str
    heading: str
    body: Markup
    caption: Markup
    file: str
    kind: str = ""


@dataclass(frozen=True)
class StudySection:
    """What the report shows of a study.

    Attributes
    ----------
    name, title : str
    question : Markup
        The description of the study.
    answer : list of Markup
        One HTML paragraph each.
    facts : dict of str to str
        Term to value: configurations, repeats, metric and so on.
    figures, tables : list
        What is shown at once.
    more_figures, more_tables : list
        What is folded.
    claims : list of ClaimRow
        The claims whose verdict depends on the study.
    group : str
        The source of the study, such as a tutorial; may be empty.
    """

    name: str
    title: str
    question: Markup
    answer: list[Markup]
    facts: dict[str, str]
    figures: list[ShownFigure]
    tables: list[ShownTable]
    more_figures: list[ShownFigure]
    more_tables: list[ShownTable]
    claims: list[ClaimRow]
    group: str


def read_answered_study(tables: StudyTables) -> AnsweredStudy:
    """Read the tables from which the answer of a study is written."""
    results = StudyResults(
        description=tables.description,
        summary=tables.summary,
        comparisons=tables.comparisons,
        runs=tables.runs,
        best=tables.best,
        one_training=tables.one_training,
        over_partitions=tables.partition_comparisons if tables.settings.partition_kind else None,
    )
    return AnsweredStudy(tables.settings, results)


def make_study_section(
    files: "StudyFiles",
    tables: StudyTables,
    claims: Sequence[ClaimRow],
    published: Sequence[str] = (),
) -> StudySection:
    """Read the figures, the tables and the answer of a study.

    Parameters
    ----------
    files : StudyFiles
    tables : StudyTables
        Of the same study.
    claims : sequence of ClaimRow
        All claims of the report.
    published : sequence of str
        Sentences on the published numbers of the study, in reStructuredText.
    """
    settings = tables.settings
    answered = read_answered_study(tables)
    answer = describe_study(settings, answered.results)
    if settings.tables.reaching:
        answer.append(" ".join(describe_speed(tables.read("reaching.csv"))))
    if published:
        answer.append(" ".join(published))
    if settings.forecast:
        answer.append(" ".join(describe_forecast(tables.forecast, tables.forecast_summary)))
    if settings.predictor:
        answer.append(
            "The study also stores networks that predict new samples."
            f" {escape_rst(tables.predictor_summary['sentence'])}"
        )
    figures = {entry: _read_figure(files, entry) for entry in files.figure_files}
    shown = {table: _read_table(files, table) for table in files.shown_tables}
    return StudySection(
        name=settings.study,
        title=settings.title,
        question=rst_to_html("\n\n".join(map(escape_rst, settings.description.split("\n\n")))),
        answer=[rst_to_html(paragraph) for paragraph in answer],
        facts=_list_facts(answered),
        figures=[figure for entry, figure in figures.items() if entry.kind in MAIN_FIGURES],
        tables=[table for entry, table in shown.items() if entry.file in MAIN_TABLES],
        more_figures=[f for entry, f in figures.items() if entry.kind not in MAIN_FIGURES],
        more_tables=[table for entry, table in shown.items() if entry.file not in MAIN_TABLES],
        claims=[claim for claim in claims if settings.study in claim.studies],
        group=show_control_characters(settings.paper),
    )


def read_figure(id: str, label: str, stem: str, file: str) -> ShownFigure:
    """Read a figure that is stored as `{stem}.svg`, with its caption and its alternative text."""
    return ShownFigure(
        id=id,
        label=label,
        address=svg_address(Path(f"{stem}.svg").read_text(encoding="utf-8")),
        alternative=Path(f"{stem}.txt").read_text(encoding="utf-8").strip(),
        caption=rst_to_html(Path(f"{stem}.rst").read_text(encoding="utf-8")),
        file=f"{file}.svg",
    )


def _read_figure(files: "StudyFiles", entry: "FigureFile") -> ShownFigure:
    file = entry.stem.removeprefix(f"{files.results}/")
    place = Path(entry.stem).name
    return read_figure(f"{files.study.name}-{place}", entry.label, entry.stem, file)


def _read_table(files: "StudyFiles", table: "Table") -> ShownTable:
    assert table.caption is not None  # a table without one is not shown
    page = Path(files.path(table.page_file)).read_text(encoding="utf-8")
    return ShownTable(
        id=f"{files.study.name}-table-{Path(table.page_file).stem}",
        heading=HEADINGS[Path(table.page_file).stem],
        body=page_body(page),
        caption=rst_to_html((REPORT / table.caption).read_text(encoding="utf-8")),
        file=f"{files.study.name}/{table.file}",
        kind=Path(table.page_file).stem,
    )


def _list_facts(answered: AnsweredStudy) -> dict[str, str]:
    settings, runs = answered.settings, answered.results.runs
    repeats = count_runs(settings)
    facts = {
        "configurations": str(len(settings.configurations)),
        "random starts of each": repeats,
        "runs": f"{len(runs):,}",
        "metric": metric_label(settings.metric, settings.dataset),
        "margin": "none: no pair can be equivalent"
        if settings.comparison.margin is None
        else f"{settings.comparison.margin:g}",
        "confidence": f"{settings.comparison.confidence:.0%}",
    }
    if len(settings.panels) > 1:
        facts["panels"] = ", ".join(settings.panels)
    if settings.source:
        facts["source"] = settings.source
    seconds = runs["seconds"].sum() if "seconds" in runs else 0
    if seconds:
        facts["training"] = f"{count_nouns(round(seconds), 'second')} of one core"
    return {term: show_control_characters(value) for term, value in facts.items()}

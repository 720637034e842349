"""Read what the report shows from the files of the results."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from reprise.claim_settings import ClaimsSettings
from reprise.figures.overview_plot import OverviewRow, describe_overview, draw_overview
from reprise.figures.saving import save
from reprise.figures.style import figure_style
from reprise.paths import REPORT
from reprise.replication.replicate import COLUMNS as REPLICATION_COLUMNS
from reprise.report.claim_summaries import read_claims, summarize_claims
from reprise.report.html_pages import page_body
from reprise.report.joint_distances import read_joint_table
from reprise.report.overview import list_overview_rows
from reprise.report.replication_pages import describe_published
from reprise.report.report_page import ReportParts
from reprise.report.rst_html import rst_to_html
from reprise.report.steps_table import read_steps
from reprise.report.study_sections import (
    ShownFigure,
    ShownTable,
    make_study_section,
    read_answered_study,
    read_figure,
)
from reprise.storage import read_json
from reprise.tables.study_tables import StudyTables

if TYPE_CHECKING:
    from reprise.plan.findings import Findings

OVERVIEW_CAPTION = (
    "Each row compares the configuration with the best mean of a study with the best baseline of"
    " the same study. A baseline needs no network. At 100 %, both have the same error; left of it,"
    " the network is better. The error of an accuracy is the share of wrong classes. The line is"
    " the interval of the difference, in percent of the error of the baseline. Studies with several"
    " origins or splits are not in this picture."
)
LABELS_OF_FIGURES = {
    "replication_eras": "Published means and ours",
    "replication_runs": "Published lists of runs and ours",
}


def read_report_parts(findings: "Findings") -> ReportParts:
    """Read the results of all studies, and what is found across them.

    Parameters
    ----------
    findings : Findings
        Knows the files of the report.
    """
    checked = read_claims(findings.tables.get("claims_table"))
    rows = summarize_claims(checked).rows
    tables = [StudyTables(files) for files in findings.studies]
    answered = [read_answered_study(each) for each in tables]
    pages = _read_pages(findings)
    published = _read_replication(findings)
    eras = pages.pop("eras.html", Markup(""))
    return ReportParts(
        studies=[
            make_study_section(files, each, rows, describe_published(published, files.study.name))
            for files, each in zip(findings.studies, tables, strict=True)
        ],
        answered=answered,
        tutorials=ClaimsSettings.from_json(read_json(findings.settings)).tutorials,
        checked=checked,
        joint=read_joint_table(findings.tables.get("joint_table")),
        overview=_draw_overview(list_overview_rows(answered)),
        steps=read_steps(Path(findings.results, "benchmarks")),
        environment=read_json(f"{findings.results}/environment.json"),
        figures=[
            read_figure(
                Path(stem).name,
                LABELS_OF_FIGURES[Path(stem).name],
                stem,
                stem.removeprefix(f"{findings.results}/"),
            )
            for stem in findings.figures
            if findings.replicated_studies
        ],
        tables=[_make_table(name, body) for name, body in pages.items()],
        eras=eras,
        left_out=read_json(findings.left_out),
    )


def _read_replication(findings: "Findings") -> pd.DataFrame:
    """Read replication.csv; an empty table if the report has no published numbers."""
    if not findings.replicated_studies:
        return pd.DataFrame(columns=list(REPLICATION_COLUMNS))
    return pd.read_csv(f"{findings.results}/replication.csv", keep_default_na=False)


def _read_pages(findings: "Findings") -> dict[str, Markup]:
    """The bodies of the pages across all studies, by the name of their file."""
    stages = ["replicate"] * bool(findings.replicated_studies) + ["claim"] * bool(findings.claims)
    paths = [path for stage in stages for path in findings.outputs(stage)]
    return {
        Path(path).name: page_body(Path(path).read_text(encoding="utf-8"))
        for path in paths
        if path.endswith(".html")
    }


def _make_table(name: str, body: Markup) -> ShownTable:
    stem = Path(name).stem
    heading, file = {
        "replication": ("Every published number", "replication.csv"),
        "claims": ("Every claim", "claims.csv"),
    }[stem]
    caption = rst_to_html((REPORT / f"{stem}.rst").read_text(encoding="utf-8"))
    return ShownTable(f"every-{stem}", heading, body, caption, file)


def _draw_overview(rows: Sequence[OverviewRow]) -> ShownFigure | None:
    """The picture of the first screen; a report with one row has none."""
    if len(rows) < 2:
        return None
    with tempfile.TemporaryDirectory() as folder:
        stem = f"{folder}/overview"
        with figure_style():
            save(draw_overview(rows), stem, OVERVIEW_CAPTION, describe_overview(rows))
        return read_figure(
            "overview-figure", "the best network and the best baseline", stem, "overview"
        )

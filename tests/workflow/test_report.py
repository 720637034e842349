"""The report is one file."""

import re

import pytest

from reprise.plan.workflow_plan import make_plan
from reprise.report.report_files import read_report_parts

pytestmark = pytest.mark.workflow


def test_the_report_loads_nothing_from_elsewhere(shared):
    text = (shared.folder / "results" / "report.html").read_text()
    loaded = re.findall(r"<(?:script|img|link)[^>]+(?:src|href)=\"(?!data:)([^\"]+)\"", text)
    assert loaded == []
    assert "A tiny study" in text
    shown = {"tiny", "tiny-distribution", "tiny-series", "tiny-table-describe"}
    assert shown <= shared.places_in_report()


def test_the_report_reads_what_the_stages_have_written(shared, monkeypatch):
    monkeypatch.chdir(shared.folder)
    parts = read_report_parts(make_plan(shared.folder, {"studies": "tiny"}).findings)
    (study,) = parts.studies
    assert (study.name, study.facts["runs"]) == ("tiny", "6")
    assert [figure.id for figure in study.figures] == ["tiny-distribution"]
    assert all(figure.alternative for figure in (*study.figures, *study.more_figures))
    assert {"tabulate", "train"} <= {step.name for step in parts.steps}
    assert parts.overview is None, "one study has its own picture"

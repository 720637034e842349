"""The report is one file."""

import re

import pytest

pytestmark = pytest.mark.workflow


def test_the_report_loads_nothing_from_elsewhere(shared):
    text = (shared.folder / "results" / "report.html").read_text()
    loaded = re.findall(r"<(?:script|img|link)[^>]+(?:src|href)=\"(?!data:)([^\"]+)\"", text)
    assert loaded == []
    assert "A tiny study" in text
    shown = {"tiny", "tiny-distribution", "tiny-series", "tiny-table-describe"}
    assert shown <= shared.places_in_report()

"""The report: one file that needs nothing else, opened in a real browser."""

import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.workflow


def test_the_report_is_one_file_that_needs_nothing_else(shared):
    text = (shared.folder / "results" / "report.html").read_text()
    loaded = re.findall(r"<(?:script|img|link)[^>]+(?:src|href)=\"(?!data:)([^\"]+)\"", text)
    assert loaded == []
    for shown in ("A tiny study", "distribution.svg", "series.svg", "describe.html"):
        assert shown in text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt install chromium)")
def test_a_browser_shows_the_report(shared, tmp_path):
    done = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update"),
            *(f"--user-data-dir={tmp_path}", "--virtual-time-budget=8000", "--dump-dom"),
            f"file://{shared.folder}/results/report.html",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    body = re.sub(r"<script.*?</script>", "", done.stdout, flags=re.DOTALL)
    assert ">Results<" in body, "the menu was not drawn"
    assert "gives one lucky or unlucky number" in body, "the introduction was not drawn"
    assert "What each study found" in body and "A tiny study" in body
    assert "align-items: safe center" in body, "a long first page could not be scrolled to its top"

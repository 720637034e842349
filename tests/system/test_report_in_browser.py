"""The report, opened in a real browser."""

import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.workflow


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
    assert "its result depends on luck" in body, "the introduction was not drawn"
    assert "The result of each study" in body and "A tiny study" in body
    assert "align-items: safe center" in body, "a long first page could not be scrolled to its top"

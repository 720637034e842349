"""The pages say what the project has: commands, numbers of runs, distances, stages."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
import yaml
from conftest import ROOT

from reprise.paths import REPLICATIONS
from reprise.plan.stages import STUDY_STAGES
from reprise.plan.study_list import list_studies
from reprise.tables.registry import TABLES

DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *ROOT.glob("*/README.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
STUDIES = (DOCS / "studies.md").read_text(encoding="utf-8")
RESULTS = (DOCS / "results.md").read_text(encoding="utf-8")
DEFAULT = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))["studies"]


def count_runs(names):
    """The number of studies and of runs, as `make list-studies` prints them for these names."""
    factors = [row.runs.split(" x ") for row in list_studies(names, results="results-of-nobody")]
    return len(factors), sum(int(configurations) * int(n) for configurations, n in factors)


def test_the_readme_fits_on_a_screen_and_a_half():
    assert len(README.splitlines()) <= 100
    picture = ROOT / re.search(r"!\[[^]]+\]\(([^)]+)\)", README)[1]
    assert picture.stat().st_size <= 150_000


def test_every_make_command_of_a_page_is_a_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^ *)make ([a-z-]+)", text, re.MULTILINE))
    assert len(named) > 10
    assert named - targets == set()


def test_the_pages_count_the_default_studies_and_their_runs():
    studies, runs = count_runs(DEFAULT)
    assert f"trains {studies} studies with {runs:,} runs" in STUDIES
    assert f"with {runs:,} runs in [{studies} studies](docs/studies.md)" in README


@pytest.mark.parametrize(
    "group", ["extensions", "readers", "eras", "lstm_grid", "lstm_replication"]
)
def test_the_studies_page_counts_the_runs_on_request(group):
    studies, runs = count_runs([group])
    row = re.search(rf"^\| `make study STUDIES={group}` \| (.*) \|$", STUDIES, re.MULTILINE)[1]
    assert f"{runs:,} runs" in row
    assert studies == 1 or f"{studies} studies" in row


def test_the_results_page_has_the_distances_of_the_stored_replication():
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (\d+) \| (\d+) \| ([^|]+) \|", RESULTS, re.MULTILINE)
    shown = {era: numbers for era, *numbers in rows}
    stored = pd.read_csv(REPLICATIONS / "lstm_replication.csv").set_index("era")
    assert list(shown) == list(stored.index)
    for era, (distance, expected, p) in shown.items():
        row = stored.loc[era]
        assert row["runs"] == 300
        assert (int(distance), int(expected)) == (round(row["distance"]), round(row["expected"]))
        below = re.fullmatch(r"< (0\.\d+)", p)
        assert row["p"] < float(below[1]) if below else round(row["p"], 2) == float(p)


def test_the_picture_of_the_data_shows_every_stage():
    root = ET.parse(DOCS / "images" / "data_flow.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    boxes = root.findall(f"{svg}g[@id='stages']/{svg}text[@class='name']")
    names = {box.text for box in boxes}
    assert names == {"settings", *STUDY_STAGES, "replicate", "claim"}


def test_the_page_of_files_has_every_table():
    named = re.findall(r"`([\w*]+\.(?:csv|csv\.gz|txt))`", (DOCS / "files.md").read_text())
    patterns = [name.replace("*", r"\w+") for name in named]
    files = {table.file for table in TABLES}
    assert [f for f in files if not any(re.fullmatch(p, f) for p in patterns)] == []

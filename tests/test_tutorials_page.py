"""What docs/tutorials.md promises: an answer or a reason in every row."""

import re

import yaml
from conftest import ROOT

TUTORIALS = ROOT / "docs" / "tutorials.md"
STUDIES = ROOT / "config" / "studies"
LINK = re.compile(r"\]\(([^)\s]+)\)")


def rows():
    """The cells of every row of docs/tutorials.md: item, place, kind, answer."""
    lines = [line for line in TUTORIALS.read_text().splitlines() if line.startswith("| ")]
    rows = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines]
    return [row for row in rows if row[0] != "item" and not row[0].startswith("---")]


def test_every_row_of_the_tutorials_is_answered_or_says_why_not():
    assert len(rows()) > 150
    for row in rows():
        assert len(row) == 4, row
        answer = row[3]
        unanswered = re.search(r"[Nn]ot answered: (.*)", answer)
        assert unanswered is None or len(unanswered[1]) > 10, row
        assert len(answer) > 10, row


def test_the_tutorials_page_names_every_study():
    linked = set(re.findall(r"config/studies/(\w+)\.yaml", TUTORIALS.read_text()))
    assert linked == {file.stem for file in STUDIES.glob("*.yaml")} - {"quick"}


def test_the_tutorials_page_names_no_study_without_a_link():
    """A name in code that has the form of a study, such as `lstm_epochs`, is a link."""
    names = {file.stem for file in STUDIES.glob("*.yaml")}
    text = LINK.sub("]", TUTORIALS.read_text())
    plain = set(re.findall(r"(?<!\[)`([a-z0-9_]+)`(?!\])", text))
    assert not plain & names


def test_the_tutorials_page_names_every_claim_of_the_tutorials():
    document = yaml.safe_load((ROOT / "data" / "claims.yaml").read_text())
    claims = {int(str(c["claim"]).split()[0]) for c in document["claims"] if c.get("tutorial")}
    named = set()
    for numbers in re.findall(r"[Cc]laims? ((?:\d+(?:, | and )?)+)", TUTORIALS.read_text()):
        named |= {int(number) for number in re.findall(r"\d+", numbers)}
    assert claims <= named
    assert named <= {int(str(c["claim"]).split()[0]) for c in document["claims"]}

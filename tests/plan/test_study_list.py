"""The list of studies: groups, runs, stored runs and titles, without TensorFlow."""

import subprocess
import sys

import pytest
from conftest import ROOT, TINY

from reprise.config.wrong_studies import WrongStudies
from reprise.errors import ConfigError
from reprise.plan.study_list import StudyRow, format_rows, list_studies, main

PATH = "config/studies"


@pytest.fixture
def folder(tmp_path):
    studies = tmp_path / "config" / "studies"
    studies.mkdir(parents=True)
    for name in ("lstm_epochs", "lstm_grid"):
        (studies / f"{name}.yaml").write_bytes((ROOT / PATH / f"{name}.yaml").read_bytes())
    (studies / "tiny.yaml").write_text(f"group: small\n{TINY}")
    (tmp_path / "config" / "config.yaml").write_text("studies: [lstm_epochs]\n")
    (tmp_path / "data" / "published").mkdir(parents=True)
    for name in ("shampoo_sales.csv", "published/lstm_epochs.csv"):
        (tmp_path / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    return tmp_path


def test_a_study_has_its_group_its_runs_and_its_stored_runs(folder):
    run = folder / "results-mine" / "tiny" / "runs" / "epochs=3" / "002.json"
    run.parent.mkdir(parents=True)
    run.write_text("{}")
    rows = list(list_studies(results=folder / "results-mine", root=folder))
    assert [(row.study, row.group) for row in rows] == [
        ("lstm_epochs", "config.yaml"),
        ("lstm_grid", ""),
        ("tiny", "small"),
    ]
    assert rows[-1] == StudyRow("tiny", "small", "2 x 3", "1 of 6", "A tiny study")
    assert list(list_studies(["small"], folder / "results-mine", folder)) == rows[-1:]


def test_a_study_with_a_rule_shows_the_fewest_and_the_most_repeats(folder):
    rule = TINY.replace("repeats: 3", "repeats: {until: decided, at_least: 5, at_most: 9}")
    (folder / PATH / "tiny.yaml").write_text(rule)
    (row,) = list_studies(["tiny"], folder / "results-mine", folder)
    assert (row.runs, row.stored) == ("2 x 5-8", "0 of at most 16")


def test_a_wrong_study_is_told_and_the_others_are_listed(folder):
    (folder / PATH / "wrong.yaml").write_text("title: 1\n")
    wrong = WrongStudies(folder)
    assert len(list(list_studies(root=folder, wrong=wrong))) == 3
    assert list(wrong.problems) == ["wrong"]
    with pytest.raises(ConfigError, match="Did you mean 'small'"):
        list(list_studies(["smal"], root=folder))


def test_the_columns_of_the_list_are_aligned_and_a_title_is_one_line():
    rows = [StudyRow("a", "", "1 x 2", "0 of 2", "One\n\x1b[2J"), StudyRow("long", "g", "", "", "")]
    assert format_rows(rows).splitlines() == [
        "study  group  runs   stored  title",
        "a             1 x 2  0 of 2  One \\x1b[2J",
        "long   g",
    ]


def test_the_command_prints_the_list_and_imports_no_tensorflow(capsys, tmp_path):
    assert main(["quick", "--results", str(tmp_path)]) == 0
    assert "quick" in capsys.readouterr().out
    assert main(["quikc"]) == 1
    assert "Did you mean 'quick'?" in capsys.readouterr().err
    code = (
        "import sys; from reprise.plan.study_list import main; import reprise.config.new_study;"
        " main(['quick']);"
        " print([m for m in ('tensorflow', 'sklearn', 'scipy', 'statsmodels', 'matplotlib')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr

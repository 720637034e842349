"""Law 7: a wrong study or config stops before any job."""

import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow

OWN = """\
dataset: {file: data/shampoo_sales.csv, time: Month, value: Sales}
framing: {difference: 1, lags: 1, test_rows: 12}
training: {batch_size: 4}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TINY.replace("epochs:", "epoch:"), "unknown key 'epoch'. Did you mean 'epochs'?"),
        (TINY + "dataset: {value: Sale}\n", "no column 'Sale'. Did you mean 'Sales'?"),
    ],
)
def test_a_wrong_study_stops_before_any_job(project, text, expected):
    project.write_study("tiny", text)
    printed = project.snakemake(check=False)
    assert "config/studies/tiny.yaml" in printed and expected in printed
    assert "Traceback" not in printed
    assert not (project.folder / "results").exists()


def test_two_studies_with_one_title_are_refused(project):
    project.write_study("other", TINY)
    printed = project.snakemake(check=False, studies="tiny,other")
    assert "studies 'tiny' and 'other' have the same title 'A tiny study'" in printed


def test_a_wrong_config_names_the_most_similar_study_or_key(project):
    printed = project.snakemake(check=False, studies="lstm_epoch")
    assert "and no group of this name. Did you mean 'lstm_epochs'?" in printed
    printed = project.snakemake(check=False, job_siz="run")
    assert "unknown key 'job_siz'. Did you mean 'job_size'?" in printed


NOISE = ("Traceback", "RuleException", "Error in rule", "output:", "set -euo", "WorkflowError")


def test_one_bad_study_stops_alone_if_the_others_are_to_continue(project):
    """One study has a wrong file, the network of another cannot be built, and the third runs."""
    project.write_study("bad", "title: [\n")
    own = TINY.replace("A tiny", "My own").replace("extends: lstm_epochs", OWN)
    project.write_study("own", own + "model: {family: 'mine:wide'}\n")
    (project.folder / "mine.py").write_text(
        "import sys\n\n\ndef wide(*arguments):\n    sys.exit()\n"
    )
    printed = project.snakemake(check=False, studies="tiny,bad,own")
    assert printed.splitlines()[-2].startswith("Reprise: config/studies/bad.yaml, line ")
    assert "continue" in printed.splitlines()[-1] and "Job" not in printed
    printed = project.snakemake(check=False, studies="tiny,bad,own", on_study_error="continue")
    left_out, (heading, last) = "config/studies/bad.yaml, line ", printed.splitlines()[-2:]
    assert printed.count(left_out) == 2
    assert heading.startswith("Reprise: the command ends with one error.")
    assert last.startswith("[train_own] own / epochs=3 and 1 more: model.family mine:wide (")
    assert "mine.py) failed at line 5, in wide: it ends with sys.exit()." in last
    assert not any(noise in printed for noise in NOISE)
    assert project.path("figures/series.svg").exists(), "the other study continues"
    printed = project.snakemake(check=False, studies="tiny,bad", on_study_error="continue")
    assert left_out in printed.splitlines()[-1]
    report = (project.folder / "results" / "report.html").read_text()
    assert "This report does not show all studies." in report and "<code>bad</code>" in report
    logs = "".join(p.read_text() for p in (project.folder / ".snakemake" / "log").glob("*.log"))
    assert "Error in rule train_own" in logs, "the log has what the terminal does not show"

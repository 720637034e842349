"""Law 7: a wrong study or config stops before any job."""

import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TINY.replace("epochs:", "epoch:"), "unknown key 'epoch'. Did you mean 'epochs'?"),
        (TINY + "dataset: {value: Sale}\n", "no column 'Sale'. Did you mean 'Sales'?"),
        (TINY.replace("A tiny study", "A {tiny} study"), "title"),
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

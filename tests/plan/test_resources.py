import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.jobs import training_jobs
from reprise.plan.resources import (
    group_name,
    job_resources,
    study_resources,
    training_resources,
)


def at_attempt(resources, attempt):
    """The resources of one attempt, as Snakemake evaluates them."""
    return {k: v(None, attempt) if callable(v) else v for k, v in resources.items()}


def test_each_further_attempt_asks_for_more_memory_and_time():
    resources = job_resources(seconds=60, megabytes=500)
    first, second = at_attempt(resources, 1), at_attempt(resources, 2)
    assert first["mem_mb"] == 500 and first["runtime"] > 1
    assert second == {name: 2 * value for name, value in first.items()}


def test_more_studies_ask_for_more_time_and_share_a_submission():
    one, ten = (at_attempt(study_resources(n), 1) for n in (1, 10))
    assert one["runtime"] < ten["runtime"] and one["mem_mb"] == ten["mem_mb"]
    assert ten["side_by_side"] == 1
    assert group_name("tables", "configuration") == "tables"
    assert group_name("tables", "share") is None


@pytest.fixture(scope="module")
def quick():
    study = load_study("quick", ROOT / "config" / "studies", ROOT)
    files = StudyFiles(study, "results", "data/shampoo_sales.csv")
    return files, {("quick", c.name): c for c in study.configurations}


def test_what_the_config_requests_replaces_the_estimate(quick):
    files, configurations = quick
    (job,) = training_jobs([files], set(), "study", 1)
    usual = at_attempt(training_resources(job, configurations, {}), 1)
    requested = {"gres": "gpu:1", "mem_mb": 64}
    asked = at_attempt(training_resources(job, configurations, requested), 1)
    assert asked == usual | requested
    assert usual["mem_mb"] == 2500

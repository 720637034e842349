import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.errors import ConfigError
from reprise.plan.files import StudyFiles
from reprise.plan.jobs import training_jobs
from reprise.plan.resources import (
    group_name,
    job_resources,
    refuse_unreadable_amounts,
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
    (job,) = training_jobs("train", [files], set(), "study", 1)
    usual = at_attempt(training_resources(job, configurations, {}), 1)
    requested = {"gres": "gpu:1", "mem_mb": 64}
    asked = at_attempt(training_resources(job, configurations, requested), 1)
    assert asked == usual | requested
    assert usual["mem_mb"] == 2500


@pytest.mark.parametrize(
    ("name", "value", "amount"),
    [
        ("mem_mb", 4000, 4000),
        ("mem_mb", "4000", 4000),
        ("mem", "4 GB", 4000),
        ("mem_mb_per_cpu", 300, 300),
        ("runtime", 90, 90),
        ("runtime", "2h", 120),
    ],
)
def test_named_memory_and_time_grow_with_each_attempt(quick, name, value, amount):
    files, configurations = quick
    (job,) = training_jobs("train", [files], set(), "study", 1)
    resources = training_resources(job, configurations, {name: value})
    assert [at_attempt(resources, attempt)[name] for attempt in (1, 2)] == [amount, 2 * amount]
    assert len({name for name in resources if name.startswith("mem")}) == 1


@pytest.mark.parametrize(("name", "value"), [("mem", "much"), ("runtime", "0"), ("mem_mb", "4 GB")])
def test_an_amount_that_is_no_number_is_refused(name, value):
    refuse_unreadable_amounts({"gres": "gpu:1", "runtime": "90 minutes"})
    with pytest.raises(ConfigError, match=rf"training_resources\.{name} is '{value}'"):
        refuse_unreadable_amounts({name: value})

"""The jobs of the rounds: every run of a round in one job, whatever the size of the jobs."""

import pytest
from rounds_study import MadeUpStudy

from reprise.plan.round_jobs import decision_jobs, round_jobs


@pytest.fixture
def files(tmp_path):
    return MadeUpStudy(tmp_path).files


@pytest.mark.parametrize(
    ("job_size", "jobs_of_a_round"), [("run", 9), ("configuration", 3), ("study", 1), ("all", 1)]
)
def test_every_run_of_a_round_is_in_one_job(files, job_size, jobs_of_a_round):
    jobs = round_jobs([files], job_size, cores=2)
    second = [job for job in jobs if job.round.number == 2]
    assert len(second) == jobs_of_a_round
    assert len({job.name for job in jobs}) == len(jobs)
    for number in (2, 3):
        outputs = [path for job in jobs if job.round.number == number for path in job.outputs]
        assert sorted(outputs) == sorted(files.rounds[number - 1].all_done)


def test_a_job_of_a_round_waits_for_the_decision_and_a_decision_for_the_jobs(files):
    first, second, third = decision_jobs([files])
    (training, *_) = round_jobs([files], "share", cores=1)
    assert first.round.decision in training.inputs
    assert set(training.outputs) <= set(second.inputs)
    assert set(files.trained) <= set(first.inputs)
    assert second.outputs == [second.round.decision, second.round.record]
    assert second.round.decision in third.inputs
    assert third.outputs == files.inputs("tabulate")[-2:]

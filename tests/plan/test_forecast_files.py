"""The files of the networks that are trained anew do not depend on the configuration."""

import pytest
from forecast_studies import STATEFUL, observations, write_study

from reprise.plan.forecast_files import ForecastFiles
from reprise.plan.jobs import training_jobs
from reprise.training.planned_run import run_seed


@pytest.fixture
def files(tmp_path):
    return write_study(tmp_path, STATEFUL, observations(70))[0]


def test_every_network_is_a_run_with_a_seed_of_its_own(files):
    runs = files.forecast.runs
    assert isinstance(files.forecast, ForecastFiles)
    assert len(runs) == 3 * 3
    assert len({run.seed for run in [*runs, *files.runs]}) == len(runs) + len(files.runs)
    assert runs[0].seed == run_seed("mine", "forecast,origin=58", 1)
    assert [run.network_path is not None for run in runs] == [False] * 6 + [True] * 3
    assert runs[-1].network_path.endswith("results/mine/forecaster/members/003.keras")
    assert runs[0].run_path.endswith("results/mine/forecast/runs/origin=58/001.json")


@pytest.mark.parametrize("job_size", ["run", "configuration", "study", "share", "all"])
def test_exactly_one_job_trains_each_network(files, job_size):
    jobs = training_jobs("retrain", [files.forecast], set(), job_size, 2)
    runs = [run for job in jobs for run in job.runs]
    assert sorted(map(str, runs)) == sorted(map(str, files.forecast.runs))
    assert all(job.name.startswith("retrain_") and job.stage == "retrain" for job in jobs)
    outputs = [path for job in jobs for path in job.outputs]
    assert sorted(outputs) == sorted(files.outputs("retrain"))


def test_the_stages_follow_each_other(files):
    for stage, before in (("retrain", "choose"), ("forecast", "retrain"), ("draw", "forecast")):
        made = [path for path in files.outputs(before) if path.endswith((".json", ".csv"))]
        if stage == "retrain":
            jobs = training_jobs("retrain", [files.forecast], set(), "all", 1)
            assert {path for job in jobs for path in job.inputs} <= set(made) | {
                files.forecast.framing
            }
        else:
            assert set(made) <= set(files.inputs(stage))
    assert files.forecast.choice in files.digested[files.digests("choose")]

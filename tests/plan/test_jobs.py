import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.jobs import divide_evenly, study_jobs, training_jobs


@pytest.fixture(scope="module")
def all_files():
    names = ("lstm_epochs", "lstm_dropout", "quick")
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in names]
    return [StudyFiles(study, "results", "data/shampoo_sales.csv") for study in studies]


@pytest.mark.parametrize("cores", [1, 2, 7])
@pytest.mark.parametrize("job_size", ["run", "configuration", "study", "share", "all"])
def test_exactly_one_job_trains_each_run(all_files, job_size, cores):
    jobs = training_jobs("train", all_files, set(), job_size, cores)
    planned = [run for job in jobs for run in job.runs]
    assert len(planned) == len(set(planned)) == 450 + 180 + 10
    assert len({job.name for job in jobs}) == len(jobs)
    expected = {"run": 640, "configuration": 15 + 6 + 2, "study": 3, "share": cores, "all": 1}
    assert len(jobs) == expected[job_size]


@pytest.mark.parametrize("cores", [2, 4, 7])
def test_the_runs_of_one_training_share_a_job(all_files, cores):
    jobs = training_jobs("train", all_files, set(), "share", cores)
    for study, trainings in (("lstm_epochs", 3 * 30), ("quick", 5)):
        seeds = [{run.seed for run in job.runs if run.study == study} for job in jobs]
        assert sum(map(len, seeds)) == len(set.union(*seeds)) == trainings


def test_a_current_study_has_a_job_of_its_own(all_files):
    jobs = training_jobs("train", all_files, {"lstm_epochs", "quick"}, "share", 2)
    names = [job.name for job in jobs]
    assert names == ["train_lstm_epochs", "train_quick", "train_share_1", "train_share_2"]
    jobs = {
        j.name: j.study_names for j in study_jobs("draw", all_files, {"lstm_epochs"}, "share", 2)
    }
    assert jobs["draw_lstm_epochs"] == "lstm_epochs"
    assert sorted(jobs) == ["draw_lstm_epochs", "draw_share_1", "draw_share_2"]


def test_no_study_shares_a_job_when_everything_is_current(all_files):
    current = {files.study.name for files in all_files}
    assert len(study_jobs("tabulate", all_files, current, "share", 2)) == 3


def test_a_training_job_names_what_it_trains_and_which_files_decide_it(all_files):
    quick = all_files[2:]
    (job,) = training_jobs("train", quick, set(), "study", 1)
    assert job.description == "10 runs of quick"
    assert job.inputs == ["results/quick/settings/train.json", "results/quick/framing.npz"]
    assert job.outputs == [run.run_path for run in job.runs]
    single = training_jobs("train", quick, set(), "run", 1)[0]
    assert single.description == "quick / epochs=100, repeat 1"
    assert single.inputs[0] == "results/quick/settings/configurations/epochs=100.json"
    configuration = training_jobs("train", quick, set(), "configuration", 1)[0]
    assert configuration.description == "quick / epochs=100, 5 repeats"


def test_a_short_program_is_not_divided_between_shares(all_files):
    """A program that is compiled on two cores costs more than the work that it shares."""
    jobs = training_jobs("train", all_files[2:], set(), "share", 2)
    assert [len(job.runs) for job in jobs] == [5, 5] or len(jobs) == 1


def test_items_are_divided_evenly():
    parts = divide_evenly([5, 4, 3, 3, 3], lambda weight: weight, 2)
    assert sorted(map(sum, parts)) == [8, 10]
    assert divide_evenly([], lambda weight: weight, 2) == []
    assert divide_evenly([1], lambda weight: weight, 3) == [[1]]

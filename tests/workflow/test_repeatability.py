"""Laws 1 and 2: neither the jobs nor their order change a result."""

import pandas as pd
import pytest
from conftest import RECORDING_STUDY, TINY

pytestmark = pytest.mark.workflow

TABLES = ("describe.csv", "baselines.csv", "final_scores.txt", "first_rows.txt")


def tables(project, results="results"):
    return {name: project.path(name, results=results).read_bytes() for name in TABLES}


@pytest.mark.parametrize(("job_size", "cores"), [("run", 2), ("all", 1)])
def test_every_job_size_and_number_of_cores_gives_the_same_bits(shared, job_size, cores):
    results = f"results-{job_size}-{cores}"
    target = f"{results}/tiny/tables.sha256"
    shared.snakemake(target, cores=cores, job_size=job_size, results=results)
    assert shared.runs(results=results) == shared.runs()
    assert tables(shared, results) == tables(shared)


def test_a_run_alone_and_in_another_order_has_the_same_bits(project, shared):
    last = "results/tiny/runs/epochs=6/003.json"
    project.snakemake(last, job_size="run", cores=1)
    assert list(project.runs()) == ["epochs=6/003.json"]
    project.write_study("tiny", TINY.replace("[3, 6]", "[6, 3]"))
    project.snakemake("results/tiny/tables.sha256", job_size="study")
    assert project.runs() == shared.runs()


def test_more_repeats_train_only_the_new_runs(finished):
    before = finished.stored()
    target = "results/tiny/tables.sha256"
    printed = finished.snakemake(target, repeats=5)
    assert finished.trained(printed) == 4
    after = finished.stored()
    assert len(after) == len(before) + 4
    assert all(after[path] == content for path, content in before.items())
    assert pd.read_csv(finished.path("runs.csv")).groupby("configuration").size().tolist() == [5, 5]
    assert "Nothing to be done" in finished.snakemake(target, repeats=5)


def test_other_job_sizes_make_nothing_again(finished):
    for job_size, cores in (("study", 1), ("all", 1), ("configuration", 2)):
        assert "Nothing to be done" in finished.snakemake(job_size=job_size, cores=cores)


def test_another_job_size_records_the_same_histories_and_layer_statistics(project):
    project.write_study("tiny", RECORDING_STUDY)
    project.snakemake("results/tiny/tables.sha256", job_size="study", cores=1)
    stored = {
        path.relative_to(project.folder / "results"): path.read_bytes()
        for kind in ("histories", "layer_statistics")
        for path in project.path(kind).glob("*/*.csv")
    }
    assert len(stored) == 8
    target, results = "results-other/tiny/tables.sha256", "results-other"
    project.snakemake(target, job_size="configuration", results=results)
    assert project.runs(results=results) == project.runs()
    for path, content in stored.items():
        assert (project.folder / results / path).read_bytes() == content
    selection = pd.read_csv(project.path("selection.csv"))
    assert selection["chosen"].sum() == 1
    history = pd.read_csv(project.path("history.csv.gz"))
    assert not [column for column in history if column.startswith("test")]
    layers = pd.read_csv(project.path("layer_statistics.csv.gz"))
    updates = 4 * 10 + 1  # 308 rows in batches of 32, and one before training
    assert layers.groupby(["configuration", "repeat"]).size().tolist() == [updates] * 4
    next(project.path("layer_statistics").glob("*/002.csv")).unlink()
    printed = project.snakemake("results/tiny/tables.sha256", "trained", job_size="study")
    assert "trained 1 runs, kept 3" in printed

"""The profile for clusters, on a Slurm cluster of one node that the tests start and stop."""

import subprocess
import sys

import pytest
from conftest import TINY
from one_node_slurm import within

pytestmark = pytest.mark.workflow

TABLES = ("runs.csv", "describe.csv", "summary.csv", "comparisons.csv", "final_scores.txt")
# The jobs are short, so their status is asked soon.
PROFILE = ("--profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "1")


def tables(project, results="results"):
    return {name: project.path(name, results=results).read_bytes() for name in TABLES}


def without_seconds(table):
    """A table of runs without its last column, the seconds of each run."""
    return [line.rpartition(b",")[0] for line in table.splitlines()]


def assert_same_results(project, other, results="results"):
    ours, theirs = tables(project), tables(other, results)
    assert project.runs() == other.runs(results=results)
    assert without_seconds(ours.pop("runs.csv")) == without_seconds(theirs.pop("runs.csv"))
    assert ours == theirs


@pytest.mark.slurm
@pytest.mark.parametrize("slurm", ["without accounting", "with accounting"], indirect=True)
def test_slurm_gives_the_same_bits_as_one_machine(project, shared, slurm):
    with open(project.folder / "profiles" / "slurm" / "jobs.yaml", "a") as jobs:
        jobs.write('training_resources: {gres: "gpu:1"}\n')
    printed = project.snakemake(*PROFILE)
    assert ("`sacct` does not answer" in printed) is not slurm.accounting
    assert_same_results(project, shared)
    requested = slurm.jobs("%T", "%m", "%l", "%b")
    assert requested == {
        "rule_prepare_prepare_tiny": ("COMPLETED", "1000M", "7:00", "N/A"),
        "rule_train_tiny_1_epochs_3": ("COMPLETED", "2500M", "6:00", "gres:gpu:1"),
        "rule_train_tiny_2_epochs_6": ("COMPLETED", "2500M", "6:00", "gres:gpu:1"),
        "rule_tables_draw_tiny_tabulate_tiny": ("COMPLETED", "1000M", "14:00", "N/A"),
        "rule_export_export_tiny": ("COMPLETED", "1000M", "7:00", "N/A"),
    }
    logs = project.folder / "results" / "logs"
    assert "3 of 3 runs to train" in (logs / "train" / "train_tiny_1_epochs_3.log").read_text()
    assert (project.folder / "results" / "report.html").exists()
    assert "Nothing to be done" in project.snakemake()


@pytest.mark.slurm
def test_a_cancelled_job_continues_and_trains_no_complete_run_again(project, slurm):
    long_study = TINY.replace("[3, 6]", "[300000]").replace("repeats: 3", "repeats: 12")
    project.write_study("tiny", long_study)
    project.snakemake("results/tiny/framing.npz", job_size="configuration")
    last = "results/tiny/runs/epochs=300000/012.json"
    command = [sys.executable, "-m", "snakemake", last, *PROFILE, "--retries", "0"]
    running = subprocess.Popen(
        [*command, "--config", "studies=tiny"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert within(90, lambda: len(project.runs()) >= 3), slurm.jobs("%T")
        slurm.cancel_everything()
        printed, _ = running.communicate(timeout=120)
    finally:
        running.kill()
    stored = project.stored()
    assert 3 <= len(stored) < 12, "it must be cancelled in the middle"
    assert running.returncode and "CANCELLED. Somebody cancelled it." in printed
    (log,) = (project.folder / "results" / "logs" / "slurm").glob("rule_train_tiny_1*/*.log")
    assert f"results/logs/slurm/rule_train_tiny_1_epochs_300000/{log.name}" in printed
    assert "CANCELLED" in log.read_text()
    project.snakemake(last, *PROFILE, "--retries", "0")
    log_text = (project.folder / "results/logs/train/train_tiny_1_epochs_300000.log").read_text()
    assert f"{12 - len(stored)} of 12 runs to train" in log_text
    assert all(path.read_bytes() == content for path, content in stored.items())
    local = {"results": "results-local", "job_size": "study"}
    project.snakemake(last.replace("results", "results-local"), **local)
    assert project.runs() == project.runs(results="results-local")
    assert len(project.runs()) == 12


SUBMIT = """\
#!/bin/sh
# submit.sh MINUTES MEGABYTES SCRIPT: a scheduler that starts everything at once.
echo "$1 $2" >> asked
setsid sh "$3" > "$3.log" 2>&1 < /dev/null &
echo $!
"""


def test_another_scheduler_takes_jobs_by_a_command_and_gives_the_same_bits(project, shared):
    (project.folder / "submit.sh").write_text(SUBMIT)
    submit = "sh ./submit.sh {resources.runtime} {resources.mem_mb}"
    project.snakemake(
        *("--profile", "profiles/slurm", "--executor", "cluster-generic"),
        *("--cluster-generic-submit-cmd", submit),
    )
    assert_same_results(project, shared)
    requested = (project.folder / "asked").read_text().splitlines()
    assert sorted(requested) == ["14 1000", "6 2500", "6 2500", "7 1000", "7 1000"]


def test_shares_are_refused_on_a_cluster_before_any_job(project):
    submit = ("--cluster-generic-submit-cmd", "sh", "--jobs", "2")
    printed = project.snakemake("--executor", "cluster-generic", *submit, check=False)
    assert "cluster use --config job_size=configuration" in printed
    assert not project.path("framing.npz").exists()


def test_the_command_line_overrides_the_profile_which_overrides_the_config(project):
    with open(project.folder / "config" / "config.yaml", "a") as config:
        config.write("job_size: all\n")
    dry_run = ("--dry-run", "--profile", "profiles/slurm")
    assert "train_tiny_2_epochs_6 " in project.snakemake(*dry_run)
    assert "train_tiny " in project.snakemake(*dry_run, job_size="study")
    assert "train_all " in project.snakemake("--dry-run")

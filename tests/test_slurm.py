"""What Slurm says is shown with what to do; programs in place of Slurm's own print it here."""

import pytest

from reprise.slurm import (
    can_pass,
    describe_queue,
    explain_failure,
    sacct_answers,
)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put a program that prints a text and ends with a status before the one of Slurm."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    sacct_answers.cache_clear()

    def write(name, printed="", status=0):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\ncat <<'END'\n{printed}\nEND\nexit {status}\n")
        path.chmod(0o755)

    yield write
    sacct_answers.cache_clear()


@pytest.mark.parametrize("status", [0, 1])
def test_sacct_answers_if_the_cluster_records_finished_jobs(program, status):
    program("sacct", "Slurm accounting storage is disabled", status)
    assert sacct_answers() is (status == 0)


def test_the_queue_is_one_line_with_numbers_reasons_and_advice(program):
    drained = "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority"
    program(
        "squeue",
        "\n".join(
            [
                *("RUNNING|None", "RUNNING|None", "PENDING|Resources", "PENDING|None"),
                f"PENDING|{drained}",
                "PENDING|launch failed requeued held",
            ]
        ),
    )
    assert describe_queue("run") == (
        "Jobs in the queue of Slurm: 2 RUNNING; 1 PENDING (Resources); 1 PENDING;"
        f" 1 PENDING ({drained}: the machines are out of service; see `sinfo -R`);"
        " 1 PENDING (launch failed requeued held: its machine could not start it;"
        " `scontrol release NUMBER` lets it start again)"
    )


def test_an_empty_queue_gives_no_line_and_no_answer_is_told(program):
    program("squeue")
    assert describe_queue("run") == ""
    program("squeue", status=1)
    assert describe_queue("run").startswith("Slurm does not answer.")


def refusal(error):
    """What Snakemake's executor says if `sbatch` fails."""
    return (
        f"SLURM sbatch failed. The error message was '{error}'.\n    sbatch call:\n        sbatch"
    )


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("Invalid account or account/partition combination specified", "Correct slurm_account"),
        ("Invalid partition name specified", "Correct slurm_partition"),
        ("Invalid qos specification", "Correct qos"),
        ("Invalid generic resource (gres) specification", "Correct gres"),
        ("Invalid feature specification", "Correct constraint"),
        ("Memory specification can not be satisfied", "request less mem_mb"),
        ("Requested time limit is invalid (missing or exceeds some limit)", "sinfo -o '%P %l'"),
        ("Requested node configuration is not available", "sinfo -o '%P %c %m %G'"),
        (
            "Job violates accounting/QOS policy (job submit limit, user's size)",
            "use a smaller --jobs",
        ),
    ],
)
def test_a_refused_job_is_explained_in_one_line(error, advice):
    text = explain_failure(refusal(f"sbatch: error: Batch job submission failed: {error}"))
    assert text.startswith(f"Slurm refused the job: Batch job submission failed: {error}. ")
    assert advice in text and "\n" not in text and "sbatch call" not in text


def test_the_lines_of_an_error_are_joined():
    text = explain_failure("The given account x appears to be invalid. Available accounts:\na, b")
    assert "appears to be invalid. Available accounts: a, b. Correct slurm_account" in text


@pytest.mark.parametrize("state", ["TIMEOUT", "OUT_OF_MEMORY", "CANCELLED", "NODE_FAIL", "FAILED"])
def test_a_job_that_ended_is_told_with_its_number_and_state(state):
    said = f"SLURM-job '12' failed, SLURM status is: '{state}'. Detailed failure reason unavailable"
    text = explain_failure(said)
    assert text.startswith(f"Slurm ended job 12: {state}.")
    assert ("training_resources" in text) is (state in ("TIMEOUT", "OUT_OF_MEMORY"))


@pytest.mark.parametrize(
    "log",
    [
        "slurmstepd: error: Exceeded job memory limit",
        "slurmstepd: error: Detected 1 oom_kill event in StepId=12.0.",
    ],
)
def test_the_log_of_a_job_tells_that_it_was_killed_for_its_memory(log):
    text = explain_failure("SLURM-job '12' failed, SLURM status is: 'FAILED'.", log)
    assert text.startswith("Slurm ended job 12: FAILED. It needed more memory than it requested.")


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        ("Unable to contact slurm controller (connect failure)", True),
        ("Job violates accounting/QOS policy (job submit limit, user's size)", True),
        ("Invalid partition name specified", False),
    ],
)
def test_an_error_that_passes_is_no_refusal(error, passes):
    assert can_pass(refusal(error)) is passes

"""What the terminal says when a Slurm cluster fails, and that the command goes on afterwards.

No time decides a test. The limits only end a test that hangs.
"""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from conftest import TINY
from one_node_slurm import within

pytestmark = [pytest.mark.workflow, pytest.mark.slurm]

LIMIT = 400  # seconds
LONG = TINY.replace("[3, 6]", "[300000]").replace("repeats: 3", "repeats: 5")
LAST_RUN = "results/tiny/runs/epochs=300000/005.json"
PROFILE = ("--profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "1")
ACCOUNTING = pytest.mark.parametrize(
    "slurm", ["without accounting", "with accounting"], indirect=True
)


class Command:
    """A command that runs while the test does something else."""

    def __init__(self, project, process, output):
        self._project, self.process, self._output = project, process, output

    @property
    def printed(self):
        return self._output.read_text()

    def wait_for(self, text):
        assert within(LIMIT, lambda: text in self.printed or self.has_ended), self.printed
        assert text in self.printed, self.printed

    def wait_for_runs(self, number):
        assert within(LIMIT, lambda: len(self._project.runs()) >= number), self.printed

    @property
    def has_ended(self):
        return self.process.poll() is not None

    def end(self):
        """Wait for the end; return the exit status."""
        return self.process.wait(LIMIT)


@contextmanager
def running(project, *options, **config):
    """Run Snakemake in the background; it does not outlive the test."""
    pairs = [f"{key}={value}" for key, value in ({"studies": "tiny"} | config).items()]
    command = [sys.executable, "-m", "snakemake", *PROFILE, *options, "--config", *pairs]
    path = project.folder / "printed.txt"
    with open(path, "w") as output:
        process = subprocess.Popen(
            command, cwd=project.folder, env=project.environment, stdout=output, stderr=output
        )
        try:
            yield Command(project, process, path)
        finally:
            process.kill()
            process.wait()


@ACCOUNTING
def test_a_controller_that_restarts_while_runs_are_trained_loses_no_job(project, slurm):
    project.write_study("tiny", LONG)
    with running(project, LAST_RUN) as command:
        command.wait_for_runs(1)
        slurm.stop_daemon("slurmctld")
        command.wait_for("Slurm does not answer. Jobs that run go on")
        slurm.start_daemon("slurmctld", "-D")
        assert command.end() == 0, command.printed
    assert len(project.runs()) == 5
    log = project.folder / "results/logs/train/train_tiny_1_epochs_300000.log"
    assert log.read_text().count("of 5 runs to train") == 1


def test_a_job_is_submitted_as_soon_as_the_controller_is_back(project, slurm):
    slurm.stop_daemon("slurmctld")
    with running(project, "results/tiny/framing.npz") as command:
        command.wait_for("Reprise tries again until Slurm takes the job.")
        slurm.start_daemon("slurmctld", "-D")
        assert command.end() == 0, command.printed


def test_a_drained_node_is_told_with_its_reason_and_the_jobs_start_afterwards(project, slurm):
    slurm.update_node(State="DRAIN", Reason="a_new_fan")
    with running(project, "results/tiny/framing.npz") as command:
        command.wait_for("PENDING (Nodes required for job are DOWN, DRAINED")
        assert "the machines are out of service; see `sinfo -R`" in command.printed
        slurm.update_node(State="RESUME")
        assert command.end() == 0, command.printed


def test_the_job_of_a_machine_that_fails_is_told_and_goes_on_when_the_machine_is_back(
    project, slurm
):
    project.write_study("tiny", LONG)
    with running(project, LAST_RUN) as command:
        command.wait_for_runs(1)
        slurm.update_node(State="DOWN", Reason="no_power")
        stored = project.stored()
        command.wait_for("PENDING (")
        slurm.update_node(State="RESUME")
        assert command.end() == 0, command.printed
    assert all(path.read_bytes() == content for path, content in stored.items())


def test_a_job_out_of_memory_is_told_and_its_next_attempt_asks_for_more(project, slurm):
    with running(project, "trained", training_resources="{mem_mb: 50}") as command:
        assert command.end() != 0
    assert "train_tiny_1_epochs_3: Slurm ended job" in command.printed
    assert "It needed more memory than it requested." in command.printed
    attempts = slurm.lines_of("squeue", "--states=all", "-h", "-o", "%k %m", "--sort", "i")
    assert [line.split()[1] for line in attempts if "epochs_3" in line] == ["50M", "100M"]


def test_a_job_out_of_time_is_told_and_its_next_attempt_goes_on_with_more(project, slurm):
    project.write_study("tiny", LONG.replace("repeats: 5", "repeats: 2000"))
    with running(project, "trained", training_resources="{runtime: 1}") as command:
        command.wait_for("TIMEOUT. It needed more time than it requested.")
        assert within(LIMIT, lambda: "2:00" in slurm.lines_of("squeue", "-h", "-o", "%l"))
        stored = project.stored()
        command.wait_for_runs(len(stored) + 1)
        slurm.cancel_everything()
        assert command.end() != 0
    assert stored
    assert all(path.read_bytes() == content for path, content in stored.items())


@ACCOUNTING
@pytest.mark.parametrize("key", ["slurm_account", "slurm_partition"])
def test_a_refused_job_ends_the_command_with_what_to_do(project, slurm, key):
    if key == "slurm_account" and not slurm.accounting:
        pytest.skip("a cluster without accounting accepts every account")
    options = ("--default-resources", "mem_mb=1000", "runtime=10", f"{key}=unknown")
    printed = project.snakemake(*PROFILE, *options, check=False)
    assert printed.count("Slurm refused the job: ") == 1
    assert f"Correct {key} in profiles/slurm/" in printed
    assert "sbatch call" not in printed


def test_snakemake_in_a_job_of_slurm_stops_with_its_jobs_before_the_time_limit(project, slurm):
    project.write_study("tiny", LONG.replace("repeats: 5", "repeats: 2000"))
    options = " ".join(PROFILE)
    (project.folder / "reprise.sh").write_text(
        "#!/bin/sh\n#SBATCH --mem=2000 --signal=B:INT@120\n"
        f"exec {sys.executable} -m snakemake trained {options} --config studies=tiny\n"
    )
    (number,) = slurm.lines_of(
        "sbatch", "--parsable", f"-D{project.folder}", f"{project.folder}/reprise.sh"
    )
    assert within(LIMIT, lambda: len(project.runs()) >= 1)
    slurm.lines_of("scancel", "--signal=INT", "--batch", number)
    assert within(LIMIT, lambda: not slurm.lines_of("squeue", "-h"))
    states = slurm.jobs("%T")
    assert states["rule_train_tiny_1_epochs_300000"] == ("CANCELLED",)
    assert not list((project.folder / ".snakemake").glob("locks/*"))

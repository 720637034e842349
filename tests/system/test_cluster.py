"""The profile for clusters, on a Slurm cluster of one node that the tests start and stop."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow

TABLES = ("runs.csv", "describe.csv", "summary.csv", "comparisons.csv", "final_scores.txt")
# Without accounting only squeue knows the jobs. The jobs are short, so their status is asked soon.
PROFILE = (
    *("--profile", "profiles/slurm", "--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "1"),
)
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthInfo=socket={folder}/munge.socket
MpiDefault=none
ProctrackType=proctrack/linuxproc
ReturnToService=2
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
SlurmUser=root
StateSaveLocation={folder}/state
SwitchType=switch/none
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
GresTypes=gpu
{node} NodeAddr=127.0.0.1 Gres=gpu:1 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """The daemons of a one-node cluster; all their files are in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            **os.environ,
            "SLURM_CONF": f"{folder}/slurm.conf",
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
        }
        for name in ("state", "spool", "bin"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(1024))
        output = subprocess.run(["slurmd", "-C"], capture_output=True, text=True, check=True).stdout
        node = output.splitlines()[0]  # NodeName=… CPUs=… RealMemory=…
        host = node.split()[0].partition("=")[2]
        (folder / "slurm.conf").write_text(
            CONFIGURATION.format(folder=folder, host=host, node=node, ports=free_ports(2))
        )
        (folder / "gres.conf").write_text("Name=gpu File=/dev/null\n")
        # The executor starts srun without SLURM_CONF, for it drops what Slurm told the job.
        srun = folder / "bin" / "srun"
        srun.write_text(
            f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"\n'
        )
        srun.chmod(0o755)

    def start(self, stack):
        """Start the daemons; `stack` stops them, whether the test passes or fails."""
        files = {name: f"{self.folder}/munge.{name}" for name in ("socket", "key", "seed", "pid")}
        munged = ["munged", "--foreground", "--force", f"--socket={files['socket']}"]
        munged += [f"--{name}-file={files[name]}" for name in ("key", "seed", "pid")]
        for command in (munged, ["slurmctld", "-D"], ["slurmd", "-D"]):
            log = stack.enter_context(open(f"{self.folder}/{command[0]}.log", "w"))
            daemon = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            stack.callback(stop, daemon)
        stack.callback(self.cancel_everything)
        if not within(60, lambda: self.lines_of("sinfo", "-h", "-o", "%T") == ["idle"]):
            logs = [path.read_text()[-2000:] for path in sorted(self.folder.glob("*.log"))]
            raise RuntimeError("Slurm did not start:\n" + "\n".join(logs))

    def lines_of(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        return done.stdout.splitlines()

    def cancel_everything(self):
        self.lines_of("scancel", "--user=root")
        within(30, lambda: not self.lines_of("squeue", "-h"))

    def jobs(self, *fields):
        """Every submitted job: the name of its rule or group to the fields that squeue prints."""
        lines = self.lines_of("squeue", "--states=all", "-h", "-o", "|".join(("%k", *fields)))
        return {line.split("|")[0]: tuple(line.split("|")[1:]) for line in lines}


def free_ports(number):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def within(seconds, condition):
    """Wait until a condition holds; return whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    needed = ("munged", "slurmctld", "slurmd", "sbatch", "srun")
    missing = [name for name in needed if not shutil.which(name)]
    if missing:
        pytest.skip(f"no {', '.join(missing)} here: apt-get install slurm-wlm munge")
    if os.geteuid():
        pytest.skip("slurmd runs jobs as root alone")
    folder = tmp_path / "slurm"
    folder.mkdir()
    cluster = Slurm(folder)
    for name in ("SLURM_CONF", "PATH"):
        monkeypatch.setenv(name, cluster.environment[name])
    with ExitStack() as stack:
        cluster.start(stack)
        yield cluster


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
def test_slurm_gives_the_same_bits_as_one_machine(project, shared, slurm):
    with open(project.folder / "profiles" / "slurm" / "jobs.yaml", "a") as jobs:
        jobs.write('training_resources: {gres: "gpu:1"}\n')
    project.snakemake(*PROFILE)
    assert_same_results(project, shared)
    requested = slurm.jobs("%T", "%m", "%l", "%b")
    assert requested == {
        "rule_prepare_prepare_tiny": ("COMPLETED", "1000M", "7:00", "N/A"),
        "rule_train_tiny_1_epochs_3": ("COMPLETED", "2500M", "6:00", "gres:gpu:1"),
        "rule_train_tiny_2_epochs_6": ("COMPLETED", "2500M", "6:00", "gres:gpu:1"),
        "rule_tables_draw_tiny_tabulate_tiny": ("COMPLETED", "1000M", "14:00", "N/A"),
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
    assert running.returncode and "SLURM status is: 'CANCELLED'" in printed
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
    assert sorted(requested) == ["14 1000", "6 2500", "6 2500", "7 1000"]


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

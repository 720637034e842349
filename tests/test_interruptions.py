"""Law 5, held by real kills: a study that was stopped, by whatever, ends as if nothing had been."""

import copy
import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest
from conftest import Project

pytestmark = pytest.mark.workflow

# A run takes about a quarter of a second, long enough to be killed in its middle.
STUDY = """\
title: A study that takes a while
dataset: {file: data/daily_female_births.csv, time: Date, value: Births, period: 7}
framing: {difference: 0, lags: 7, lags_as: time_steps, test_rows: 30}
model: {family: mlp, units: 8}
training: {batch_size: 1, shuffle: true}
evaluation: {every_epoch: true}
repeats: 8
vary: {training.epochs: [600, 601]}
"""
RUNS = 16
TABLES = "results/tiny/tables.sha256"  # the last file before figures and the report
GOES_ON = "stopped; the same command goes on from here"


class Command:
    """A Snakemake at work, which a test may kill; its output goes to a file."""

    def __init__(self, project, *targets, cores=1):
        self.project = project
        self.printed_to = project.folder / f"printed-{time.monotonic_ns()}.txt"
        options = ["--cores", f"{cores}", "--config", "studies=tiny"]
        with open(self.printed_to, "w") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "snakemake", *targets, *options],
                cwd=project.folder,
                env=project.environment,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a process group of its own, as in a terminal
                preexec_fn=hear_ctrl_c,
            )

    @property
    def is_at_work(self):
        return self.process.poll() is None

    def wait_for_runs(self, number):
        wait_for(lambda: len(stored_runs(self.project)) >= number or not self.is_at_work)
        assert len(stored_runs(self.project)) < RUNS, "it was to be stopped in the middle"

    def jobs(self):
        """The processes of its jobs, by Snakemake's name for their scripts."""
        listed = subprocess.run(
            ["ps", "-eww", "-o", "pid=,sid=,args="], capture_output=True, text=True
        ).stdout
        rows = (line.split(maxsplit=2) for line in listed.splitlines())
        sid = str(self.process.pid)
        script = re.compile(r"^\S*python\S* \S*/\.snakemake/scripts/")
        return [int(row[0]) for row in rows if row[1] == sid and script.match(row[2])]

    def end(self):
        """Wait until it has ended; return what it printed."""
        self.process.wait(timeout=120)
        return self.printed_to.read_text()

    def stop(self, sent, everyone=True):
        """Send it a signal, to the whole group as a terminal does, and wait until it has ended."""
        (os.killpg if everyone else os.kill)(self.process.pid, sent)
        return self.end()


def hear_ctrl_c():
    """Listen to SIGINT, which a shell has its background commands ignore, these tests perhaps."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def stored_runs(project):
    """The bytes of every run file, with when and where it ran."""
    return {path: content for path, content in project.stored().items() if content}


def made(project):
    """What a study's files say, without when, where and how fast its runs were trained."""
    found = {}
    for path in sorted(project.path("").rglob("*")):
        name = str(path.relative_to(project.path("")))
        if name.startswith("runs/") and path.is_file():
            document = json.loads(path.read_text())
            document.pop("provenance")
            found[name] = document
        elif name == "runs.csv":
            found[name] = [line.rpartition(",")[0] for line in path.read_text().splitlines()]
        elif path.is_file() and name != "tables.sha256":  # it has the digest of runs.csv
            found[name] = path.read_bytes()
    return found


def without_figures(found):
    return {name: v for name, v in found.items() if not name.startswith(("figures/", "pages/"))}


def trained(printed):
    return sum(int(number) for number in re.findall(r"trained (\d+) run", printed))


def goes_on(project, undisturbed, *targets, before=()):
    """Give the same command again: it keeps what was whole and ends as an undisturbed one."""
    before = before or stored_runs(project)
    printed = project.snakemake(*targets, cores=1)
    assert trained(printed) == RUNS - len(before)
    assert all(path.read_bytes() == content for path, content in before.items())
    expected = without_figures(undisturbed.made) if targets else undisturbed.made
    assert made(project) == expected
    return printed


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The study, run by one command that nobody disturbed."""
    project = Project(tmp_path_factory.mktemp("undisturbed") / "project")
    project.write_study("tiny", STUDY)
    project.snakemake(cores=1)
    project.made = made(project)
    return project


@pytest.fixture
def slow(project):
    project.write_study("tiny", STUDY)
    return project


@pytest.fixture
def whole(undisturbed, tmp_path):
    """A copy of the undisturbed study, to be damaged."""
    project = copy.copy(undisturbed)
    project.folder = shutil.copytree(undisturbed.folder, tmp_path / "project")
    return project


@contextmanager
def mounted(folder, *options):
    """A disk in memory at `folder`."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(disk):
    """Write to a disk until it is full; return the file that fills it."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(4096))
    return ballast


def test_a_trainer_that_is_killed_leaves_whole_runs_and_the_same_command_goes_on(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    os.kill(command.jobs()[0], signal.SIGKILL)
    printed = command.end()
    assert "SIGKILL" in printed and "Traceback" not in printed
    assert "backup" not in printed, "Snakemake was to leave the runs alone"
    goes_on(slow, undisturbed, TABLES)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_stopped_goes_on_without_unlocking(slow, undisturbed, sent):
    """Ctrl-C, the end of a service or a container, a closed terminal: all get the signal."""
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    printed = command.stop(sent)
    assert command.process.returncode
    assert "Traceback" not in printed
    assert (GOES_ON in printed) == (sent == signal.SIGINT)
    goes_on(slow, undisturbed, TABLES)


def test_ctrl_c_while_snakemake_plans_is_answered_in_one_line(slow):
    marker = slow.folder / "planning"
    common = slow.folder / "workflow" / "rules" / "common.smk"
    waits = f"Path({str(marker)!r}).touch()\nimport time\ntime.sleep(60)\n"
    common.write_text(common.read_text() + waits)
    command = Command(slow)
    wait_for(marker.exists)
    printed = command.stop(signal.SIGINT)
    assert printed.splitlines()[-1] == f"[reprise] {GOES_ON}"
    assert "Traceback" not in printed


def test_snakemake_alone_being_asked_to_end_lets_its_job_end_first(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(2)
    printed = command.stop(signal.SIGTERM, everyone=False)
    assert f"trained {RUNS} runs" in printed and not (slow.folder / TABLES).exists()
    goes_on(slow, undisturbed, TABLES)


def test_a_killed_snakemake_ends_its_job_and_says_how_to_unlock(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    command.stop(signal.SIGKILL, everyone=False)
    wait_for(lambda: not command.jobs(), seconds=5)
    stored = stored_runs(slow)
    assert 4 <= len(stored) < RUNS
    log = slow.path("../logs/train/train_share_1.log").read_text()
    assert "the command that started this job was killed" in log
    printed = slow.snakemake(TABLES, check=False)
    assert "cannot be locked" in printed and "--unlock" in printed
    slow.snakemake("--unlock")
    goes_on(slow, undisturbed, TABLES)


def test_two_trainers_of_the_same_runs_do_each_other_no_harm(slow, undisturbed):
    """A job that outlives its command, on another machine say, writes beside the next one's."""
    slow.snakemake("results/tiny/framing.npz")
    run = "results/tiny/runs/epochs=600/001.json"
    first, second = (Command(slow, run, "--nolock") for _ in range(2))
    assert trained(first.end()) + trained(second.end()) > RUNS, "they were to meet"
    assert first.process.returncode == second.process.returncode == 0
    goes_on(slow, undisturbed, TABLES)


def test_runs_trained_anew_outlast_the_failure_of_their_job(whole):
    """Snakemake would bring back the runs of before, and train all of them another time."""
    stale = whole.stored()
    engine = whole.folder / "workflow" / "reprise" / "training" / "engine.py"
    engine.write_text(engine.read_text() + "\n# A change.\n")

    def renewed():
        return {p: c for p, c in whole.stored().items() if stale[p] != c}

    command = Command(whole, TABLES)
    wait_for(lambda: len(renewed()) >= 4)
    os.kill(command.jobs()[0], signal.SIGKILL)
    command.end()
    kept = renewed()
    assert 4 <= len(kept) < RUNS
    printed = whole.snakemake(TABLES, cores=1)
    assert f"trained {RUNS - len(kept)} runs, kept {len(kept)}" in printed
    assert all(path.read_bytes() == content for path, content in kept.items())


def test_what_a_kill_left_half_written_is_cleared_away(slow, undisturbed):
    left = [slow.path(".history.csv.gz.4242"), slow.path("runs/epochs=600/.003.json.4242")]
    for part in left:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text('{"half":')
    goes_on(slow, undisturbed, TABLES)
    assert not any(part.exists() for part in left)


@pytest.mark.parametrize("disk", ["results", "."])
def test_a_full_disk_is_named_and_the_same_command_goes_on_when_there_is_room(
    tmp_path, undisturbed, disk
):
    """Results on a full disk of their own, and together with Snakemake's records."""
    where = tmp_path / "disk" if disk == "." else tmp_path / "project" / "results"
    if disk == "results":
        project = Project(tmp_path / "project")
    with mounted(where, "-o", "size=40m"):
        if disk == ".":
            project = Project(where / "project")
        project.write_study("tiny", STUDY)
        command = Command(project, TABLES)
        command.wait_for_runs(4)
        ballast = fill(where)
        printed = command.end()
        assert re.search(
            r"\[train_share_1\] No space left on device: results/tiny/\S+/\d{3}\.(json|csv)\."
            r" Make room and run the same command again; it goes on from there\.",
            printed,
        )
        assert "Traceback" not in printed
        stored = stored_runs(project)
        assert 4 <= len(stored) < RUNS and not list(project.path("").rglob(".*"))
        printed = project.snakemake(TABLES, check=False)
        assert "No space left on device: " in printed and "Make room" in printed
        assert "Traceback" not in printed
        ballast.unlink()
        goes_on(project, undisturbed, TABLES, before=stored)


def test_a_disk_that_is_read_only_is_refused_before_anything_is_trained(tmp_path, undisturbed):
    project = Project(tmp_path / "project")
    project.write_study("tiny", STUDY)
    results = project.folder / "results"
    with mounted(results, "-o", "size=40m"):
        project.snakemake("--dry-run")  # writes the settings
        for stored in (0, 4):
            subprocess.run(["mount", "-o", "remount,ro", results], check=True)
            printed = project.snakemake(TABLES, check=False)
            expected = "Write-protected output" if stored else "Reprise: Read-only file system: res"
            assert expected in printed
            assert "Traceback" not in printed and "Training" not in printed
            subprocess.run(["mount", "-o", "remount,rw", results], check=True)
            if not stored:
                command = Command(project, TABLES)
                command.wait_for_runs(4)
                command.stop(signal.SIGINT)
        goes_on(project, undisturbed, TABLES)


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_trained(slow):
    results = slow.folder / "results"
    results.mkdir()
    # The administrator may write whatever is not immutable.
    lock, unlock = (["chattr", "+i"], ["chattr", "-i"])
    if os.geteuid():
        lock, unlock = (["chmod", "u-w"], ["chmod", "u+w"])
    if not shutil.which(lock[0]) or subprocess.run([*lock, results]).returncode:
        pytest.skip("this file system has no immutable folders")
    try:
        printed = slow.snakemake(check=False)
    finally:
        subprocess.run([*unlock, results], check=True)
    assert re.search(
        r"Reprise: (Operation not permitted|Permission denied): results/tiny\.", printed
    )
    assert "Make it writable" in printed and "--config results=" in printed
    assert "Traceback" not in printed


def half(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def edit(path):
    text = path.read_text()
    path.write_text(text.replace('"epochs": 600', '"epochs": 601', 1))
    assert path.read_text() != text


def half_of_the_lines(path):
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[: len(lines) // 2]))


def fewer_rows_packed(path):
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[: len(lines) // 2])))


@pytest.mark.parametrize(
    ("name", "damage", "expected", "trains"),
    [
        ("runs/epochs=600/002.json", half, "is not a whole run file", 1),
        ("runs/epochs=600/002.json", edit, "was changed after it was written", 1),
        ("histories/epochs=601/003.csv", half_of_the_lines, "was changed after it was", 1),
        ("framing.npz", half, "is not whole", 0),
        ("baselines.json", half, "is not whole", 0),
        ("history.csv.gz", half, "was changed after it was written", 0),
        ("history.csv.gz", fewer_rows_packed, "was changed after it was written", 0),
        ("runs.csv", half_of_the_lines, "was changed after it was written", 0),
    ],
)
def test_a_damaged_file_is_not_believed_and_the_message_says_what_mends_it(
    whole, undisturbed, name, damage, expected, trains
):
    damage(whole.path(name))
    printed = whole.snakemake(check=False, cores=1)
    assert re.search(rf"results/tiny/{re.escape(name)}: {expected}.*; delete it and run", printed)
    assert "Traceback" not in printed
    whole.path(name).unlink()
    printed = whole.snakemake(cores=1)
    assert trained(printed) == trains
    assert made(whole) == undisturbed.made


def test_settings_that_were_cut_are_written_anew_and_train_nothing(whole, undisturbed):
    before = stored_runs(whole)
    cut = {
        "train": b"",
        "configurations/epochs=600": b'{"study": "ti',
        "prepare": b"\xff\xfe",
        "tabulate": b"",
        "draw": b"{",
    }
    for name, content in cut.items():
        whole.path(f"settings/{name}.json").write_bytes(content)
    whole.snakemake(cores=1)
    assert stored_runs(whole) == before
    assert made(whole) == undisturbed.made


def test_a_second_command_on_the_same_results_is_refused_and_the_first_ends_whole(
    slow, undisturbed
):
    command = Command(slow, TABLES)
    command.wait_for_runs(2)
    jobs = command.jobs()
    for job in jobs:  # held, so that it is at work however slow the machine is
        os.kill(job, signal.SIGSTOP)
    printed = slow.snakemake(TABLES, check=False)
    assert "make sure that no other Snakemake process" in printed
    assert "Traceback" not in printed
    slow.write_study("tiny", STUDY.replace("600", "6"))
    for options in ([TABLES], ["--dry-run"]):  # these would change what the first one reads
        printed = slow.snakemake(*options, check=False)
        assert re.search(r"settings/\S+\.json: a Snakemake is at work on these results", printed)
        assert "Wait until it has ended and give the same command again" in printed
    assert "Training" in slow.snakemake("--dry-run", results="results-2")
    slow.write_study("tiny", STUDY)
    assert command.is_at_work, "it was to be disturbed in the middle"
    for job in jobs:
        os.kill(job, signal.SIGCONT)
    command.end()
    assert command.process.returncode == 0
    assert made(slow) == without_figures(undisturbed.made)
    assert "Nothing to be done" in slow.snakemake(TABLES)


INTERRUPTIONS = 20
KINDS = {
    "SIGKILL to a job": None,
    "SIGTERM to all": signal.SIGTERM,
    "SIGINT to all": signal.SIGINT,
    "SIGKILL to Snakemake": signal.SIGKILL,
}


def interrupt(command, kind, seconds):
    """Do to a command, after some seconds, what `kind` says; return whether it stopped it."""
    deadline = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > deadline or not command.is_at_work)
    if kind == "SIGKILL to a job":
        wait_for(lambda: command.jobs() or not command.is_at_work)
        for job in command.jobs()[:1]:
            os.kill(job, signal.SIGKILL)
    elif command.is_at_work:
        command.stop(KINDS[kind], everyone=kind.endswith("all"))
    command.end()
    return command.process.returncode != 0


@pytest.mark.soak
def test_a_study_interrupted_at_random_again_and_again_ends_with_the_same_bits(slow, tmp_path):
    longer = STUDY.replace("[600, 601]", "[2000, 2001]").replace("repeats: 8", "repeats: 10")
    calm = Project(tmp_path / "calm")
    calm.write_study("tiny", longer)
    began = time.monotonic()
    calm.snakemake()
    calm_seconds = time.monotonic() - began
    expected, planned = made(calm), len(stored_runs(calm))

    slow.write_study("tiny", longer)
    chance, counts, stored, trained_runs, rounds = random.Random(1), Counter(), {}, 0, 1
    began = time.monotonic()

    def look():
        """What is stored now; whatever was stored before is there, byte by byte."""
        nonlocal trained_runs
        now = stored_runs(slow)
        assert all(now.get(path) == content for path, content in stored.items())
        trained_runs += len(now) - len(stored)
        return now

    while counts.total() < INTERRUPTIONS:
        kind, seconds = chance.choice(list(KINDS)), chance.uniform(0.5, 8)
        was_stopped = interrupt(Command(slow, cores=2), kind, seconds)
        counts[kind] += was_stopped
        stored = look()
        if any(slow.folder.glob(".snakemake/locks/*")):
            slow.snakemake("--unlock")
        if not was_stopped:  # it was whole before its time: once more, from nothing
            assert made(slow) == expected
            shutil.rmtree(slow.folder / "results")
            stored, rounds = {}, rounds + 1
    slow.snakemake()
    stored = look()
    seconds = time.monotonic() - began
    print(
        f"\n{counts.total()} interruptions: {', '.join(f'{n} {k}' for k, n in counts.items())}"
        f"\n{trained_runs} runs stored, {rounds * planned} planned ({rounds} x {planned})"
        f"\n{seconds:.0f} s; a command that nobody disturbs {calm_seconds:.0f} s"
    )
    assert trained_runs == rounds * planned
    assert made(slow) == expected
    assert not [p for p in (slow.folder / "results").rglob(".*") if p.is_file()]

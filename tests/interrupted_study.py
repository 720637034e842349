"""A study that takes a while, a command that a test may interrupt, and the files that must stay."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress

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
WITH_DIGESTS_OF_TIMES = ("tables.sha256", "export.sha256")  # of runs.csv and of the paper kit
CONTINUES = "[reprise] stopped; the same command continues from here"
# A command and its jobs end within a second. A busy machine may need longer; more is a hang.
SECONDS_TO_STOP = 30


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
                preexec_fn=accept_ctrl_c,
            )

    @property
    def is_running(self):
        return self.process.poll() is None

    def wait_for_runs(self, number):
        wait_for(lambda: len(stored_runs(self.project)) >= number or not self.is_running)
        assert len(stored_runs(self.project)) < RUNS, "the command must be stopped in the middle"

    def processes(self):
        """All processes that it has started and that have not ended: number to command line."""
        listed = subprocess.run(
            ["ps", "-eww", "-o", "pid=,sid=,stat=,args="], capture_output=True, text=True
        ).stdout
        rows = (line.split(maxsplit=3) for line in listed.splitlines())
        sid = str(self.process.pid)
        return {int(row[0]): row[3] for row in rows if row[1] == sid and row[2][0] != "Z"}

    def jobs(self):
        """The processes of its jobs, by Snakemake's name for their scripts."""
        script = re.compile(r"^\S*python\S* \S*/\.snakemake/scripts/")
        return [number for number, args in self.processes().items() if script.match(args)]

    def end(self, seconds=120):
        """Wait until it has ended; return what it printed."""
        self.process.wait(timeout=seconds)
        return self.printed_to.read_text()

    def stop(self, sent, everyone=True, times=1):
        """Send it a signal, to the whole group as a terminal does, and wait until it has ended."""
        for _ in range(times):
            with suppress(ProcessLookupError):
                (os.killpg if everyone else os.kill)(self.process.pid, sent)
            time.sleep(0.05 * (times > 1))
        printed = self.end(SECONDS_TO_STOP)
        wait_for(lambda: not self.processes(), SECONDS_TO_STOP)
        return printed


def accept_ctrl_c():
    """Listen to SIGINT, which a shell has its background commands ignore, these tests perhaps."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(condition, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def stored_runs(project):
    """The bytes of every run file, with when and where it ran."""
    return {path: content for path, content in project.stored().items() if content}


def stored_files(project):
    """What a study's files say, without when, where and how fast its runs were trained.

    Every line of the paper kit about the time of the training has the word `seconds`.
    """
    found = {}
    for path in sorted(project.path("").rglob("*")):
        name = str(path.relative_to(project.path("")))
        if name.startswith("runs/") and path.is_file():
            document = json.loads(path.read_text())
            document.pop("provenance")
            found[name] = document
        elif name.startswith("made_from/"):  # the record of the tables has times of files
            found[name] = json.loads(path.read_text())["made_from"]
        elif name == "runs.csv":
            found[name] = [line.rpartition(",")[0] for line in path.read_text().splitlines()]
        elif name.startswith("paper/") and path.suffix in (".csv", ".md", ".tex"):
            lines = path.read_text().splitlines()
            found[name] = [line for line in lines if "seconds" not in line]
        elif path.is_file() and name not in WITH_DIGESTS_OF_TIMES:
            found[name] = path.read_bytes()
    return found


def without_figures_and_pages(found):
    drawn = ("figures/", "pages/", "made_from/draw", "draw.sha256")
    drawn += ("paper/", "tiny.ipynb", "made_from/export")
    return {name: content for name, content in found.items() if not name.startswith(drawn)}


def trained(printed):
    return sum(int(number) for number in re.findall(r"trained (\d+) run", printed))


def check_continuation(project, undisturbed, *targets, before=()):
    """Run the same command again: it keeps every complete run and ends with the same files."""
    before = before or stored_runs(project)
    printed = project.snakemake(*targets, cores=1)
    assert trained(printed) == RUNS - len(before)
    assert all(path.read_bytes() == content for path, content in before.items())
    expected = undisturbed.stored_files
    if targets:
        expected = without_figures_and_pages(expected)
    assert stored_files(project) == expected
    return printed

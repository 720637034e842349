"""A signal ends a command and its jobs at once, whatever the command does, in one sentence."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest
from interrupted_study import accept_ctrl_c

from reprise.interruption import SIGNALS
from reprise.startup import STOPPED

COMMAND = """
import os, subprocess, sys, threading, time
from pathlib import Path
from reprise import interruption
interruption.SECONDS_TO_CANCEL = {seconds_to_cancel}

def release():
    Path("released").touch()

def cancel():
    {cancel}

interruption.stop_at_signals(cancel, release)
script = "trap '' INT HUP TERM; echo started; sleep 60 & wait"
job = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE)
job.stdout.readline()
{body}
time.sleep(60)
"""
HOLDS_A_LOCK = """
lock = threading.Lock()
with lock:
    print("ready", flush=True)
    time.sleep(60)
"""
SWALLOWS = """
print("ready", flush=True)
while True:
    try:
        time.sleep(0.01)
    except BaseException:
        print("swallowed", flush=True)
"""
IS_BUSY = """
print("ready", flush=True)
import hashlib
hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)  # Python calls no handler until this ends
"""


@pytest.fixture
def start(tmp_path):
    """Start a command that listens to signals; whatever it leaves behind ends with the test."""
    started = []

    def start_command(body, cancel="pass", seconds_to_cancel=15):
        code = COMMAND.format(body=body, cancel=cancel, seconds_to_cancel=seconds_to_cancel)
        command = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=accept_ctrl_c,
        )
        started.append(command)
        assert command.stdout.readline() == "ready\n"
        return command

    yield start_command
    for command in started:
        with suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
        command.wait()


def end(command):
    printed, _ = command.communicate(timeout=30)
    return printed


@pytest.mark.parametrize("sent", SIGNALS)
@pytest.mark.parametrize("body", [HOLDS_A_LOCK, SWALLOWS, IS_BUSY], ids=["lock", "try", "busy"])
def test_a_signal_ends_everything_in_one_sentence(start, tmp_path, sent, body):
    command = start(body)
    jobs = psutil.Process(command.pid).children(recursive=True)
    assert jobs
    os.kill(command.pid, sent)
    assert end(command) == STOPPED
    assert command.returncode == 128 + sent
    assert not any(job.is_running() and job.status() != "zombie" for job in jobs)
    assert (tmp_path / "released").exists()


def test_many_signals_are_like_one(start):
    command = start(SWALLOWS, cancel="time.sleep(0.5)")
    deadline = time.monotonic() + 30
    while command.poll() is None:
        assert time.monotonic() < deadline
        os.kill(command.pid, signal.SIGINT)
        time.sleep(0.05)
    assert end(command) == STOPPED
    assert command.returncode == 128 + signal.SIGINT


def test_a_cancellation_that_hangs_is_left_alone(start, tmp_path):
    command = start(SWALLOWS, cancel="time.sleep(60)", seconds_to_cancel=0.2)
    os.kill(command.pid, signal.SIGTERM)
    assert end(command) == STOPPED
    assert (tmp_path / "released").exists()


def test_a_signal_that_is_ignored_stays_ignored(start):
    body = 'print("ready", flush=True)'
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        command = start(body)
    finally:
        signal.signal(signal.SIGHUP, ignored)
    os.kill(command.pid, signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        command.wait(0.5)
    os.kill(command.pid, signal.SIGTERM)
    assert end(command) == STOPPED

import subprocess
import sys
import textwrap

import pytest

from reprise.console import Progress, describe_error
from reprise.job_log import read_job_log

JOB = """
from reprise.console import configure_logging
configure_logging({log!r}, "a_job")
{body}
"""


def run_job(tmp_path, body):
    """Run a script as a job does; return its exit status, its terminal output and its log."""
    log = tmp_path / "job.log"
    code = JOB.format(log=str(log), body=textwrap.dedent(body))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr, log.read_text()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("raise RepriseError('wrong, and what to do')", "[a_job] wrong, and what to do"),
        ("raise OSError(28, 'No space left on device', 'a.csv')", "device: a.csv. Make room and"),
        ("raise ValueError('first line\\nsecond line')", "[a_job] ValueError: first line second"),
    ],
)
def test_an_error_is_one_line_in_the_terminal_and_complete_in_the_log(
    tmp_path, statement, expected
):
    body = f"from reprise.errors import RepriseError\n{statement}"
    status, terminal, log = run_job(tmp_path, body)
    assert status != 0
    assert expected in terminal and terminal.count("\n") == 1
    assert "Traceback" in log
    (failure,) = read_job_log(tmp_path / "job.log").failures
    assert terminal == f"[a_job] {failure}\n"


def test_an_unexpected_error_is_shown_with_its_place():
    try:
        int("x")
    except ValueError as error:
        text = describe_error(error)
    assert text.startswith("ValueError: invalid literal")
    assert "test_console.py, line " in text and text.endswith("The log has the traceback.")


def test_what_libraries_write_goes_to_the_log_and_messages_to_both(tmp_path):
    body = """
    import os, warnings
    from reprise.console import show_message
    os.write(2, b"noise of a C library")
    warnings.warn("a warning")
    show_message("a message")
    """
    status, terminal, log = run_job(tmp_path, body)
    assert status == 0 and terminal == "[a_job] a message\n"
    assert all(text in log for text in ("noise of a C library", "a warning", "a message"))


def test_control_characters_of_a_text_reach_neither_terminal_nor_log(tmp_path):
    body = """
    from reprise.console import show_message
    from reprise.errors import RepriseError
    show_message("red \\x1b[31m")
    raise RepriseError("the class 'a\\x07\\u202eb\\x9b'")
    """
    _, terminal, log = run_job(tmp_path, body)
    for shown in (r"red \x1b[31m", r"the class 'a\x07\u202eb\x9b'"):
        assert shown in terminal and shown in log
    assert not any(control in terminal + log for control in "\x1b\x07\u202e\x9b")


def test_a_job_ends_when_the_command_that_started_it_is_gone(tmp_path):
    body = """
    import os, time
    os.environ["REPRISE_COMMAND"] = "999999999"  # no process has this number
    from reprise import console
    console.configure_logging({log!r}, "a_job")
    time.sleep(30)
    """.replace("{log!r}", repr(str(tmp_path / "job.log")))
    status, _, log = run_job(tmp_path, body)
    assert status == 1
    assert "the command that started this job was killed" in log


def test_progress_is_shown_at_intervals_with_the_time_left(monkeypatch):
    lines, clock = [], [0.0]
    monkeypatch.setattr("reprise.console.show_message", lines.append)
    monkeypatch.setattr("reprise.console.time.monotonic", lambda: clock[0])
    progress = Progress(total=10, seconds_between=5)
    clock[0] = 4.9
    progress.advance(1, "too early")
    assert lines == []
    clock[0] = 5.0
    progress.advance(1, "a run")
    assert lines == [" 20%, about 20 s left: a run"]
    clock[0] = 9.9
    progress.advance(4, "not yet")
    assert len(lines) == 1

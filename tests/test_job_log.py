from reprise.job_log import JobLog, read_job_log, write_in_one_line

LOG = """\
2026-01-02 03:04:05,678 reprise.busy: building a / b
2026-01-02 03:04:06,678 reprise.failed: a: wrong
Traceback (most recent call last):
2026-01-02 03:04:06,678 reprise.failed: a: wrong
2026-01-02 03:04:07,678 reprise.failed: b: wrong, too
2026-01-02 03:04:07,678 reprise.other: reprise.failed: no
"""


def test_the_log_tells_each_failure_once_and_what_the_job_did_last(tmp_path):
    path = tmp_path / "job.log"
    path.write_text(LOG)
    assert read_job_log(path) == JobLog(("a: wrong", "b: wrong, too"), "building a / b")
    path.write_text(LOG + "2026-01-02 03:04:08,678 reprise.busy: \n")
    assert read_job_log(path).activity == ""


def test_a_job_without_a_log_tells_nothing(tmp_path):
    assert read_job_log(tmp_path / "none.log") == JobLog((), "")


def test_a_message_is_one_line_with_visible_control_characters():
    assert write_in_one_line("a\n  b\x1b[31m\tc") == r"a b\x1b[31m c"
    assert write_in_one_line("x" * 20, 10) == "x" * 10 + " … (the log has the rest)"

"""Ctrl-C while Snakemake imports its own modules, before it reads the Snakefile."""

import signal
import subprocess
import sys

import pytest

from reprise.startup import STOPPED, write_startup_files

SLOW_START = "print('imports', flush=True)\nimport time\ntime.sleep(30)\n"


def interrupt(folder, name, *options):
    """Start Python with the file in `site-packages`, interrupt it, and return what it printed."""
    write_startup_files(folder)
    (folder / name).write_text(f"import site\nsite.addsitedir({str(folder)!r})\n{SLOW_START}")
    process = subprocess.Popen(
        [sys.executable, *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout.readline() == "imports\n"
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=30)[0]


@pytest.mark.parametrize(
    ("name", "options"),
    [("snakemake", ["./snakemake", "--cores", "1"]), ("snakemake.py", ["-m", "snakemake"])],
)
def test_a_start_of_snakemake_is_stopped_in_one_sentence(tmp_path, name, options):
    assert interrupt(tmp_path, name, *options) == STOPPED


def test_other_programs_do_as_they_did(tmp_path):
    assert "KeyboardInterrupt" in interrupt(tmp_path, "other", "./other", "snakemake")


def test_a_start_imports_no_module_of_the_library(tmp_path):
    """Otherwise a command in one copy of the project would use the library of another copy."""
    write_startup_files(tmp_path)
    code = f"import site, sys; site.addsitedir({str(tmp_path)!r}); print('reprise' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n" and done.stderr == ""

"""Law 6: planning imports no TensorFlow and writes nothing."""

import subprocess
import sys

import pytest
from conftest import TINY, files_in

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize("options", [("--dry-run",), ("--lint",), ("--unlock",), ("--list",)])
def test_a_command_that_only_plans_writes_nothing(project, options):
    before = files_in(project.folder)
    project.snakemake(*options)
    assert files_in(project.folder) == before


def test_a_dry_run_of_an_edited_study_changes_nothing_and_names_what_will_run(finished):
    before = files_in(finished.folder / "results")
    finished.write_study("tiny", TINY.replace("[3, 6]", "[3, 7]"))
    assert {"write_settings", "train_share_1"} <= finished.planned()
    assert files_in(finished.folder / "results") == before
    finished.write_study("tiny", TINY)
    assert "Nothing to be done" in finished.snakemake()


def test_planning_everything_imports_no_tensorflow(project):
    trap = project.folder / "trap" / "tensorflow"
    trap.mkdir(parents=True)
    (trap / "__init__.py").write_text("raise RuntimeError('TensorFlow was imported')\n")
    completed = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--quiet"],
        cwd=project.folder,
        env=project.environment | {"PYTHONPATH": str(trap.parent)},
        capture_output=True,
        text=True,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr

"""Places where projects, results and home folders are sometimes found."""

import os
import subprocess
import sys

import pytest
from conftest import Project
from disks import mounted, read_only

pytestmark = pytest.mark.workflow

RESULTS = "r 'q\" é*[a]?+^#%&;(x)|<>"


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The runs of the tiny study in a usual place."""
    project = Project(tmp_path_factory.mktemp("usual") / "project")
    project.snakemake("trained")
    return project.runs()


@pytest.mark.parametrize("umask", [0o077, 0o000])
def test_odd_names_without_git_without_a_home_folder_and_with_any_umask(tmp_path, umask, usual):
    project = Project(tmp_path / "-odd é'q\" *#%&")
    old = os.umask(umask)
    try:
        done = snakemake(
            project.folder,
            results=RESULTS,
            environment=project.environment | {"HOME": "/proc/nobody"},
        )
    finally:
        os.umask(old)
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.runs(results=RESULTS) == usual
    folder = project.folder / RESULTS
    assert b"A tiny study" in (folder / "report.html").read_bytes()
    assert '"commit": null' in (folder / "environment.json").read_text()
    assert os.stat(folder / "tiny" / "runs.csv").st_mode & 0o777 == 0o666 & ~umask


def test_a_read_only_project_with_results_on_another_disk(tmp_path, usual):
    project = Project(tmp_path / "project")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = sorted(project.folder.rglob("*"))
    with mounted(tmp_path / "disk"), read_only(project.folder):
        options = ("--snakefile", project.folder / "Snakefile", "--directory", elsewhere)
        results = tmp_path / "disk" / "results"
        done = snakemake(tmp_path, *options, results=results)
        assert done.returncode == 0, done.stdout + done.stderr
        assert (results / "report.html").exists()
        assert project.runs(results=results) == usual
        assert os.listdir(elsewhere) == [".snakemake"]
        again = snakemake(tmp_path, *options, results=results)
        assert "Nothing to be done" in again.stdout + again.stderr
        inside = snakemake(project.folder, "--dry-run", results=tmp_path / "other")
        assert f"Read-only file system: {project.folder}. Snakemake keeps" in inside.stderr
        assert "Traceback" not in inside.stderr
    assert sorted(project.folder.rglob("*")) == before


def snakemake(folder, *options, results, environment=None):
    """Run the tiny study from a folder."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *options]
    return subprocess.run(
        [*command, "--config", "studies=tiny", f"results={results}"],
        cwd=folder,
        env=environment or {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )

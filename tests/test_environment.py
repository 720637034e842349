import os
import subprocess
import sys

from reprise.environment import add_module_folders, describe_environment


def test_the_environment_names_versions_machine_and_commit(tmp_path):
    described = describe_environment(tmp_path)
    assert described["commit"] is None
    assert described["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert described["packages"]["tensorflow"].startswith("2.")
    assert described["machine"]["cores"] == os.cpu_count() and described["machine"]["processor"]


def test_the_commit_is_that_of_the_project_and_not_of_a_repository_around_it(tmp_path):
    project = tmp_path / "unpacked"
    project.mkdir()
    (project / "Snakefile").touch()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]

    def run_git(*command):
        return subprocess.run(
            [*git, *command], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    run_git("init", "-q")
    run_git("commit", "-q", "--allow-empty", "-m", "first")
    assert describe_environment(project)["commit"] is None
    run_git("add", "unpacked")
    run_git("commit", "-q", "-m", "second")
    assert describe_environment(project)["commit"] == run_git("rev-parse", "HEAD")


def test_folders_of_modules_come_before_what_is_set(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "old")
    add_module_folders("library", "project")
    assert os.environ["PYTHONPATH"].split(os.pathsep) == ["library", "project", "old"]
    monkeypatch.delenv("PYTHONPATH")
    add_module_folders("library")
    assert os.environ["PYTHONPATH"] == "library"

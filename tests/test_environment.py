import os
import subprocess
import sys

from reprise.environment import add_module_folders, describe_environment


def test_the_environment_names_versions_machine_and_commit(tmp_path):
    described = describe_environment(tmp_path)
    assert described["commit"] is None, "a folder without git has no commit"
    assert described["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert described["packages"]["tensorflow"].startswith("2.")
    assert described["machine"]["cores"] == os.cpu_count() and described["machine"]["processor"]
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=tmp_path, capture_output=True, text=True
    )
    assert describe_environment(tmp_path)["commit"] == head.stdout.strip()


def test_folders_of_modules_come_before_what_is_set(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "old")
    add_module_folders("library", "project")
    assert os.environ["PYTHONPATH"].split(os.pathsep) == ["library", "project", "old"]
    monkeypatch.delenv("PYTHONPATH")
    add_module_folders("library")
    assert os.environ["PYTHONPATH"] == "library"

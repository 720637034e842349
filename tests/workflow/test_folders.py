"""A command that is refused writes nothing, and says what is wrong with its folder."""

import pytest
from conftest import Project, files_in

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize(
    ("results", "problem"),
    [
        ("..", "results is '..', which contains the folder of the project."),
        ("config/x", "which is inside the folder config of the project."),
        ("mine", "which has files that Reprise did not make (thesis.tex)."),
        ("results-{x}", "but the name of a folder cannot have { and }"),
    ],
)
def test_a_folder_of_something_else_is_refused_and_stays_as_it_is(project, results, problem):
    (project.folder / "mine").mkdir()
    (project.folder / "mine" / "thesis.tex").write_text("my thesis")
    before = files_in(project.folder.parent)
    printed = project.snakemake(check=False, results=results)
    assert problem in printed and "Choose a new or an empty folder, such as" in printed
    assert "Traceback" not in printed
    assert files_in(project.folder.parent) == before


def test_braces_in_the_path_of_the_project_are_refused(tmp_path):
    project = Project(tmp_path / "{study}")
    printed = project.snakemake("--dry-run", check=False)
    assert "{study} has a brace, and a path with { or } cannot be used; move" in printed
    assert "Traceback" not in printed


def test_a_dry_run_needs_no_home_folder_and_writes_no_bytecode(project, monkeypatch):
    environment = project.environment | {"HOME": "/proc/nobody"}
    del environment["PYTHONDONTWRITEBYTECODE"]
    monkeypatch.setattr(Project, "environment", environment)
    before = files_in(project.folder)
    assert "train_share_1" in project.planned()
    assert files_in(project.folder) == before


def test_a_first_command_that_ended_at_once_is_continued(project):
    """Reprise recognizes the folder that it began, also after another command wrote there."""
    project.snakemake("results/tiny/settings/prepare.json")
    (project.folder / "results" / "settings.json").unlink()
    (project.folder / "results" / "notes.txt").write_text("mine")
    assert "prepare_share_1" in project.planned()

from pathlib import Path

import pytest

from reprise.config.folders import (
    MARKER,
    check_downloads_folder,
    check_folders,
    is_own_results_folder,
    mark_results_folder,
)
from reprise.errors import ConfigError


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A home folder with a project, from which Snakemake starts."""
    project = tmp_path / "home" / "projects" / "reprise"
    for name in ("config/studies", "workflow", "data", "own", "full", "empty", ".git"):
        (project / name).mkdir(parents=True)
    for name in ("config/config.yaml", "full/thesis.tex", "full/logs", "file"):
        (project / name).write_text("text")
    (project / "link").symlink_to("full")
    (project / "link to empty").symlink_to("empty")
    (project / "broken").symlink_to("nowhere")
    mark_results_folder(project / "own")
    (project / "own" / "tiny").mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return project


def checked(results="results", downloads="downloads"):
    config = {"results": results, "downloads": downloads}
    check_folders(config, Path.cwd(), "c.yaml")
    return config["results"]


@pytest.mark.parametrize(
    ("results", "path"),
    [
        *((name, name) for name in ("results", "results-mine", "empty", "own", "a/b", "../other")),
        *((name, name) for name in ("two words", "größe", "link to empty", "é'\"*?[x]")),
        ("results/", "results"),
        ("./results//x/../", "results"),
        ("//tmp/reprise-results", "/tmp/reprise-results"),
    ],
)
def test_a_new_an_empty_and_an_own_folder_are_accepted_in_one_form(place, results, path):
    assert checked(results) == path
    assert not list(place.glob("results*"))


def test_a_tilde_is_the_home_folder(place):
    assert checked("~/results") == f"{place.parents[1]}/results"


@pytest.mark.parametrize(
    ("results", "problem"),
    [
        ("/", "which contains your home folder"),
        (".", "which is the folder of the project"),
        ("results/..", "which is the folder of the project"),
        ("..", "which contains the folder of the project"),
        ("~", "which is your home folder"),
        ("config", "which is inside the folder config of the project"),
        ("config/x", "which is inside the folder config of the project"),
        ("Workflow/y", "which is inside the folder Workflow of the project"),
        ("data/../data/z", "which is inside the folder data of the project"),
        (".git/x", "which is inside .git"),
        (".snakemake", "which is inside .snakemake"),
        ("own/tiny", "which is inside the results in "),
        ("own/new/deep", "which is inside the results in "),
        ("full", "which has files that Reprise did not make (thesis.tex)"),
        ("link", "which has files that Reprise did not make (thesis.tex)"),
        ("broken", "which is a link that leads nowhere"),
        ("file", "which is a file"),
        ("file/x", "but file is a file"),
        ("/dev/null", "which is a file"),
        ("a{repeat}", "cannot have { and }"),
        ("$HOME/x", "variables are not expanded"),
        ("~nobody-of-this-name/x", "there is no such user"),
        ("a\nb", "a character that cannot be seen"),
        ("a\0b", "a character that cannot be seen"),
        (" results", "white space at the beginning or the end"),
        ("a /b", "white space at the beginning or the end"),
        ("-results", "a name that begins with - looks like an option"),
        ("x" * 256, "a name has at most 255 bytes"),
        ("x/" * 2000, "the whole path has at most 3500 bytes"),
        ("downloads", "but one may not be inside the other"),
        ("downloads/x", "but one may not be inside the other"),
    ],
)
def test_a_folder_of_something_else_is_refused(place, results, problem):
    before = sorted(place.rglob("*"))
    with pytest.raises(ConfigError) as caught:
        checked(results)
    assert problem in caught.value.problem
    assert caught.value.problem.startswith("results is '")
    assert caught.value.problem.endswith("Choose a new or an empty folder, such as results-mine.")
    assert (caught.value.where, caught.value.key) == ("c.yaml", "results")
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize("downloads", ["/", "config/x", "file", "~", "a{b}", "broken"])
def test_a_folder_for_downloads_follows_the_same_rule(place, downloads):
    with pytest.raises(ConfigError) as caught:
        checked(downloads=downloads)
    assert caught.value.key == "downloads" and "such as downloads-mine" in caught.value.problem


def test_the_working_directory_is_refused_although_it_is_empty(place, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="which is the working directory"):
        check_folders({"results": ".", "downloads": "downloads"}, place, "c.yaml")


@pytest.mark.parametrize(
    ("files", "is_own"),
    [
        ((), True),
        (("lost+found/", ".DS_Store", ".gitignore"), True),
        (("logs/slurm/12.log",), True),  # Slurm, or a command that ended before its first job
        ((".lock", "benchmarks/", "logs/", ".code/", "findings/", "tiny/settings/"), True),
        ((MARKER, "notes.txt"), True),
        (("settings.json", ".code/train.json", "tiny/runs/", "report.html"), True),  # version 1.0
        (("settings.json", ".code/", "environment.json"), True),
        (("settings.json", "tiny/settings/", "report.html"), True),  # without Snakemake's hooks
        (("logs/x.log", "notes.txt"), False),
        (("settings.json", "tiny/runs/"), False),
        (("tiny/settings/", "notes.txt"), False),
        ((".hidden",), False),
        (("report.html",), False),
    ],
)
def test_own_results_are_recognized(tmp_path, files, is_own):
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True) if name.endswith("/") else path.write_text('["tiny"]')
    assert is_own_results_folder(tmp_path) == is_own


@pytest.mark.parametrize("text", ["{}", '{"tiny": 1}', "3", "[", ""])
def test_a_settings_file_of_another_program_is_no_marker(tmp_path, text):
    (tmp_path / ".code").mkdir()
    (tmp_path / "settings.json").write_text(text)
    assert not is_own_results_folder(tmp_path)


def test_downloads_stand_alone_in_their_folder(tmp_path):
    check_downloads_folder(tmp_path / "absent", "c.yaml")
    (tmp_path / "0123456789abcdef_sales.csv").touch()
    (tmp_path / "tmpabc123").touch()
    check_downloads_folder(tmp_path, "c.yaml")
    (tmp_path / "invoice.pdf").touch()
    with pytest.raises(ConfigError, match=r"which has files that are no downloads \(invoice.pdf"):
        check_downloads_folder(tmp_path, "c.yaml")

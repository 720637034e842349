"""Every command of README.md, in the order of the page, in a copy of the project."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Project

pytestmark = pytest.mark.workflow

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
# Make needs these files. They get an old time, or make would install the environment again.
OTHER_PARTS = ("Makefile", "pyproject.toml", "requirements.lock")
STUDY = Path("config", "studies", "my_study.yaml")
LATER_YEARS = 3
# To save time: fewer runs, and no statistical models.
SHORTER = "repeats: 2\nbaselines: [persistence, least_squares]"
# What the test runs for a command, and a file or a text that the command makes or prints. Long
# commands and those for a cluster are dry runs here; other tests run them on small studies, and
# tests/test_site.py builds the site.
STEPS = {
    "make quick": (None, "results-quick/report.html"),
    "make study": ("$(make --dry-run study | tail -1) --dry-run", "train_share_1 "),
    "make new-study NAME=my_study CSV=my_data.csv": (None, str(STUDY)),
    ".venv/bin/snakemake --dry-run --config studies=my_study results=results-mine": (
        None,
        "train_share_1 ",
    ),
    ".venv/bin/snakemake --config studies=my_study results=results-mine": (
        None,
        "results-mine/report.html",
    ),
    ".venv/bin/snakemake --profile profiles/slurm": (
        ".venv/bin/snakemake --profile profiles/slurm --dry-run",
        "retrain_shampoo_forecast_1_",
    ),
    "make site": ("make --dry-run site", "docs/_build"),
}


def commands(block):
    """The commands of a block without their comments."""
    lines = (re.sub(r"\s+# .*", "", line) for line in block.splitlines())
    return [line for line in lines if line]


def inline_commands():
    """The commands within the sentences and tables of the page."""
    text = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`((?:make|\.venv/bin/snakemake|snakemake) [^`]+)`", text)


def test_every_command_of_the_readme_has_a_step():
    """A new command in README.md needs an entry in STEPS, and the test below runs it."""
    found = {command for kind, block in BLOCKS if kind == "sh" for command in commands(block)}
    assert found | set(inline_commands()) == set(STEPS)
    assert {kind for kind, _ in BLOCKS} <= {"sh", "yaml", "python"}


@pytest.fixture
def project(tmp_path):
    """A copy of the project with the installed environment, and a CSV of a yearly series."""
    project = Project(tmp_path / "project")
    for part in OTHER_PARTS:
        shutil.copy(ROOT / part, project.folder)
        os.utime(project.folder / part, (0, 0))
    (project.folder / ".venv").symlink_to(sys.prefix)
    years = pd.date_range("1940-01-01", periods=72, freq="YS")
    sales = [100 + k + 7 * k % 11 for k in range(72)]
    table = pd.DataFrame({"year": years, "sales": sales})
    table[:-LATER_YEARS].to_csv(project.folder / "my_data.csv", index=False)
    table[-LATER_YEARS:].to_csv(project.folder / "new.csv", index=False)
    return project


def run(project, *command):
    """Run a command in the project and return what it printed."""
    environment = {key: v for key, v in project.environment.items() if not key.startswith("MAKE")}
    # The library of the copy, because `make new-study` writes beside the library.
    paths = [str(project.folder / "workflow"), environment.get("PYTHONPATH", "")]
    done = subprocess.run(
        command,
        cwd=project.folder,
        env={**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def run_step(project, command):
    """Run a command as STEPS tells, and check what it made or printed."""
    other, made = STEPS[command]
    printed = run(project, "bash", "-c", other or command)
    assert made in printed or (project.folder / made).exists(), f"{command}\n{printed}"


def show_values(code):
    """Code that prints the value of each expression, as an interactive session does."""
    statements = map(ast.unparse, ast.parse(code).body)
    return "\n".join(f"exec(compile({text!r}, 'README.md', 'single'))" for text in statements)


def test_every_command_of_the_readme_runs(project):
    shown = ""
    for kind, block in BLOCKS:
        if kind == "sh":
            last = commands(block)[-1]
            for command in commands(block):
                run_step(project, command)
                if command.startswith("make new-study"):
                    project.edit(STUDY, "repeats: 10", SHORTER)
        elif kind == "yaml":  # "Add this to my_study.yaml, and run the last command again"
            text = (project.folder / STUDY).read_text() + block.replace("12}", "12, members: 2}")
            project.write_study("my_study", text)
            run_step(project, last)
        else:
            shown += run(project, ".venv/bin/python", "-c", show_values(block))
    assert shown.count("[12 rows x") == 2, shown  # two forecasts
    in_blocks = {command for _, block in BLOCKS for command in commands(block)}
    for command in dict.fromkeys(inline_commands()):
        if command not in in_blocks:
            run_step(project, command)

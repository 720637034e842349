"""The files of the repository agree with each other."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from reprise.conda_environment import conda_environment
from reprise.paths import LIBRARY

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("config", "data")),
]


def locked_versions():
    """Package name to the versions in requirements.lock."""
    versions = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", LOCK, re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


def commands(target):
    """The commands that make would run for a target, without running them."""
    done = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--always-make", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
    )
    return done.stdout.replace("\\\n", " ").splitlines()


def test_the_lock_satisfies_every_dependency():
    requirements = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    versions = locked_versions()
    for requirement in map(Requirement, requirements):
        locked = versions[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in locked), requirement


def test_every_package_of_the_lock_has_hashes_and_the_lock_names_no_host():
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(blocks) == sum(map(len, locked_versions().values()))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert "://" not in LOCK
    assert "index" not in LOCK


def test_environment_yml_has_the_pins_of_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == conda_environment(LOCK)
    python, _, pip = yaml.safe_load(text)["dependencies"]
    assert python == "python=3.11"
    pinned = dict(line.split("==") for line in pip["pip"])
    for name, versions in locked_versions().items():
        assert pinned.get(name) in (*versions, None)
        assert name in pinned or re.search(rf"^{re.escape(name)}==\S+ ;", LOCK, re.MULTILINE)


@pytest.mark.parametrize("target", ["study", "test"])
def test_make_installs_only_what_the_lock_has_by_hash(target):
    installs = [line for line in commands(target) if " pip install " in line]
    from_lock, project = installs
    assert from_lock.split()[-3:] == ["--require-hashes", "-r", "requirements.lock"]
    assert {"--no-deps", "--no-build-isolation"} <= set(project.split())
    assert any(line.endswith("python -m reprise.startup") for line in commands(target))


def test_make_help_describes_every_target_for_people():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    described = {line.split()[0] for line in done.stdout.splitlines()}
    assert described == set(phony.split())


def test_an_installed_package_tells_type_checkers_that_it_has_types():
    """PEP 561: the marker `py.typed` is in the package, and setuptools installs it."""
    packaged = PROJECT["tool"]["setuptools"]["package-data"]["reprise"]
    assert [name for name in packaged if (LIBRARY / name).is_file()] == ["py.typed"]


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert version in re.findall(r"^## (\S+)", changelog, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page):
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in headings(target), link


def headings(page: Path):
    """The anchors of a page's headings, as GitHub makes them."""
    lines = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines]


def test_every_path_of_the_architecture_page_exists():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:workflow|config|data|profiles|tests|docs|bench)/[\w./-]*)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []

"""What the repository says of itself."""

import re
import tomllib

import yaml
from conftest import ROOT

from reprise.config.config_page import config_page


def locked():
    text = (ROOT / "requirements.lock").read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", text, re.MULTILINE)), text


def test_the_configuration_page_is_made_from_the_schemas():
    assert (ROOT / "config" / "README.md").read_text() == config_page()


def test_the_lock_holds_every_dependency_with_hashes_and_no_host():
    versions, text = locked()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[=<>~!]", requirement)[0].lower() for requirement in wanted}
    assert names <= versions.keys()
    assert "://" not in text and "index" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_conda_and_the_makefile_install_the_same_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert any(re.fullmatch(r"python=3\.11", line) for line in conda)
    assert pip["pip"] == ["--require-hashes -r requirements.lock"]
    assert "--require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text()


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()

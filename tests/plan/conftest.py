"""A project folder in which plans are made."""

import shutil

import pytest
from conftest import ROOT, TINY


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder with a config and a tiny study, in which the plan is made."""
    for part in ("config", "data"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "config" / "studies" / "tiny.yaml").write_text(TINY)
    monkeypatch.chdir(tmp_path)
    return tmp_path

"""Studies that the tests interrupt and damage, and a cluster."""

import copy
import os
import shutil
from contextlib import ExitStack

import pytest
from conftest import Project
from interrupted_study import STUDY, stored_files
from one_node_slurm import Slurm, missing_programs


def pytest_collection_modifyitems(items):
    """Begin with the longest test, so that the others run beside it."""
    items.sort(key=lambda item: item.get_closest_marker("soak") is None)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The study, run by one command that nobody disturbed."""
    project = Project(tmp_path_factory.mktemp("undisturbed") / "project")
    project.write_study("tiny", STUDY)
    project.snakemake(cores=1)
    project.stored_files = stored_files(project)
    return project


@pytest.fixture
def slow(project):
    project.write_study("tiny", STUDY)
    return project


@pytest.fixture
def completed(undisturbed, tmp_path):
    """A copy of the undisturbed study, to be damaged."""
    project = copy.copy(undisturbed)
    project.folder = shutil.copytree(undisturbed.folder, tmp_path / "project")
    return project


@pytest.fixture
def slurm(request, tmp_path, monkeypatch):
    """A running Slurm cluster, with accounting if the parameter of the fixture says so."""
    accounting = getattr(request, "param", "without accounting") == "with accounting"
    missing = missing_programs(accounting)
    if missing:
        packages = "slurm-wlm munge slurmdbd mariadb-server-core"
        pytest.skip(f"no {', '.join(missing)} here: apt-get install {packages}")
    if os.geteuid():
        pytest.skip("slurmd runs jobs as root alone")
    folder = tmp_path / "slurm"
    folder.mkdir()
    cluster = Slurm(folder, accounting)
    for name in ("SLURM_CONF", "PATH"):
        monkeypatch.setenv(name, cluster.environment[name])
    with ExitStack() as stack:
        cluster.start(stack)
        yield cluster

"""Studies that the tests interrupt and damage."""

import copy
import shutil

import pytest
from conftest import Project
from interrupted_study import STUDY, stored_files


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

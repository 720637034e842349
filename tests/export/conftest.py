"""The paper kit of a small study with made-up runs."""

import pytest
from export_studies import make_study, replication_row, write_findings, write_kit

from reprise.figures.style import figure_style


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """The texts of the paper kit of the study; nothing changes them."""
    files = make_study(tmp_path_factory.mktemp("made_up"))
    others = [replication_row(study="another"), replication_row(kind="list", verdict="replicates")]
    write_findings(files, {"replication.csv": [replication_row(), *others]})
    return write_kit(files)


@pytest.fixture
def style():
    """The style of the script; the settings of Matplotlib are restored after the test."""
    with figure_style("column"):
        yield

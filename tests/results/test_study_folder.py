import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

import reprise
from reprise.config.study_file import load_study
from reprise.errors import RepriseError
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.results.study_folder import StudyFolder
from reprise.stage_record import StageRecord
from reprise.storage import json_text, write_text_file
from reprise.tables.study_paths import StoredPaths


def test_the_csv_is_found_from_the_copy_of_a_folder(copied, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert StudyFolder(copied).observations == str(ROOT / "data" / "shampoo_sales.csv")
    beside = tmp_path / "data" / "shampoo_sales.csv"
    beside.parent.mkdir()
    shutil.copy(ROOT / "data" / "shampoo_sales.csv", beside)
    assert StudyFolder(copied).observations == "data/shampoo_sales.csv"


def test_a_csv_that_is_missing_or_was_changed_is_an_error(copied, tmp_path):
    path = copied / "settings" / "draw.json"
    document = json.loads(path.read_text())
    document["dataset"]["file"] = "mine.csv"
    path.write_text(json.dumps(document))
    with pytest.raises(RepriseError, match=r"mine\.csv: this figure needs the CSV of the study"):
        StudyFolder(copied).observations  # noqa: B018
    (tmp_path / "mine.csv").write_text("Month,Sales\n")
    with pytest.raises(RepriseError, match=r"mine\.csv: this file was changed after the study"):
        StudyFolder(copied).observations  # noqa: B018
    given = reprise.open(copied, dataset=ROOT / "data" / "shampoo_sales.csv")
    assert len(given._study_tables.dataset.values) == 36


def test_a_folder_has_every_member_that_reading_tables_needs(copied):
    members = {name for name in vars(StoredPaths) if not name.startswith("_")}
    assert members and all(hasattr(StudyFolder(copied), name) for name in members)


def test_only_completed_files_are_listed(copied):
    folder = StudyFolder(copied)
    assert "windows" in folder.tables and "runs" in folder.tables
    (copied / "history.csv.gz").write_text("of an earlier version of the study")
    assert "history" not in StudyFolder(copied).tables
    (copied / "made_from" / "prepare.json").unlink()
    assert "windows" not in StudyFolder(copied).tables


@pytest.mark.parametrize(
    "name",
    ["lstm_epochs_diagnostic", "births_origins", "shampoo_forecast", "batchnorm_layer", "quick"],
)
def test_the_figures_of_a_study_are_those_of_the_plan(name, tmp_path):
    study = load_study(name, ROOT / "config" / "studies", ROOT)
    files = StudyFiles(study, str(tmp_path), str(ROOT / (study.dataset.file or "")))
    document = settings_documents(files)[files.settings("draw")]
    write_text_file(files.settings("draw"), json_text(document))
    lines = [f"{'0' * 64}  {Path(path).relative_to(files.folder)}\n" for path in files.figures]
    write_text_file(files.digests("draw"), "".join(lines))
    StageRecord(files.record("draw"), {}).write()
    folder = StudyFolder(Path(files.folder))
    listed = folder.figures(folder.load_tables().settings)
    planned = [(figure.kind, figure.part) for figure in files.figure_files]
    assert [(kind, part) for kind, parts in listed.items() for part in parts] == planned


def test_figures_are_listed_with_their_parts(copied):
    folder = StudyFolder(copied)
    settings = folder.load_tables().settings
    assert list(folder.figures(settings)) == [
        *("series", "autocorrelations", "distribution", "comparisons", "repeats"),
    ]
    names = ("diagnostic_epochs=500", "splits", "diagnostic_other")
    with (copied / "draw.sha256").open("a") as file:
        file.writelines(f"{'0' * 64}  figures/{name}.svg\n" for name in names)
    figures = StudyFolder(copied).figures(settings)
    assert figures["curves"] == ["epochs=500"] and figures["partitions"] == ["split"]

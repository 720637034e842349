from pathlib import Path

import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.stages import STUDY_STAGES


def files_of(name, **options):
    study = load_study(name, ROOT / "config" / "studies", ROOT, **options)
    return StudyFiles(study, "results", "data/a.csv")


def test_each_stage_reads_what_the_stages_before_it_make():
    files = files_of("lstm_epochs")
    assert files.inputs("prepare") == ["results/lstm_epochs/settings/prepare.json", "data/a.csv"]
    assert "results/lstm_epochs/framing.npz" in files.inputs("train")
    for earlier, later in (("prepare", "tabulate"), ("train", "tabulate"), ("tabulate", "draw")):
        made = set(files.outputs(earlier)) - {files.record(earlier)}
        assert made <= set(files.inputs(later))


def test_a_generated_dataset_is_made_in_the_folder_of_its_study():
    study = load_study("batchnorm", ROOT / "config" / "studies", ROOT)
    files = StudyFiles(study, "results", None)
    assert files.inputs("dataset") == ["results/batchnorm/settings/dataset.json"]
    csv = "results/batchnorm/dataset.csv"
    record = "results/batchnorm/made_from/dataset.json"
    assert files.outputs("dataset") == [csv, "results/batchnorm/dataset.sha256", record]
    for stage in ("prepare", "tabulate", "draw"):
        assert csv in files.inputs(stage)
    assert files_of("lstm_epochs").outputs("dataset") == []


def test_a_run_has_a_file_for_each_configuration_and_repeat():
    files = files_of("quick", repeats=2)
    names = [run.run_path.removeprefix("results/quick/runs/") for run in files.runs]
    expected = ["epochs=100/001", "epochs=100/002", "epochs=500/001", "epochs=500/002"]
    assert names == [f"{name}.json" for name in expected]
    assert files.trained == [run.run_path for run in files.runs], "nothing else is recorded"


def test_what_a_study_records_has_files_and_is_evidence():
    files = files_of("batchnorm_layer", repeats=1)
    (first, *_) = files.runs
    assert (
        first.layers_path
        == f"results/batchnorm_layer/layer_statistics/{Path(first.run_path).parent.name}/001.csv"
    )
    assert first.layers_path in files.trained
    assert "results/batchnorm_layer/layer_statistics.csv.gz" in files.evidence
    assert not [path for path in files_of("quick").evidence if path.endswith(".gz")]


def test_the_windows_of_a_series_are_prepared_and_samples_have_none():
    assert "results/quick/windows.txt" in files_of("quick").prepared
    assert "results/batchnorm/windows.txt" not in files_of("batchnorm").prepared


def test_every_figure_has_two_pictures_and_a_caption():
    files = files_of("quick")
    stems = [figure.stem for figure in files.figure_files]
    assert files.figures == [
        f"{stem}.{ending}" for stem in stems for ending in ("svg", "png", "rst", "txt")
    ]
    assert "results/quick/figures/distribution" in stems


@pytest.fixture
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def touch(paths):
        for path in paths:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).touch()

    return touch


def test_a_run_counts_as_deleted_only_if_the_tables_made_from_it_exist(in_folder):
    files = files_of("quick", repeats=1)
    in_folder([*files.prepared, *files.trained])
    Path(files.runs[0].run_path).unlink()
    assert files.deleted == []
    in_folder([*files.tables, files.digests("tabulate")])
    assert files.deleted == [files.runs[0].run_path]


def test_every_file_of_a_study_except_its_runs_has_a_digest():
    study = load_study("batchnorm", ROOT / "config" / "studies", ROOT, 1)
    files = StudyFiles(study, "results", None)
    made = {path for stage in STUDY_STAGES for path in files.outputs(stage)} - set(files.trained)
    made -= set(map(files.record, STUDY_STAGES))
    digested = [path for paths in files.digested.values() for path in paths]
    assert set(digested) | set(files.digested) == made
    assert len(set(digested)) == len(digested)

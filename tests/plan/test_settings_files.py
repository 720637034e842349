from dataclasses import replace

import pytest
from conftest import RECORDING_STUDY, ROOT

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import distribution_key, settings_documents
from reprise.stage_settings import (
    ConfigurationSettings,
    FigureSettings,
    PrepareSettings,
    TabulateSettings,
)


@pytest.fixture
def study():
    return load_study("lstm_origins", ROOT / "config" / "studies", ROOT)


@pytest.fixture
def documents(study):
    return settings_documents(StudyFiles(study, "results", None))


def test_each_stage_reads_back_what_the_study_defines(study, documents):
    folder = "results/lstm_origins/settings"
    figures = FigureSettings.from_json(documents[f"{folder}/draw.json"])
    assert figures.configuration_names == [c.name for c in study.configurations]
    assert figures.panels == study.panels
    assert set(figures.partitions.values()) == {
        (c.base, c.partition.number) for c in study.configurations
    }
    tables = TabulateSettings.from_json(documents[f"{folder}/tabulate.json"])
    assert tables.metric == study.metric and tables.framings == tuple(study.framings)
    prepared = PrepareSettings.from_json(documents[f"{folder}/prepare.json"])
    assert prepared.baselines == study.baselines
    users = [name for use in prepared.framings for name in use.configurations]
    assert sorted(users) == sorted(c.name for c in study.configurations)
    first = study.configurations[0]
    path = f"{folder}/configurations/{first.name}.json"
    configuration = ConfigurationSettings.from_json(documents[path])
    assert configuration.run == first.run and configuration.varied == first.varied


@pytest.mark.parametrize(("name", "epochs"), [("births_naive", 100), ("births_forecasters", None)])
def test_tables_know_the_epochs_that_the_validation_rows_choose_from(name, epochs):
    study = load_study(name, ROOT / "config" / "studies", ROOT)
    documents = settings_documents(StudyFiles(study, "results", None))
    tables = TabulateSettings.from_json(documents[f"results/{name}/settings/tabulate.json"])
    assert tables.configurations[0].epochs_to_choose_from == epochs


def test_tables_know_the_largest_number_of_epochs_of_runs_that_can_end_early(tmp_path):
    text = RECORDING_STUDY.partition("vary:")[0]
    text += "configurations: {fixed: {}, ended: {training.stop: {patience: 2}}}\n"
    (tmp_path / "mine.yaml").write_text(text.replace("layer_statistics: true", "state: carried"))
    study = load_study("mine", tmp_path, ROOT)
    documents = settings_documents(StudyFiles(study, "results", None))
    tables = TabulateSettings.from_json(documents["results/mine/settings/tabulate.json"])
    assert tables.epoch_limits == {"ended": 4}


def test_other_versions_change_the_settings_of_the_training_alone(study, documents, monkeypatch):
    monkeypatch.setattr("reprise.plan.settings_files.versions", lambda: {"tensorflow": "0"})
    other = settings_documents(StudyFiles(study, "results", None))
    changed = {path for path in documents if documents[path] != other[path]}
    names = {path.removeprefix("results/lstm_origins/settings/") for path in changed}
    assert names == {"train.json", *(f"configurations/{c.name}.json" for c in study.configurations)}


def test_a_distribution_key_depends_on_what_decides_a_run(study):
    first, second = study.configurations[:2]
    key = distribution_key(study, first)
    assert distribution_key(study, second) != key
    evaluation = replace(first.run.evaluation, every_epoch=True)
    recording = replace(first, run=replace(first.run, evaluation=evaluation), name="another")
    assert distribution_key(study, recording) == key, "recording changes no run"
    units = replace(study, dataset=replace(study.dataset, units="other units"))
    assert distribution_key(units, first) == key
    training = replace(first.run.training, epochs=first.run.training.epochs + 1)
    longer = replace(first, run=replace(first.run, training=training))
    assert distribution_key(study, longer) != key
    period = replace(study, dataset=replace(study.dataset, period=7))
    assert distribution_key(period, first) != key

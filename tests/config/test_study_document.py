import json
from pathlib import Path

import pytest

from reprise.config.study_document import (
    configuration_document,
    read_with_inherited,
    study_path,
)

DOCUMENT = {
    "title": "t",
    "dataset": {"values": [1, 2, 3, 4]},
    "framing": {"test_rows": 1},
    "model": {"family": "mlp"},
    "training": {"epochs": 10, "batch_size": 4, "optimizer": "adam"},
    "repeats": 2,
}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("config/studies/quick.yaml", "write only the name of the study: quick."),
        ("quick.yaml", "write only the name of the study: quick."),
        ("quick.yml", "write only the name of the study: quick."),
        ("../quick", "write only the name of the study: quick."),
        ("a{b", "which has the character '{'"),
        ("CON", "which is a device on Windows"),
        ("findings", "which is reserved for Reprise itself"),
    ],
)
def test_a_study_is_named_without_folder_and_ending_by_the_rule_for_names(
    config_error, name, problem
):
    error = config_error(study_path, name, "studies", "config.yaml")
    assert problem in error.problem and error.problem.startswith("studies has ")
    assert (error.where, error.key, error.value) == ("config.yaml", "studies", name)


def test_the_file_of_a_study_is_in_the_folder_of_studies():
    assert study_path("quick", "studies") == Path("studies/quick.yaml")


def test_a_study_inherits_what_it_does_not_set(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "title: Base\ndescription: d\nsource: s\nvary: {a: [1]}\ngroup: g\n"
        "claims: []\nrepeats: 3\nmodel: {family: lstm, units: 2}\n"
        "training: {epochs: 5, loss: mse}\n"
    )
    (tmp_path / "mine.yaml").write_text("extends: base\ntitle: Mine\ntraining: {epochs: 7}\n")
    assert read_with_inherited(tmp_path / "mine.yaml") == {
        "extends": "base",
        "title": "Mine",
        "repeats": 3,
        "model": {"family": "lstm", "units": 2},
        "training": {"epochs": 7, "loss": "mse"},
    }


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("{family: mlp}", {"family": "mlp"}),
        ("{family: lstm}", {"family": "lstm", "units": 2}),
        ("{units: 3}", {"family": "lstm", "units": 3}),
    ],
)
def test_the_keys_of_another_model_family_are_not_inherited(tmp_path, model, expected):
    (tmp_path / "base.yaml").write_text("model: {family: lstm, units: 2}\n")
    (tmp_path / "mine.yaml").write_text(f"extends: base\nmodel: {model}\n")
    assert read_with_inherited(tmp_path / "mine.yaml")["model"] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"units": "euro"}, {"file": "f.csv", "time": "t", "units": "euro"}),
        ({"file": "g.csv"}, {"file": "g.csv", "time": "t", "units": "pounds"}),
        (
            {"url": "https://a.org/f.csv", "sha256": "0"},
            {"url": "https://a.org/f.csv", "sha256": "0", "time": "t", "units": "pounds"},
        ),
        ({"values": [1, 2, 3]}, {"values": [1, 2, 3]}),
        ({"builtin": "iris"}, {"builtin": "iris"}),
    ],
)
def test_the_keys_of_another_source_of_data_are_not_inherited(tmp_path, changes, expected):
    (tmp_path / "base.yaml").write_text("dataset: {file: f.csv, time: t, units: pounds}\n")
    (tmp_path / "mine.yaml").write_text(f"extends: base\ndataset: {json.dumps(changes)}\n")
    assert read_with_inherited(tmp_path / "mine.yaml")["dataset"] == expected


def test_a_file_replaces_a_download(tmp_path):
    (tmp_path / "base.yaml").write_text("dataset: {url: u, sha256: s, classes: 2, label: k}\n")
    (tmp_path / "mine.yaml").write_text("extends: base\ndataset: {file: f.csv}\n")
    inherited = read_with_inherited(tmp_path / "mine.yaml")["dataset"]
    assert inherited == {"file": "f.csv", "label": "k"}


def test_inheritance_passes_through_several_studies(tmp_path):
    (tmp_path / "a.yaml").write_text("repeats: 3\ntraining: {epochs: 5}\n")
    (tmp_path / "b.yaml").write_text("extends: a\ntraining: {batch_size: 4}\n")
    (tmp_path / "c.yaml").write_text("extends: b\nrepeats: 9\n")
    inherited = read_with_inherited(tmp_path / "c.yaml")
    assert inherited["training"] == {"epochs": 5, "batch_size": 4} and inherited["repeats"] == 9


def test_a_study_that_extends_itself_is_refused(tmp_path, config_error):
    (tmp_path / "a.yaml").write_text("extends: b\n")
    (tmp_path / "b.yaml").write_text("extends: a\n")
    error = config_error(read_with_inherited, tmp_path / "a.yaml")
    assert "the study extends itself, through" in error.problem and error.key == "extends"


def test_an_error_in_the_extended_study_names_both_files(tmp_path, config_error):
    (tmp_path / "base.yaml").write_text("a: [\n")
    (tmp_path / "mine.yaml").write_text("extends: base\n")
    error = config_error(read_with_inherited, tmp_path / "mine.yaml")
    mine, base = tmp_path / "mine.yaml", tmp_path / "base.yaml"
    assert error.where == f"{mine}: extends 'base': {base}, line 2"
    assert error.key == "extends"


def test_a_configuration_sets_its_keys_in_a_copy_of_the_study():
    keys = {"training.epochs": 7, "training.optimizer": {"name": "sgd", "momentum": 0.5}}
    document = configuration_document(DOCUMENT, "a", keys, "s.yaml")
    assert document["training"]["epochs"] == 7
    assert document["training"]["optimizer"] == {"name": "sgd", "momentum": 0.5}
    assert document["model"]["units"] == 100, "defaults must be there"
    assert DOCUMENT["training"]["epochs"] == 10


def test_a_configuration_can_set_a_key_of_a_section_that_the_study_lacks():
    document = configuration_document(DOCUMENT, "a", {"evaluation.every_epoch": True}, "s.yaml")
    assert document["evaluation"]["every_epoch"] is True


@pytest.mark.parametrize(
    ("keys", "key", "problem"),
    [
        ({"training.epochs": 0}, "training.epochs", "training.epochs is 0"),
        ({"model.units": [1, 0]}, "model.units, item 2", "model.units, item 2 is 0"),
        (
            {"training.optimizer": {"name": "adam", "momentum": 1}},
            "training.optimizer.momentum",
            "unknown key 'momentum'",
        ),
        (
            {"trainin.epochs": 5},
            "trainin.epochs",
            "'trainin.epochs' cannot vary. Did you mean 'training.epochs'? A varied key starts with"
            " one of framing, model, training, evaluation, as in training.epochs.",
        ),
        ({"epochs": 5}, "epochs", "'epochs' cannot vary."),
        ({"dataset.units": "x"}, "dataset.units", "'dataset.units' cannot vary."),
        ({"model.unit": 5}, "model.unit", "unknown key 'unit'. Did you mean 'units'?"),
        (
            {"training.optimizer.momentum": 1},
            "training.optimizer.momentum",
            "'training.optimizer.momentum' cannot be set, because 'optimizer' is adam and has no",
        ),
    ],
)
def test_a_wrong_value_of_a_configuration_names_the_configuration(config_error, keys, key, problem):
    error = config_error(configuration_document, DOCUMENT, "a", keys, "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml: configuration 'a'", key)


@pytest.mark.parametrize("dotted", ["framing.horizon", "model.dropout", "evaluation.state"])
def test_the_most_similar_key_is_sought_in_every_section_that_can_vary(config_error, dotted):
    keys = {f"x{dotted}": 1}
    error = config_error(configuration_document, DOCUMENT, "a", keys, "s.yaml")
    assert f"Did you mean '{dotted}'?" in error.problem


def test_a_wrong_value_that_all_configurations_share_names_only_the_file(config_error):
    wrong = DOCUMENT | {"repeats": 0}
    error = config_error(configuration_document, wrong, "a", {"model.units": 2}, "s.yaml")
    assert (error.where, error.key) == ("s.yaml", "repeats")
    wrong = DOCUMENT | {"training": {"epochs": 0, "batch_size": 4}}
    error = config_error(configuration_document, wrong, "a", {"training.batch_size": 2}, "s.yaml")
    assert (error.where, error.key) == ("s.yaml", "training.epochs")

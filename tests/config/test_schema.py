import pytest

from reprise.config.schema import read_yaml, validate
from reprise.errors import ConfigError

STUDY = {
    "title": "t",
    "dataset": {"file": "f.csv", "time": "Month", "value": "Sales"},
    "framing": {"test_rows": 12},
    "model": {"family": "lstm"},
    "training": {"epochs": 10, "batch_size": 4},
    "repeats": 2,
}


def with_value(dotted, value):
    document = {k: dict(v) if isinstance(v, dict) else v for k, v in STUDY.items()}
    *parents, last = dotted.split(".")
    place = document
    for parent in parents:
        place = place[parent]
    place[last] = value
    return document


def test_defaults_are_filled_in_at_every_depth():
    checked = validate(STUDY, "study", "s.yaml")
    assert checked["framing"]["scale"] == [-1, 1]
    assert checked["model"]["era"] == "keras3"
    assert checked["evaluation"] == {
        "every_epoch": False,
        "state": "carried",
        "layer_statistics": False,
    }
    assert checked["tables"] == {} and checked["figures"]["curves"] == "every_repeat"
    assert "scale" not in STUDY["framing"]


@pytest.mark.parametrize(
    ("dotted", "value", "expected"),
    [
        ("training.epoch", 5, ["training has an unknown key 'epoch'", "mean 'epochs'?"]),
        ("titel", "x", ["the top level has an unknown key 'titel'", "mean 'title'?"]),
        ("training.epochs", 0, ["training.epochs is 0, but must be at least 1"]),
        ("training.epochs", "many", ['training.epochs is "many"', "a whole number"]),
        ("model.era", "keras2", ["model.era is", '"keras3"', "Did you mean 'keras"]),
        ("framing.scale", "minmax", ["framing.scale is", "must be null or a list"]),
        ("training.optimizer", {"momentum": 1}, ["training.optimizer lacks the key 'name'"]),
        ("configurations", {"a b": {}}, ["has the name 'a b'; a name begins with"]),
        ("configurations", {"..": {}}, ["has the name '..'; a name begins with"]),
        ("model.dropout", 1, ["model.dropout is 1, but must be less than 1"]),
        ("model.family", "lstn", ["model.family is", "Did you mean 'lstm'?"]),
        ("training.optimizer", "adm", ["training.optimizer is", "Did you mean 'adam'?"]),
        (
            "training.optimizer",
            {"name": "adam", "momentum": 0.9},
            ["training.optimizer has an unknown key 'momentum'"],
        ),
        (
            "training.optimizer",
            {"name": "sgd", "learning_rate": "1e-3"},
            ["learning_rate is", "1e-3 as 1.0e-3"],
        ),
    ],
)
def test_an_error_names_file_key_value_and_what_is_allowed(dotted, value, expected):
    with pytest.raises(ConfigError) as caught:
        validate(with_value(dotted, value), "study", "config/studies/s.yaml")
    assert str(caught.value).startswith("config/studies/s.yaml: ")
    for part in expected:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("section", "key", "typo"),
    [(None, "repeats", "repeat"), ("training", "epochs", "epoch"), ("dataset", "file", "flie")],
)
def test_a_mistyped_key_does_not_hide_behind_the_one_that_it_lacks(section, key, typo):
    document = {k: dict(v) if isinstance(v, dict) else v for k, v in STUDY.items()}
    place = document[section] if section else document
    place[typo] = place.pop(key)
    with pytest.raises(ConfigError, match=f"unknown key '{typo}'. Did you mean '{key}'"):
        validate(document, "study", "s.yaml")


def test_a_whole_number_may_be_written_with_a_point():
    checked = validate(with_value("training.epochs", 10.0), "study", "s.yaml")
    assert repr(checked["training"]["epochs"]) == "10"


def test_a_missing_key_is_named():
    document = {k: v for k, v in STUDY.items() if k != "framing"}
    with pytest.raises(ConfigError, match="the top level lacks the key 'framing'"):
        validate(document, "study", "s.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: is not valid YAML: the key 'a' stands there twice"),
        ("a: [1\n", "is not valid YAML"),
        ("1: a\n", "line 1: .* the key 1 is not text; put it in quotes"),
        ("- a\n", "must be a mapping"),
        ("", "must be a mapping"),
    ],
)
def test_a_broken_yaml_file_is_explained(tmp_path, text, expected):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=expected):
        read_yaml(path)


def test_a_missing_file_names_the_nearest_one(tmp_path):
    (tmp_path / "lstm_epochs.yaml").write_text("a: 1\n")
    with pytest.raises(ConfigError, match=r"no such file. Did you mean 'lstm_epochs'\?"):
        read_yaml(tmp_path / "lstm_epoch.yaml")

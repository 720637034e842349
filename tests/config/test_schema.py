import pytest

from reprise.config.schema import apply_schema, load_schema, read_yaml
from reprise.errors import ConfigError

STUDY = {
    "title": "t",
    "dataset": {"file": "f.csv", "time": "Month", "value": "Sales"},
    "framing": {"test_rows": 12},
    "model": {"family": "lstm"},
    "training": {"epochs": 10, "batch_size": 4},
    "repeats": 2,
}


def test_defaults_are_filled_in_at_every_depth_of_a_copy():
    applied = apply_schema(STUDY, "study", "s.yaml")
    assert applied["framing"]["scale"] == [-1, 1]
    assert applied["model"]["era"] == "keras3"
    assert applied["evaluation"] == {
        "every_epoch": False,
        "state": "carried",
        "layer_statistics": False,
    }
    assert applied["tables"] == {} and applied["figures"]["curves"] == "every_repeat"
    assert "scale" not in STUDY["framing"] and "tables" not in STUDY


def test_a_default_is_a_copy_that_a_study_can_change():
    first = apply_schema(STUDY, "study", "s.yaml")
    first["framing"]["scale"][0] = 7
    assert apply_schema(STUDY, "study", "s.yaml")["framing"]["scale"] == [-1, 1]


@pytest.mark.parametrize(
    ("section", "key", "value", "expected"),
    [
        ("training", "epochs", 10.0, "10"),
        ("dataset", "noise", 1.0, "1.0"),
    ],
)
def test_only_a_key_that_takes_whole_numbers_turns_10_0_into_10(section, key, value, expected):
    study = STUDY | {section: STUDY[section] | {key: value}}
    assert repr(apply_schema(study, "study", "s.yaml")[section][key]) == expected


def test_one_key_of_a_schema_can_be_applied_alone():
    vary = {"training.epochs": [1, 2]}
    assert apply_schema(vary, "study", "s.yaml", part="vary") == vary
    with pytest.raises(ConfigError) as caught:
        apply_schema({"training.epochs": []}, "study", "s.yaml", part="vary")
    assert caught.value.key == "vary.training.epochs"


def test_a_schema_describes_every_key_of_a_study():
    assert set(STUDY) <= set(load_schema("study")["properties"])


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", ", line 3", "not valid YAML: the key 'a' appears twice; remove one"),
        ("a: {b: 1, b: 2}\n", ", line 1", "the key 'b' appears twice"),
        ("a: [1\n", ", line 2", "not valid YAML"),
        ("1: a\n", ", line 1", "the key 1 is not text; put it in quotes"),
        ("- a\n", "", "must be a mapping of keys to values"),
        ("", "", "must be a mapping of keys to values"),
    ],
)
def test_an_error_in_a_yaml_file_names_the_file_and_the_line(tmp_path, text, where, problem):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert caught.value.where == f"{path}{where}"
    assert problem in caught.value.problem


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_bytes("title: Größe\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        read_yaml(path)


def test_a_missing_file_names_the_most_similar_one(tmp_path):
    (tmp_path / "lstm_epochs.yaml").write_text("a: 1\n")
    with pytest.raises(ConfigError) as caught:
        read_yaml(tmp_path / "lstm_epoch.yaml")
    assert caught.value.where == str(tmp_path / "lstm_epoch.yaml")
    assert caught.value.problem == (
        "there is no such file. Did you mean 'lstm_epochs'? Known: lstm_epochs."
    )

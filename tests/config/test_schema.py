import pytest

from reprise.config.schema import apply_schema, load_schema
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


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_is_finite(value):
    with pytest.raises(ConfigError, match=r"checkpoint_seconds is .*, but must be a number"):
        apply_schema({"studies": ["tiny"], "checkpoint_seconds": value}, "config", "config.yaml")

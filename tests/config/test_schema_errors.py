import copy

import pytest
from jsonschema import Draft202012Validator

from reprise.config.schema import apply_schema
from reprise.config.schema_errors import choose_most_telling, to_config_error
from reprise.errors import ConfigError

STUDY = {
    "title": "t",
    "dataset": {"file": "f.csv", "time": "Month", "value": "Sales"},
    "framing": {"test_rows": 12},
    "model": {"family": "lstm"},
    "training": {"epochs": 10, "batch_size": 4},
    "repeats": 2,
}


def study_with(dotted, value):
    document = copy.deepcopy(STUDY)
    *parents, last = dotted.split(".")
    section = document
    for parent in parents:
        section = section.setdefault(parent, {})
    section[last] = value
    return document


def study_error(document):
    with pytest.raises(ConfigError) as caught:
        apply_schema(document, "study", "config/studies/s.yaml")
    assert caught.value.where == "config/studies/s.yaml"
    return caught.value


@pytest.mark.parametrize(
    ("dotted", "value", "problem"),
    [
        ("training.epochs", 0, "training.epochs is 0, but must be at least 1."),
        ("training.epochs", "many", 'training.epochs is "many", but must be a whole number.'),
        ("training.epochs", None, "training.epochs is null, but must be a whole number."),
        ("training.shuffle", 1, "training.shuffle is 1, but must be true or false."),
        ("training", [], "training is [], but must be a mapping of keys to values."),
        ("model.dropout", 1, "model.dropout is 1, but must be less than 1."),
        ("model.dropout", -0.5, "model.dropout is -0.5, but must be at least 0."),
        ("comparison.margin", 0, "comparison.margin is 0, but must be more than 0."),
        ("title", "", 'title is "", but must be not empty.'),
        ("baselines", ["mean", "mean"], "but must be a list without repetition."),
        ("dataset.values", [1, 2], "dataset.values is [1, 2], but must be a list of at least 3 it"),
        ("framing.scale", [0, 1, 2], "but must be a list of at most 2 items."),
        (
            "framing.scale",
            "minmax",
            'framing.scale is "minmax", but must be one of "standard", "robust", or a list of'
            " two numbers, the ends of the range.",
        ),
        (
            "framing.transform",
            "sqrt",
            'framing.transform is "sqrt", but must be one of "log", "box_cox".',
        ),
        ("framing.lags", [1, 1], "framing.lags is [1, 1], but must be a list without repetition."),
        ("training.optimizer", 3, "training.optimizer is 3, but must be one of "),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_allowed(dotted, value, problem):
    error = study_error(study_with(dotted, value))
    assert problem in error.problem
    assert (error.key, error.value) == (dotted, value)


@pytest.mark.parametrize(
    ("dotted", "value", "hint"),
    [
        ("model.era", "keras33", "Did you mean 'keras3'?"),
        ("model.family", "lstn", "Did you mean 'lstm'?"),
        ("training.optimizer", "adm", "Did you mean 'adam'?"),
        ("dataset.time", 7, "Put it in quotes if it is text."),
        ("title", True, "Put it in quotes if it is text."),
        ("training.epochs", "10", "This is text; write the number without quotes."),
    ],
)
def test_a_hint_names_what_the_user_may_have_meant(dotted, value, hint):
    error = study_error(study_with(dotted, value))
    assert error.problem.endswith(f". {hint}") or hint in error.problem
    assert error.key == dotted


@pytest.mark.parametrize("value", ["many", ""])
def test_a_text_that_is_no_number_gets_no_hint_about_numbers(value):
    assert "quotes" not in study_error(study_with("training.epochs", value)).problem


def test_every_alternative_with_a_description_is_offered():
    problem = study_error(study_with("model.family", "gated")).problem
    assert '"mlp", "cnn"' in problem and ", or a function in a module" in problem


@pytest.mark.parametrize(
    ("dotted", "value", "key", "problem"),
    [
        ("titel", "x", "titel", "the top level has an unknown key 'titel'. Did you mean 'title'?"),
        (
            "training.epoch",
            5,
            "training.epoch",
            "training has an unknown key 'epoch'. Did you mean 'epochs'? Known keys: batch_size, ",
        ),
        (
            "training.optimizer",
            {"name": "adam", "momentum": 0.9},
            "training.optimizer.momentum",
            "training.optimizer has an unknown key 'momentum'.",
        ),
        (
            "training.optimizer",
            {"momentum": 1},
            "training.optimizer.name",
            "training.optimizer lacks the key 'name'.",
        ),
    ],
)
def test_an_unknown_or_missing_key_is_named_with_its_path(dotted, value, key, problem):
    error = study_error(study_with(dotted, value))
    assert problem in error.problem
    assert error.key == key


def test_a_missing_section_is_named():
    error = study_error({k: v for k, v in STUDY.items() if k != "framing"})
    assert (error.problem, error.key) == ("the top level lacks the key 'framing'.", "framing")


@pytest.mark.parametrize(
    ("section", "key", "typo"),
    [(None, "repeats", "repeat"), ("training", "epochs", "epoch"), ("dataset", "file", "flie")],
)
def test_a_mistyped_key_is_not_reported_as_a_missing_key(section, key, typo):
    document = copy.deepcopy(STUDY)
    mapping = document[section] if section else document
    mapping[typo] = mapping.pop(key)
    assert f"unknown key '{typo}'. Did you mean '{key}'" in study_error(document).problem


def test_the_position_in_a_list_counts_from_one():
    error = study_error(study_with("tables.at_epochs", [5, 0]))
    assert error.problem == "tables.at_epochs, item 2 is 0, but must be at least 1."
    assert error.key == "tables.at_epochs, item 2"


def test_a_key_that_needs_another_key_is_explained():
    check = {"kind": "within", "at_most": 1, "of": {"curve": "test_rmse"}}
    document = {"claims": [{"says": "so", "checks": [check]}]}
    with pytest.raises(ConfigError) as caught:
        apply_schema(document, "claims", "c.yaml")
    assert caught.value.problem == (
        "claims, item 1, checks, item 1, of has the key 'curve', which needs the key 'feature' too."
    )
    assert caught.value.key == "claims, item 1, checks, item 1, of.feature"


def test_a_keyword_without_words_of_its_own_is_still_explained():
    (error,) = Draft202012Validator({"multipleOf": 5}).iter_errors(3)
    assert "is 3, but must be valid: 3 is not a multiple of 5" in to_config_error(error, "").problem


def test_without_errors_none_is_chosen():
    assert choose_most_telling([]) is None

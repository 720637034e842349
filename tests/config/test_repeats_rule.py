"""The number of repeats of a study, or the rule that decides it."""

import pytest

from reprise.config.repeats_rule import check_can_decide, fewest_repeats, repeats_rule
from reprise.repeat_settings import UntilDecided

RULE = "repeats: {until: decided, at_least: 10, at_most: 50}\n"


def test_a_number_is_no_rule(load_extension):
    study = load_extension("repeats: 7\n")
    assert (study.repeats, study.until) == (7, None)
    assert (fewest_repeats(7), repeats_rule(7, "")) == (7, None)
    check_can_decide(study, "")


def test_a_rule_has_defaults_and_the_first_round_has_the_fewest_repeats(load_extension):
    study = load_extension("repeats: {until: decided}\n")
    assert (study.repeats, study.until) == (10, UntilDecided(10, 200))
    assert load_extension(RULE).until == UntilDecided(10, 50)


def test_a_number_from_the_command_line_replaces_the_rule(load_extension):
    study = load_extension(RULE, repeats=3)
    assert (study.repeats, study.until) == (3, None)


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("repeats: {until: decidde}\n", "repeats.until", "Did you mean 'decided'"),
        ("repeats: {at_least: 10}\n", "repeats.until", "repeats lacks the key 'until'"),
        ("repeats: {until: decided, at_lest: 5}\n", "repeats.at_lest", "Did you mean 'at_least'"),
        ("repeats: {until: decided, at_least: 2}\n", "repeats.at_least", "at least 5"),
        ("repeats: {until: decided, at_most: 9}\n", "repeats.at_most", "set at_most to 10 or more"),
        ("repeats: 0\n", "repeats", "must be at least 1, or a rule with `until`"),
        (
            RULE + "tables: {ensembles: [2, 11]}\n",
            "tables.ensembles, item 2",
            "the study has only 10 repeats",
        ),
        (
            RULE.replace("repeats", "baselines: []\nvary: {training.epochs: [3]}\nrepeats"),
            "repeats.until",
            "one configuration, and no baselines",
        ),
        (
            RULE + "baselines: []\nvary: {training.epochs: [3]}\norigins: {number: 3, step: 1}\n",
            "repeats.until",
            "no pair of configurations to compare, and no baselines. So there is nothing to decide",
        ),
        (
            RULE + "metric: train_rmse\nvary: {training.epochs: [3]}\n",
            "repeats.until",
            "the baselines have no train_rmse, because they are evaluated on the test rows",
        ),
        (
            RULE + "baselines: []\ntraining: {batch_size: 1}\nvary: {framing.horizon: [1, 2]}\n",
            "repeats.until",
            "no pair of configurations to compare, and no baselines",
        ),
    ],
)
def test_a_wrong_rule_is_refused(load_extension, config_error, text, key, message):
    error = config_error(load_extension, text)
    assert error.key == key
    assert message in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "vary: {training.epochs: [3]}\n",
        "baselines: []\nvary: {training.epochs: [3, 4]}\norigins: {number: 3, step: 1}\n",
        "baselines: []\nvary: {training.epochs: [3], model.era: [keras1, keras3]}\n",
    ],
)
def test_a_rule_needs_one_pair_of_any_kind(load_extension, text):
    assert load_extension(RULE + text).until == UntilDecided(10, 50)


def test_a_rule_without_a_margin_is_refused(load_samples, config_error):
    rule = "repeats: {until: decided}\nvary: {training.epochs: [1, 2]}"
    error = config_error(load_samples, "repeats: 1", rule)
    assert error.key == "comparison.margin"
    assert "equal configurations are never decided" in str(error)
    assert "Set comparison.margin to the largest difference of test_accuracy" in str(error)

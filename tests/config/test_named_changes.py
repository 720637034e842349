import pytest

from reprise.config.named_changes import (
    labels_of_grid,
    list_named_changes,
    training_names,
    varied_values,
)


def test_vary_gives_every_combination_of_its_values():
    vary = {"model.units": [1, 2], "training.epochs": [5, 7]}
    assert list_named_changes({"vary": vary}, "s.yaml") == [
        ("units=1,epochs=5", {"model.units": 1, "training.epochs": 5}),
        ("units=1,epochs=7", {"model.units": 1, "training.epochs": 7}),
        ("units=2,epochs=5", {"model.units": 2, "training.epochs": 5}),
        ("units=2,epochs=7", {"model.units": 2, "training.epochs": 7}),
    ]


def test_a_study_in_which_nothing_varies_has_one_configuration():
    assert list_named_changes({}, "s.yaml") == [("all", {})]


def test_named_configurations_keep_their_names_and_order():
    named = {"small": {"model.units": 1}, "large": {}}
    assert list_named_changes({"configurations": named}, "s.yaml") == list(named.items())


def test_named_configurations_are_repeated_at_every_combination_that_varies():
    document = {
        "vary": {"model.era": ["keras3", "keras1"]},
        "configurations": {"short": {"training.epochs": 5}, "plain": {}},
    }
    changes = list_named_changes(document, "s.yaml")
    assert changes[:2] == [
        ("era=keras3,short", {"model.era": "keras3", "training.epochs": 5}),
        ("era=keras3,plain", {"model.era": "keras3"}),
    ]
    assert [name for name, _ in changes[2:]] == ["era=keras1,short", "era=keras1,plain"]
    labels = labels_of_grid(document, changes)
    assert labels["era=keras1,short"] == ("short", {"era": "keras1"})
    assert training_names(document, changes) == {name: name for name, _ in changes}


@pytest.mark.parametrize(
    ("document", "key", "problem"),
    [
        (
            {"vary": {"a.b": [5]}, "configurations": {"c": {"a.b": 6}}},
            "configurations.c",
            "'a.b' stands in 'vary' and in the configuration 'c'; keep one of them",
        ),
        ({"vary": {"a": 5}}, "vary.a", "vary.a is 5, but must be a list"),
        ({"vary": 5}, "vary", "vary is 5, but must be a mapping"),
        (
            {"configurations": {"a": 5}},
            "configurations.a",
            "configurations.a is 5, but must be a m",
        ),
    ],
)
def test_a_malformed_list_of_configurations_is_refused(config_error, document, key, problem):
    error = config_error(list_named_changes, document, "s.yaml")
    assert problem in error.problem and (error.where, error.key) == ("s.yaml", key)


def test_every_configuration_has_a_value_for_every_varied_key():
    named_changes = [("a", {"model.units": 1}), ("b", {"training.optimizer.name": "sgd"})]
    documents = {
        "a": {"model": {"units": 1}, "training": {"optimizer": "adam"}},
        "b": {"model": {}, "training": {"optimizer": {"name": "sgd"}}},
    }
    assert varied_values(named_changes, documents) == {
        "a": {"units": 1, "name": None},
        "b": {"units": None, "name": "sgd"},
    }


def test_configurations_with_names_of_their_own_have_trainings_of_their_own():
    document = {"configurations": {"short": {"training.epochs": 5}, "long": {}}}
    named = list_named_changes(document, "")
    assert training_names(document, named) == {"short": "short", "long": "long"}

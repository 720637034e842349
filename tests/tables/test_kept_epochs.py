import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.tables.kept_epochs import (
    ADVICE,
    UntrainedConfiguration,
    describe_untrained,
    find_untrained,
    last_early_epoch,
)


def make_settings(epochs, **options):
    """Settings of a study; `epochs` maps a configuration to the epochs to choose from, or None."""
    names = {name: name for name in epochs}
    return make_figure_settings("s", {"": names}, epochs_to_choose_from=epochs, **options)


def make_runs(kept_epochs):
    """Runs that did not diverge, from the kept epochs of each configuration."""
    rows = [(name, epoch) for name, epochs in kept_epochs.items() for epoch in epochs]
    return pd.DataFrame(rows, columns=["configuration", "kept_epoch"]).assign(state="ok")


@pytest.mark.parametrize(
    ("epochs", "last"), [(2, 1), (49, 1), (50, 1), (99, 1), (100, 2), (149, 2), (150, 3)]
)
def test_the_first_two_of_a_hundred_epochs_are_early(epochs, last):
    assert last_early_epoch(epochs) == last


@pytest.mark.parametrize(("kept", "is_untrained"), [(2, True), (3, False)])
def test_the_last_early_epoch_is_the_edge(kept, is_untrained):
    runs = make_runs({"a": [kept] * 3})
    assert bool(find_untrained(runs, make_settings({"a": 100}))) == is_untrained


@pytest.mark.parametrize(("early", "is_untrained"), [(15, False), (16, True)])
def test_most_runs_are_more_than_half(early, is_untrained):
    runs = make_runs({"a": [1] * early + [30] * (30 - early)})
    assert bool(find_untrained(runs, make_settings({"a": 60}))) == is_untrained


def test_runs_that_diverged_do_not_count():
    runs = make_runs({"a": [1, 1, 50, 50, 50]})
    runs.loc[2:3, "state"] = "diverged"
    found = find_untrained(runs, make_settings({"a": 100}))
    assert found == [UntrainedConfiguration("a", 3, 2, 2, 100)]
    assert not find_untrained(runs.assign(state="diverged"), make_settings({"a": 100}))


@pytest.mark.parametrize("epochs", [None, 1])
def test_a_configuration_without_a_choice_of_epochs_does_not_count(epochs):
    assert not find_untrained(make_runs({"a": [1, 1]}), make_settings({"a": epochs}))


def test_the_epochs_of_runs_that_end_early_are_those_that_were_trained():
    runs = make_runs({"a": [3, 3, 3]}).assign(trained_epochs=[53, 52, 99])
    assert not find_untrained(runs, make_settings({"a": 1000}))
    early = make_runs({"a": [1, 1, 3]}).assign(trained_epochs=[51, 52, 53])
    settings = make_settings({"a": 1000})
    assert find_untrained(early, settings) == [UntrainedConfiguration("a", 3, 2, 1, 53)]


def test_the_runs_of_all_origins_count_together():
    origins = {"a,origin=5": ("a", 5), "a,origin=9": ("a", 9)}
    settings = make_settings(dict.fromkeys(origins, 100), origins=origins)
    runs = make_runs({"a,origin=5": [1, 1, 1], "a,origin=9": [1, 80, 80]})
    assert find_untrained(runs, settings) == [UntrainedConfiguration("a", 6, 4, 2, 100)]
    runs = make_runs({"a,origin=5": [1, 1, 1], "a,origin=9": [80, 80, 80]})
    assert not find_untrained(runs, settings)


def test_each_configuration_has_a_sentence_and_the_advice_stands_once():
    settings = make_settings({"a": 60, "b": 100, "c": 100})
    runs = make_runs({"a": [1, 1, 7], "b": [1, 2], "c": [50]})
    assert list(describe_untrained(runs, settings, mark=lambda name: f"<{name}>")) == [
        "Most runs of <a> (2 of 3) keep the weights of epoch 1 of 60: these networks are nearly"
        " untrained.",
        "Most runs of <b> (2 of 2) keep the weights of epoch 1 to 2 of 100: these networks are"
        " nearly untrained.",
        ADVICE,
    ]
    assert list(describe_untrained(make_runs({"c": [50]}), settings)) == []

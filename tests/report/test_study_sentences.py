import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.report.study_sentences import describe_study

COLUMNS = ["configuration", "other", "kind", "verdict"]


def describe(means, pairs=(), baselines=(), **options):
    """The sentences of a study with these means, pairs and comparisons with baselines."""
    settings = make_figure_settings("s", {"": {name: name for name in means}}, **options)
    description = pd.DataFrame([list(means.values())], index=["mean"], columns=list(means))
    rows = [(one, other, "configuration", verdict) for one, other, verdict in pairs]
    rows += [(one, name, "baseline", verdict) for one, name, verdict in baselines]
    return describe_study(settings, description, pd.DataFrame(rows, columns=COLUMNS))


def test_the_best_configuration_is_that_with_the_lowest_mean_error():
    text = describe({"a": 100.0, "b": 90.0}, [("a", "b", "worse")])
    assert text == (
        "``b`` has the best mean ``test_rmse``: 90."
        " It differs significantly from every other configuration."
    )


def test_the_best_accuracy_is_the_highest():
    text = describe({"a": 0.8, "b": 0.9}, metric="test_accuracy")
    assert text == "``b`` has the best mean ``test_accuracy``: 0.9."


def test_significant_differences_of_the_best_configuration_are_counted():
    means = {"a": 1.0, "b": 2.0, "c": 3.0}
    pairs = [("a", "b", "cannot tell"), ("a", "c", "better"), ("b", "c", "better")]
    assert "It differs significantly from 1 of 2 other configurations." in describe(means, pairs)
    pairs = [("a", "b", "equivalent"), ("a", "c", "cannot tell")]
    assert "It differs significantly from no other configuration." in describe(means, pairs)


def test_better_baselines_are_named():
    baselines = [("a", "ets", "worse"), ("a", "mean", "better"), ("b", "sarima", "worse")]
    text = describe({"a": 1.0, "b": 2.0}, baselines=baselines)
    assert text.endswith("One baseline is significantly better: ``ets``.")
    text = describe({"a": 1.0}, baselines=[*baselines, ("a", "naive", "worse")])
    assert text == (
        "The mean ``test_rmse`` of ``a`` is 1. 2 baselines are significantly better: ``ets`` and"
        " ``naive``."
    )
    text = describe({"a": 1.0}, baselines=[("a", "ets", "better"), ("a", "mean", "better")])
    assert text.endswith("It is significantly better than every baseline.")
    text = describe({"a": 1.0}, baselines=[("a", "ets", "better"), ("a", "mean", "cannot tell")])
    assert "baseline" not in text


def test_configurations_that_forecast_different_numbers_of_steps_have_no_common_best():
    text = describe({"day": 7.0, "week": 6.0}, horizons={"week": 7})
    assert text == (
        "Horizon of 1 step: The mean ``test_rmse`` of ``day`` is 7."
        " Horizon of 7 steps: The mean ``test_rmse`` of ``week`` is 6."
    )


def test_rolling_origins_are_averaged():
    origins = {"a,origin=1": ("a", 1), "a,origin=2": ("a", 2)}
    origins |= {"b,origin=1": ("b", 1), "b,origin=2": ("b", 2)}
    means = dict(zip(origins, (50.0, 100.0, 70.0, 90.0), strict=True))
    assert describe(means, origins=origins) == (
        "Over 2 rolling origins, ``a`` has the best mean ``test_rmse``: 75. The means at single"
        " origins lie between 50 and 100."
    )


@pytest.mark.filterwarnings("error")
def test_configurations_whose_runs_all_diverged_are_left_out():
    assert describe({"a": np.nan, "b": np.nan}) == "No run ended with a finite error."
    assert describe({"a": np.nan, "b": 2.0}) == "The mean ``test_rmse`` of ``b`` is 2."

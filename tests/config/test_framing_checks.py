from dataclasses import replace

import pytest

from reprise.config.framing_checks import (
    RowCounts,
    check_and_count_rows,
    count_target_classes,
    row_shape,
)
from reprise.framing_settings import ColumnSettings, FramingSettings, QuerySettings
from reprise.settings import DatasetSettings

SERIES = DatasetSettings(values=(1.0, 2.0, 3.0))
SAMPLES = DatasetSettings(file="f.csv", features=("a", "b"), label="kind")
DIGITS = DatasetSettings(builtin="digits")
FRAMING = FramingSettings(difference=1, lags=2, test_rows=4)
QUERY = FramingSettings(
    difference=1, lags=2, query=QuerySettings(inputs=(1.0, 2.0, 3.0), answer=(4.0,))
)
OF_SAMPLES = FramingSettings(test_rows=10)


def check(dataset, framing, observations):
    return check_and_count_rows(dataset, framing, observations, "s.yaml")


def test_features_are_time_steps_only_if_the_study_says_so_and_the_file_orders_them(config_error):
    sequences = replace(OF_SAMPLES, features_as="time_steps")
    assert row_shape(SAMPLES, sequences) == (2, 1)
    assert row_shape(SAMPLES, replace(OF_SAMPLES, features_as="features")) == (None,)
    assert check(SAMPLES, sequences, 40) == RowCounts(30, 0, 10)
    error = config_error(check, DIGITS, sequences, 40)
    assert "this dataset has no columns in the order of time" in error.problem
    assert (error.key, error.value) == ("framing.features_as", "time_steps")


@pytest.mark.parametrize(
    ("dataset", "framing", "observations", "expected"),
    [
        (SERIES, FRAMING, 20, RowCounts(13, 0, 4)),
        (SERIES, replace(FRAMING, train_rows=5), 20, RowCounts(5, 0, 4)),
        (SERIES, replace(FRAMING, observations=10), 20, RowCounts(3, 0, 4)),
        (SERIES, replace(FRAMING, observations=20), 20, RowCounts(13, 0, 4)),
        (SERIES, replace(FRAMING, validation_rows=3), 20, RowCounts(10, 3, 4)),
        (SERIES, replace(FRAMING, horizon=2), 20, RowCounts(12, 0, 3)),
        (SERIES, FRAMING, 8, RowCounts(1, 0, 4)),
        (SERIES, replace(FRAMING, difference=0, subtract_mean=6), 20, RowCounts(10, 0, 4)),
        (SERIES, QUERY, 20, RowCounts(17, 0, 1)),
        (SERIES, replace(QUERY, transform="log"), 20, RowCounts(17, 0, 1)),
        (SERIES, replace(FRAMING, lags=(1, 2, 6)), 20, RowCounts(9, 0, 4)),
        (SERIES, replace(FRAMING, scale="standard"), 20, RowCounts(13, 0, 4)),
        (SERIES, replace(FRAMING, target="third", horizon=2), 20, RowCounts(12, 0, 3)),
        (SAMPLES, OF_SAMPLES, 40, RowCounts(30, 0, 10)),
        (SAMPLES, replace(OF_SAMPLES, validation_rows=5), 40, RowCounts(25, 5, 10)),
        (SAMPLES, replace(OF_SAMPLES, validation_rows=5, train_rows=20), 40, RowCounts(20, 5, 10)),
        (SAMPLES, replace(OF_SAMPLES, train_rows=30), 40, RowCounts(30, 0, 10)),
        (SAMPLES, OF_SAMPLES, 11, RowCounts(1, 0, 10)),
    ],
)
def test_the_rows_of_each_part_are_counted(dataset, framing, observations, expected):
    assert check(dataset, framing, observations) == expected


@pytest.mark.parametrize(
    ("framing", "key", "problem"),
    [
        (replace(FRAMING, scale=(1, -1)), "framing.scale", "is [1, -1]; the second number must be"),
        (replace(FRAMING, scale=(1, 1)), "framing.scale", "the second number must be the larger"),
        (replace(FRAMING, test_rows=None), "framing.test_rows", "lacks the key 'test_rows'"),
        (
            replace(FRAMING, subtract_mean=3),
            "framing.subtract_mean",
            "framing has subtract_mean and a difference; remove one of them",
        ),
        (
            replace(QUERY, difference=0, subtract_mean=3),
            "framing.subtract_mean",
            "framing has subtract_mean and a query; remove one of them",
        ),
        (replace(QUERY, test_rows=4), "framing.query", "both 'test_rows' and 'query'; keep one"),
        (
            replace(FRAMING, target="above_mean", horizon=2),
            "framing.target",
            "framing.target is above_mean, which needs a horizon of 1 and no query",
        ),
        (
            replace(QUERY, target="above_mean"),
            "framing.target",
            "needs a horizon of 1 and no query",
        ),
        (
            replace(QUERY, lags=3),
            "framing.query.inputs",
            "framing.query.inputs has the length 3, but it needs the length 4 (lags + difference)",
        ),
        (
            replace(QUERY, horizon=2),
            "framing.query.answer",
            "has the length 1, but it needs the length 2 (the horizon)",
        ),
        (
            replace(FRAMING, observations=21),
            "framing.observations",
            "framing.observations is 21, but the dataset has 20 observations",
        ),
        (replace(FRAMING, train_rows=14), "framing", "20 observations"),
        (replace(FRAMING, lags=(1, 16)), "framing", "16 for lags"),
        (
            replace(QUERY, target="third"),
            "framing.target",
            "framing.target is third, which needs no query",
        ),
        (
            replace(QUERY, lags=(1, 4)),
            "framing.query.inputs",
            "framing.query.inputs has the length 3, but it needs the length 5 (lags + difference)",
        ),
        (
            replace(QUERY, transform="log", query=replace(QUERY.query, inputs=(1.0, 0.0, 3.0))),
            "framing.query.inputs",
            "framing.query.inputs has the value 0, but framing.transform is log, which needs",
        ),
        (
            replace(QUERY, transform="log", query=replace(QUERY.query, answer=(-4.0,))),
            "framing.query.answer",
            "framing.query.answer has the value -4",
        ),
        (
            replace(
                QUERY,
                columns=(ColumnSettings("value", transform="box_cox"),),
                query=replace(QUERY.query, inputs=(1.0, 0.0, 3.0)),
            ),
            "framing.query.inputs",
            "framing.query.inputs has the value 0, but framing.transform is box_cox, which needs",
        ),
    ],
)
def test_a_framing_that_contradicts_itself_or_its_series_is_refused(
    config_error, framing, key, problem
):
    error = config_error(check, SERIES, framing, 20)
    assert problem in error.problem and error.where.startswith("s.yaml")
    assert error.key == key


@pytest.mark.parametrize(
    ("framing", "remaining"),
    [
        (replace(OF_SAMPLES, train_rows=31), 30),
        (replace(OF_SAMPLES, test_rows=40), 0),
        (replace(OF_SAMPLES, validation_rows=31), 0),
    ],
)
def test_too_few_samples_are_refused(config_error, framing, remaining):
    error = config_error(check, SAMPLES, framing, 40)
    assert f"{remaining} rows remain for training" in error.problem
    assert error.key == "framing"


def test_more_than_one_season_must_come_before_the_test_rows(config_error):
    check(replace(SERIES, period=15), FRAMING, 20)
    error = config_error(check, replace(SERIES, period=16), FRAMING, 20)
    assert "dataset.period is 16, but only 16 observations come before" in error.problem
    assert (error.key, error.value) == ("dataset.period", 16)
    config_error(check, replace(SERIES, period=6), replace(FRAMING, observations=10), 20)
    check(replace(SERIES, period=5), replace(FRAMING, observations=10), 20)
    check(replace(SERIES, period=19), QUERY, 20)


def test_the_class_of_a_series_is_above_or_below_the_mean():
    assert count_target_classes(SERIES, FRAMING, 0) == 0
    assert count_target_classes(SERIES, replace(FRAMING, target="above_mean"), 0) == 2
    assert count_target_classes(SERIES, replace(FRAMING, target="third"), 0) == 3
    assert count_target_classes(SAMPLES, OF_SAMPLES, 3) == 3


def test_the_shape_of_a_row_follows_from_the_study():
    assert row_shape(SERIES, FRAMING) == (1, 2)
    assert row_shape(SERIES, replace(FRAMING, lags_as="time_steps")) == (2, 1)
    chosen = replace(FRAMING, lags=(1, 2, 12), lags_as="time_steps")
    assert row_shape(SERIES, chosen) == (3, 1)
    assert row_shape(DIGITS, OF_SAMPLES) == (8, 8, 1)
    assert row_shape(SAMPLES, OF_SAMPLES) == (None,)


def test_a_recursive_network_needs_lags_that_follow_each_other(config_error):
    recursive = replace(FRAMING, horizon=2, strategy="recursive", lags=(1, 2, 4))
    error = config_error(check, SERIES, recursive, 30)
    assert "framing.lags is [4, 2, 1], but framing.strategy is recursive" in error.problem
    assert (error.key, error.value) == ("framing.lags", (1, 2, 4))
    check(SERIES, replace(recursive, lags=(1, 2, 3)), 30)
    check(SERIES, replace(recursive, strategy="direct"), 30)
    error = config_error(check, SERIES, replace(recursive, lags=2, target="third"), 30)
    assert "framing.strategy is recursive, which is a way to forecast values" in error.problem
    assert error.key == "framing.strategy"


@pytest.mark.parametrize("strategy", ["recursive", "direct"])
def test_a_strategy_needs_several_steps(config_error, strategy):
    framing = replace(FRAMING, strategy=strategy)
    check(SERIES, replace(framing, horizon=2), 20)
    error = config_error(check, SERIES, framing, 20)
    assert f"framing.strategy is {strategy}" in error.problem
    assert "framing.horizon is 1" in error.problem and error.key == "framing.strategy"

from dataclasses import replace

import pytest

from reprise.data.row_counts import RowCounts, count_rows
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings

STEP = FramingSettings(difference=1, lags=1, test_rows=3)


def counts_by_listing(observations, test_rows, difference, lags, horizon, validation_rows):
    """Count the rows by listing the targets of each row."""
    rows = [
        range(first, first + horizon)
        for first in range(difference + lags, observations)
        if first + horizon <= observations
    ]
    first_test = observations - test_rows
    first_validation = first_test - validation_rows
    splits = (
        range(first_validation),
        range(first_validation, first_test),
        range(first_test, observations),
    )
    return tuple(sum(all(t in split for t in row) for row in rows) for split in splits)


@pytest.mark.parametrize("test_rows", [0, 3, 7])
@pytest.mark.parametrize("validation_rows", [0, 3, 5])
@pytest.mark.parametrize("difference", [0, 1, 2])
@pytest.mark.parametrize("lags", [1, 3])
@pytest.mark.parametrize("horizon", [1, 3])
def test_all_targets_of_a_row_lie_in_one_split(
    test_rows, validation_rows, difference, lags, horizon
):
    settings = FramingSettings(
        test_rows=test_rows,
        difference=difference,
        lags=lags,
        horizon=horizon,
        validation_rows=validation_rows,
    )
    sizes = (test_rows, difference, lags, horizon, validation_rows)
    assert count_rows(22, settings) == counts_by_listing(22, *sizes)


def test_a_framing_may_have_no_test_rows():
    assert count_rows(10, STEP) == RowCounts(train=5, validation=0, test=3)
    without = replace(STEP, test_rows=None)
    assert count_rows(10, without) == RowCounts(train=8, validation=0, test=0)


def test_only_the_wanted_number_of_training_rows_is_counted():
    assert count_rows(10, replace(STEP, train_rows=5)) == RowCounts(train=5, validation=0, test=3)
    assert count_rows(10, replace(STEP, train_rows=2)) == RowCounts(train=2, validation=0, test=3)
    with pytest.raises(ConfigError, match=r"5 rows are left for training, fewer than train_rows 6"):
        count_rows(10, replace(STEP, train_rows=6))


def test_one_training_row_is_enough_and_none_is_too_few():
    assert count_rows(10, replace(STEP, test_rows=7)).train == 1
    with pytest.raises(ConfigError) as caught:
        count_rows(10, replace(STEP, test_rows=7, lags=2), where="mine.yaml, a")
    assert str(caught.value) == (
        "mine.yaml, a: 10 observations give 7 rows, because a row needs 1 observations for"
        " differencing, 2 for lags and 1 for the horizon. With test_rows 7 and validation_rows 0,"
        " 0 rows are left for training, fewer than the one row that training needs. Lower lags,"
        " horizon, test_rows, validation_rows or train_rows."
    )
    assert caught.value.key == "framing"


def test_a_series_that_is_shorter_than_one_row_has_no_rows_and_not_less_than_none():
    with pytest.raises(ConfigError, match=r"3 observations give 0 rows.* 0 rows are left"):
        count_rows(3, replace(STEP, test_rows=1, lags=4))


@pytest.mark.parametrize("key", ["test_rows", "validation_rows"])
def test_a_split_is_not_shorter_than_the_horizon(key):
    counted = count_rows(30, FramingSettings(lags=1, horizon=3, **{key: 3}))
    assert getattr(counted, key.removesuffix("_rows")) == 1
    with pytest.raises(ConfigError) as caught:
        count_rows(30, FramingSettings(lags=1, horizon=3, **{key: 2}), where="mine.yaml")
    assert str(caught.value) == (
        f"mine.yaml: framing.{key} is 2, fewer than the horizon of 3 steps that a row forecasts."
    )
    assert (caught.value.key, caught.value.value) == (f"framing.{key}", 2)
    with pytest.raises(ConfigError):
        count_rows(30, FramingSettings(lags=1, horizon=2, **{key: 1}))


def test_a_list_of_lags_needs_as_many_observations_as_its_largest():
    some, all_of_them = (replace(STEP, test_rows=5, lags=lags) for lags in ((1, 2, 12), 12))
    assert count_rows(40, some) == count_rows(40, all_of_them)
    with pytest.raises(ConfigError, match="12 for lags"):
        count_rows(17, replace(STEP, test_rows=5, lags=(12, 1)))


@pytest.mark.parametrize(("subtract_mean", "train"), [(None, 7), (3, 7), (4, 6), (9, 1)])
def test_a_mean_over_more_observations_than_lags_needs_more_observations(subtract_mean, train):
    settings = FramingSettings(lags=3, test_rows=0, subtract_mean=subtract_mean)
    assert count_rows(10, settings).train == train


def test_the_message_names_the_mean_if_it_needs_too_many_observations():
    with pytest.raises(ConfigError, match="10 for the mean that is subtracted and 1 for the"):
        count_rows(10, FramingSettings(lags=3, test_rows=0, subtract_mean=10))

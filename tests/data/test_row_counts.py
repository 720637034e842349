import pytest

from reprise.data.row_counts import RowCounts, count_rows
from reprise.errors import ConfigError


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
    sizes = (test_rows, difference, lags, horizon)
    counted = count_rows(22, *sizes, validation_rows=validation_rows)
    assert counted == counts_by_listing(22, *sizes, validation_rows)


def test_a_framing_has_a_difference_and_a_lag_of_one_by_default():
    assert count_rows(10, 3) == RowCounts(train=5, validation=0, test=3)
    assert count_rows(10) == RowCounts(train=8, validation=0, test=0)


def test_only_the_wanted_number_of_training_rows_is_counted():
    assert count_rows(10, 3, train_rows=5) == RowCounts(train=5, validation=0, test=3)
    assert count_rows(10, 3, train_rows=2) == RowCounts(train=2, validation=0, test=3)
    with pytest.raises(ConfigError, match=r"5 rows are left for training, fewer than train_rows 6"):
        count_rows(10, 3, train_rows=6)


def test_one_training_row_is_enough_and_none_is_too_few():
    assert count_rows(10, 7, lags=1).train == 1
    with pytest.raises(ConfigError) as caught:
        count_rows(10, 7, lags=2, where="mine.yaml, a")
    assert str(caught.value) == (
        "mine.yaml, a: 10 observations give 7 rows, because a row needs 1 observations for"
        " differencing, 2 for lags and 1 for the horizon. With test_rows 7 and validation_rows 0,"
        " 0 rows are left for training, fewer than the one row that training needs. Lower lags,"
        " horizon, test_rows, validation_rows or train_rows."
    )
    assert caught.value.key == "framing"


def test_a_series_that_is_shorter_than_one_row_has_no_rows_and_not_less_than_none():
    with pytest.raises(ConfigError, match=r"3 observations give 0 rows.* 0 rows are left"):
        count_rows(3, 1, lags=4)


@pytest.mark.parametrize("key", ["test_rows", "validation_rows"])
def test_a_split_is_not_shorter_than_the_horizon(key):
    counted = count_rows(30, difference=0, horizon=3, **{key: 3})
    assert getattr(counted, key.removesuffix("_rows")) == 1
    with pytest.raises(ConfigError) as caught:
        count_rows(30, difference=0, horizon=3, where="mine.yaml", **{key: 2})
    assert str(caught.value) == (
        f"mine.yaml: framing.{key} is 2, fewer than the horizon of 3 steps that a row forecasts."
    )
    assert (caught.value.key, caught.value.value) == (f"framing.{key}", 2)
    with pytest.raises(ConfigError):
        count_rows(30, difference=0, horizon=2, **{key: 1})


def test_a_list_of_lags_needs_as_many_observations_as_its_largest():
    assert count_rows(40, 5, lags=[1, 2, 12]) == count_rows(40, 5, lags=12)
    with pytest.raises(ConfigError, match="12 for lags"):
        count_rows(17, 5, lags=[12, 1])


@pytest.mark.parametrize(("subtract_mean", "train"), [(None, 7), (3, 7), (4, 6), (9, 1)])
def test_a_mean_over_more_observations_than_lags_needs_more_observations(subtract_mean, train):
    assert count_rows(10, 0, 0, 3, subtract_mean=subtract_mean).train == train


def test_the_message_names_the_mean_if_it_needs_too_many_observations():
    with pytest.raises(ConfigError, match="10 for the mean that is subtracted and 1 for the"):
        count_rows(10, 0, 0, 3, subtract_mean=10)

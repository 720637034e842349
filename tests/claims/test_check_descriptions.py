import numpy as np
import pytest

from reprise.claims.check_descriptions import (
    FEATURE_DESCRIPTIONS,
    describe_measure,
    describe_shares,
    describe_statistics,
    format_value,
    format_values,
)
from reprise.claims.curve_features import FEATURES

CURVE = {"curve": "test_rmse"}


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("test_rmse", "test_rmse"),
        ({"metric": "fit_accuracy"}, "fit_accuracy"),
        ({"layer": "input_mean", "update": 3}, "input_mean at update 3"),
        (CURVE | {"feature": "at_epoch", "at": 100}, "test_rmse after epoch 100"),
        (CURVE | {"feature": "at_epoch"}, "test_rmse after the last epoch"),
        (
            CURVE | {"feature": "first_reaching", "value": 0.8},
            "first epoch at which test_rmse reaches 0.8",
        ),
        (CURVE | {"feature": "mean_of_last", "last": 50}, "mean test_rmse of the last 50 epochs"),
        (
            {"metric": "fit_accuracy", "distance_from": 0.5, "less": {"metric": "test_accuracy"}},
            "distance from 0.5 of fit_accuracy minus test_accuracy",
        ),
    ],
)
def test_a_measure_is_described(measure, words):
    assert describe_measure(measure) == words


def test_every_feature_has_a_description():
    assert FEATURE_DESCRIPTIONS.keys() | {"at_epoch"} == FEATURES.keys()


def test_statistics_and_shares_are_listed_by_the_names_of_the_claim():
    check = {"of": "test_rmse", "shown": ["a", "b"], "statistic": "median"}
    words = "median of test_rmse: a 19.9, b 20.1"
    assert describe_statistics(check, [19.94, 20.06]) == words
    assert describe_statistics({"of": "m", "shown": ["a"]}, [1]) == "mean of m: a 1"
    share = {"of": "test_rmse", "shown": ["a"]}
    limits = {
        "from 1 to 2.5": {"between": [1, 2.5]},
        "below 7": {"below": 7},
        "above 0.5": {"above": 0.5},
        "below persistence": {"below": {"baseline": "persistence"}},
    }
    for condition, limit in limits.items():
        words = f"runs with test_rmse {condition}: a 5 of 20"
        assert describe_shares(share | limit, [(5, 20)]) == words


def test_equal_outcomes_have_the_share_that_they_show():
    check = {"of": "test_rmse", "below": 7, "shown": ["a", "b", "c"]}
    # The exact binomial test at the bound has p = 0.05: 0.9050 ** 30 = 0.05.
    assert describe_shares(check, [(30, 30), (0, 30), (0, 0)]) == (
        "runs with test_rmse below 7: a 30 of 30 (the share is at least 0.90),"
        " b 0 of 30 (the share is at most 0.10), c 0 of 0"
    )


def test_numbers_have_three_digits_and_one_decimal_from_20_on():
    numbers = (19.96, 20, -20, -19.94, 0.00123456)
    assert [format_value(number) for number in numbers] == [
        *("20", "20.0", "-20.0", "-19.9", "0.00123")
    ]
    assert format_value(np.inf) == "never"
    assert format_values([1, 25]) == "1, 25.0"

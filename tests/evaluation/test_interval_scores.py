import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import mean_pinball_loss

from reprise.evaluation.interval_scores import (
    interval_score,
    pinball_loss,
    weighted_interval_score,
)

RNG = np.random.default_rng(5)
ACTUAL = RNG.normal(size=(4, 30))
MEDIAN = RNG.normal(size=(4, 30))
LEVELS = (50, 80, 95)
HALF_WIDTHS = np.array([0.3, 0.9, 1.5])[:, None, None]
LOW, HIGH = MEDIAN - HALF_WIDTHS, MEDIAN + HALF_WIDTHS


@pytest.mark.parametrize("probability", [0.025, 0.5, 0.9])
def test_the_pinball_loss_is_that_of_scikit_learn(probability):
    losses = pinball_loss(ACTUAL, MEDIAN, probability)
    expected = [
        mean_pinball_loss(*pair, alpha=probability) for pair in zip(ACTUAL, MEDIAN, strict=True)
    ]
    np.testing.assert_allclose(losses.mean(axis=1), expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    # By hand, for the interval from 1 to 3 of the level 80: 2 / (1 - 0.8) is 10 per unit outside.
    [(2, 2), (1, 2), (3, 2), (0.5, 7), (4, 12)],
)
def test_an_interval_score_is_the_width_and_the_price_of_a_miss(actual, expected):
    assert interval_score(actual, 1, 3, 80) == pytest.approx(expected)


def test_an_interval_score_is_the_pinball_loss_of_its_limits():
    """Gneiting & Raftery 2007, section 6.2: (alpha / 2) times the score is the sum of both."""
    alpha = 0.05
    limits = pinball_loss(ACTUAL, LOW[2], alpha / 2) + pinball_loss(ACTUAL, HIGH[2], 1 - alpha / 2)
    np.testing.assert_allclose(interval_score(ACTUAL, LOW[2], HIGH[2], 95) * alpha / 2, limits)


def test_the_weighted_interval_score_is_twice_the_mean_pinball_loss_of_all_quantiles():
    """Bracher et al. 2021, equation 4 and the text after it."""
    losses = [pinball_loss(ACTUAL, MEDIAN, 0.5)]
    for level, low, high in zip(LEVELS, LOW, HIGH, strict=True):
        tail = (1 - level / 100) / 2
        losses += [pinball_loss(ACTUAL, low, tail), pinball_loss(ACTUAL, high, 1 - tail)]
    scores = weighted_interval_score(ACTUAL, MEDIAN, LOW, HIGH, LEVELS)
    np.testing.assert_allclose(scores, 2 * np.mean(losses, axis=0))
    one = weighted_interval_score(ACTUAL[0, 0], MEDIAN[0, 0], LOW[:, 0, 0], HIGH[:, 0, 0], LEVELS)
    assert one == pytest.approx(scores[0, 0])


def test_the_weighted_interval_score_without_levels_is_the_absolute_error():
    empty = np.empty((0, *ACTUAL.shape))
    scores = weighted_interval_score(ACTUAL, MEDIAN, empty, empty, [])
    np.testing.assert_allclose(scores, np.abs(ACTUAL - MEDIAN))


def test_the_weighted_interval_score_of_many_levels_is_the_ranked_probability_score():
    """Of the standard normal distribution (Gneiting & Raftery 2007, equation 21)."""
    values, levels = np.linspace(-3, 3, 13), np.arange(0.5, 100, 0.5)
    high = np.repeat(stats.norm.ppf(0.5 + levels / 200)[:, None], len(values), axis=1)
    scores = weighted_interval_score(values, np.zeros_like(values), -high, high, levels)
    exact = values * (2 * stats.norm.cdf(values) - 1) + 2 * stats.norm.pdf(values)
    np.testing.assert_allclose(scores, exact - 1 / np.sqrt(np.pi), rtol=0.02)


def test_a_missing_value_or_limit_leaves_its_score_unknown_and_no_other():
    actual, low = ACTUAL.copy(), LOW.copy()
    actual[0, 0], low[1, 1, 1] = np.nan, np.nan
    unknown = np.isnan(weighted_interval_score(actual, MEDIAN, low, HIGH, LEVELS))
    assert np.argwhere(unknown).tolist() == [[0, 0], [1, 1]]

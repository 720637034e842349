import numpy as np
import pytest
from scipy import stats

from reprise.stats.estimates import Estimate, Score, Untestable


def test_a_value_outside_a_range_has_one_tail_for_a_wide_range_and_two_for_a_point():
    estimate = Estimate(value=2.0, standard_error=1.0, degrees_of_freedom=9, runs=10)
    one_tail = stats.t.sf(2.0, 9)
    assert estimate.p_outside(-np.inf, 0) == pytest.approx(one_tail)
    assert estimate.p_outside(-100, 0) == pytest.approx(one_tail)
    assert estimate.p_outside(0, 0) == pytest.approx(2 * one_tail)
    assert estimate.p_outside(4, 100) == pytest.approx(one_tail)
    assert estimate.p_outside(1.99, 2.01) > 0.99  # much narrower than the noise
    assert estimate.p_outside(0, 100) > 0.95
    far = Estimate(value=1e300, standard_error=1e-3, degrees_of_freedom=9, runs=10)
    assert far.p_outside(0, 1) == 0 and 0 <= far.p_outside(0, 2e300) <= 1


def test_a_score_is_certain():
    score = Score(3.0)
    assert (score.p_above(2), score.p_above(3), score.p_above(3, or_equal=True)) == (0, 1, 0)
    assert (score.p_below(4), score.p_below(3), score.p_below(3, or_equal=True)) == (0, 1, 0)
    assert (score.p_outside(3, 9), score.p_outside(4, 9)) == (1, 0)
    assert score.interval(0.95) == (3, 3)


def test_an_untestable_number_has_a_value_and_a_reason_alone():
    number = Untestable(3.0, 1, "too few runs")
    p_values = (number.p_above(0), number.p_below(9), number.p_outside(8, 9))
    assert np.isnan([*p_values, *number.interval(0.95)]).all()

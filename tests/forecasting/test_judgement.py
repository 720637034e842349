import numpy as np
import pytest
from scipy.stats import ttest_rel
from statsmodels.stats.contingency_tables import mcnemar

from reprise.forecasting.judgement import judge_differences, sign_test, t_test

RNG = np.random.default_rng(0)
OWN, OTHER = RNG.integers(2, size=60), RNG.integers(2, size=60)


def test_the_sign_test_of_right_and_wrong_is_that_of_mcnemar():
    table = [[np.sum((i == OWN) & (j == OTHER)) for j in (0, 1)] for i in (0, 1)]
    p = 2 * min(sign_test((OWN - OTHER).astype(float)))
    assert p == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert sign_test(np.zeros(5)) == (1.0, 1.0)


def test_the_t_test_is_that_of_pairs():
    a, b = RNG.normal(size=(2, 30))
    assert 2 * min(t_test(a - b)) == pytest.approx(ttest_rel(a, b).pvalue)
    assert [t_test(np.full(4, v)) for v in (-1.0, 0.0, 1.0)] == [(0, 1), (0.5, 0.5), (1, 0)]


def test_the_network_must_beat_every_baseline_and_one_baseline_can_beat_it():
    better, equal, worse = np.full(40, -1.0), np.tile([1.0, -1.0], 20), np.full(40, 1.0)
    assert judge_differences({"a": better}, 0.95, sign_test)[0] == "better"
    assert judge_differences({"a": better, "b": equal}, 0.95, sign_test)[0] == "cannot tell"
    verdict, p = judge_differences({"a": better, "b": worse}, 0.95, sign_test)
    assert (verdict, p) == ("worse", pytest.approx(4 * 0.5**40, abs=0))  # two baselines, two sides

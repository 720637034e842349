import numpy as np
import pytest
from scipy import stats

from reprise.replication.spread_agreement import compare_spreads, pooled_kurtosis

SHAPES = {
    "normal": lambda rng, size: rng.standard_normal(size),
    "skewed": lambda rng, size: rng.gamma(4, size=size),
}


def test_the_kurtosis_of_many_runs_is_that_of_their_distribution():
    rng = np.random.default_rng(0)
    assert pooled_kurtosis([rng.standard_normal(4000)]) == pytest.approx(3, abs=0.25)
    skewed = [scale * rng.gamma(4, size=4000) for scale in (1, 5, 100)]
    assert pooled_kurtosis(skewed) == pytest.approx(4.5, abs=0.4)
    assert pooled_kurtosis([]) == pooled_kurtosis([np.ones(9), np.arange(3.0)]) == 4.5


def test_with_many_normal_runs_the_ratio_has_the_f_distribution():
    ours = 15 * stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    row = compare_spreads(1.1 * ours.std(ddof=1), 400, ours, 0.95, 3.0)
    f = stats.f(399, 1999)
    assert row["p"] == pytest.approx(2 * f.sf(1.1**2), abs=0.004)
    low, high = np.sqrt(f.ppf([0.025, 0.975])) * ours.std(ddof=1)
    assert (row["prediction_low"], row["prediction_high"]) == pytest.approx((low, high), rel=0.01)


def test_a_printed_spread_of_zero_is_as_large_as_its_rounding_allows():
    ours = 0.13 * stats.norm.ppf((np.arange(30) + 0.5) / 30)
    row = compare_spreads(0.0, 30, ours, 0.95, 3.0, 0.005)
    assert row["p"] < 1e-6 and row["p_equivalent"] > 0.99 and row["variance_ratio"] == 0
    assert row["p"] == pytest.approx(compare_spreads(0.005, 30, ours, 0.95, 3.0)["p"])
    small = compare_spreads(0.0, 30, 0.004 / 0.13 * ours, 0.95, 3.0, 0.005)
    assert small["p"] == 1 and small["p_equivalent"] > 0.99
    assert compare_spreads(0.0, 30, ours, 0.95, 3.0) == {}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("published_runs", [10, 30])
@pytest.mark.parametrize("runs", [10, 30])
def test_equal_spreads_differ_no_more_often_than_the_level_states(shape, published_runs, runs):
    rng = np.random.default_rng(1)
    draw, errors = SHAPES[shape], []
    for _ in range(400):
        samples = draw(rng, (5, runs))
        published = draw(rng, published_runs).std(ddof=1)
        row = compare_spreads(published, published_runs, samples[0], 0.95, pooled_kurtosis(samples))
        errors.append(row["p"] <= 0.05)
    assert np.mean(errors) <= 0.075 + 1.65 * np.sqrt(0.075 * 0.925 / 400)

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.replication.agreement import equals_printed, of_description, of_list, of_one_run

RNG = np.random.default_rng(7)
OURS = RNG.normal(100, 15, 30)


def described(values):
    return pd.Series(values).describe()


def row_of(rows, statistic):
    return next(row for row in rows if row["statistic"] == statistic)


def test_a_printed_mean_is_held_against_ours_as_welch_would_if_he_had_the_runs():
    theirs = RNG.normal(104, 20, 25)
    row = row_of(of_description(described(theirs), OURS, 0.95), "mean")
    assert row["p"] == pytest.approx(stats.ttest_ind(theirs, OURS, equal_var=False).pvalue)
    margin = 0.1 * theirs.mean()
    one_sided = [
        stats.ttest_ind(theirs + shift, OURS, equal_var=False, alternative=side).pvalue
        for shift, side in ((margin, "greater"), (-margin, "less"))
    ]
    assert row["p_equivalent"] == pytest.approx(max(one_sided))


def test_the_prediction_interval_of_a_mean_holds_the_next_mean_as_often_as_it_says():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(600):
        ours, theirs = rng.normal(50, 5, 12), rng.normal(50, 5, 30)
        row = row_of(of_description(described(theirs), ours, 0.9), "mean")
        inside.append(row["prediction_low"] <= theirs.mean() <= row["prediction_high"])
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)


def error_rate(statistic, draw, experiments=200):
    """How often two equal experiments are told apart at a level of 0.05."""
    p_values = [
        row_of(of_description(described(draw(30)), draw(30), 0.95), statistic)["p"]
        for _ in range(experiments)
    ]
    return np.mean(np.array(p_values) <= 0.05)


def test_equal_experiments_are_told_apart_no_oftener_than_the_level():
    rng = np.random.default_rng(1)
    noise = 2.6 * np.sqrt(0.05 * 0.95 / 200)
    for statistic in ("min", "25%", "50%", "75%", "max"):
        assert error_rate(statistic, lambda n: rng.gamma(2, 15, n)) < 0.05 + noise
    assert error_rate("std", lambda n: rng.normal(0, 15, n)) < 0.08 + noise
    assert error_rate("std", lambda n: rng.gamma(2, 15, n)) < 0.11 + 1.5 * noise  # as is said


def test_another_median_or_spread_is_found():
    shifted = described(RNG.normal(140, 15, 30))
    wider = described(RNG.normal(100, 60, 30))
    assert row_of(of_description(shifted, OURS, 0.95), "50%")["p"] < 0.001
    spread = row_of(of_description(wider, OURS, 0.95), "std")
    assert spread["p"] < 0.005
    assert spread["variance_ratio"] == pytest.approx(wider["std"] ** 2 / OURS.var(ddof=1))


def test_ranks_below_a_quantile_are_beta_binomial():
    # Of 30 runs drawn with ours from one distribution, how many of ours lie below their minimum?
    # P(K = k) = C(59 - k, 29) / C(60, 30), by counting orders.
    from math import comb

    printed = described(OURS)
    printed["min"] = np.sort(OURS)[6] + 1e-9  # seven of ours are below
    row = row_of(of_description(printed, OURS, 0.95), "min")
    exact = sum(comb(59 - k, 29) for k in range(7, 31)) / comb(60, 30)
    assert row["p"] == pytest.approx(2 * exact)


def test_an_interval_that_reaches_beyond_our_runs_is_open():
    row = row_of(of_description(described(OURS), OURS, 0.95), "min")
    assert np.isnan(row["prediction_low"]) and np.isfinite(row["prediction_high"])


def test_a_list_is_held_against_ours_as_two_samples():
    theirs = pd.Series(RNG.normal(120, 10, 10))
    rows = of_list("test_rmse", theirs, OURS, 0.95)
    assert [row["statistic"] for row in rows] == [f"test_rmse, run {k}" for k in range(1, 11)]
    welch = stats.ttest_ind(theirs, OURS, equal_var=False).pvalue
    assert [row["p"] for row in rows] == [pytest.approx(welch)] * 10
    assert rows[0]["p_ranks"] == pytest.approx(stats.mannwhitneyu(theirs, OURS).pvalue)
    ranks = np.argsort(np.argsort(theirs))
    assert (np.argsort(np.argsort([row["ours"] for row in rows])) == ranks).all()
    assert rows[3]["place"] == pytest.approx(np.mean(theirs[3] > OURS))


def test_one_printed_run_lies_in_the_interval_of_one_more_as_often_as_it_says():
    rng = np.random.default_rng(2)
    p_values = []
    for _ in range(1000):
        ours = rng.normal(0.84, 0.01, 10)
        p_values.append(of_one_run("a", rng.normal(0.84, 0.01), ours, 0.01, 0.95)["p"])
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.02)
    row = of_one_run("a", 0.9, np.array([0.8, 0.9, 0.9, 1.0]), 0.01, 0.95)
    assert row["place"] == pytest.approx(0.5)  # a tie counts half
    assert (row["same_low"], row["same_high"]) == pytest.approx((0.89, 0.91))


def test_a_number_without_chance_equals_the_printed_digits_or_not():
    assert equals_printed(136.761, 136.76132)
    assert not equals_printed(136.761, 136.7622)
    assert equals_printed(80.0, 80.04)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("ours", [np.empty(0), np.array([90.0]), np.full(5, 90.0)])
def test_no_runs_one_run_and_equal_runs_give_no_crash(ours):
    assert len(of_description(described(OURS), ours, 0.95)) == 8
    assert len(of_list("test_rmse", pd.Series(OURS[:10]), ours, 0.95)) == 10
    assert of_one_run("test_rmse", 90.0, ours, None, 0.95)["published"] == 90.0

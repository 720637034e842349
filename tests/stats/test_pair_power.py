import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from reprise.stats.comparisons import compare_study
from reprise.stats.pair_power import DifferenceTest, measure_pair


def test_the_power_is_the_share_of_simulated_families_with_a_verdict():
    """Three configurations; the first two differ by one standard deviation."""
    rng = np.random.default_rng(0)
    runs = pd.DataFrame(
        [(name, repeat, "ok") for name in "abc" for repeat in range(20)],
        columns=["configuration", "repeat", "state"],
    )
    means = np.repeat([0.0, 1.0, 0.5], 20)
    names, baselines = list("abc"), pd.DataFrame()
    verdicts = []
    for _ in range(200):
        table = compare_study(
            runs.assign(test_rmse=rng.normal(means)),
            "test_rmse",
            {"f": names},
            {name: name for name in names},
            baselines,
        )
        verdicts.append(table.loc[0, "verdict"])
    power = DifferenceTest(3, 0.95).power([np.sqrt(20 / 2)], [38])[0]
    assert verdicts.count("better") / 200 == pytest.approx(power, abs=0.08)
    assert 0.6 < power < 0.9


def test_power_of_no_difference_of_one_pair_is_the_level_and_of_a_huge_one_is_one():
    power = DifferenceTest(1, 0.95).power([0.0, 1e9, np.nan], [58, 1.0, 5])
    assert power[:2] == pytest.approx([0.05, 1], abs=1e-3)
    assert np.isnan(power[2])


def test_the_interval_of_a_standardized_difference_is_that_of_the_noncentral_t():
    rng = np.random.default_rng(3)
    ours, others = rng.normal(0, 1, 12), rng.normal(1.2, 2, 9)
    pair = measure_pair([ours, others], 0.9)
    welch = CompareMeans(DescrStatsW(ours), DescrStatsW(others))
    statistic, _, freedom = welch.ttest_ind(usevar="unequal")
    assert pair["noncentrality"] == pytest.approx(statistic)
    assert pair["freedom"] == pytest.approx(freedom)
    scale = pair["estimate"] / pair["noncentrality"]
    for limit, probability in (("low", 0.95), ("high", 0.05)):
        found = stats.nct.cdf(statistic, freedom, pair[limit] / scale)
        assert found == pytest.approx(probability, abs=1e-5)
    variances = ours.var(ddof=1), others.var(ddof=1)
    assert pair["estimate"] == pytest.approx(
        (ours.mean() - others.mean()) / np.sqrt(np.mean(variances))
    )
    # Welch's degrees of freedom for equally many repeats.
    terms = np.array(variances) / 31
    expected = terms.sum() ** 2 / np.sum(terms**2 / 30)
    assert pair["freedom_per_run"] * 30 == pytest.approx(expected)


def test_paired_runs_have_the_interval_of_their_differences():
    differences = np.array([0.5, 1.0, 0.2, 0.9, 0.4])
    pair = measure_pair([differences], 0.95)
    student = stats.ttest_1samp(differences, 0)
    assert (pair["noncentrality"], pair["freedom"]) == pytest.approx((student.statistic, 4))
    assert pair["estimate"] == pytest.approx(differences.mean() / differences.std(ddof=1))
    assert (pair["freedom_per_run"], pair["samples"]) == (1, 1)


def test_a_pair_without_spread_is_unknown_and_one_with_hardly_any_is_not():
    for samples in ([[1.0, 3.0], [2.0, 3.0, 4.0]], [[1.0] * 3, [2.0] * 3], [[]]):
        assert np.isnan(measure_pair([np.array(s) for s in samples], 0.95)["low"])
    clear = measure_pair([np.array([1.0, 1.0 + 1e-9, 1.0]), np.array([2.0, 2.0, 2.0])], 0.95)
    assert clear["low"] < clear["estimate"] < clear["high"] < 0

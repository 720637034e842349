import math

import numpy as np
import pytest
from scipy import stats

from reprise.stats.repeats_needed import (
    compute_detectable_difference,
    compute_detectable_probability,
    compute_repeats_needed,
    estimate_power,
    expected_widths,
    plan_repeats,
)


def test_the_repeats_needed_are_those_of_noether():
    # Two-sided level 0.05 and power 0.8: (1.960 + 0.842)^2 = 7.849; divided by 6 (0.7 - 0.5)^2.
    assert compute_repeats_needed(0.7, 0.8, 0.05) == math.ceil(7.849 / 0.24) == 33
    assert compute_repeats_needed(0.3, 0.8, 0.05) == 33
    # Level 0.1 and power 0.9: (1.645 + 1.282)^2 = 8.564; divided by 6 (0.75 - 0.5)^2.
    assert compute_repeats_needed(0.75, 0.9, 0.1) == math.ceil(8.564 / 0.375) == 23
    assert compute_repeats_needed(1.0, 0.8, 0.05) == math.ceil(7.849 / 1.5) == 6
    assert compute_repeats_needed(0.5, 0.8, 0.05) == math.inf
    assert math.isnan(compute_repeats_needed(math.nan, 0.8, 0.05))


def test_the_detectable_probability_is_that_of_noether():
    assert compute_detectable_probability(33, 0.8, 0.05) == pytest.approx(
        0.5 + math.sqrt(7.849 / (6 * 33)), abs=1e-4
    )
    assert compute_detectable_probability(1, 0.8, 0.05) == 1


def test_the_detectable_difference_is_that_of_cohen():
    # Cohen 1988, table 2.4.1: d = 0.80 at 26 runs per sample, two-sided 0.05, power 0.80.
    assert compute_detectable_difference(26, 0.8, 0.05) == pytest.approx(0.79, abs=0.015)
    # Independently: this difference has the stated power in the noncentral t distribution.
    for repeats, power, level in ((2, 0.8, 0.05), (10, 0.9, 0.01)):
        difference = compute_detectable_difference(repeats, power, level)
        freedom, shift = 2 * repeats - 2, difference * math.sqrt(repeats / 2)
        limit = stats.t.ppf(1 - level / 2, freedom)
        found = stats.nct.sf(limit, freedom, shift) + stats.nct.cdf(-limit, freedom, shift)
        assert found == pytest.approx(power, abs=1e-4)
    assert math.isnan(compute_detectable_difference(1, 0.8, 0.05))


def test_the_bootstrap_finds_the_power_that_noether_states():
    """The truth of this simulation is known: normal samples with P(better) = 0.7."""
    rng = np.random.default_rng(1)
    shift = math.sqrt(2) * 0.5244  # P(N(0, 1) < N(shift, 1)) = 0.7
    ours, others = rng.normal(0, 1, 4000), rng.normal(shift, 1, 4000)
    assert estimate_power(ours, others, 33, 0.05, studies=500) == pytest.approx(0.8, abs=0.05)
    assert estimate_power(ours, ours, 33, 0.05, studies=500) == pytest.approx(0.05, abs=0.03)


def resample_by_hand(ours, others, repeats, level, studies):
    rng = np.random.default_rng(0)
    one = rng.choice(ours, (studies, repeats))
    other = rng.choice(others, (studies, repeats))
    p_values = [
        stats.mannwhitneyu(*pair, method="asymptotic").pvalue
        for pair in zip(one, other, strict=True)
    ]
    return sum(p <= level for p in p_values) / studies


def test_the_power_is_the_share_of_200_resampled_studies_with_a_difference():
    rng = np.random.default_rng(2)
    ours, others = rng.normal(0, 1, 9), rng.normal(1, 1, 12)
    expected = resample_by_hand(ours, others, 7, 0.1, 200)
    assert 0.2 < expected < 0.9
    assert estimate_power(ours, others, 7, 0.1) == expected
    # Without a level nothing is found, and a p-value of exactly the level is found.
    assert estimate_power(ours, others, 7, 0.0) == 0
    assert estimate_power(ours[:1], ours[:1], 2, 1.0) == 1


def test_the_power_is_that_of_the_asymptotic_test():
    # Two samples of four without overlap: the exact p-value is 2 / 70, the asymptotic one 0.0304.
    values = np.linspace(0, 1, 10**6)
    assert estimate_power(values, values + 2, 4, 0.0300, studies=5) == 0
    assert estimate_power(values, values + 2, 4, 0.0305, studies=5) == 1


def test_a_plan_has_the_numbers_of_every_pair_with_the_same_target(make_runs):
    values = {
        "a": [1.0, 2.0, 3.0, 4.0],
        "week": [1.0, 2.0],
        "b": [2.5, 3.5, 4.5, 5.0, 6.0],
        "c": [1.0, 2.0, 3.0, 4.5],
    }
    groups = {"a": "1", "week": "7", "b": "1", "c": "1"}
    plan = plan_repeats(make_runs(values), "test_rmse", groups, 0.7, 0.9)
    assert plan[["configuration", "other", "runs"]].to_numpy().tolist() == [
        ["a", "b", 4],
        ["a", "c", 4],
        ["b", "c", 4],
    ]
    # Counted by hand; b and c have one tie, and a and c have three.
    assert plan["probability_better"].tolist() == [17 / 20, 8.5 / 16, 3.5 / 20]
    needed = [compute_repeats_needed(p, 0.7, 0.1) for p in plan["probability_better"]]
    assert plan["repeats_needed"].tolist() == needed
    ours, others = np.array(values["a"]), np.array(values["b"])
    expected = [resample_by_hand(ours, others, n, 1 - 0.9, 200) for n in (4, needed[0])]
    assert plan.loc[0, ["power", "power_with_these"]].tolist() == expected
    assert needed[1] > 200 and np.isnan(plan.loc[1, "power_with_these"])


def test_higher_is_better_in_a_plan_of_accuracies(make_runs):
    runs = make_runs({"a": [1.0, 2.0, 3.0], "b": [2.5, 4.0]}, "test_accuracy")
    plan = plan_repeats(runs, "test_accuracy", {"a": "", "b": ""}, 0.8, 0.95)
    assert plan["probability_better"].tolist() == [1 / 6]


def test_the_power_is_checked_for_two_to_200_repeats(make_runs, monkeypatch):
    checked = []
    monkeypatch.setattr(
        "reprise.stats.repeats_needed.estimate_power",
        lambda ours, others, repeats, level: checked.append(repeats),
    )
    runs = make_runs({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0]})
    for needed in (200, 201, 1, math.inf):
        monkeypatch.setattr(
            "reprise.stats.repeats_needed.compute_repeats_needed", lambda *_, n=needed: n
        )
        plan_repeats(runs, "test_rmse", {"a": "", "b": ""}, 0.8, 0.95)
    # Every plan checks the three repeats of the study first.
    assert checked == [3, 200, 3, 3, 2, 3]


@pytest.mark.parametrize(
    ("values", "runs"), [([1.0], 1), ([np.nan, np.nan], 0), ([], 0), ([2.0, 2.0], 2)]
)
def test_few_runs_have_no_plan_and_equal_runs_need_infinitely_many(make_runs, values, runs):
    plan = plan_repeats(
        make_runs({"a": values, "b": values}), "test_rmse", {"a": "", "b": ""}, 0.8, 0.95
    )
    assert plan["runs"].tolist() == [runs]
    if runs < 2:
        assert plan.iloc[0, 3:].isna().all()
    else:
        assert plan.iloc[0, 3:6].tolist() == [0.5, 0, math.inf]
    assert plan.columns[3:].tolist() == [
        *("probability_better", "power", "repeats_needed", "power_with_these")
    ]


def test_the_expected_width_is_that_of_the_student_t_interval():
    values = np.array([1.0, 2.0, 4.0, 7.0])
    deviation = np.sqrt(np.sum((values - 3.5) ** 2) / 3)
    # t(0.95; 4) = 2.132 and t(0.95; 99) = 1.660.
    expected = [2 * 2.132 * deviation / np.sqrt(5), 2 * 1.660 * deviation / 10]
    np.testing.assert_allclose(expected_widths(values, 0.9, (5, 100)), expected, rtol=1e-3)
    for width, count in zip(
        expected_widths(values, 0.95), (5, 10, 15, 20, 30, 50, 100, 200), strict=True
    ):
        low, high = stats.t.interval(0.95, count - 1, scale=deviation / np.sqrt(count))
        assert width == pytest.approx(high - low)

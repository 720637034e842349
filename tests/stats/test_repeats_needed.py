import math

import numpy as np
import pandas as pd
import pytest

from reprise.stats.repeats_needed import (
    bootstrap_power,
    expected_widths,
    plan_repeats,
    repeats_needed,
    say_repeats,
    smallest_difference,
    smallest_probability,
)


def test_the_repeats_needed_are_noethers():
    # Two-sided level 0.05 and power 0.8: (1.960 + 0.842)^2 = 7.849; over 6 (0.7 - 0.5)^2.
    assert repeats_needed(0.7, 0.8, 0.05) == math.ceil(7.849 / 0.24) == 33
    assert repeats_needed(0.3, 0.8, 0.05) == 33
    assert repeats_needed(0.5, 0.8, 0.05) == math.inf
    assert smallest_probability(33, 0.8, 0.05) == pytest.approx(0.7, abs=0.001)


def test_the_smallest_difference_is_cohens():
    # Cohen 1988, table 2.4.1: d = 0.80 at 26 a sample, two-sided 0.05, power 0.80.
    assert smallest_difference(26, 0.8, 0.05) == pytest.approx(0.79, abs=0.015)
    assert math.isnan(smallest_difference(1, 0.8, 0.05))


def test_the_bootstrap_finds_the_power_that_noether_promises():
    """A simulation whose truth is known: normal samples with P(better) = 0.7."""
    rng = np.random.default_rng(1)
    shift = math.sqrt(2) * 0.5244  # P(N(0,1) < N(shift,1)) = 0.7
    ours, others = rng.normal(0, 1, 4000), rng.normal(shift, 1, 4000)
    assert bootstrap_power(ours, others, 33, 0.05, samples=1000) == pytest.approx(0.8, abs=0.05)
    assert bootstrap_power(ours, ours, 33, 0.05, samples=1000) == pytest.approx(0.05, abs=0.03)


def test_widths_narrow_with_the_root_of_the_repeats():
    values = np.random.default_rng(2).normal(0, 1, 30)
    wide, narrow = expected_widths(values, 0.95, (100, 400))
    assert wide / narrow == pytest.approx(2, abs=0.03)
    assert wide == pytest.approx(2 * 1.984 * values.std(ddof=1) / 10, rel=1e-3)


def test_a_plan_says_what_can_and_cannot_be_told():
    rng = np.random.default_rng(3)
    runs = pd.concat(
        pd.DataFrame({"configuration": n, "state": "ok", "test_rmse": rng.normal(m, 1, 30)})
        for n, m in (("a", 0), ("b", 0.3), ("c", 5))
    )
    plan = plan_repeats(runs, "test_rmse", dict.fromkeys("abc"), 0.8, 0.95)
    apart = plan[plan["other"] == "c"]
    assert (apart["power"] == 1).all() and (apart["repeats_needed"] < 10).all()
    said = " ".join(say_repeats(plan, 30, 0.8, 0.95))
    assert "0.74 standard deviations" in said and "2 of 3 pairs need no more" in said
    assert "``a`` and ``b``, would need" in said


@pytest.mark.parametrize("values", [[1.0], [np.nan, np.nan], [2.0, 2.0], []])
def test_few_or_equal_runs_plan_without_a_crash(values):
    runs = pd.concat(
        pd.DataFrame({"configuration": n, "state": "ok", "test_rmse": values}) for n in "ab"
    )
    plan = plan_repeats(runs, "test_rmse", dict.fromkeys("ab"), 0.8, 0.95)
    assert len(plan) == 1
    assert say_repeats(plan, 1, 0.8, 0.95)[0].startswith("One run a configuration has no spread")

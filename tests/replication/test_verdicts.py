from types import SimpleNamespace

import numpy as np
import pytest

from reprise.data.published import published_table
from reprise.published_settings import PublishedNumber
from reprise.replication.run_agreement import compare_single_run
from reprise.replication.verdicts import decide_verdict

SINGLE = {"kind": "run", "ours": 101.0, "mean_low": 95.0, "mean_high": 105.0}


def judge(**columns):
    row = {
        "kind": "describe",
        "statistic": "mean",
        "published": 100.0,
        "ours": 90.0,
        "mean_low": np.nan,
        "mean_high": np.nan,
        "rounding": 0.5,
        "runs": 30,
        "published_runs": 10,
        "p": 0.5,
        "p_holm": 0.9,
        "p_equivalent": 0.4,
        "same_low": 90.0,
        "same_high": 110.0,
    }
    return decide_verdict(SimpleNamespace(**(row | columns)), 7, 0.05)


@pytest.mark.parametrize(
    ("columns", "verdict", "reason"),
    [
        ({"p_equivalent": 0.05}, "replicates", "equivalent to ours within the margin"),
        ({"p_equivalent": 0.051}, "cannot tell", "too few runs to show equivalence"),
        ({"p": 0.01, "p_holm": 0.05}, "does not", "(p = 0.05 after the correction)"),
        ({"p": 0.01, "p_holm": 0.051}, "cannot tell", "the correction for 7 tests"),
        ({"p": 0.05, "p_holm": 0.3}, "cannot tell", "differs from ours (p = 0.05), but not"),
        ({"p": 0.051, "p_holm": 0.3}, "cannot tell", "chance can explain the difference"),
        # Equivalence comes first: a difference within the margin does not matter.
        ({"p": 0.001, "p_holm": 0.001, "p_equivalent": 0.01}, "replicates", "equivalent"),
        ({"kind": "list", "p_equivalent": 0.01}, "replicates", "the mean of the list is equi"),
        (SINGLE, "replicates", "the whole interval of our mean lies within the margin"),
        (SINGLE | {"p": 0.05, "p_holm": 0.3}, "cannot tell", "differs from ours (p = 0.05), but"),
        # The number is rounded by 0.5, so that much of the margin is not certain.
        (SINGLE | {"mean_low": 90.5, "mean_high": 109.5}, "replicates", "whole interval"),
        (SINGLE | {"mean_low": 90.4}, "cannot tell", "reaches beyond the margin around it"),
        (SINGLE | {"mean_high": 109.6}, "cannot tell", "more runs make the interval shorter"),
        (SINGLE | {"mean_low": 80.0, "ours": 90.0}, "cannot tell", "our mean lies outside"),
        ({"kind": "run", "same_low": np.nan, "same_high": np.nan}, "cannot tell", "no margin"),
        ({"runs": 1, "p_equivalent": 0.01}, "cannot tell", "fewer than two"),
        ({"runs": 2, "p_equivalent": 0.01}, "replicates", "equivalent"),
        ({"p": np.nan}, "cannot tell", "no test can tell whether chance explains"),
        ({"p": np.nan, "ours": 100.4}, "replicates", "equals the published digits"),
        ({"p": np.nan, "ours": 100.6}, "cannot tell", "our runs do not vary, so no test"),
        (
            {"p": np.nan, "statistic": "std"},
            "cannot tell",
            "our runs do not vary, but the published runs do",
        ),
        (
            {"p": np.nan, "statistic": "std", "published_runs": 1},
            "cannot tell",
            "the source has only one run",
        ),
        ({"p_equivalent": np.nan}, "cannot tell", "there is no margin"),
        ({"p_equivalent": np.nan, "p": 0.01, "p_holm": 0.05}, "does not", "beyond chance"),
        ({"statistic": "count", "ours": 100.0}, "", "chosen and not found"),
        ({"statistic": "max", "p": np.nan}, "", "the extremes of several runs vary too much"),
    ],
)
def test_the_p_values_decide_a_verdict_and_its_reason(columns, verdict, reason):
    decided, given = judge(**columns)
    assert decided == verdict and reason in given


@pytest.mark.parametrize("runs", [2, 3, 5, 10])
def test_a_single_run_one_margin_from_our_mean_rarely_replicates(runs):
    """With few runs, chance explains nearly every difference. That proves nothing."""
    rng = np.random.default_rng(runs)

    def share_that_replicates(published, draws=400):
        number = PublishedNumber("", "a", "run", "m", "", published, 15, 1)
        row = published_table([number]).iloc[0]
        found = [compare_single_run(row, rng.normal(100, 1, runs), 2.0, 0.95) for _ in range(draws)]
        common = {"kind": "run", "runs": runs, "rounding": 0.0}
        return np.mean([judge(**f, **common, p_holm=f["p"])[0] == "replicates" for f in found])

    assert share_that_replicates(102.0) <= 0.05
    if runs == 10:
        assert share_that_replicates(100.0) >= 0.8

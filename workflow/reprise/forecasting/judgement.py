"""Is the network better than all baselines, or worse than one of them?"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

Verdict = Literal["better", "worse", "cannot tell"]
Test = Callable[[np.ndarray], tuple[float, float]]


def t_test(differences: np.ndarray) -> tuple[float, float]:
    """The p-values of two one-sided t-tests: that the mean is below 0, and that it is above.

    Parameters
    ----------
    differences : ndarray
        At least two independent values.
    """
    from scipy.stats import ttest_1samp

    if np.ptp(differences) == 0:  # a test needs a variance
        if differences[0] == 0:
            return 0.5, 0.5
        return (0.0, 1.0) if differences[0] < 0 else (1.0, 0.0)
    below = ttest_1samp(differences, 0, alternative="less").pvalue
    above = ttest_1samp(differences, 0, alternative="greater").pvalue
    return float(below), float(above)


def sign_test(differences: np.ndarray) -> tuple[float, float]:
    """The p-values of two exact sign tests: that most values are below 0, or above 0.

    Of differences between wrong (1) and right (0), it is the exact test of McNemar 1947,
    doi:10.1007/BF02295996. Zeros do not count.
    """
    from scipy.stats import binomtest

    below, above = int((differences < 0).sum()), int((differences > 0).sum())
    if not below + above:
        return 1.0, 1.0
    p_below, p_above = (
        float(binomtest(count, below + above, alternative="greater").pvalue)
        for count in (below, above)
    )
    return p_below, p_above


def judge_differences(
    differences: Mapping[str, np.ndarray], confidence: float, test: Test = t_test
) -> tuple[Verdict, float]:
    """Judge the network by its losses minus those of each baseline.

    Parameters
    ----------
    differences : mapping of str to ndarray
        By the name of the baseline; at least one.
    confidence : float
        A wrong verdict "better" or "worse" has at most the probability 1 - confidence, if the test
        suits the differences.
    test : callable
        `t_test` or `sign_test`.

    Returns
    -------
    (verdict, float)
        "better" if the network is significantly better than every baseline, with the largest p;
        "worse" if a baseline is significantly better, with the smallest p, corrected for the
        number of baselines (Holm). Each p is that of a two-sided test, to be compared with
        1 - confidence.
    """
    from statsmodels.stats.multitest import multipletests

    alpha = 1 - confidence
    below, above = zip(*map(test, differences.values()), strict=True)
    better = min(1.0, 2 * max(below))  # of two sides
    worse = min(1.0, 2 * float(min(multipletests(above, method="holm")[1])))
    if better <= alpha:
        return "better", better
    if worse <= alpha:
        return "worse", worse
    return "cannot tell", min(better, worse)

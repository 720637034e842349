"""The verdicts on published numbers, and their reasons."""

from typing import Any

import numpy as np
import pandas as pd

from reprise.replication.description_agreement import EXTREMES
from reprise.replication.run_agreement import equals_published_digits
from reprise.stats.p_values import describe_p_value

REPLICATES, DOES_NOT, CANNOT_TELL = "replicates", "does not", "cannot tell"
NO_VERDICT = ""


def are_equal(scores: "pd.Series[float]") -> bool:
    """Whether there are scores, and all are equal; floats differ in their last digits."""
    return len(scores) > 0 and bool(np.allclose(scores, scores.iloc[0], rtol=1e-9, atol=0))


def judge_baseline(
    published: float, rounding: float, scores: "pd.Series[float]"
) -> tuple[str, str]:
    """Decide whether the score of a baseline replicates, which does not depend on chance.

    Parameters
    ----------
    published, rounding : float
        The published number, and the largest error by its rounding.
    scores : Series of float
        The score of our baseline for each configuration; may be empty.

    Returns
    -------
    (str, str)
        The verdict and its reason.
    """
    if not len(scores):
        return CANNOT_TELL, "our baseline has no such score"
    if not are_equal(scores):
        return CANNOT_TELL, (
            "our baseline has different scores for different configurations"
            f" ({scores.min():.6g} to {scores.max():.6g}), and nothing tells which one is published"
        )
    is_equal = equals_published_digits(published, float(scores.iloc[0]), rounding)
    relation = "equals" if is_equal else "differs from"
    return (
        REPLICATES if is_equal else DOES_NOT,
        f"the number does not depend on chance, and {relation} the published digits",
    )


def decide_verdict(row: Any, tests: int, level: float) -> tuple[str, str]:
    """Decide whether a published number replicates, and give the reason.

    Parameters
    ----------
    row : namedtuple
        The columns `replicate.COLUMNS`, and `rounding`: the largest error of the published number
        by rounding.
    tests : int
        How many tests the numbers of the study and era have together.
    level : float
        The significance level.
    """
    subject = "the mean of the list" if row.kind == "list" else "the number"
    if row.statistic == "count":
        return NO_VERDICT, "the number of runs is chosen and not found"
    if row.statistic in EXTREMES:
        return NO_VERDICT, "the extremes of several runs vary too much to be judged"
    if row.runs < 2:
        return CANNOT_TELL, "fewer than two of our runs did not diverge"
    if pd.isna(row.p):
        return _judge_without_test(row)
    if row.p_equivalent <= level:
        return REPLICATES, f"{subject} is equivalent to ours within the margin"
    if row.p_holm <= level:
        p = describe_p_value(row.p_holm)
        return DOES_NOT, f"{subject} differs from ours beyond chance ({p} after the correction)"
    if row.p <= level:
        return CANNOT_TELL, (
            f"{subject} differs from ours ({describe_p_value(row.p)}), but not after the"
            f" correction for {tests} tests"
        )
    if row.kind != "run" and pd.isna(row.p_equivalent):
        return CANNOT_TELL, (
            f"chance can explain the difference of {subject} from ours, but there is no margin that"
            " says which differences do not matter (comparison.margin is for the study's metric)"
        )
    if row.kind != "run":
        return CANNOT_TELL, (
            f"chance can explain the difference of {subject} from ours, but there are too few"
            " runs to show equivalence"
        )
    return _judge_single_run(row)


def _judge_single_run(row: Any) -> tuple[str, str]:
    """The verdict on a single run that lies within the prediction interval, and its reason."""
    if pd.isna(row.same_low):
        return (
            CANNOT_TELL,
            "a single run like ours can give the number, but the study has no margin",
        )
    low, high = row.same_low + row.rounding, row.same_high - row.rounding
    if low <= row.mean_low and row.mean_high <= high:
        return REPLICATES, (
            "a single run like ours can give the number, and the whole interval of our mean lies"
            " within the margin around it"
        )
    if low <= row.ours <= high:
        return CANNOT_TELL, (
            "a single run like ours can give the number, but the interval of our mean reaches"
            " beyond the margin around it; more runs make the interval shorter"
        )
    return CANNOT_TELL, (
        "a single run like ours can give the number, but our mean lies outside the margin around it"
    )


def _judge_without_test(row: Any) -> tuple[str, str]:
    """The verdict on a number that has no p-value, because too little varies, and its reason."""
    if row.statistic == "std" and row.published_runs < 2:
        return CANNOT_TELL, "the source has only one run, which has no standard deviation"
    if equals_published_digits(row.published, row.ours, row.rounding):
        return REPLICATES, "our runs do not vary, and ours equals the published digits"
    if row.statistic == "std":
        return CANNOT_TELL, "our runs do not vary, but the published runs do"
    return CANNOT_TELL, (
        "our runs do not vary, so no test can tell whether chance explains the difference"
    )

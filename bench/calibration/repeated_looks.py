"""Training until all pairs are decided: wrong verdicts over all looks, and the repeats it takes."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rows import DISTRIBUTIONS, Row

from reprise.stats.pair_tests import compare_samples
from reprise.stats.repeated_looks import error_of_look, list_looks

SUBJECT = "Repeats until decided"
ERROR = 0.05
AT_LEAST, AT_MOST = 10, 200
FIXED = 30  # the number of repeats of most studies
MARGINS = (0.5, 1.0)  # in standard deviations of the runs
DIFFERENCES = (0.0, 0.5, 1.0, 2.0)  # in margins
FAMILIES = (2, 5)  # configurations
DISTRIBUTIONS_SHOWN = ("normal", "skewed")


@dataclass
class _Outcome:
    """What one simulated study ended with."""

    is_wrong: bool
    is_decided: bool
    mean_repeats: float


def rows(draws: int) -> Iterator[Row]:
    """The rows of the subject; of five configurations, a quarter of the studies is simulated."""
    rng = np.random.default_rng(0)
    cases = itertools.product(FAMILIES, MARGINS, DIFFERENCES, DISTRIBUTIONS_SHOWN)
    for configurations, margin, difference, name in cases:
        studies = draws if configurations == 2 else max(1, draws // 4)
        means = np.zeros(configurations)
        means[0] = difference * margin
        shape = (configurations, list_looks(AT_LEAST, AT_MOST)[-1])
        case = (
            f"{configurations} configurations, {name} runs; one differs by {difference:g} margins"
            f" of {margin:g} standard deviations"
        )
        outcomes = [
            _train_until_decided(DISTRIBUTIONS[name](rng, shape) + means[:, None], means, margin)
            for _ in range(studies)
        ]
        wrong, decided, repeats = (
            float(np.mean([getattr(outcome, field) for outcome in outcomes]))
            for field in ("is_wrong", "is_decided", "mean_repeats")
        )
        yield Row("a verdict is wrong", case, AT_LEAST, "error", ERROR, wrong, studies)
        yield Row("every pair is decided", case, AT_LEAST, "power", 1.0, decided, studies)
        promise = f"the mean number of repeats (a fixed number is {FIXED})"
        yield Row(promise, case, AT_LEAST, "value", FIXED, repeats, studies)


def _train_until_decided(runs: np.ndarray, means: np.ndarray, margin: float) -> _Outcome:
    """Do the rounds of one study; the rows of `runs` are its configurations."""
    pairs = list(itertools.combinations(range(len(runs)), 2))
    undecided, repeats, is_wrong = set(pairs), np.full(len(runs), AT_LEAST), False
    for look, count in enumerate(list_looks(AT_LEAST, AT_MOST), start=1):
        for one, other in sorted(undecided):
            repeats[[one, other]] = count
            confidence = 1 - error_of_look(look, ERROR)
            found = compare_samples(
                runs[one, :count], runs[other, :count], confidence, intervals=len(pairs)
            )
            verdict = _judge(found.low, found.high, margin)
            if verdict != "cannot tell":
                undecided.remove((one, other))
                is_wrong |= not _is_right(verdict, means[one] - means[other], margin)
        if not undecided:
            break
    return _Outcome(is_wrong, not undecided, float(repeats.mean()))


def _judge(low: float, high: float, margin: float) -> str:
    """The verdict of `comparisons.compare_study` for an interval."""
    if -margin <= low and high <= margin:
        return "equivalent"
    if low > 0 or high < 0:
        return "worse" if low > 0 else "better"
    return "cannot tell"


def _is_right(verdict: str, difference: float, margin: float) -> bool:
    if verdict == "equivalent":
        return abs(difference) <= margin
    return difference > 0 if verdict == "worse" else difference < 0

"""Intervals of the probability that a run of one configuration is better."""

from collections.abc import Iterator

import numpy as np
from rows import DISTRIBUTIONS, Row

from reprise.stats.improvement import (
    improvement_of_pairs,
    improvement_of_samples,
    probability_better,
)

SUBJECT = "Probability of improvement"
CONFIDENCE = 0.95
RUNS = (5, 10, 30)
TRUE_SAMPLE = 4000  # runs of each configuration, for the true probability


def rows(draws: int) -> Iterator[Row]:
    """The rows of docs/calibration.md."""
    for name, draw in DISTRIBUTIONS.items():
        for case, shift, spread in (
            ("equal configurations", 0.0, 1.0),
            ("means one standard deviation apart", 1.0, 1.0),
            ("means two standard deviations apart", 2.0, 1.0),
            ("spreads of 1 and 3", 0.0, 3.0),
            ("spreads of 1 and 3, means one standard deviation apart", 1.0, 3.0),
        ):
            for runs, other_runs in ((5, 5), (10, 10), (30, 30), (10, 30)):
                rng = np.random.default_rng(runs)
                truth = float(
                    np.mean(
                        [
                            probability_better(
                                draw(rng, (TRUE_SAMPLE,)),
                                shift + spread * draw(rng, (TRUE_SAMPLE,)),
                            )
                            for _ in range(4)
                        ]
                    )
                )
                limits = [
                    improvement_of_samples(
                        draw(rng, (runs,)), shift + spread * draw(rng, (other_runs,)), CONFIDENCE
                    )
                    for _ in range(draws)
                ]
                others = "" if runs == other_runs else f", the other has {other_runs} runs"
                yield Row(
                    "the interval has the true probability",
                    f"{name}, {case}{others}",
                    runs,
                    "coverage",
                    CONFIDENCE,
                    _share_covered(limits, truth),
                    draws,
                )
    yield from _pairs(draws)


def _pairs(draws: int) -> Iterator[Row]:
    """Pairs of one training, and one configuration beside the number of a baseline."""
    for truth in (0.5, 0.9):
        for ties in (0.0, 0.2):
            for runs in RUNS:
                rng = np.random.default_rng(runs)
                shares = [truth - ties / 2, ties, 1 - truth - ties / 2]
                if min(shares) < 0:
                    continue
                values = rng.choice([0.0, 0.5, 1.0], p=shares, size=(draws, runs))
                limits = [
                    improvement_of_pairs(sample, np.array([0.5]), CONFIDENCE) for sample in values
                ]
                yield Row(
                    "the interval of pairs has the true probability",
                    f"a probability of {truth:g}, {ties:.0%} ties",
                    runs,
                    "coverage",
                    CONFIDENCE,
                    _share_covered(limits, truth),
                    draws,
                )


def _share_covered(limits: list[tuple[float, float, float]], truth: float) -> float:
    # Wilson's limits of a share of 0 or 1 are rounded.
    return float(np.mean([low - 1e-12 <= truth <= high + 1e-12 for _, low, high in limits]))

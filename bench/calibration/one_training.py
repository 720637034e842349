"""How often one more training ends where the table says, and the bias of the best of several."""

from collections.abc import Iterator

import numpy as np
from rows import DISTRIBUTIONS, Row

from reprise.stats.one_training import expected_best, prediction_interval

SUBJECT = "One more training"
RUNS = (5, 10, 30)
TRAININGS = (2, 5)


def rows(draws: int) -> Iterator[Row]:
    """The coverage of the prediction interval, and the mean of the expected best."""
    for case, draw in DISTRIBUTIONS.items():
        for runs in RUNS:
            samples = draw(np.random.default_rng(0), (draws, runs + 1))
            limits = np.array([prediction_interval(sample[:-1]) for sample in samples])
            hits = (limits[:, 0] <= samples[:, -1]) & (samples[:, -1] <= limits[:, 1])
            yield Row(
                "one more training ends in the 95 % prediction interval",
                *(case, runs, "coverage", 0.95, float(hits.mean()), draws),
            )
    for case, draw in DISTRIBUTIONS.items():
        for trainings in TRAININGS:
            fresh = draw(np.random.default_rng(1), (200_000, trainings)).min(axis=1).mean()
            for runs in RUNS:
                samples = draw(np.random.default_rng(0), (draws, runs))
                found = np.mean([expected_best(sample, trainings) for sample in samples])
                yield Row(
                    f"the expected best of {trainings} trainings (runs have a standard deviation"
                    " of 1)",
                    *(case, runs, "value", float(fresh), float(found), draws),
                )

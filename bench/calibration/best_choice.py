"""How often the configuration that is called the best is the best, and how good it really is."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.stats.best_choice import choose_by_halves, probabilities_best

SUBJECT = "The best of five configurations"
RUNS = (5, 10, 30)
CONFIGURATIONS = 5
MOST_DRAWS = 150  # a choice with its thousand halves takes about 20 ms
# The true means in standard deviations of the runs; the lowest is the best.
CASES = {
    "equal": np.zeros(CONFIGURATIONS),
    "two (nearly) equal best ones": np.array([0, 1e-9, 1.5, 1.5, 1.5]),
    "0.3 apart": 0.3 * np.arange(CONFIGURATIONS),
}


def rows(draws: int) -> Iterator[Row]:
    """The errors of P(best), and the bias of the mean of the chosen configuration."""
    draws = min(draws, MOST_DRAWS)
    names = [f"c{position}" for position in range(CONFIGURATIONS)]
    for case, means in CASES.items():
        for distribution, draw in DISTRIBUTIONS.items():
            for runs in RUNS:
                rng = np.random.default_rng(0)
                found = []
                for _ in range(draws):
                    values = draw(rng, (runs, CONFIGURATIONS)) + means
                    chances = probabilities_best(values, names, prefer_low=True)
                    chosen = values.mean(axis=0).argmin()
                    honest = choose_by_halves(values, values, prefer_low=True).score
                    found.append(
                        {
                            "first": chances[0],
                            "wrong": chances[1:].max() >= 0.95,
                            "naive": values.mean(axis=0)[chosen] - means[chosen],
                            "honest": honest - means[chosen],
                        }
                    )
                shares = pd.DataFrame(found).mean()
                where = (f"{case}, {distribution}", runs)
                if case == "equal":
                    promise = "the mean probability that a configuration is the best"
                    yield Row(promise, *where, "value", 0.2, float(shares["first"]), draws)
                promise = "a configuration that is not the best has a probability of at least 0.95"
                yield Row(promise, *where, "error", 0.05, float(shares["wrong"]), draws)
                promise = "the best mean minus its true value (standard deviations)"
                yield Row(promise, *where, "value", 0.0, float(shares["naive"]), draws)
                promise = "the mean on the other half minus the same true value"
                yield Row(promise, *where, "value", 0.0, float(shares["honest"]), draws)

"""The bias of the share of variance that a key explains."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.stats.effects import analyse_effects

SUBJECT = "Shares of variance"
RUNS = (2, 5, 30)
LEVELS = 5
MOST_DRAWS = 100  # an analysis of variance takes about 40 ms
SHAPES = ("normal", "strongly skewed")
EFFECTS = {"identical configurations": 0.0, "a key that explains one third": 0.5}


def rows(draws: int) -> Iterator[Row]:
    """The mean share of a key with five values, for no effect and for a known effect."""
    draws = min(draws, MOST_DRAWS)
    names = [f"c{level}" for level in range(LEVELS)]
    grid = {name: {"key": name} for name in names}
    for case, variance in EFFECTS.items():
        means = np.arange(LEVELS) - (LEVELS - 1) / 2
        means *= np.sqrt(variance / np.mean(means**2))
        for distribution in SHAPES:
            draw = DISTRIBUTIONS[distribution]
            for runs in RUNS:
                rng = np.random.default_rng(0)
                table = pd.DataFrame({"configuration": np.repeat(names, runs), "state": "ok"})
                shares = []
                for _ in range(draws):
                    values = draw(rng, (LEVELS, runs)) + means[:, None]
                    effects = analyse_effects(
                        table.assign(test_rmse=values.ravel()), "test_rmse", grid
                    )
                    shares.append(effects["share_of_variance"].iloc[0])
                yield Row(
                    "the mean share of variance of a key",
                    f"{case}, {distribution}",
                    *(runs, "value", variance / (1 + variance), float(np.mean(shares)), draws),
                )

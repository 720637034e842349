"""How often the planned range of repeats is right, and whether the most repeats are enough."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.stats.comparisons import compare_study
from reprise.stats.pair_power import DifferenceTest
from reprise.stats.repeats_needed import find_repeats, plan_repeats

SUBJECT = "Repeats that a verdict needs"
RUNS = (5, 10, 30)
DIFFERENCES = (0.5, 1.0)  # of the first two of three configurations, in standard deviations
POWER = 0.8
NAMES = ["a", "b", "c"]
MOST_SIMULATED = 1000  # repeats of a second study; more are not needed to see a verdict
MOST_DRAWS = 150  # a plan and a second study take about 20 ms


def rows(draws: int) -> Iterator[Row]:
    """The coverage of the range, and the power of a second study with the most repeats."""
    draws = min(draws, MOST_DRAWS)
    pair = pd.DataFrame([{"samples": 2.0, "freedom_per_run": 2.0}])
    families, trainings = {"family": NAMES}, {name: name for name in NAMES}
    for difference in DIFFERENCES:
        test = DifferenceTest(intervals=3, confidence=0.95)
        truth = find_repeats(test, [difference], pair, POWER)[0]
        means = np.array([0.0, difference, difference / 2])[:, None]
        for case, draw in DISTRIBUTIONS.items():
            for runs in RUNS:
                rng = np.random.default_rng(0)
                covered, decided = [], []
                for _ in range(draws):
                    plan = plan_repeats(
                        tidy(draw(rng, (3, runs)) + means),
                        *("test_rmse", families, trainings, POWER, 0.95),
                    ).iloc[0]
                    covered.append(plan["fewest_repeats"] <= truth <= plan["most_repeats"])
                    if np.isfinite(plan["most_repeats"]):
                        repeats = int(min(plan["most_repeats"], MOST_SIMULATED))
                        study = tidy(draw(rng, (3, repeats)) + means)
                        verdicts = compare_study(
                            study, "test_rmse", families, trainings, pd.DataFrame()
                        )["verdict"]
                        decided.append(verdicts.iloc[0] == "better")
                where = f"a difference of {difference:g}, {case}"
                yield Row(
                    "the range of repeats contains the right number, at least",
                    *(where, runs, "coverage", 0.95, float(np.mean(covered)), draws),
                )
                yield Row(
                    "a study with the most repeats of a finite range finds the difference"
                    f" (planned: {POWER:g})",
                    *(where, runs, "power", POWER),
                    *(float(np.mean(decided)) if decided else None, len(decided)),
                )


def tidy(values: np.ndarray) -> pd.DataFrame:
    """One row per run, from an array of shape (configurations, runs)."""
    runs = values.shape[1]
    return pd.DataFrame(
        {
            "configuration": np.repeat(NAMES, runs),
            "repeat": np.tile(np.arange(1, runs + 1), len(NAMES)),
            "state": "ok",
            "test_rmse": values.ravel(),
        }
    )

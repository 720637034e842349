"""Verdicts and intervals of pairs of configurations, and of configurations with baselines."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.stats.comparisons import compare_study
from reprise.stats.pair_tests import mean_intervals, sample_intervals

SUBJECT = "Comparisons of configurations"
CONFIDENCE = 0.95
LEVEL = 1 - CONFIDENCE
RUNS = (5, 10, 30)
SPREADS = {"equal spreads": (1, 1, 1, 1, 1), "spreads of 1, 2 and 4": (1, 2, 4, 1, 2)}
NO_BASELINES = pd.DataFrame({"baseline": [], "configuration": []})
SHARE_OF_SEED = 0.8  # correlation of two evaluations of one training
STUDIES_OF_TABLES = 5  # a whole table takes a hundred times as long as an interval


def rows(draws: int) -> Iterator[Row]:
    """The rows of docs/calibration.md."""
    yield from _false_verdicts(draws)
    yield from _unequal_numbers_of_runs(draws)
    yield from _pairs_of_one_training(draws)
    yield from _baselines(draws)
    yield from _equivalence(draws)
    yield from _power(draws)
    yield from _whole_tables(draws // STUDIES_OF_TABLES)


def _false_verdicts(draws: int) -> Iterator[Row]:
    """The intervals do not depend on the means, so this is also their coverage."""
    for name, draw in DISTRIBUTIONS.items():
        for spreads_name, spreads in SPREADS.items():
            for count in (3, 5):
                for runs in RUNS:
                    rng = np.random.default_rng(runs)
                    samples = [s * draw(rng, (draws, runs)) for s in spreads[:count]]
                    yield Row(
                        "a family of equal means has a verdict better or worse",
                        f"{count} configurations, {name}, {spreads_name}",
                        runs,
                        "error",
                        LEVEL,
                        _share_with_a_difference(samples),
                        draws,
                    )


def _unequal_numbers_of_runs(draws: int) -> Iterator[Row]:
    for name, draw in DISTRIBUTIONS.items():
        for few, many in ((5, 10), (10, 30)):
            rng = np.random.default_rng(few)
            samples = [draw(rng, (draws, n)) for n in (few, many, many)]
            yield Row(
                "a family of equal means has a verdict better or worse",
                f"3 configurations, {name}, the others have {many} runs",
                few,
                "error",
                LEVEL,
                _share_with_a_difference(samples),
                draws,
            )


def _pairs_of_one_training(draws: int) -> Iterator[Row]:
    for name, draw in DISTRIBUTIONS.items():
        for runs in RUNS:
            rng = np.random.default_rng(runs)
            common = np.sqrt(SHARE_OF_SEED) * draw(rng, (draws, runs))
            own = np.sqrt(1 - SHARE_OF_SEED) * draw(rng, (5, draws, runs))
            verdicts = [
                _excludes_zero(mean_intervals(one - other, CONFIDENCE, 10))
                for one, other in combinations(common + own, 2)
            ]
            yield Row(
                "a family of equal means has a verdict better or worse",
                f"5 configurations of one training, {name}",
                runs,
                "error",
                LEVEL,
                float(np.any(verdicts, axis=0).mean()),
                draws,
            )
    for runs in RUNS:
        rng = np.random.default_rng(runs)
        common = rng.normal(0, np.sqrt(SHARE_OF_SEED), (draws, runs))
        one, other = (
            common + rng.normal(mean, np.sqrt(1 - SHARE_OF_SEED), (draws, runs)) for mean in (0, 1)
        )
        found = {
            "of one training": mean_intervals(one - other, CONFIDENCE, 10),
            "of one training, compared as if they were independent": sample_intervals(
                one, other, CONFIDENCE, 10
            ),
        }
        for case, limits in found.items():
            yield Row(
                "a difference of one standard deviation is found among 5 configurations",
                case,
                runs,
                "power",
                1.0,
                float(_excludes_zero(limits).mean()),
                draws,
            )


def _baselines(draws: int) -> Iterator[Row]:
    """Five configurations, each with a baseline whose number is its true mean."""
    for name, draw in DISTRIBUTIONS.items():
        for runs in RUNS:
            rng = np.random.default_rng(runs)
            found = mean_intervals(draw(rng, (5, draws, runs)), CONFIDENCE, 5)
            yield Row(
                "a baseline equal to the true mean has a verdict better or worse",
                f"5 configurations, {name}",
                runs,
                "error",
                LEVEL,
                float(_excludes_zero(found).any(axis=0).mean()),
                draws,
            )


def _equivalence(draws: int) -> Iterator[Row]:
    """Three configurations whose means differ by exactly the margin, or are equal."""
    margin = 1.5
    for name, draw in DISTRIBUTIONS.items():
        for runs in RUNS:
            rng = np.random.default_rng(runs)
            samples = [m + draw(rng, (draws, runs)) for m in (0, margin, 2 * margin)]
            inside = [
                _is_inside(sample_intervals(one, other, CONFIDENCE, 3), margin)
                for one, other in combinations(samples, 2)
            ]
            yield Row(
                "a family of differences of exactly the margin has a verdict equivalent",
                f"3 configurations, {name}, margin of {margin} standard deviations",
                runs,
                "error",
                LEVEL,
                float(np.any(inside, axis=0).mean()),
                draws,
            )
    for runs in RUNS:
        rng = np.random.default_rng(runs)
        found = sample_intervals(*rng.normal(size=(2, draws, runs)), CONFIDENCE, 3)
        yield Row(
            "a pair of equal means is equivalent",
            f"3 configurations, normal, margin of {margin} standard deviations",
            runs,
            "power",
            1.0,
            float(_is_inside(found, margin).mean()),
            draws,
        )


def _power(draws: int) -> Iterator[Row]:
    for distance in (1, 2):
        for count in (2, 5):
            for runs in RUNS:
                rng = np.random.default_rng(runs)
                one, other = rng.normal(size=(2, draws, runs))
                pairs = count * (count - 1) // 2
                found = sample_intervals(one, other + distance, CONFIDENCE, pairs)
                yield Row(
                    f"a difference of {distance} standard deviations is found",
                    f"{count} configurations, normal",
                    runs,
                    "power",
                    1.0,
                    float(_excludes_zero(found).mean()),
                    draws,
                )


def _whole_tables(draws: int) -> Iterator[Row]:
    """The function that makes comparisons.csv, also with runs that diverge."""
    for share, case in ((0.0, "no run diverges"), (0.1, "one run in ten diverges")):
        for runs in RUNS:
            rng = np.random.default_rng(runs)
            errors = sum(_has_difference_in_table(rng, runs, share) for _ in range(draws))
            yield Row(
                "comparisons.csv of equal configurations has a verdict better or worse",
                f"3 configurations, skewed, {case}",
                runs,
                "error",
                LEVEL,
                errors / draws,
                draws,
            )


def _has_difference_in_table(rng: np.random.Generator, runs: int, share_diverged: float) -> bool:
    names = ["a", "b", "c"]
    table = pd.DataFrame(
        {
            "configuration": np.repeat(names, runs),
            "repeat": np.tile(np.arange(runs), len(names)),
            "state": np.where(rng.random(3 * runs) < share_diverged, "diverged", "ok"),
            "test_rmse": 10 + DISTRIBUTIONS["skewed"](rng, (3 * runs,)),
        }
    )
    trainings = {name: name for name in names}
    found = compare_study(table, "test_rmse", {"all": names}, trainings, NO_BASELINES)
    return bool(found["verdict"].isin(["better", "worse"]).any())


def _share_with_a_difference(samples: list[np.ndarray]) -> float:
    """The share of studies in which any pair of the family has an interval without 0."""
    pairs = list(combinations(samples, 2))
    verdicts = [
        _excludes_zero(sample_intervals(one, other, CONFIDENCE, len(pairs))) for one, other in pairs
    ]
    return float(np.any(verdicts, axis=0).mean())


def _excludes_zero(found: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    low, high, p = found
    excludes = (low > 0) | (high < 0)
    assert (excludes == (p <= LEVEL)).all()  # the table shows both
    return excludes


def _is_inside(found: tuple[np.ndarray, np.ndarray, np.ndarray], margin: float) -> np.ndarray:
    return (found[0] >= -margin) & (found[1] <= margin)

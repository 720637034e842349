"""Intervals for the choice of the test rows."""

from collections.abc import Iterator

import numpy as np
from rows import Row

from reprise.stats.row_comparisons import RowScores, compare_rows

SUBJECT = "Other test rows"
CONFIDENCE = 0.95
ROWS = (5, 10, 12, 30, 100)
SIMILARITY = 0.6  # correlation of the errors of the two forecasts of a row
STUDIES_OF_FAMILIES = 2  # a family of five has ten pairs
BEFORE = 60  # rows before the first, so that the errors have their long-run distribution


def rows(draws: int) -> Iterator[Row]:
    """The rows of docs/calibration.md; their number of runs is the number of test rows."""
    for persistence, words in (
        (0.0, "independent errors"),
        (0.5, "errors of neighbouring rows correlate by 0.5"),
        (0.8, "errors of neighbouring rows correlate by 0.8"),
    ):
        for spread in (1.0, 1.5):
            for count in ROWS:
                rng = np.random.default_rng(count)
                errors = _autoregression(rng, draws, count, persistence)
                other = spread * (
                    SIMILARITY * errors
                    + np.sqrt(1 - SIMILARITY**2) * _autoregression(rng, draws, count, persistence)
                )
                yield Row(
                    "the interval has the true difference of RMSE",
                    f"a series, {words}, the other RMSE is {spread:g} times as large",
                    count,
                    "coverage",
                    CONFIDENCE,
                    _share_covered(errors, other, 1 - spread),
                    draws,
                )
    for steps in (3, 7):
        for count in ROWS:
            rng = np.random.default_rng(count)
            errors, other = _overlapping(rng, (2, draws, count), steps)
            yield Row(
                "the interval has the true difference of RMSE",
                f"a series, the errors of {steps} steps overlap",
                count,
                "coverage",
                CONFIDENCE,
                _share_covered(errors, other, 0.0, steps=steps),
                draws,
            )
    for count in (12, 30, 100):
        rng = np.random.default_rng(count)
        families = rng.normal(size=(draws // STUDIES_OF_FAMILIES, 5, count)) ** 2
        yield Row(
            "all intervals of a family have the true difference of RMSE",
            "a series, 5 configurations with independent errors",
            count,
            "coverage",
            CONFIDENCE,
            float(np.mean([_all_covered(scores) for scores in families])),
            len(families),
        )
    for count in (10, 30, 100):
        rng = np.random.default_rng(count)
        right, other = rng.random((2, draws, count)) < np.array([0.8, 0.7])[:, None, None]
        yield Row(
            "the interval has the true difference of accuracy",
            "samples, accuracies of 0.8 and 0.7",
            count,
            "coverage",
            CONFIDENCE,
            _share_covered(right, other, 0.1, "test_accuracy"),
            draws,
        )


def _all_covered(scores: np.ndarray) -> bool:
    """Whether every interval of configurations with equal errors contains 0."""
    positions = np.arange(scores.shape[1])
    by_name = {f"c{k}": RowScores(positions, values) for k, values in enumerate(scores)}
    families = {"all": list(by_name)}
    table = compare_rows(by_name, [], "test_rmse", families, True, CONFIDENCE)
    return bool(((table["difference_low"] <= 0) & (table["difference_high"] >= 0)).all())


def _share_covered(
    errors: np.ndarray,
    others: np.ndarray,
    truth: float,
    metric: str = "test_rmse",
    steps: int = 1,
) -> float | None:
    """The share of studies whose interval has the truth; None if all are refused."""
    positions = np.arange(errors.shape[1])
    covered = []
    for ours, other in zip(errors, others, strict=True):
        scores = {
            name: RowScores(positions, values.astype(float) ** 2, steps)
            for name, values in (("a", ours), ("b", other))
        }
        is_series = metric == "test_rmse"
        table = compare_rows(scores, [], metric, {"all": ["a", "b"]}, is_series, CONFIDENCE)
        row = table.iloc[0]
        if not row["reason"]:
            covered.append(row["difference_low"] <= truth <= row["difference_high"])
    return float(np.mean(covered)) if covered else None


def _autoregression(
    rng: np.random.Generator, draws: int, count: int, persistence: float
) -> np.ndarray:
    """Errors with variance 1 whose neighbours have this correlation."""
    shocks = np.sqrt(1 - persistence**2) * rng.normal(size=(draws, BEFORE + count))
    errors = np.zeros_like(shocks)
    errors[:, 0] = rng.normal(size=draws)
    for k in range(1, BEFORE + count):
        errors[:, k] = persistence * errors[:, k - 1] + shocks[:, k]
    return errors[:, BEFORE:]


def _overlapping(rng: np.random.Generator, shape: tuple[int, ...], steps: int) -> np.ndarray:
    """Errors of forecasts of several steps, of which neighbouring rows share all but one."""
    shocks = rng.normal(size=(*shape[:-1], shape[-1] + steps - 1)) / np.sqrt(steps)
    return np.lib.stride_tricks.sliding_window_view(shocks, steps, axis=-1).sum(axis=-1)

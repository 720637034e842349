"""What one more training will give, and what the best of several trainings gives."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.intervals import CONFIDENCE, share_interval, student_t_interval
from reprise.stats.run_values import values_by_configuration

TRAININGS_SHOWN = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200)


def predict_one_training(
    runs: pd.DataFrame, metric: str, configurations: Iterable[str], confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Predict the result of one more training of each configuration, and of the best of several.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
    configurations : iterable of str
        Each has at least one row in `runs`.
    confidence : float

    Returns
    -------
    DataFrame
        One row per configuration:

        - runs, and diverged: the number of them that diverged;
        - prediction_low, prediction_high: the interval in which one more training ends, if it does
          not diverge;
        - diverges_low, diverges_high: the exact interval of the probability that a training
          diverges; NaN if no run diverged;
        - best_of_1, best_of_2, ...: the expected best of so many trainings that do not diverge, up
          to the largest number of completed runs; NaN above the configuration's own number.
    """
    prefer_low = lower_is_better(metric)
    names = list(configurations)
    grouped = {name: runs[runs["configuration"] == name] for name in names}
    completed = values_by_configuration(runs, metric, names)
    counts = _list_trainings(max(map(len, completed.values())))
    rows = []
    for name, values in completed.items():
        total = len(grouped[name])
        diverged = int((grouped[name]["state"] != "ok").sum())
        low, high = prediction_interval(values, confidence)
        row: dict[str, Any] = {
            **{"configuration": name, "runs": total, "diverged": diverged},
            **{"prediction_low": low, "prediction_high": high},
            **{"diverges_low": np.nan, "diverges_high": np.nan},
        }
        if diverged:
            share = share_interval(diverged, total, confidence)
            row["diverges_low"], row["diverges_high"] = map(float, share)
        for count in counts:
            row[f"best_of_{count}"] = expected_best(values, count, prefer_low)
        rows.append(row)
    return pd.DataFrame(rows)


def prediction_interval(values: ArrayLike, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval in which the next run ends, by Student's t.

    Source: Hahn & Meeker 1991, "Statistical Intervals", section 4.7. The runs should be about
    normally distributed.

    Parameters
    ----------
    values : array, shape (runs,)
    confidence : float

    Returns
    -------
    (float, float)
        (NaN, NaN) for fewer than two runs.
    """
    sample = np.asarray(values, dtype=float)
    if len(sample) < 2:
        return np.nan, np.nan
    error = np.std(sample, ddof=1) * np.sqrt(1 + 1 / len(sample))
    return student_t_interval(sample.mean(), error, len(sample) - 1, confidence)


def expected_best(values: ArrayLike, trainings: int, prefer_low: bool = True) -> float:
    """Return the expected best of several trainings, without bias.

    It is the mean of the best value over all subsets of so many runs. Drawing runs with
    replacement (Dodge et al. 2019, doi:10.18653/v1/D19-1224) is biased; subsets without
    replacement are not (Tang et al. 2020, doi:10.18653/v1/2020.acl-main.246).

    Parameters
    ----------
    values : array, shape (runs,)
    trainings : int
        At least 1.
    prefer_low : bool
        Whether the lowest value is the best.

    Returns
    -------
    float
        NaN for more trainings than runs.
    """
    from scipy.special import gammaln

    sample = np.sort(np.asarray(values, dtype=float))
    if not prefer_low:
        sample = sample[::-1]
    runs = len(sample)
    if trainings > runs:
        return np.nan
    # A subset has its best value at rank r (from 0) in C(runs - 1 - r, trainings - 1) cases.
    worse = runs - 1 - np.arange(runs - trainings + 1)

    def log_combinations(total: Any, chosen: int) -> Any:
        return gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1)

    logarithms = log_combinations(worse, trainings - 1) - log_combinations(runs, trainings)
    return float(np.exp(logarithms) @ sample[: len(worse)])


def _list_trainings(runs: int) -> Sequence[int]:
    """List the numbers of trainings that the table shows, up to the number of runs."""
    shown = [count for count in TRAININGS_SHOWN if count < runs]
    return [*shown, runs] if runs else []

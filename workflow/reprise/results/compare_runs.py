"""Compare runs that were trained elsewhere, from a table with one row per run."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.errors import RepriseError, did_you_mean
from reprise.results.metric_direction import prefers_low
from reprise.stats.comparisons import compare_study
from reprise.stats.intervals import CONFIDENCE
from reprise.stats.pair_tests import FEWEST_RUNS

FAMILY = "all"
METRIC = "metric"  # the name of the metric's column in the table of runs


def compare(
    frame: pd.DataFrame,
    metric: str,
    by: str | Sequence[str],
    *,
    repeat: str | None = None,
    baseline: Mapping[str, float] | None = None,
    margin: float | None = None,
    confidence: float = CONFIDENCE,
    lower_is_better: bool | None = None,
) -> pd.DataFrame:
    """Compare configurations whose runs were trained elsewhere.

    The rows may come from MLflow, Weights & Biases, or any other table. The intervals and verdicts
    are those of comparisons.csv: `stats.comparisons.compare_study` makes them. All pairs are one
    family, so all of their verdicts together are right with the probability `confidence`.

    Parameters
    ----------
    frame : DataFrame
        One row per run.
    metric : str
        The column with the result of each run. A run whose result is missing or infinite has
        diverged: it counts as a loss, and its result does not enter the means.
    by : str or sequence of str
        The columns that differ between configurations. Rows with equal values are the runs of one
        configuration, which is named as in `lr=0.1,depth=2`. The part of a column's name before its
        last dot is left out, as long as the names differ.
    repeat : str, optional
        The column, for example the random seed or the fold, whose equal values make two runs a
        pair. Name it if runs with equal values share something. Then only the repeats that both
        configurations have are compared. Without it, all runs are independent.
    baseline : mapping of str to float, optional
        Results to compare every configuration with, by name.
    margin : float, optional
        The largest difference of means that does not matter, in the units of the metric. Without
        it, no verdict is `equivalent`.
    confidence : float
        Of all verdicts on pairs together.
    lower_is_better : bool, optional
        By default, the name of the metric decides; see `metric_direction`.

    Returns
    -------
    DataFrame
        One row per pair with the columns of comparisons.csv, in the order in which the
        configurations first appear, then one row per baseline and configuration.

    Raises
    ------
    RepriseError
        If a column is missing or has a wrong value, if no configuration has several runs, or if
        there is nothing to compare.

    Examples
    --------
    >>> import pandas as pd
    >>> import reprise
    >>> runs = pd.DataFrame({
    ...     "lr": [0.1] * 5 + [0.01] * 5,
    ...     "val_loss": [0.52, 0.55, 0.53, 0.56, 0.54, 0.41, 0.44, 0.40, 0.43, 0.42],
    ... })
    >>> table = reprise.compare(runs, metric="val_loss", by="lr")
    >>> table[["configuration", "other", "difference", "verdict"]]
      configuration    other  difference verdict
    0        lr=0.1  lr=0.01        0.12   worse
    """
    keys = [by] if isinstance(by, str) else list(by)
    _check_arguments(keys, margin, confidence)
    _check_columns(frame, [metric, *keys, *([repeat] if repeat else [])])
    prefer_low = prefers_low(metric) if lower_is_better is None else lower_is_better
    values = _read_values(frame, metric)
    runs = pd.DataFrame(
        {
            "configuration": _name_configurations(frame, keys),
            "state": np.where(np.isfinite(values), "ok", "diverged"),
            METRIC: values,
        }
    )
    runs["repeat"] = _read_repeats(frame, runs["configuration"], repeat)
    names = [str(name) for name in runs["configuration"].unique()]
    numbers = dict(baseline or {})
    _check_runs(runs, names, keys, repeat, bool(numbers))
    return compare_study(
        runs,
        METRIC,
        {FAMILY: names} if len(names) > 1 else {},
        {name: FAMILY if repeat else name for name in names},
        _tabulate_baselines(numbers, names),
        margin,
        confidence,
        prefer_low,
    )


def _check_arguments(keys: list[str], margin: float | None, confidence: float) -> None:
    if not keys:
        raise RepriseError("'by' names no column. Name the columns that differ, as in by='lr'.")
    if not 0 < confidence < 1:
        raise RepriseError(f"confidence={confidence} is not between 0 and 1. The default is 0.95.")
    if margin is not None and not 0 < margin < np.inf:
        raise RepriseError(
            f"margin={margin} is not above 0. It is the largest difference that does not matter, in"
            " the units of the metric."
        )


def _check_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise RepriseError(
            f"compare() takes a pandas DataFrame with one row per run, not {type(frame).__name__}."
        )
    if frame.empty:
        raise RepriseError("The table has no rows. It needs one row per run.")
    known = [str(column) for column in frame.columns]
    for column in columns:
        if column not in frame.columns:
            raise RepriseError(
                f"The table has no column '{column}'.{did_you_mean(column, known)} It has"
                f" {', '.join(known)}."
            )
        if known.count(column) > 1:
            raise RepriseError(f"The table has several columns '{column}'. Rename one of them.")


def _read_values(frame: pd.DataFrame, metric: str) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """The results of the runs as numbers; a missing result is NaN."""
    cells = frame[metric]
    numbers = pd.to_numeric(cells, errors="coerce")
    is_text = numbers.isna() & cells.notna()
    is_text &= cells.astype(str).str.strip().str.lower() != "nan"
    if is_text.any():
        row = is_text[is_text].index[0]
        raise RepriseError(
            f"Column '{metric}', row {row}: '{cells[is_text].iloc[0]}' is not a number. A run"
            " without a result has an empty cell or NaN."
        )
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def _name_configurations(frame: pd.DataFrame, keys: list[str]) -> list[str]:
    for key in keys:
        if frame[key].isna().any():
            row = frame.index[frame[key].isna()][0]
            raise RepriseError(
                f"Column '{key}', row {row}: the value is missing. Leave out the rows of other"
                f" experiments, as in frame.dropna(subset=['{key}'])."
            )
    last_parts = [key.rpartition(".")[2] for key in keys]
    labels = last_parts if len(set(last_parts)) == len(keys) else keys
    columns = [frame[key].astype(str) for key in keys]
    return [
        ",".join(f"{label}={value}" for label, value in zip(labels, row, strict=True))
        for row in zip(*columns, strict=True)
    ]


def _read_repeats(frame: pd.DataFrame, names: pd.Series, repeat: str | None) -> Any:
    """The repeat of each run; without a column, its number within its configuration."""
    if repeat is None:
        return names.groupby(names).cumcount().to_numpy() + 1
    if frame[repeat].isna().any():
        row = frame.index[frame[repeat].isna()][0]
        raise RepriseError(f"Column '{repeat}', row {row}: the value is missing.")
    repeats = frame[repeat].astype(str).to_numpy()
    pairs = pd.DataFrame({"configuration": names, "repeat": repeats})
    if pairs.duplicated().any():
        name, value = pairs[pairs.duplicated()].iloc[0]
        raise RepriseError(
            f"{name} has several runs with {repeat}={value}, so it is not known which of them"
            f" belongs to a pair. Keep one of them, or leave out repeat='{repeat}'."
        )
    return repeats


def _check_runs(
    runs: pd.DataFrame, names: list[str], keys: list[str], repeat: str | None, has_baseline: bool
) -> None:
    """Check that there is something to compare, and enough runs of it."""
    if len(names) == 1 and not has_baseline:
        raise RepriseError(
            f"All rows are runs of {names[0]}, so there is nothing to compare. Name other columns"
            " in 'by', or a result to compare with, as in baseline={'majority class': 0.61}."
        )
    if runs["configuration"].value_counts().max() == 1:
        raise RepriseError(
            f"Each configuration has one run (by {', '.join(keys)}). One run can be good by chance:"
            f" train each configuration at least {FEWEST_RUNS} times, with other random"
            " seeds."
        )
    if repeat and len(names) > 1 and not runs["repeat"].duplicated().any():
        raise RepriseError(
            f"No two configurations have a value of '{repeat}' in common, so no runs are pairs."
            f" Leave out repeat='{repeat}'."
        )


def _tabulate_baselines(numbers: Mapping[str, float], names: list[str]) -> pd.DataFrame:
    for label, number in numbers.items():
        if not np.isfinite(number):
            raise RepriseError(f"The baseline '{label}' is {number}, which is not a finite number.")
    rows = [(label, name, float(x)) for label, x in numbers.items() for name in names]
    return pd.DataFrame(rows, columns=["baseline", "configuration", METRIC])

"""How good the forecasts and the intervals of all models are at the same origins."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reprise.evaluation.interval_scores import pinball_loss, weighted_interval_score
from reprise.forecast_settings import Method
from reprise.forecasting.past_forecasts import PastForecasts, interval_bounds
from reprise.stats.conformal import sequential_half_widths
from reprise.stats.coverage import measure_coverage


def tabulate_errors(
    past: PastForecasts, levels: Sequence[int], method: Method, times: pd.Index
) -> pd.DataFrame:
    """List every forecast of every model with its observation and its intervals.

    Parameters
    ----------
    past : PastForecasts
    levels : sequence of int
        In percent.
    method : {"conformal", "adaptive"}
    times : Index
        The times of the series and of some steps after it.

    Returns
    -------
    DataFrame
        One row per model, origin, step and column: model, origin, step, time, column, forecast,
        actual, and for each level low and high. The interval of an origin follows from the errors
        that were known there. It is empty if there were too few, and `actual` is empty if nothing
        was observed.
    """
    tables = []
    for model, forecasts in past.forecasts.items():
        origins, steps, _ = forecasts.shape
        scores = past.scores(model)
        for k, column in enumerate(past.columns):
            widths = sequential_half_widths(scores[k], past.positions, levels, method)
            targets = past.positions[:, None] + np.arange(steps)
            table = pd.DataFrame(
                {
                    "model": model,
                    "origin": np.repeat(past.positions, steps),
                    "step": np.tile(np.arange(1, steps + 1), origins),
                    "time": times[targets.ravel()],
                    "column": column,
                    "forecast": forecasts[:, :, k].ravel(),
                    "actual": past.actual[:, :, k].ravel(),
                }
            )
            for level, width in zip(levels, widths, strict=True):
                low, high = interval_bounds(forecasts[:, :, k], width, past.powers[k])
                table[f"low_{level}"], table[f"high_{level}"] = low.ravel(), high.ravel()
            tables.append(table)
    return pd.concat(tables, ignore_index=True)


def tabulate_accuracy(
    past: PastForecasts, errors: pd.DataFrame, levels: Sequence[int]
) -> pd.DataFrame:
    """Summarize the errors and the intervals of each model.

    Parameters
    ----------
    past : PastForecasts
    errors : DataFrame
        As `tabulate_errors` makes it.
    levels : sequence of int

    Returns
    -------
    DataFrame
        One row per column and model, the smallest MASE first:

        - column, model, form, forecasts (how many have an observation), rmse, mae, mase
        - intervals (how many forecasts have the intervals of all levels), and of these wis (the
          weighted interval score) and pinball (the mean pinball loss of the median and all bounds)
        - for each level the number of intervals that there are, their coverage and mean width.
    """
    rows = []
    for k, column in enumerate(past.columns):
        of_column = []
        for model in past.forecasts:
            is_row = (errors["column"] == column) & (errors["model"] == model)
            known = errors[is_row].dropna(subset=["forecast", "actual"])
            error = known["forecast"] - known["actual"]
            row = {
                "column": column,
                "model": model,
                "form": past.forms.get(model, "mean of the networks"),
                "forecasts": len(known),
                "rmse": float(np.sqrt(np.mean(error**2))),
                "mae": float(np.mean(np.abs(error))),
                "mase": float(np.nanmean(past.scaled_errors(model)[:, :, k])),
            }
            of_column.append(row | _score_intervals(known, levels))
        rows += sorted(of_column, key=lambda row: float(str(row["mase"])))
    return pd.DataFrame(rows)


def tabulate_coverage(
    past: PastForecasts, model: str, levels: Sequence[int], method: Method
) -> pd.DataFrame:
    """Count how often the intervals of a model contained the observation.

    Returns
    -------
    DataFrame
        The column of the dataset, and the columns of `coverage.measure_coverage`.
    """
    tables = []
    for column, scores in zip(past.columns, past.scores(model), strict=True):
        widths = sequential_half_widths(scores, past.positions, levels, method)
        table = measure_coverage(scores, widths, levels, past.positions)
        table.insert(0, "column", column)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _score_intervals(known: pd.DataFrame, levels: Sequence[int]) -> dict[str, float]:
    """The scores of the intervals of some forecasts whose observations are known."""
    actual, median = known["actual"].to_numpy(), known["forecast"].to_numpy()
    low, high = (np.array([known[f"{end}_{level}"] for level in levels]) for end in ("low", "high"))
    has_all = ~np.isnan(low).any(axis=0)
    scores: dict[str, float] = {"intervals": int(has_all.sum())}
    wis = weighted_interval_score(actual, median, low, high, levels)
    tails = (1 - np.array(levels) / 100)[:, None] / 2
    losses = [pinball_loss(actual, median, 0.5)[None]]
    losses += [pinball_loss(actual, low, tails), pinball_loss(actual, high, 1 - tails)]
    scores["wis"] = _mean(wis[has_all])
    scores["pinball"] = _mean(np.concatenate(losses)[:, has_all])
    for level, its_low, its_high in zip(levels, low, high, strict=True):
        has = ~np.isnan(its_low)
        scores[f"intervals_{level}"] = int(has.sum())
        scores[f"coverage_{level}"] = _mean(((its_low <= actual) & (actual <= its_high))[has])
        scores[f"width_{level}"] = _mean((its_high - its_low)[has])
    return scores


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if values.size else float("nan")

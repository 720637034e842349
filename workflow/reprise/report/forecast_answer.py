"""The forecast of a study in sentences, in reStructuredText."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reprise.escape import escape_rst, rst_literal
from reprise.figures.caption_text import format_number


def describe_forecast(table: pd.DataFrame, summary: Mapping[str, Any]) -> list[str]:
    """Say what is forecast for the first and the last step, by which configuration, and its worth.

    Parameters
    ----------
    table : DataFrame
        forecast.csv.
    summary : mapping
        forecast_summary.json.
    """
    first_target = table[table["column"] == table["column"].iloc[0]]
    steps = [first_target.iloc[0]]
    if len(first_target) > 1:
        steps.append(first_target.iloc[-1])
    columns = [str(name) for name in table]
    level = min((n.removeprefix("low_") for n in columns if n.startswith("low_")), key=float)
    values = " and ".join(_describe_step(step, level) for step in steps)
    has_several = len(set(table["column"])) > 1
    which = f" for {escape_rst(str(steps[0]['column']))}" if has_several else ""
    return [
        f"Beyond the data, {rst_literal(summary['configuration'])} forecasts{which} {values}.",
        escape_rst(summary["reason"]),
        escape_rst(summary["sentence"]),
    ]


def _describe_step(step: "pd.Series[Any]", level: str) -> str:
    low, high = step[f"low_{level}"], step[f"high_{level}"]
    interval = f" ({level} %: {format_number(low)} to {format_number(high)})"
    return f"{format_number(step['mean'])}{interval if pd.notna(low) else ''} for" + (
        f" {escape_rst(str(step['time']).removesuffix(' 00:00:00'))}"
    )

"""How soon the runs of a study reach a value, in reStructuredText."""

import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import join_words


def describe_speed(reaching: pd.DataFrame) -> list[str]:
    """Say at which epoch the runs of each configuration first reach each value.

    Parameters
    ----------
    reaching : DataFrame
        reaching.csv; the epoch of a run that never reaches the value is missing.

    Returns
    -------
    list of str
        One sentence per metric and value. The epoch is the median of the runs that reach the value.
    """
    return [
        f"The first epoch at which {rst_literal(str(metric))} reaches {value:g} (median of the"
        f" runs): {join_words([_describe(str(name), runs) for name, runs in groups])}."
        for (metric, value), rows in reaching.groupby(["metric", "value"], sort=False)
        if (groups := list(rows.groupby("configuration", sort=False)["epoch"]))
    ]


def _describe(name: str, epochs: "pd.Series[float]") -> str:
    reached = epochs.dropna()
    if not len(reached):
        return f"never for {rst_literal(name)}"
    some = "" if len(reached) == len(epochs) else f" ({len(reached)} of {len(epochs)} runs)"
    return f"{reached.median():g} for {rst_literal(name)}{some}"

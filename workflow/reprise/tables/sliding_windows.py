"""The first rows that a sliding window makes of a series, as text."""

from collections.abc import Iterable, Sequence

import numpy as np

from reprise.settings import list_lags
from reprise.stage_settings import FramingUse

ROWS_SHOWN = 5


def describe_windows(
    windows: Sequence[tuple[np.ndarray, np.ndarray]], uses: Sequence[FramingUse]
) -> str:
    """List the first rows of X and y of each framing, in the dataset's units.

    The form is that of the crash course (lesson 2).

    Parameters
    ----------
    windows : list of (ndarray of shape (rows, lags), ndarray of shape (rows, horizon))
        The inputs and targets of each framing, before scaling.
    uses : list of FramingUse
        The same framings, with the configurations that use them.
    """
    blocks = []
    for (inputs, targets), use in zip(windows, uses, strict=True):
        lines = [_heading(use, is_only=len(windows) == 1), "X -> y"]
        first_rows = zip(inputs[:ROWS_SHOWN], targets[:ROWS_SHOWN], strict=True)
        lines += [f"{_list(x)} -> {_list(y)}" for x, y in first_rows]
        if len(inputs) > ROWS_SHOWN:
            lines.append(f"... {len(inputs)} rows to train on")
        query = use.framing.query
        if query:
            lines.append(f"query, observations: {_list(query.inputs)} -> {_list(query.answer)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _heading(use: FramingUse, is_only: bool) -> str:
    settings = use.framing
    configurations = "all configurations" if is_only else ", ".join(use.configurations)
    content = "observations" if settings.transform is None else "logarithms of the observations"
    if settings.difference:
        of = "" if settings.transform is None else " of the logarithms"
        content = f"differences{of} at lag {settings.difference}"
    if settings.subtract_mean:
        content += f" minus the mean of the {settings.subtract_mean} before the first target"
    distances = list_lags(settings.lags)
    which = "" if isinstance(settings.lags, int) else f" (lags {', '.join(map(str, distances))})"
    return f"# {configurations}: {len(distances)} in{which}, {settings.horizon} out, {content}"


def _list(values: Iterable[float]) -> str:
    return "[" + ", ".join(f"{value:g}" for value in values) + "]"

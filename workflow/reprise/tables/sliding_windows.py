"""The first rows that a sliding window makes of a series, as text."""

from collections.abc import Iterable, Sequence

import numpy as np

from reprise.framing_settings import NAMES_OF_TRANSFORMS, ColumnSettings, list_lags
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


def describe_differences(delays: Sequence[int], of: str = "") -> str:
    """Name the differences of a series, as in `differences of the logarithms at lags 1 and 12`.

    Parameters
    ----------
    delays : sequence of int
        The lag of each differencing.
    of : str
        What is differenced; left out if it is the series itself.
    """
    lags = " and ".join(map(str, delays))
    of_what = f" of the {of}" if of else ""
    return f"differences{of_what} at lag{'s' if len(delays) > 1 else ''} {lags}"


def _heading(use: FramingUse, is_only: bool) -> str:
    settings = use.framing
    configurations = "all configurations" if is_only else ", ".join(use.configurations)
    content = _describe_content(settings.column("", True))
    contents = {column.name: _describe_content(column) for column in settings.columns}
    if contents:
        content = ", ".join(f"{text} of {name}" for name, text in contents.items())
    if settings.subtract_mean:
        content += f" minus the mean of the {settings.subtract_mean} before the first target"
    distances = list_lags(settings.lags)
    which = "" if isinstance(settings.lags, int) else f" (lags {', '.join(map(str, distances))})"
    heading = f"# {configurations}: {len(distances)} in{which}, {settings.horizon} out, {content}"
    if names := [*settings.inputs, *settings.known_inputs, *settings.calendar]:
        heading += f"; further inputs: {', '.join(names)}"
    return heading


def _describe_content(column: ColumnSettings) -> str:
    """What the rows have of a column: observations, or what was made of them."""
    transformed = NAMES_OF_TRANSFORMS[column.transform] if column.transform else ""
    if column.delays:
        return describe_differences(column.delays, transformed)
    return f"{transformed} of the observations" if transformed else "observations"


def _list(values: Iterable[float]) -> str:
    return "[" + ", ".join(f"{value:g}" for value in values) + "]"

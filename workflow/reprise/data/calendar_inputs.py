"""Inputs that the calendar gives: the month, the day of the week and other parts of a time."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd


class CalendarPart(NamedTuple):
    """A part of a time that repeats.

    Attributes
    ----------
    first : int
        The lowest number that pandas gives it.
    number : int
        How many different numbers there are.
    """

    first: int
    number: int


# The names are those of pandas.DatetimeIndex.
CALENDAR_PARTS = {
    "month": CalendarPart(1, 12),
    "quarter": CalendarPart(1, 4),
    "week": CalendarPart(1, 53),
    "day_of_year": CalendarPart(1, 366),
    "day": CalendarPart(1, 31),
    "day_of_week": CalendarPart(0, 7),
    "hour": CalendarPart(0, 24),
    "minute": CalendarPart(0, 60),
}


def calendar_numbers(times: pd.DatetimeIndex, name: str) -> np.ndarray:
    """The number that a part of the calendar has at each time, such as 12 in December."""
    values = times.isocalendar().week if name == "week" else getattr(times, name)
    return np.asarray(values, dtype=np.int64)


def calendar_inputs(
    times: pd.DatetimeIndex, parts: Sequence[str], form: Literal["cycle", "one_hot"]
) -> dict[str, np.ndarray]:
    """Compute inputs from times.

    Parameters
    ----------
    times : DatetimeIndex
        In local time.
    parts : sequence of str
        Names in `CALENDAR_PARTS`.
    form : {"cycle", "one_hot"}
        "cycle" gives the sine and the cosine of the position of a part in its cycle. "one_hot"
        gives one input per number, which is 1 at this number and 0 otherwise.

    Returns
    -------
    dict of str to ndarray of float64, shape (times,)
        For instance `month_sin`, `month_cos`, or `month_1` to `month_12`.
    """
    inputs: dict[str, np.ndarray] = {}
    for name in parts:
        first, number = CALENDAR_PARTS[name]
        position = calendar_numbers(times, name) - first
        if form == "cycle":
            angle = 2 * np.pi * position / number
            inputs |= {f"{name}_sin": np.sin(angle), f"{name}_cos": np.cos(angle)}
        else:
            for k in range(number):
                inputs[f"{name}_{first + k}"] = (position == k).astype(np.float64)
    return inputs

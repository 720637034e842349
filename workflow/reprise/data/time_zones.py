"""Time zones: local clock times and offsets become times that are certain."""

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reprise.errors import ConfigError


def with_offsets(
    times: pd.DatetimeIndex,
    offsets: Sequence[str],
    time_zone: str | None,
    where: str,
) -> pd.DatetimeIndex:
    """Give times that were written with offsets their time zone.

    Parameters
    ----------
    times : DatetimeIndex
        In UTC, without a time zone.
    offsets : sequence of str
        The different offsets of the texts.
    time_zone : str, optional
        The name of a zone, in which the times are shown.
    where : str
        The file and the column, for the message of an error.

    Raises
    ------
    ConfigError
        If there are several offsets and no time zone.
    """
    if time_zone is None and len({_to_zone(offset) for offset in offsets}) > 1:
        raise ConfigError(
            f"the times have different offsets ({', '.join(offsets)}), as clocks have that change"
            " in spring and autumn. Set dataset.time_zone to the zone of the clocks, such as"
            " Europe/Berlin, or to UTC.",
            where,
            "dataset.time_zone",
        )
    zone = ZoneInfo(time_zone) if time_zone else _to_zone(offsets[0])
    return times.tz_localize("UTC").tz_convert(zone)


def localize_clock_times(
    times: pd.DatetimeIndex,
    texts: Sequence[str],
    time_zone: str,
    place: Callable[[int], str],
) -> pd.DatetimeIndex:
    """Give the clock times of a zone their offsets.

    In autumn, the clock shows one hour twice. The first time that goes back, or stands still,
    begins the second of these hours.

    Parameters
    ----------
    times : DatetimeIndex
        Without a time zone, in the order of the file.
    texts : sequence of str
        What the file has.
    time_zone : str
        The name of the zone.
    place : callable
        Gives the file, the line and the column of a row.

    Raises
    ------
    ConfigError
        If a time does not exist, because the clock skips an hour in spring, or if it is open
        which of two hours is meant.
    """
    summer = np.full(len(times), True)
    existing = times.tz_localize(time_zone, ambiguous=summer, nonexistent="NaT")
    skipped = np.flatnonzero(existing.isna())
    if len(skipped):
        row = int(skipped[0])
        raise ConfigError(
            f"the time '{texts[row]}' does not exist in the time zone {time_zone}, because its"
            " clocks skip an hour there. Correct the time; or, if these times are not local clock"
            " times, set dataset.time_zone to their zone, such as UTC.",
            place(row),
            "dataset.time_zone",
            time_zone,
        )
    is_double = times.tz_localize(time_zone, ambiguous="NaT", nonexistent="NaT").isna()
    for start, end in _list_runs(np.asarray(is_double)):
        steps = np.diff(times[start:end].to_numpy())
        backwards = np.flatnonzero(steps <= np.timedelta64(0))
        if len(backwards) != 1:
            raise ConfigError(
                f"the clocks of {time_zone} show the time '{texts[start]}' twice in this night, and"
                " the rows do not tell which one is meant: the hour must be there twice, one after"
                " the other. Write the times with their offsets (+01:00), or in UTC with"
                " dataset.time_zone: UTC.",
                place(start),
                "dataset.time_zone",
                time_zone,
            )
        summer[start + int(backwards[0]) + 1 : end] = False
    return times.tz_localize(time_zone, ambiguous=summer)


def localize_days(days: pd.DatetimeIndex, time_zone: str | tzinfo) -> pd.DatetimeIndex:
    """Give days their offsets, whatever the clocks do at their beginning."""
    summer = np.full(len(days), True)
    return days.tz_localize(time_zone, ambiguous=summer, nonexistent="shift_forward")


def clock_times(times: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """What the clocks of a zone show, without the zone.

    A day begins at midnight, also where the clock skips midnight and shows 01:00.
    """
    if times.tz is None:
        return times
    clock = times.tz_localize(None)
    days = clock.normalize()
    return clock.where(times != localize_days(days, times.tz), days)


def _to_zone(offset: str) -> timezone:
    digits = [int(digit) for digit in offset if digit.isdigit()]
    if not any(digits):
        return UTC
    hours, minutes = 10 * digits[0] + digits[1], int("".join(map(str, digits[2:4])) or 0)
    difference = timedelta(hours=hours, minutes=minutes)
    return timezone(-difference if offset.startswith("-") else difference)


def _list_runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """The first position of every run of true values, and the position after its last one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

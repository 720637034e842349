"""The times of a calendar after the last time of a series."""

import pandas as pd

from reprise.data.calendars import stated_calendar
from reprise.data.series_calendar import counts_days
from reprise.data.time_zones import clock_times, localize_days


def later_times(times: pd.DatetimeIndex, frequency: str, number: int) -> pd.DatetimeIndex:
    """The next times of a calendar after the last time of a series.

    Parameters
    ----------
    times : DatetimeIndex
        The times of the series.
    frequency : str
        The frequency that `read_calendar` found.
    number : int
        How many times are wanted.
    """
    clock, zone = times, times.tz
    has_days = counts_days(clock_times(times), frequency)
    if zone is not None:
        clock = clock_times(times) if has_days else times.tz_convert("UTC").tz_localize(None)
    shift = pd.Timedelta(days=stated_calendar(frequency, clock[0]).shift)
    later = pd.date_range(clock[-1] - shift, periods=number + 1, freq=frequency)[1:] + shift
    later = later.as_unit(times.unit)
    if zone is None:
        return later
    if has_days:
        return localize_days(later, zone)
    return later.tz_localize("UTC").tz_convert(zone)

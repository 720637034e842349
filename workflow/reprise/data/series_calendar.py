"""The calendar of a series: its order, its frequency, and the times that its file lacks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

from reprise.data.calendars import (
    Calendar,
    has_one_time_of_day,
    infer_calendar,
    stated_calendar,
)
from reprise.data.csv_columns import Table
from reprise.data.csv_times import parse_times
from reprise.data.time_zones import (
    clock_times,
    localize_clock_times,
    localize_days,
    with_offsets,
)
from reprise.errors import ConfigError

IRREGULAR = "irregular"
SHOWN_TIMES = 3  # of those that are missing
MOST_TIMES = 20_000_000  # of a calendar; more have no room in the memory
OWN_ZONE_ADVICE = " If these are local clock times, set dataset.time_zone to their zone."


@dataclass(frozen=True)
class SeriesCalendar:
    """The times of a series, with those that its file lacks.

    Attributes
    ----------
    times : DatetimeIndex
    rows : ndarray of int, shape (rows of the file,)
        The position in `times` of each row of the file.
    frequency : str or None
        An offset of pandas; None for irregular times.
    """

    times: pd.DatetimeIndex
    rows: np.ndarray
    frequency: str | None


def read_calendar(
    table: Table,
    column: str,
    time_format: str | None = None,
    time_prefix: str | None = None,
    time_zone: str | None = None,
    frequency: str | None = None,
    has_gaps: bool = False,
) -> SeriesCalendar:
    """Read the times of a series and check them.

    Parameters
    ----------
    table : Table
    column : str
        The column of the times.
    time_format, time_prefix : str, optional
        See `csv_times.parse_times`.
    time_zone : str, optional
        The zone of the clocks, or the zone in which times with offsets are shown.
    frequency : str, optional
        An offset of pandas, or "irregular"; without it the frequency is inferred.
    has_gaps : bool
        Whether times may be missing; otherwise a gap is refused.

    Raises
    ------
    ConfigError
        If a time cannot be read, if the times do not increase, if a time is off the calendar, or
        if there is a gap. The message names the file, the lines and the column.
    """
    return _Reader(table, column, time_zone).read(time_format, time_prefix, frequency, has_gaps)


class _Reader:
    """Reads the calendar of one column of times."""

    def __init__(self, table: Table, column: str, time_zone: str | None):
        self._table, self._column, self._time_zone = table, column, time_zone
        self._texts = table.texts[column]
        self._advice_on_zone = ""

    def read(
        self,
        time_format: str | None,
        time_prefix: str | None,
        frequency: str | None,
        has_gaps: bool,
    ) -> SeriesCalendar:
        times, offsets = parse_times(self._texts, self._place, time_format, time_prefix)
        if offsets:
            where = f"{self._table.file}, column '{self._column}'"
            times = with_offsets(times, offsets, self._time_zone, where)
        wall = clock_times(times)
        has_days = counts_days(wall, frequency)
        if self._time_zone and not offsets and not has_days:
            times = localize_clock_times(times, self._texts, self._time_zone, self._place)
        if times.tz is None and not has_days:
            self._advice_on_zone = OWN_ZONE_ADVICE
        # Days are counted by the clock on the wall, and shorter steps in UTC.
        clock = wall
        if times.tz is not None and not has_days:
            clock = times.tz_convert("UTC").tz_localize(None)
        self._check_order(clock)
        calendar = self._choose_calendar(clock, frequency)
        if calendar is None:
            rows = np.arange(len(clock))
            return SeriesCalendar(self._with_zone(times), rows, None)
        complete = self._complete(calendar, clock)
        rows = complete.get_indexer(clock)
        self._check_on_calendar(clock, rows, calendar, frequency)
        if not has_gaps:
            self._check_gaps(complete, rows, calendar, frequency)
        if times.tz is not None and not has_days:
            complete = complete.tz_localize("UTC").tz_convert(times.tz)
        elif times.tz is not None:
            complete = localize_days(complete, times.tz)
        return SeriesCalendar(self._with_zone(complete), rows, calendar.frequency)

    def _place(self, row: int) -> str:
        return self._table.place(row, self._column)

    def _line(self, row: int) -> str:
        return f"{self._table.unit} {self._table.lines[row]}"

    def _with_zone(self, times: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Give days that have no time zone the zone of the dataset."""
        if times.tz is None and self._time_zone:
            return localize_days(times, self._time_zone)
        return times

    def _check_order(self, clock: pd.DatetimeIndex) -> None:
        """Check that every time comes after the time of the row before."""
        steps = np.diff(clock.to_numpy())
        wrong = np.flatnonzero(steps <= np.timedelta64(0))
        if not len(wrong):
            return
        row = int(wrong[0]) + 1
        text, before = self._texts[row], f"'{self._texts[row - 1]}' of {self._line(row - 1)}"
        first = int(np.flatnonzero(clock == clock[row])[0])
        number = int(clock.duplicated().sum())
        if first == row - 1:
            problem = (
                f"the time '{text}' is also the time of {self._line(first)}; a time can have one"
                f" row. {_count(number, 'row')} of the file {'repeat' + 's' * (number == 1)} a"
                " time. Correct the time, or keep one of the rows; if the file has several series,"
                " give each of them its own column."
            )
        elif first < row:
            problem = (
                f"the time '{text}' comes after {before}, and it is also the time of"
                f" {self._line(first)}. If the file has several series one below the other, give"
                " each of them its own column."
            )
        else:
            problem = (
                f"the time '{text}' does not come after {before}; sort the rows by time"
                " (the oldest first), or correct the time."
            )
        raise ConfigError(f"{problem}{self._advice_on_zone}", self._place(row), "dataset.time")

    def _choose_calendar(self, clock: pd.DatetimeIndex, frequency: str | None) -> Calendar | None:
        if frequency == IRREGULAR or (frequency is None and len(clock) < 2):
            return None
        if frequency is not None:
            return stated_calendar(frequency, clock[0])
        calendar = infer_calendar(clock)
        if calendar is None:
            raise ConfigError(
                "the times follow no calendar: no frequency suits most of them. Correct the times,"
                " or set dataset.frequency to an offset of pandas (D, B, W-MON, MS, QS, YS, h,"
                f" 15min), or to '{IRREGULAR}' if the rows are the steps.{self._advice_on_zone}",
                f"{self._table.file}, column '{self._column}'",
                "dataset.frequency",
            )
        return calendar

    def _complete(self, calendar: Calendar, clock: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """All times of a calendar from the first time of the series to the last one."""
        offset = to_offset(calendar.frequency)
        if isinstance(offset, pd.offsets.Tick):
            number = (clock[-1] - clock[0]) / pd.Timedelta(offset)
            if number > MOST_TIMES:
                raise ConfigError(
                    f"from '{self._texts[0]}' to '{self._texts[-1]}' there are {number:,.0f} times"
                    f" of the frequency {calendar.frequency}, but a series can have"
                    f" {MOST_TIMES:,}. Set dataset.frequency to a longer step, or to"
                    f" '{IRREGULAR}'.",
                    f"{self._table.file}, column '{self._column}'",
                    "dataset.frequency",
                    calendar.frequency,
                )
        return calendar.times_between(clock[0], clock[-1])

    def _check_on_calendar(
        self,
        clock: pd.DatetimeIndex,
        rows: np.ndarray,
        calendar: Calendar,
        frequency: str | None,
    ) -> None:
        off = np.flatnonzero(rows < 0)
        if not len(off):
            return
        row = int(off[0])
        number = f" ({len(off)} of {len(clock)} times are not)" if len(off) > 1 else ""
        if frequency is None:
            problem = (
                f"the time '{self._texts[row]}' is not on the calendar of the other times, whose"
                f" frequency is {calendar.frequency}{number}. Correct the time, or set"
                f" dataset.frequency ('{IRREGULAR}' if the rows are the steps)."
            )
        else:
            problem = (
                f"the time '{self._texts[row]}' ({clock[row]:%A}) is not a time of the frequency"
                f" {calendar.frequency}{number}. Correct the time or dataset.frequency."
            )
            other = infer_calendar(clock)
            if other and (other.times_between(clock[0], clock[-1]).get_indexer(clock) >= 0).all():
                problem += f" All times of the file suit the frequency {other.frequency}."
        raise ConfigError(
            f"{problem}{self._advice_on_zone}", self._place(row), "dataset.frequency", frequency
        )

    def _check_gaps(
        self,
        complete: pd.DatetimeIndex,
        rows: np.ndarray,
        calendar: Calendar,
        frequency: str | None,
    ) -> None:
        steps = np.diff(rows)
        gaps = np.flatnonzero(steps > 1)
        if not len(gaps):
            return
        row = int(gaps[0])
        missing = complete[rows[row] + 1 : rows[row + 1]]
        shown = ", ".join(format_time(time) for time in missing[:SHOWN_TIMES])
        shown += ", ..." if len(missing) > SHOWN_TIMES else ""
        total = int((steps - 1).sum())
        summary = (
            f" The file has {len(gaps)} gaps with {total} missing times." if len(gaps) > 1 else ""
        )
        origin = "inferred from the times" if frequency is None else "dataset.frequency"
        lines = f"{self._table.unit}s {self._table.lines[row]} and {self._table.lines[row + 1]}"
        raise ConfigError(
            f"{_count(len(missing), 'time')} {'is' if len(missing) == 1 else 'are'} missing between"
            f" '{self._texts[row]}' and '{self._texts[row + 1]}' ({shown}): the frequency is"
            f" {calendar.frequency} ({origin}).{summary} Add the missing rows; or set"
            " dataset.missing to interpolate, forward_fill or seasonal; or correct"
            f" dataset.frequency ('{IRREGULAR}' if the rows are the steps).{self._advice_on_zone}",
            f"{self._table.file}, {lines}, column '{self._column}'",
            "dataset.missing",
        )


def format_time(time: pd.Timestamp) -> str:
    """Write a time as a person would: without the time of day if it is midnight."""
    text = str(time)
    return text.removesuffix("00:00:00").strip() if time.tz is None else text


def counts_days(times: pd.DatetimeIndex, frequency: str | None) -> bool:
    """Whether the calendar counts days or longer steps, and not hours or shorter ones."""
    if frequency is not None and frequency != IRREGULAR:
        return not isinstance(to_offset(frequency), pd.offsets.Tick)
    return has_one_time_of_day(times)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"

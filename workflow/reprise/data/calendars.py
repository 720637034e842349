"""Calendars: the times at which a series has its observations, told by an offset of pandas.

A calendar is inferred from the times themselves, also if some of them are missing. Candidates are
months, quarters and years (on any day), business days, and fixed steps from weeks to microseconds.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

from reprise.errors import ConfigError

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MICROSECONDS = {"D": 86_400_000_000, "h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000}
# What people write, and the offsets of pandas that they may mean.
COMMON_WORDS = {
    **dict.fromkeys(("a", "y", "year", "years", "yearly", "annual", "annually"), "YS YE"),
    **dict.fromkeys(("q", "quarter", "quarters", "quarterly"), "QS QE"),
    **dict.fromkeys(("m", "month", "months", "monthly"), "MS ME"),
    **dict.fromkeys(("w", "week", "weeks", "weekly"), "W-MON W-SUN"),
    **dict.fromkeys(("d", "day", "days", "daily"), "D"),
    **dict.fromkeys(("business", "business days", "weekdays"), "B"),
    **dict.fromkeys(("h", "hour", "hours", "hourly"), "h"),
    **dict.fromkeys(("t", "minute", "minutes", "minutely"), "min"),
    **dict.fromkeys(("s", "sec", "second", "seconds"), "s"),
}
LAST_COMMON_DAY = 28  # every month has it
# A candidate is believed if half of its times are there, or this share of the steps is regular.
REGULAR_SHARE = 0.3
# A time is off the calendar, and not a sign of another calendar, if most others are on it.
SHARE_ON_CALENDAR = 2 / 3
FEWEST_TIMES_TO_JUDGE = 5


@dataclass(frozen=True)
class Calendar:
    """Regular times.

    Attributes
    ----------
    frequency : str
        The offset of pandas: "D", "QS-JAN", "15min".
    shift : int
        The days from the times of the offset to those of the calendar, for months, quarters and
        years that begin on another day than the first.
    """

    frequency: str
    shift: int = 0

    def times_between(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
        """All times of the calendar from the first one to the last one."""
        shift = pd.Timedelta(days=self.shift)
        times = pd.date_range(first - shift, last - shift, freq=self.frequency) + shift
        return times.as_unit(first.unit)


@dataclass(frozen=True)
class Candidate:
    """A calendar that may be that of a series.

    Attributes
    ----------
    calendar : Calendar
    is_on : ndarray of bool
        Whether each time of the series is on the calendar.
    missing : int
        How many times of the calendar the series lacks.
    regular : int
        How often a time of the series is followed by the next time of the calendar.
    """

    calendar: Calendar
    is_on: np.ndarray
    missing: int
    regular: int

    @property
    def is_believable(self) -> bool:
        """Whether the series has enough of the times of the calendar."""
        times = int(self.is_on.sum())
        return self.missing <= times or self.regular >= REGULAR_SHARE * (times - 1)


def infer_calendar(times: pd.DatetimeIndex) -> Calendar | None:
    """Infer the calendar of increasing times without a time zone.

    Returns
    -------
    Calendar or None
        The calendar with all times of the series and the fewest missing times. If no calendar
        suits them all, the calendar that suits most of them, so that the others can be told. None
        if there is neither, or if there are fewer than two times.
    """
    if len(times) < 2:
        return None
    candidates = list(_list_candidates(times))
    suitable = [c for c in candidates if c.is_on.all() and c.is_believable]
    if suitable:
        return min(suitable, key=lambda candidate: candidate.missing).calendar
    if len(times) < FEWEST_TIMES_TO_JUDGE:
        return None
    likely = [c for c in candidates if c.is_on.mean() >= SHARE_ON_CALENDAR and c.is_believable]
    if likely:
        return max(likely, key=lambda candidate: candidate.is_on.sum()).calendar
    return None


def check_frequency(frequency: str) -> None:
    """Check that a frequency is an offset of pandas that goes forward.

    Raises
    ------
    ConfigError
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # pandas warns of an alias that it will refuse
            is_forward = to_offset(frequency).n > 0
    except (ValueError, Warning):
        is_forward = False
    if not is_forward:
        number, word = re.fullmatch(r"(\d*)(.*)", frequency, re.DOTALL).groups()  # type: ignore[union-attr]
        meant = COMMON_WORDS.get(word.lower(), "")
        hint = f" Did you mean {' or '.join(number + alias for alias in meant.split())}?"
        raise ConfigError(
            f"dataset.frequency is '{frequency}', which is no frequency.{hint if meant else ''}"
            " Write an offset alias of pandas: D, B, W-MON, MS, ME, QS, QE, YS, YE, h, min, s, a"
            " multiple such as 15min, or 'irregular' if the rows are the steps.",
            key="dataset.frequency",
            value=frequency,
        )


def stated_calendar(frequency: str, first: pd.Timestamp) -> Calendar:
    """The calendar that a user states by its frequency.

    Parameters
    ----------
    frequency : str
        An offset of pandas.
    first : Timestamp
        The first time of the series. Months, quarters and years may begin on its day.
    """
    begins = (pd.offsets.MonthBegin, pd.offsets.QuarterBegin, pd.offsets.YearBegin)
    offset = to_offset(frequency)
    shift = first.day - 1 if isinstance(offset, begins) and first.day <= LAST_COMMON_DAY else 0
    return Calendar(offset.freqstr, shift)


def has_one_time_of_day(times: pd.DatetimeIndex) -> bool:
    """Whether all times are at the same time of their days."""
    values = times.tz_localize(None).to_numpy()
    times_of_day = values - values.astype("datetime64[D]")
    return bool((times_of_day == times_of_day[0]).all())


def _list_candidates(times: pd.DatetimeIndex) -> Iterator[Candidate]:
    """All candidates; of those that miss equally many times, the first one is the best."""
    values = times.to_numpy().astype("datetime64[us]")
    days = values.astype("datetime64[D]")
    time_of_day = (values - days).astype(np.int64)
    has_time_of_day = time_of_day == _most_common(time_of_day)
    counts_days = has_time_of_day.mean() >= SHARE_ON_CALENDAR
    if counts_days:
        yield from _list_months(days, has_time_of_day)
    yield from _list_fixed_steps(values.astype(np.int64))
    if counts_days:
        yield from _list_business_days(days, has_time_of_day)


def _list_business_days(days: np.ndarray, has_time_of_day: np.ndarray) -> Iterator[Candidate]:
    """The calendar of Monday to Friday, if a Monday follows a Friday at least once."""
    is_on = np.is_busday(days) & has_time_of_day
    on = days[is_on]
    is_next = np.busday_count(on[:-1], on[1:]) == 1
    if (is_next & (np.diff(on).astype(np.int64) > 1)).any():
        missing = int(np.busday_count(on[0], on[-1])) + 1 - len(on)
        yield Candidate(Calendar("B"), is_on, missing, int(is_next.sum()))


def _list_months(days: np.ndarray, has_time_of_day: np.ndarray) -> Iterator[Candidate]:
    """Calendars with at most one time per month: at its end, on one day, on its last weekday..."""
    months = days.astype("datetime64[M]")
    starts = months.astype("datetime64[D]")
    ends = (months + 1).astype("datetime64[D]") - 1
    day_numbers = (days - starts).astype(np.int64)
    common_day = int(_most_common(day_numbers))
    kinds = [
        ("E", 0, days == ends),
        ("BE", 0, days == np.busday_offset(ends, 0, roll="backward")),
        ("BS", 0, days == np.busday_offset(starts, 0, roll="forward")),
    ]
    if common_day < LAST_COMMON_DAY:
        kinds.insert(1, ("S", common_day, day_numbers == common_day))
    for kind, shift, is_on_day in kinds:
        is_on = is_on_day & has_time_of_day
        for step, is_on_step in _choose_steps(months.astype(np.int64), is_on):
            numbers = months[is_on_step].astype(np.int64)
            frequency = _frequency_of_months(kind, step, int(numbers[0]) % 12)
            yield _count_steps(Calendar(frequency, shift), is_on_step, numbers, step)


def _frequency_of_months(kind: str, step: int, month: int) -> str:
    """The offset of pandas for a number of months.

    Parameters
    ----------
    kind : {"E", "S", "BE", "BS"}
        The end or the start, of all days or of business days.
    step : int
        The number of months.
    month : int
        The month of the first time, counted from 0.
    """
    business, edge = kind[:-1], kind[-1]
    if step % 12 == 0:
        return f"{_factor(step // 12)}{business}Y{edge}-{MONTHS[month]}"
    if step % 3 == 0:
        month = month % 3 if edge == "S" else 9 + month % 3
        return f"{_factor(step // 3)}{business}Q{edge}-{MONTHS[month]}"
    return f"{_factor(step)}{business}M{edge}"


def _list_fixed_steps(values: np.ndarray) -> Iterator[Candidate]:
    """The largest step on which all times lie, and the most common step."""
    for step, is_on in _choose_steps(values, np.full(len(values), True)):
        on = values[is_on]
        frequency = frequency_of_step(step, int(on[0]))
        yield _count_steps(Calendar(frequency), is_on, on, step)


def _choose_steps(numbers: np.ndarray, is_on: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The largest step on which all numbers lie, and the most common step.

    Parameters
    ----------
    numbers : ndarray of int
        Months or microseconds.
    is_on : ndarray of bool
        The numbers that count. None of them may occur twice.

    Yields
    ------
    (int, ndarray of bool)
        A step, and which numbers lie on it.
    """
    steps = np.diff(numbers[is_on])
    if not len(steps) or (steps <= 0).any():
        return
    for step in dict.fromkeys((int(np.gcd.reduce(steps)), int(_most_common(steps)))):
        remainders = numbers % step
        yield step, is_on & (remainders == _most_common(remainders[is_on]))


def _count_steps(
    calendar: Calendar, is_on: np.ndarray, numbers: np.ndarray, step: int
) -> Candidate:
    missing = int(numbers[-1] - numbers[0]) // step + 1 - len(numbers)
    return Candidate(calendar, is_on, missing, int((np.diff(numbers) == step).sum()))


def frequency_of_step(step: int, first: int) -> str:
    """The offset of pandas for a number of microseconds, from a time in microseconds since 1970."""
    for name, size in MICROSECONDS.items():
        if step % size == 0:
            number = step // size
            if name == "D" and number % 7 == 0:
                weekday = WEEKDAYS[(first // size + 3) % 7]  # 1970-01-01 was a Thursday
                return f"{_factor(number // 7)}W-{weekday}"
            return f"{_factor(number)}{name}"
    return f"{_factor(step // 1000)}ms" if step % 1000 == 0 else f"{_factor(step)}us"


def _factor(number: int) -> str:
    return str(number) if number > 1 else ""


def _most_common(numbers: np.ndarray) -> np.int64:
    found, counts = np.unique(numbers, return_counts=True)
    return found[counts.argmax()]

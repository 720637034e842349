"""Times in the cells of a CSV: ISO 8601, quarters and weeks, or a format of the user's own."""

import re
import warnings
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from pandas.tseries.api import guess_datetime_format

from reprise.errors import ConfigError

_OFFSET = r"\s?(?:[Zz]|[+-]00(?::?00)?)"
_CLOCK = r"(?:[T ](?:00(?::00(?::00(?:[.,]0+)?)?)?|0{4}|0{6}(?:[.,]0+)?))"
# The shapes of times, with 0 for every digit.
_ISO_8601 = re.compile(rf"(?:0000-00|(?:0000-00-00|0{{8}})(?:{_CLOCK}(?:{_OFFSET})?)?)")
_QUARTER = re.compile(r"0000[ -]?[Qq]0")
_WEEK = re.compile(r"0000-?W00(?:-?0)?")
_HAS_OFFSET = re.compile(rf".*{_CLOCK}{_OFFSET}", re.DOTALL)
_OFFSET_OF_TEXT = re.compile(r"[Zz]$|[+-]\d\d(?::?\d\d)?(?:\.\d+)?$")
_DIGITS = {ord(digit): "0" for digit in "0123456789"}
# Formats that are tried for the message of an error, beside those that pandas guesses.
_OTHER_FORMATS = (
    "%Y",
    "%b %Y",
    "%B %Y",
    "%d-%b-%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d-%b-%Y",
    "%b-%y",
    "%Y/%m",
    "%m/%Y",
    "%Y%m",
    "%Y.0",
)


def parse_times(
    texts: list[str],
    place: Callable[[int], str],
    time_format: str | None = None,
    time_prefix: str | None = None,
) -> tuple[pd.DatetimeIndex, list[str]]:
    """Parse the cells of a column as times.

    Parameters
    ----------
    texts : list of str
        Without blanks around them.
    place : callable
        Gives the file, the line and the column of a cell by its position.
    time_format : str, optional
        The format in the codes of strptime. Without it, a time is ISO 8601 (a month is its first
        day), a quarter (`1959Q1`) or a week (`2024-W05`); both are their first day.
    time_prefix : str, optional
        A text that is put before every time of the file.

    Returns
    -------
    DatetimeIndex
        Without a time zone; times with offsets (`+01:00`) are in UTC.
    list of str
        The different offsets in the texts, in the order of their first rows; empty without offsets.

    Raises
    ------
    ConfigError
        If a cell is not a time, or if only some of the times have an offset.
    """
    if time_prefix:
        texts = [f"{time_prefix}{text}" for text in texts]
    if time_format:
        has_offsets = "%z" in time_format
        times = pd.to_datetime(texts, format=time_format, errors="coerce", utc=has_offsets)
    else:
        shapes = "\n".join(texts).translate(_DIGITS).split("\n")
        if len(shapes) != len(texts):  # a cell with a line break
            wrong = next(k for k, text in enumerate(texts) if "\n" in text)
            raise _not_a_time(texts, wrong, time_format, place)
        has_offsets = _HAS_OFFSET.fullmatch(shapes[0]) is not None
        times = _parse_shapes(texts, shapes)
    wrong_cells = np.flatnonzero(times.isna())
    if len(wrong_cells):
        raise _not_a_time(texts, int(wrong_cells[0]), time_format, place)
    if not time_format:
        _refuse_some_offsets(texts, shapes, place)
    return times.tz_localize(None), _list_offsets(texts) if has_offsets else []


def check_time_format(time_format: str) -> None:
    """Check that a format has codes of strptime, and one of them for the year.

    Raises
    ------
    ConfigError
    """
    problem = ""
    if "%Z" in time_format:
        problem = (
            "has %Z, but names of time zones are not unique: write the name itself in its"
            " place (%H:%M UTC), and set dataset.time_zone"
        )
    if not re.search(r"%[YyGcx]", time_format):
        problem = "has no code for the year"
    try:
        pd.to_datetime(["2024-01-31"], format=time_format, errors="coerce")
    except ValueError as error:
        problem = f"cannot be used ({error})"
    if problem:
        raise ConfigError(
            f"dataset.time_format is '{time_format}', which {problem}. Write the format in the"
            ' codes of strptime: "%Y-%m-%d" for 2024-01-31, "%d.%m.%Y %H:%M" for 31.01.2024 06:00,'
            ' "%Y" for years.',
            key="dataset.time_format",
            value=time_format,
        )


def _parse_shapes(texts: list[str], shapes: list[str]) -> pd.DatetimeIndex:
    """Parse times without a format of the user's own; what is not a time becomes NaT."""
    writers = {shape: _writer_of_shape(shape) for shape in set(shapes)}
    if any(writers.values()):
        written = zip(texts, (writers[shape] for shape in shapes), strict=True)
        texts = [write(text) if write else text for text, write in written]
    return pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)


def _writer_of_shape(shape: str) -> Callable[[str], str] | None:
    """The function that writes texts of a shape in ISO 8601; None if they are."""
    if _ISO_8601.fullmatch(shape):
        return None
    if _QUARTER.fullmatch(shape):
        return _write_quarter
    return _write_week if _WEEK.fullmatch(shape) else lambda text: ""


def _write_quarter(text: str) -> str:
    """The first day of a quarter in ISO 8601; empty if there is no such quarter."""
    quarter = int(text[-1])
    return f"{text[:4]}-{3 * quarter - 2:02d}-01" if 1 <= quarter <= 4 else ""


def _write_week(text: str) -> str:
    """A day of a week, or its Monday, in ISO 8601; empty if there is no such week."""
    digits = "".join(character for character in text if character.isdigit())
    try:
        day = date.fromisocalendar(int(text[:4]), int(digits[4:6]), int(digits[6:] or 1))
    except ValueError:
        return ""
    return day.isoformat()


def _list_offsets(texts: list[str]) -> list[str]:
    found = (_OFFSET_OF_TEXT.search(text) for text in texts)
    return list(dict.fromkeys(match[0].upper() for match in found if match))


def _refuse_some_offsets(texts: list[str], shapes: list[str], place: Callable[[int], str]) -> None:
    """Refuse times of which only some have an offset."""
    has_offset = {shape: _HAS_OFFSET.fullmatch(shape) is not None for shape in set(shapes)}
    if len(set(has_offset.values())) > 1:
        first = has_offset[shapes[0]]
        row = next(k for k, shape in enumerate(shapes) if has_offset[shape] != first)
        differ = ("no time zone", "one") if first else ("a time zone", "none")
        raise ConfigError(
            f"the time '{texts[row]}' has {differ[0]}, but the time '{texts[0]}' of the first row"
            f" has {differ[1]}. Write all times in the same way.",
            place(row),
        )


def _not_a_time(
    texts: list[str], row: int, time_format: str | None, place: Callable[[int], str]
) -> ConfigError:
    """Build the error for a cell that is not a time; it proposes a format that suits all cells."""
    text = texts[row]
    if not text:
        return ConfigError(
            "the cell is empty; write the time, or remove the row if all of its cells are empty.",
            place(row),
            "dataset.time",
            text,
        )
    guesses = guess_time_formats(texts)
    guess = guesses[0] if len(guesses) == 1 else None
    expected = f"the format '{time_format}'" if time_format else "ISO 8601 (2024-01-31)"
    advice = (
        f'Set dataset.time_format: "{guess}", which suits all times of the file.'
        if guess and guess != time_format
        else "Correct the cell, or set dataset.time_format to the format of the file."
    )
    if text.isdigit() and len(text) in (10, 13):
        unit = "seconds" if len(text) == 10 else "milliseconds"
        advice = f"If it counts the {unit} since 1970, write the times as dates."
    elif re.fullmatch(r"\d{1,3}", text):
        advice = "If it counts the rows, write dates in its place, such as days from 2000-01-01."
    return ConfigError(
        f"'{text}' is not a time in {expected}. {advice}", place(row), "dataset.time_format", text
    )


def guess_time_formats(texts: list[str]) -> list[str]:
    """Guess the formats that suit all cells, in the codes of strptime."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas tells that a guess is a guess
        guesses = [
            guess_datetime_format(text, dayfirst=day_first)
            for text in (texts[0], texts[-1])
            for day_first in (False, True)
        ]
    zone = texts[0].split()[-1]  # a name, and not an offset
    known = [guess.replace("%Z", zone) for guess in guesses if guess]
    candidates = dict.fromkeys([*known, *_OTHER_FORMATS])
    return [
        candidate
        for candidate in candidates
        if not pd.to_datetime(texts, format=candidate, errors="coerce", utc=True).hasnans
    ]

"""Check the names of the columns of a dataset, and the keys about its times."""

import zoneinfo
from typing import Any

from reprise.data.calendars import check_frequency
from reprise.data.csv_times import check_time_format
from reprise.data.series_calendar import IRREGULAR
from reprise.errors import ConfigError, did_you_mean, key_path
from reprise.settings import as_list

KEYS_OF_COLUMNS = ("time", "value", "inputs", "known_inputs", "features", "label", "target")

NOT_SEPARATORS = "\"'.+-_\n\r"


def check_columns(document: dict[str, Any], where: str) -> None:
    """Check that every column of a dataset has one role, and that its name can be one.

    Parameters
    ----------
    document : dict
        The `dataset` section of a study file.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    roles: dict[str, str] = {}
    for key in KEYS_OF_COLUMNS:
        for position, name in enumerate(as_list(document.get(key, []))):
            is_list = isinstance(document[key], list)
            path = key_path("dataset", key, position) if is_list else f"dataset.{key}"
            if name != name.strip() or len(name.splitlines()) > 1:
                raise ConfigError(
                    f"{path} is '{name}', but a name of a column has no line break, and blanks"
                    " around it are not read. Write the name without them.",
                    where,
                    path,
                    name,
                )
            other = roles.setdefault(name, key)
            if other != key:
                raise ConfigError(
                    f"{path} is the column '{name}', which is also in dataset.{other}; a column has"
                    f" one role. Remove it from dataset.{other} or from dataset.{key}."
                    f"{_explain_roles(other, key)}",
                    where,
                    path,
                    name,
                )


def check_separator(document: dict[str, Any], where: str) -> None:
    r"""Check that the separator of a CSV is one character, or `\t`, and no part of a number.

    Raises
    ------
    ConfigError
    """
    separator = document.get("separator", ",")
    is_tab = separator in ("\t", r"\t")
    is_mark = len(separator) == 1 and not separator.isalnum() and separator not in NOT_SEPARATORS
    if not is_tab and not is_mark:
        raise ConfigError(
            f"dataset.separator is '{separator}', but must be one character that is no part of a"
            ' number or a word: ",", ";", "|", or "\\t" for a tab.',
            where,
            "dataset.separator",
            separator,
        )


def check_times(document: dict[str, Any], where: str) -> None:
    """Check the keys about the times of a series and its missing observations.

    Parameters
    ----------
    document : dict
        The `dataset` section of a study file.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    frequency, missing = document.get("frequency"), document.get("missing")
    try:
        if "time_format" in document:
            check_time_format(document["time_format"])
        if frequency not in (None, IRREGULAR):
            check_frequency(str(frequency))
    except ConfigError as error:
        raise error.inside(where) from None
    if "time_zone" in document:
        _check_time_zone(document["time_zone"], where)
    if missing == "seasonal" and (frequency == IRREGULAR or "period" not in document):
        problem = (
            "which needs a calendar, but dataset.frequency is irregular"
            if frequency == IRREGULAR
            else "which needs dataset.period, the number of observations in one season"
        )
        raise ConfigError(
            f"dataset.missing is seasonal, {problem}. Set it, or set dataset.missing to"
            " interpolate or forward_fill.",
            where,
            "dataset.missing",
            missing,
        )


def _explain_roles(first: str, second: str) -> str:
    if {first, second} <= {"value", "inputs"}:
        return " The networks read the past of dataset.value in any case."
    if first == "features":
        return " A network would read what it has to predict."
    return ""


def _check_time_zone(time_zone: str, where: str) -> None:
    try:
        zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(time_zone, zoneinfo.available_timezones())
        raise ConfigError(
            f"dataset.time_zone is '{time_zone}', which is no time zone.{hint} Write a name of the"
            " IANA database, such as Europe/Berlin, America/New_York or UTC.",
            where,
            "dataset.time_zone",
            time_zone,
        ) from None

"""The numbers of test rows and validation rows, which a study gives as rows, shares or times."""

import math
from typing import Any

import pandas as pd

from reprise.config.yaml_files import Document
from reprise.errors import ConfigError

SPLITS = ("test", "validation")
UNITS = ("rows", "share", "from")


def resolve_held_back_rows(
    framing: Document, observations: int | None, times: pd.Index | None, where: str
) -> Document:
    """Replace the shares and the times of a framing by numbers of rows.

    Parameters
    ----------
    framing : dict
        The `framing` section of a configuration, with defaults.
    observations : int or None
        The number of observations of the dataset; None if it is not downloaded yet.
    times : Index or None
        The times of a series; None for samples, and if the series is not downloaded yet.
    where : str
        The file and the configuration.

    Returns
    -------
    dict
        The framing with `test_rows` and `validation_rows` alone.

    Raises
    ------
    ConfigError
        If a split is given in two ways, the size of the dataset is not known yet, or a time is not
        one of the series.
    """
    resolved = dict(framing)
    used = framing.get("observations") or observations
    if times is not None:
        times = times[: framing.get("observations")]
    end = used
    for split in SPLITS:  # the validation rows end where the test rows begin
        given = [key for key in (f"{split}_{unit}" for unit in UNITS) if framing.get(key)]
        if len(given) > 1:
            raise ConfigError(
                f"framing has {' and '.join(given)}; keep one of them.",
                where,
                f"framing.{given[1]}",
                framing[given[1]],
            )
        key = given[0] if given else f"{split}_rows"
        if not key.endswith("rows"):
            value = resolved.pop(key)
            if used is None or end is None:
                raise ConfigError(
                    f"framing.{key} is {value}, but the size of a download is not known before the"
                    f" file is there. Set framing.{split}_rows, or download the file first, with a"
                    f" study that has framing.{split}_rows.",
                    where,
                    f"framing.{key}",
                    value,
                )
            if key.endswith("share"):
                resolved[f"{split}_rows"] = math.ceil(used * value)
            else:
                resolved[f"{split}_rows"] = end - _find_time(
                    times, value, end, f"framing.{key}", where
                )
        if end is not None:
            end -= resolved.get(f"{split}_rows") or 0
    return resolved


def _find_time(times: pd.Index | None, value: Any, end: int, key: str, where: str) -> int:
    """The position of the first time that is not before a given time."""
    if not isinstance(times, pd.DatetimeIndex):
        raise ConfigError(
            f"{key} is {value}, but this dataset has no times. Give a number of rows instead.",
            where,
            key,
            value,
        )
    try:
        time = pd.Timestamp(str(value))
    except ValueError:
        raise ConfigError(
            f"{key} is {value}, which is not a time in ISO 8601, as in 2001-01-31.",
            where,
            key,
            value,
        ) from None
    if times.tz is not None and time.tz is None:
        time = time.tz_localize(times.tz)
    elif times.tz is None and time.tz is not None:
        raise ConfigError(
            f"{key} is {value}, which has a time zone, but the times of the dataset have none.",
            where,
            key,
            value,
        )
    position = int(times[:end].searchsorted(time))
    if not 0 < position < end:
        raise ConfigError(
            f"{key} is {value}, but it must be a time after {times[0]} and not after"
            f" {times[end - 1]}.",
            where,
            key,
            value,
        )
    return position

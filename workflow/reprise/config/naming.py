"""Name configurations and columns after the keys that vary."""

import re
from typing import Any

from reprise.partition import PARTITION_KINDS

# Columns that tables of runs have; a varied key with such a name has its path as its column.
TABLE_COLUMNS = (
    *("study", "configuration", "repeat", "seed", "state", "kept_epoch", "seconds"),
    *("epoch", "metric", "trained_epochs", *PARTITION_KINDS),
)
METRIC_COLUMN = re.compile(
    r"(train|validation|test|fit)_(rmse|r2|mae|mase|accuracy|loss)(_\d+)?|query_forecast_\d+"
)
NAME_WITHOUT_KEYS = "all"  # the only configuration of a study in which nothing varies


def column_of(key: str) -> str:
    """The column of a varied key: its last part, or its path if the tables have such a column."""
    last = key.rsplit(".", 1)[-1]
    is_taken = last in TABLE_COLUMNS or METRIC_COLUMN.fullmatch(last)
    return key.replace(".", "_") if is_taken else last


def grid_name(varied: dict[str, Any]) -> str:
    """The name of a configuration in a grid, as in `epochs=500,units=2`.

    Parameters
    ----------
    varied : dict
        Column name to value.
    """
    return ",".join(f"{column}={value_text(value)}" for column, value in varied.items())


def value_text(value: Any) -> str:
    """The value of a varied key as a part of a name: `none`, `true`, `32-16`, `sgd-momentum0.9`."""
    if isinstance(value, dict):
        return "-".join(v if k == "name" else f"{k}{value_text(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "-".join(map(value_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else f"{value}"


def configuration_place(where: str, name: str) -> str:
    """The place of a configuration in an error: the file, and the name if the study has names.

    Parameters
    ----------
    where : str
        The file.
    name : str
        The name of the configuration.
    """
    return where if name == NAME_WITHOUT_KEYS else f"{where}: configuration '{name}'"

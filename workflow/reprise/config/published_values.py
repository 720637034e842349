"""Read the values of published numbers: numbers and percentages, counts, and their limits."""

import math
import re
from typing import Any

from reprise.errors import ConfigError
from reprise.evaluation.metrics import measure_of

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?%?")
MOST_DECIMALS = 15  # a float has no more
MOST_RUNS = 10_000  # a joint distance simulates as many runs thousands of times


def read_number(value: Any, place: str) -> tuple[float, int]:
    """A number and its printed decimals; a percentage is a share with two decimals more.

    Raises
    ------
    ConfigError
        If the value is no number, or too large for one.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not NUMBER.fullmatch(text):
        raise ConfigError(
            f"value is '{text}', which is not a number such as 104.57 or 84.6%.",
            place,
            "value",
            value,
        )
    mantissa, _, exponent = text.removesuffix("%").lower().partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    number = float(text.removesuffix("%"))
    if not math.isfinite(number):
        raise ConfigError(
            f"value is '{text}', which is too large; give a number below 1e308.",
            place,
            "value",
            value,
        )
    # A number such as 0e900 has no decimals at all.
    decimals = max(decimals, -MOST_DECIMALS) if number == 0 else decimals
    return (number / 100, decimals + 2) if text.endswith("%") else (number, decimals)


def read_count(value: Any, column: str, least: int, most: int, place: str) -> int:
    """A whole number from `least` to `most`.

    Raises
    ------
    ConfigError
        If it is none.
    """
    text = str(value)
    if not re.fullmatch(r"\d+(\.0*)?", text) or not least <= float(text) <= most:
        raise ConfigError(
            f"{column} is '{text}', but must be a whole number from {least} to {most}.",
            place,
            column,
            value,
        )
    return int(float(text))


def check_range(value: float, metric: str, statistic: str, place: str) -> None:
    """Refuse a statistic of an accuracy that is no share, and a negative standard deviation.

    Raises
    ------
    ConfigError
        With the percentage that is probably meant.
    """
    if statistic == "std" and value < 0:
        raise ConfigError(f"std is {value:g}, but cannot be below 0.", place, "value", value)
    if statistic == "count" or measure_of(metric) != "accuracy" or 0 <= value <= 1:
        return
    advice = f" Did you mean {value:g}%?" if 1 < value <= 100 else ""
    raise ConfigError(
        f"value is {value:g}, but {metric} is a share from 0 to 1.{advice}", place, "value", value
    )

"""The levels of intervals that a number of known errors supports, and the rank of their limit.

If n errors and the error of a new case are exchangeable (their order carries no information), the
new error is at most the k-th smallest of the n errors with a probability of at least k / (n + 1).
So the limit of a level p is the error of the rank ceil((n + 1) p). If this rank is above n, no
known error is large enough, and the errors do not support the level. Twelve errors support at most
92 %, because 12 / 13 is 0.923.

All levels are in percent.

Source: Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World, Springer;
Lei et al. 2018, doi:10.1080/01621459.2017.1307116, section 2.2
"""

import math
from collections.abc import Iterable

import numpy as np

from reprise.errors import ConfigError

ROUNDING = 1e-9  # a smaller difference between two shares is a rounding error


def require_rank(count: int, level: float, noun: str = "error") -> int:
    """Return the rank of the error that bounds a new error with the probability of a level.

    Parameters
    ----------
    count : int
        The number of known errors.
    level : float
        In percent, above 0.
    noun : str
        What is counted, in the singular.

    Returns
    -------
    int
        ceil((count + 1) level / 100), from 1 to `count`.

    Raises
    ------
    ConfigError
        If the rank is above `count`. The message has the highest level that is possible.
    """
    if not is_supported(level, count):
        raise ConfigError(
            f"A level of {level:g} % needs at least {fewest_errors(level)} {noun}s."
            f" {describe_highest_level(count, noun)}. Use a lower level, or more observations."
        )
    return max(1, math.ceil((count + 1) * level / 100 - ROUNDING))


def fewest_errors(level: float) -> int:
    """Return the smallest number of errors that supports a level: 19 for 95.

    Parameters
    ----------
    level : float
        In percent, below 100.
    """
    return math.ceil(level / (100 - level) - ROUNDING)


def is_supported(level: float, errors: int) -> bool:
    """Whether so many errors support a level in percent."""
    return level < 100 and errors >= fewest_errors(level)


def highest_level(errors: int) -> int:
    """Return the highest whole level that so many errors support: 92 for 12; 0 for none."""
    return 100 * errors // (errors + 1)


def describe_highest_level(count: int, noun: str = "error") -> str:
    """Write the highest level that errors support: `12 errors: at most 92 %`."""
    percent = highest_level(count) if count < 100 else 1000 * count // (count + 1) / 10
    return f"{count} {noun if count == 1 else f'{noun}s'}: at most {percent:g} %"


def refuse_unsupported_levels(
    errors: int,
    levels: Iterable[float],
    key: str = "forecast.levels",
    where: str = "",
    noun: str = "origin",
) -> None:
    """Raise an error that names the highest level if a level needs more errors.

    Parameters
    ----------
    errors : int
        The number of origins or samples with a known error.
    levels : iterable of float
        In percent.
    key : str
        The key that has the levels, as the user wrote it.
    where : str
        The file of the key.
    noun : str
        What has an error each, in the singular.

    Raises
    ------
    ConfigError
        For the highest level, because this level needs the most errors.
    """
    level = max(levels, default=0)
    if is_supported(level, errors):
        return
    needed = f"needs at least {fewest_errors(level)}" if level < 100 else "can have no limits"
    raise ConfigError(
        f"{key} has {level:g}, but {errors} errors support at most {highest_level(errors)} %."
        f" Choose a lower level, or more {noun}s: a level of {level:g} % {needed}.",
        where,
        key,
        level,
    )


def count_known_origins(scores: np.ndarray) -> int:
    """Count the origins with at least one known score.

    Parameters
    ----------
    scores : ndarray, shape (origins, steps)
        NaN where a score is not known.
    """
    return int((~np.isnan(scores)).any(axis=1).sum())


def refuse_steps_without_errors(
    scores: np.ndarray, key: str = "forecast.steps", where: str = ""
) -> None:
    """Raise an error that names the first step of which no error is known.

    Parameters
    ----------
    scores : ndarray, shape (origins, steps)
        NaN where a score is not known.
    key : str
        The key that has the number of steps, as the user wrote it.
    where : str
        The file of the key.

    Raises
    ------
    ConfigError
        Because no interval is possible for such a step.
    """
    is_known = (~np.isnan(scores)).any(axis=0)
    if is_known.all():
        return
    origins, steps = scores.shape
    raise ConfigError(
        f"{key} has {steps}, but no error of step {is_known.argmin() + 1} is known at any of the"
        f" {origins} origins. Choose fewer steps, or more origins.",
        where,
        key,
        steps,
    )

"""One row of docs/calibration.md: what is promised, and what simulated runs gave."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["error", "coverage", "power", "value"]

# Each has the mean 0 and the standard deviation 1. Of the 122 configurations with at least 20 runs
# in the default studies, 89 in 100 have a skewness from -1 to 1, and 98 in 100 from -2 to 2.
DISTRIBUTIONS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]] = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "skewed": lambda rng, shape: (rng.gamma(4, 1, shape) - 4) / 2,  # skewness 1
    "strongly skewed": lambda rng, shape: rng.exponential(1, shape) - 1,  # skewness 2
}


@dataclass(frozen=True)
class Row:
    """A promise, and what was found in simulated studies whose truth is known.

    Attributes
    ----------
    promise : str
        What Reprise says, for example `a verdict on equal configurations is wrong`.
    case : str
        What was simulated.
    runs : int
        The number of runs per configuration.
    kind : {"error", "coverage", "power", "value"}
        `error`: the share of wrong verdicts, at most `nominal`. `coverage`: the share of intervals
        with the true value, `nominal`. `power`: the share of verdicts that find what is true; there
        is no bound. `value`: the mean of an estimate, whose true value is `nominal`.
    nominal : float
    found : float or None
        None if Reprise refuses to answer.
    draws : int
        The number of simulated studies.
    """

    promise: str
    case: str
    runs: int
    kind: Kind
    nominal: float
    found: float | None
    draws: int

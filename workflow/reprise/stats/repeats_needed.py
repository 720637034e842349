"""How many repeats a verdict needs, and which differences a number of repeats can detect."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reprise.stats.intervals import student_t_interval
from reprise.stats.pair_power import DifferenceTest, measure_pair
from reprise.stats.pair_tests import FEWEST_RUNS
from reprise.stats.run_values import Values, values_by_configuration

MOST_REPEATS = 1_000_000  # a larger number of repeats is called infinite
REPEATS_SHOWN = (5, 10, 15, 20, 30, 50, 100, 200)
PAIR_COLUMNS = ("family", "configuration", "other", "paired", "runs")
NUMBER_COLUMNS = (
    *("standardized_difference", "standardized_low", "standardized_high"),
    *("power", "repeats_needed", "fewest_repeats", "most_repeats"),
)


def plan_repeats(
    runs: pd.DataFrame,
    metric: str,
    families: Mapping[str, Sequence[str]],
    trainings: Mapping[str, str],
    power: float,
    confidence: float,
) -> pd.DataFrame:
    """Plan how many repeats the verdict on every pair of configurations needs.

    The plan is for the test of the verdict itself (`comparisons.compare_study`): Student's or
    Welch's t with Bonferroni's correction for the pairs of the family. It does not know how skewed
    further runs are; the verdict on strongly skewed runs needs a few repeats more.

    The runs of the study know the difference only roughly. Therefore the plan is a range: the
    interval of the standardized difference (Steiger & Fouladi 1997, "Noncentrality interval
    estimation and the evaluation of statistical models") is turned into repeats.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    families : mapping of str to sequence of str
        The configurations that are compared together, by the title of the family.
    trainings : mapping of str to str
        The training of each configuration. Configurations with one training are compared run by
        run.
    power : float
        The probability with which the verdict shall find a difference, for example 0.8.
    confidence : float

    Returns
    -------
    DataFrame
        One row per pair:

        - paired: whether the pair is compared run by run;
        - runs: the number of pairs of runs, or of runs of the configuration that has fewer;
        - standardized_difference, with its interval: the difference of means (configuration minus
          other) in standard deviations (of the differences of paired runs; otherwise the root
          mean square of both standard deviations);
        - power: the probability of a verdict with these runs if the difference is the estimate;
        - repeats_needed: the repeats per configuration that reach the power if the difference is
          the estimate;
        - fewest_repeats, most_repeats: the same for the ends of the interval. `most_repeats` is
          infinite if the interval contains 0.

        The numbers of a pair with too few runs for a verdict, or without any spread, are NaN.
    """
    rows: list[dict[str, Any]] = []
    for family, names in families.items():
        rows += _plan_family(runs, metric, family, names, trainings, power, confidence)
    return pd.DataFrame(rows, columns=[*PAIR_COLUMNS, *NUMBER_COLUMNS])


def _plan_family(
    runs: pd.DataFrame,
    metric: str,
    family: str,
    names: Sequence[str],
    trainings: Mapping[str, str],
    power: float,
    confidence: float,
) -> Iterator[dict[str, Any]]:
    """Plan every pair of one family; all pairs are solved together, because that is fast."""
    values = values_by_configuration(runs, metric, names)
    by_repeat = _index_by_repeat(runs, metric, names, trainings)
    rows: list[dict[str, Any]] = []
    pairs = []
    for one, other in itertools.combinations(names, 2):
        is_paired = trainings[one] == trainings[other]
        if is_paired:
            gaps = (by_repeat[one] - by_repeat[other]).dropna()
            differences = np.asarray(gaps, dtype=np.float64)
            pair = measure_pair([differences], confidence)
            count = len(differences)
        else:
            pair = measure_pair([values[one], values[other]], confidence)
            count = min(len(values[one]), len(values[other]))
        rows.append(dict(zip(PAIR_COLUMNS, (family, one, other, is_paired, count), strict=True)))
        pairs.append(pair)
    table = pd.DataFrame(pairs)
    intervals = sum(int(row["runs"]) >= FEWEST_RUNS for row in rows)
    test = DifferenceTest(max(1, intervals), confidence)
    low, high = table["low"].to_numpy(), table["high"].to_numpy()
    nearest = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    numbers = pd.DataFrame(
        {
            "standardized_difference": table["estimate"],
            "standardized_low": low,
            "standardized_high": high,
            "power": test.power(table["noncentrality"].abs(), table["freedom"]),
            "repeats_needed": find_repeats(test, table["estimate"].abs(), table, power),
            "fewest_repeats": find_repeats(
                test, np.maximum(np.abs(low), np.abs(high)), table, power
            ),
            "most_repeats": find_repeats(test, nearest, table, power),
        }
    )
    columns = list(NUMBER_COLUMNS)
    for row, found in zip(rows, numbers[columns].to_numpy(), strict=True):
        yield row | dict(zip(columns, found, strict=True))


def find_repeats(
    test: DifferenceTest, differences: ArrayLike, pairs: pd.DataFrame, power: float
) -> Values:
    """Find the smallest number of repeats with which the test reaches the power.

    Parameters
    ----------
    test : DifferenceTest
    differences : array, shape (pairs,)
        Standardized differences; not negative.
    pairs : DataFrame
        As rows of `pair_power.measure_pair`: samples (1 or 2) and freedom_per_run of each pair.
    power : float

    Returns
    -------
    ndarray, shape (pairs,)
        Whole numbers of at least three; infinity above MOST_REPEATS; NaN without a difference.
    """
    sizes, samples = np.asarray(differences, dtype=float), pairs["samples"].to_numpy()
    rates = pairs["freedom_per_run"].to_numpy()

    def is_enough(repeats: Values) -> Any:
        return test.power(sizes * np.sqrt(repeats / samples), (repeats - 1) * rates) >= power

    too_few, enough = (
        np.full(len(sizes), FEWEST_RUNS - 1.0),
        np.full(len(sizes), float(MOST_REPEATS)),
    )
    is_possible = is_enough(enough)
    while (enough - too_few > 1).any():
        # The geometric mean finds small numbers sooner than the arithmetic mean.
        middle = np.clip(np.floor(np.sqrt(too_few * enough)), too_few + 1, enough)
        found = is_enough(middle)
        too_few = np.where(found, too_few, np.minimum(middle, enough - 1))
        enough = np.where(found, middle, enough)
    return np.where(np.isnan(sizes), np.nan, np.where(is_possible, enough, np.inf))


def compute_detectable_difference(
    repeats: int, configurations: int, power: float, confidence: float
) -> float:
    """Return the smallest difference of means that the verdict detects with this many repeats.

    For configurations with equal spreads and without pairs of runs.

    Parameters
    ----------
    repeats : int
        Per configuration.
    configurations : int
        The size of the family.
    power, confidence : float

    Returns
    -------
    float
        In standard deviations; NaN with too few repeats for a verdict.
    """
    from scipy.optimize import brentq

    if repeats < FEWEST_RUNS:
        return math.nan
    test = DifferenceTest(math.comb(configurations, 2), confidence)
    freedom = np.array([2.0 * repeats - 2])

    def excess(difference: float) -> float:
        return float(test.power(np.array([difference]) * np.sqrt(repeats / 2), freedom)[0]) - power

    most = 1.0
    while excess(most) < 0:
        most *= 2
    return float(brentq(excess, 0, most))


def expected_widths(
    values: Values, confidence: float, repeats: Sequence[int] = REPEATS_SHOWN
) -> Values:
    """Return the expected width of the Student t interval of a mean for numbers of repeats.

    Parameters
    ----------
    values : ndarray, shape (runs,)
        At least two runs; their standard deviation is used for every number of repeats.
    confidence : float
    repeats : sequence of int

    Returns
    -------
    ndarray, shape (len(repeats),)
        In the units of the metric.
    """
    deviation = float(np.std(values, ddof=1))
    intervals = [
        student_t_interval(0.0, deviation / math.sqrt(count), count - 1, confidence)
        for count in repeats
    ]
    return np.array([high - low for low, high in intervals])


def _index_by_repeat(
    runs: pd.DataFrame, metric: str, names: Sequence[str], trainings: Mapping[str, str]
) -> dict[str, "pd.Series[float]"]:
    """Return the completed runs, indexed by repeat, of configurations that share a training."""
    counts = pd.Series([trainings[name] for name in names]).value_counts()
    shared = [name for name in names if counts[trainings[name]] > 1]
    if not shared:
        return {}
    completed = runs[runs["state"] == "ok"].dropna(subset=[metric])
    return {
        name: completed[completed["configuration"] == name].set_index("repeat")[metric]
        for name in shared
    }

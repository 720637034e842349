"""Print the tables of docs/forecast_calibration.md: how often intervals cover simulated values.

`make calibrate-forecasts` runs this script. It takes about eight minutes on one core. Equal numbers
of draws print equal tables. No network is trained: the forecasts come from simple forecasters,
fitted on the first 100 observations of each simulated series.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats

from reprise.conformal_levels import is_supported
from reprise.forecasting.past_forecasts import NETWORK, PastForecasts
from reprise.forecasting.verdict import judge_network
from reprise.stats.conformal import Method, half_widths, sequential_half_widths
from reprise.stats.coverage import measure_coverage

LEVELS = (80, 95)
METHODS: tuple[Method, ...] = ("conformal", "adaptive")
ORIGINS = (12, 40, 200)
STEPS = (1, 12)
FITTED = 100  # observations before the first origin
PERIOD = 12
TOLERANCE = 5  # points
STEPS_SHOWN = (1, 6, 12)
GAMMAS = (0.005, 0.02, 0.05, 0.1)

Values = np.ndarray
Errors = Callable[[np.random.Generator, int, int], Values]


def independent_paths(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """Errors that add up over the steps of an origin; the origins are independent of each other."""
    return np.cumsum(rng.normal(size=(origins, steps)), axis=1)


def autoregression(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """AR(1) with coefficient 0.7, forecast by a fitted AR(1)."""
    return autoregressive_errors(rng.normal(size=200 + FITTED + origins + steps), origins, steps)


def heavy_tails(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """AR(1) whose shocks have Student's t distribution with 3 degrees of freedom."""
    shocks = rng.standard_t(3, size=200 + FITTED + origins + steps)
    return autoregressive_errors(shocks, origins, steps)


def season(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """A season of 12 observations and noise, forecast by the value of one season before."""
    length = FITTED + origins + steps
    pattern = 5 * np.sin(2 * np.pi * np.arange(length) / PERIOD)
    values = pattern + rng.normal(size=length)
    return errors_of(
        values, lambda origin, step: values[origin + step - 1 - PERIOD], origins, steps
    )


def trend_break(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """A random walk whose drift rises by 1 in the last quarter, forecast with the fitted drift."""
    length = FITTED + origins + steps
    drifts = np.where(np.arange(length) < FITTED + origins - origins // 4, 0.5, 1.5)
    values = np.cumsum(drifts + rng.normal(size=length))
    drift = np.diff(values[:FITTED]).mean()
    return errors_of(values, lambda origin, step: values[origin - 1] + step * drift, origins, steps)


def growing_spread(rng: np.random.Generator, origins: int, steps: int) -> Values:
    """Independent errors that are twice as large in the last quarter of the origins."""
    paths = independent_paths(rng, origins, steps)
    paths[origins - origins // 4 :] *= 2
    return paths


def autoregressive_errors(shocks: Values, origins: int, steps: int) -> Values:
    """The errors of an AR(1) that least squares fit; the first 200 values are left out."""
    values = np.empty_like(shocks)
    values[0] = shocks[0]
    for k in range(1, len(shocks)):
        values[k] = 0.7 * values[k - 1] + shocks[k]
    values = values[200:]
    slope, constant = np.polyfit(values[: FITTED - 1], values[1:FITTED], 1)
    mean = constant / (1 - slope)
    return errors_of(
        values,
        lambda origin, step: mean + slope**step * (values[origin - 1] - mean),
        origins,
        steps,
    )


def errors_of(
    values: Values, forecast: Callable[[Values, Values], Values], origins: int, steps: int
) -> Values:
    """The errors of forecasts at consecutive origins; an origin is a number of observations."""
    origin = FITTED + np.arange(origins)[:, None]
    step = np.arange(1, steps + 1)
    return values[origin + step - 1] - forecast(origin, step)


@dataclass(frozen=True)
class Case:
    """A kind of simulated errors.

    `is_exchangeable`: the origins are as far apart as the last step, so that all errors of earlier
    origins are known. Otherwise the origins are one observation apart.
    """

    name: str
    errors: Errors
    is_exchangeable: bool = False

    def positions(self, origins: int, steps: int) -> Values:
        return FITTED + (steps if self.is_exchangeable else 1) * np.arange(origins)


CASES = (
    Case("exchangeable: independent paths", independent_paths, True),
    Case("independent paths, newest errors unknown", independent_paths),
    Case("AR(1)", autoregression),
    Case("season", season),
    Case("heavy tails", heavy_tails),
    Case("trend break", trend_break),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=600, help="simulated series per row")
    draws = parser.parse_args().draws
    fewer_draws = max(draws // 5, 1)
    print(f"Draws per row: {draws}; {fewer_draws} in the tables of whole sequences of origins\n")
    wrong: list[str] = []
    differences: list[float] = []
    by_step = {}
    for steps in STEPS:
        print(f"### {steps} step{'s' * (steps > 1)}: coverage of the next origin in percent\n")
        heads = [f"{level} %, {method}" for level, method in product(LEVELS, METHODS)]
        print_row("errors", "origins", *heads)
        print_row(*["---"] * (2 + len(heads)))
        for case, origins in product(CASES, ORIGINS):
            if steps == 1 and case is CASES[1]:
                continue  # with one step, it is equal to the first case
            covered = measure_next_origin(case, origins, steps, draws)
            cells = [describe_cell(covered, *key) for key in product(LEVELS, METHODS)]
            print_row(case.name, origins, *cells)
            wrong += find_wrong_cells(case, origins, steps, covered)
            if case.is_exchangeable and origins > min(ORIGINS):
                differences += [100 * hits.mean() - level for (_, level), hits in covered.items()]
            if steps == max(STEPS):
                by_step[case.name, origins] = covered["conformal", LEVELS[0]]
        print()
    print_steps(by_step)
    print_step_sizes(fewer_draws)
    print_intervals_of_coverage(fewer_draws)
    print_single_studies()
    print_wrong_verdicts(draws)
    print(f"### Cells that differ from their level by more than {TOLERANCE} points\n")
    print("\n".join(wrong))
    print(
        f"\nExchangeable errors, {' and '.join(map(str, ORIGINS[1:]))} origins: the coverage"
        f" differs from its level by {min(differences):+.1f} to {max(differences):+.1f} points."
    )


def measure_next_origin(
    case: Case, origins: int, steps: int, draws: int
) -> dict[tuple[str, int], Values]:
    """Whether the errors of the origin after the known origins lie in their intervals.

    Returns
    -------
    dict of (method, level) to ndarray of bool, shape (draws, steps)
        A level that the origins do not support is absent.
    """
    levels = [level for level in LEVELS if is_supported(level, origins)]
    covered: dict[tuple[str, int], Values] = {
        (method, level): np.empty((draws, steps), bool)
        for method, level in product(METHODS, levels)
    }
    positions = case.positions(origins + 1, steps)
    ends = positions[:, None] + np.arange(1, steps + 1)
    for draw, rng in generators(draws, CASES.index(case), origins, steps):
        scores = np.abs(case.errors(rng, origins + 1, steps))
        known = np.where(ends <= positions[-1], scores, np.nan)[:-1]
        for method in METHODS:
            widths = half_widths(known, levels, method, positions[:-1])
            for level, width in zip(levels, widths, strict=True):
                covered[method, level][draw] = scores[-1] <= width
    return covered


def print_steps(by_step: dict[tuple[str, int], Values]) -> None:
    """Print the coverage of single steps; a row of the tables before has the mean of all steps."""
    print(f"### Coverage by step in percent: {max(STEPS)} steps, {LEVELS[0]} %, conformal\n")
    print_row("errors", "origins", *(f"step {step}" for step in STEPS_SHOWN))
    print_row(*["---"] * (2 + len(STEPS_SHOWN)))
    for (name, origins), covered in by_step.items():
        cells = [describe_share(covered[:, [step - 1]], LEVELS[0]) for step in STEPS_SHOWN]
        print_row(name, origins, *cells)
    print()


def print_step_sizes(draws: int) -> None:
    """Print the coverage of the adaptive method in the last quarter of the origins."""
    print("### The step size: 1 step, adaptive, the last quarter of the origins\n")
    heads = [f"{n} %: coverage (half-width)" for n in LEVELS]
    print_row("errors in the last quarter", "origins", "step size", *heads)
    print_row(*["---"] * (3 + len(LEVELS)))
    kinds = {"as before": independent_paths, "twice as large": growing_spread}
    for (name, errors), origins in product(kinds.items(), ORIGINS[1:]):
        late = slice(origins - origins // 4, None)
        for gamma in (0.0, *GAMMAS):
            shares, widths = np.empty((draws, len(LEVELS))), np.empty((draws, len(LEVELS)))
            for draw, rng in generators(draws, origins):
                scores = np.abs(errors(rng, origins, 1))
                positions = np.arange(origins)
                found = sequential_half_widths(scores, positions, LEVELS, "adaptive", gamma)
                shares[draw] = (scores[late] <= found[:, late]).mean(axis=(1, 2))
                widths[draw] = found[:, late].mean(axis=(1, 2))
            cells = [
                f"{describe_share(shares[:, [k]], level)} ({widths[:, k].mean():.2f})"
                for k, level in enumerate(LEVELS)
            ]
            print_row(name, origins, gamma or "0 (conformal)", *cells)
    print()


def print_intervals_of_coverage(draws: int) -> None:
    """Print how often the interval of a measured coverage contains the level of the intervals."""
    steps, level = max(STEPS), LEVELS[0]
    print(
        f"### How often the interval of the measured coverage contains {level} %:"
        f" {steps} steps, conformal, in percent\n"
    )
    print_row(
        "errors", "origins", "interval of Reprise", "interval as if all errors were independent"
    )
    print_row(*["---"] * 4)
    for case, origins in product((CASES[0], CASES[2]), ORIGINS[1:]):
        ours, naive = np.empty((draws, 1), bool), np.empty((draws, 1), bool)
        positions = case.positions(origins, steps)
        for draw, rng in generators(draws, CASES.index(case), origins):
            scores = np.abs(case.errors(rng, origins, steps))
            widths = sequential_half_widths(scores, positions, [level])
            row = measure_coverage(scores, widths, [level], positions).iloc[-1]
            ours[draw] = row["low"] <= level / 100 <= row["high"]
            test = stats.binomtest(int(row["covered"]), int(row["evaluated"]))
            low, high = test.proportion_ci(0.95)
            naive[draw] = low <= level / 100 <= high
        print_row(case.name, origins, *(f"{100 * cell.mean():.1f}" for cell in (ours, naive)))
    print()


def print_single_studies() -> None:
    """Print between which shares the coverage of the intervals of one study lies.

    For n exchangeable errors and the rank k, the coverage of the intervals of one study has the
    distribution Beta(k, n + 1 - k) over studies (Vovk 2012, arXiv:1209.2673).
    """
    print("### The coverage of one study: exchangeable errors, 90 of 100 studies, in percent\n")
    print_row("level", "origins", "lowest", "highest")
    print_row(*["---"] * 4)
    for level, origins in product(LEVELS, ORIGINS):
        if is_supported(level, origins):
            rank = -(-(origins + 1) * level // 100)
            limits = stats.beta.ppf([0.05, 0.95], rank, origins + 1 - rank)
            print_row(f"{level} %", origins, *(f"{100 * limit:.1f}" for limit in limits))
    print()


def print_wrong_verdicts(draws: int) -> None:
    """Print how often the network is called better or worse, although both errors are alike.

    Two forecasters of a random walk have errors of the same distribution, which depend on each
    other.
    """
    print("### Wrong verdicts about a network that is as good as its baseline, in percent\n")
    print_row("steps", "origins", "blocks", "wrong verdicts")
    print_row(*["---"] * 4)
    for steps, origins in product((1, 3, 7, 12), (40, 100)):
        verdicts, blocks = np.empty((draws, 1), bool), 0
        for draw, rng in generators(draws, steps, origins):
            shared, *own = rng.normal(size=(3, origins + steps - 1))
            forecasts = {
                name: np.cumsum(sliding_window_view(shared + 0.7 * noise, steps), axis=1)[..., None]
                for name, noise in zip((NETWORK, "baseline"), own, strict=True)
            }
            past = PastForecasts(
                positions=np.arange(origins),
                columns=("value",),
                actual=np.zeros((origins, steps, 1)),
                scales=np.ones((origins, 1)),
                powers=np.array([np.nan]),
                forecasts=forecasts,
                forms={},
            )
            judged = judge_network(past, 0.95)
            verdicts[draw], blocks = judged.verdict != "cannot tell", judged.blocks
        print_row(steps, origins, blocks, describe_share(verdicts, 5))
    print()


def generators(draws: int, *row: int) -> Iterator[tuple[int, np.random.Generator]]:
    """A generator of random numbers for each draw of a row of a table."""
    for draw in range(draws):
        yield draw, np.random.default_rng([draw, *row])


def find_wrong_cells(
    case: Case, origins: int, steps: int, covered: dict[tuple[str, int], Values]
) -> list[str]:
    """Describe the cells that differ from their level by more than the tolerance."""
    lines = []
    for (method, level), hits in covered.items():
        share = 100 * hits.mean()
        if abs(share - level) > TOLERANCE:
            lines.append(
                f"- {case.name}, {steps} step{'s' * (steps > 1)}, {origins} origins,"
                f" {level} %, {method}: {share:.1f}"
            )
    return lines


def describe_cell(covered: dict[tuple[str, int], Values], level: int, method: str) -> str:
    """A share of covered values, or that the origins do not support the level."""
    if (method, level) not in covered:
        return "refused"
    return describe_share(covered[method, level], level)


def describe_share(covered: Values, level: int) -> str:
    """The mean in percent with two standard errors over draws, bold if far from the level."""
    by_draw = 100 * covered.mean(axis=1)
    spread = 2 * by_draw.std(ddof=1) / np.sqrt(len(by_draw)) if len(by_draw) > 1 else np.nan
    text = f"{by_draw.mean():.1f} ± {spread:.1f}"
    return f"**{text}**" if abs(by_draw.mean() - level) > TOLERANCE else text


def print_row(*cells: object) -> None:
    """Print one row of a Markdown table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()

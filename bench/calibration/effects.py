"""Grids: the share of variance of a key, and grids whose configurations are the same networks."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rows import DISTRIBUTIONS, Row

from reprise.stats.effects import analyse_effects, marginal_means
from reprise.stats.shared_networks import analyse_shared_networks

SUBJECT = "Grids"
RUNS = (2, 5, 30)
LEVELS = 5
MOST_DRAWS = 100  # an analysis of variance takes about 40 ms
MOST_DRAWS_OF_AVERAGES = 500
SHAPES = ("normal", "strongly skewed")
ERAS, EPOCHS = 2, 4
CORRELATION = 0.8
RUNS_OF_NETWORKS = (5, 10, 30)
SPREADS = {"2 eras with equal spreads": 1.0, "one of 2 eras with twice the spread": 2.0}
NETWORKS = f"{EPOCHS} numbers of epochs of the same networks, neighbours correlate by {CORRELATION}"
TERMS = ("the era", "the number of epochs", "their interaction")
EFFECTS = {"identical configurations": 0.0, "a key that explains one third": 0.5}


def rows(draws: int) -> Iterator[Row]:
    """The rows on shares of variance, and on configurations that are the same networks."""
    yield from _rows_on_shares(draws)
    yield from _rows_on_shared_networks(draws)


def _rows_on_shares(draws: int) -> Iterator[Row]:
    """The mean share of a key with five values, for no effect and for a known effect."""
    draws = min(draws, MOST_DRAWS)
    names = [f"c{level}" for level in range(LEVELS)]
    grid = {name: {"key": name} for name in names}
    for case, variance in EFFECTS.items():
        means = np.arange(LEVELS) - (LEVELS - 1) / 2
        means *= np.sqrt(variance / np.mean(means**2))
        for distribution in SHAPES:
            draw = DISTRIBUTIONS[distribution]
            for runs in RUNS:
                rng = np.random.default_rng(0)
                table = pd.DataFrame({"configuration": np.repeat(names, runs), "state": "ok"})
                shares = []
                for _ in range(draws):
                    values = draw(rng, (LEVELS, runs)) + means[:, None]
                    effects = analyse_effects(
                        *(table.assign(test_rmse=values.ravel()), "test_rmse", grid),
                        {name: name for name in names},
                    )
                    shares.append(effects["share_of_variance"].iloc[0])
                yield Row(
                    "the mean share of variance of a key",
                    f"{case}, {distribution}",
                    *(runs, "value", variance / (1 + variance), float(np.mean(shares)), draws),
                )


def _rows_on_shared_networks(draws: int) -> Iterator[Row]:
    """Wrong effects of two eras and four numbers of epochs, and the interval of an era's mean."""
    cells = [(f"{era}", f"{epochs}") for era in range(ERAS) for epochs in range(EPOCHS)]
    grid = {",".join(cell): dict(zip(("era", "epochs"), cell, strict=True)) for cell in cells}
    for spread, larger in SPREADS.items():
        for distribution in SHAPES:
            for runs in RUNS_OF_NETWORKS:
                rng = np.random.default_rng(0)
                wrong = np.zeros(len(TERMS))
                for _ in range(draws):
                    values = _draw_networks(rng, distribution, runs)
                    values[0] *= larger
                    networks = {
                        f"{era}": pd.DataFrame(
                            values[era], columns=[*grid][era * EPOCHS :][:EPOCHS]
                        )
                        for era in range(ERAS)
                    }
                    wrong += analyse_shared_networks(networks, grid)["p"] <= 0.05
                case = f"{NETWORKS}, {spread}, {distribution}"
                for term, count in zip(TERMS, wrong, strict=True):
                    promise = f"a test finds an effect of {term} that is none"
                    yield Row(promise, case, runs, "error", 0.05, count / draws, draws)
    yield from _rows_on_averages(min(draws, MOST_DRAWS_OF_AVERAGES))


def _rows_on_averages(draws: int) -> Iterator[Row]:
    """How often the interval of an average over the epochs of the same networks contains it."""
    names = [f"{epochs}" for epochs in range(EPOCHS)]
    # Two keys with one value: the average is over the epochs.
    grid = {name: {"era": "", "all": "", "epochs": name} for name in names}
    trainings = dict.fromkeys(names, "training")
    for distribution in SHAPES:
        for runs in RUNS_OF_NETWORKS:
            rng = np.random.default_rng(0)
            repeats = np.tile(np.arange(runs), EPOCHS)
            configurations = np.repeat(names, runs)
            table = pd.DataFrame(
                {"configuration": configurations, "repeat": repeats, "state": "ok"}
            )
            covered = 0
            for _ in range(draws):
                values = _draw_networks(rng, distribution, runs)[0].T.ravel()
                means = marginal_means(
                    *(table.assign(test_rmse=values), "test_rmse", grid, trainings),
                    keys=("era", "all"),
                )
                covered += means["low"][0] <= 0 <= means["high"][0]
            promise = "the 95 % interval of an average over the epochs contains it"
            case = f"{NETWORKS}, {distribution}"
            yield Row(promise, case, runs, "coverage", 0.95, covered / draws, draws)


def _draw_networks(rng: np.random.Generator, distribution: str, runs: int) -> np.ndarray:
    """Draw an array of the shape (eras, runs, epochs), with a variance of 1."""
    values = DISTRIBUTIONS[distribution](rng, (ERAS, runs, EPOCHS))
    for k in range(1, EPOCHS):
        new = np.sqrt(1 - CORRELATION**2) * values[..., k]
        values[..., k] = CORRELATION * values[..., k - 1] + new
    return values

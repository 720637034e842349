"""Is the network worth having? Its errors and those of the baselines, compared at equal origins.

Forecasts from neighbouring origins overlap, so their errors depend on each other. Therefore the
origins are divided into blocks, and the mean of a block counts as one value (batch means; Law &
Kelton 2000, "Simulation Modeling and Analysis", section 9.5.3). A block is almost twice as long as
the forecast, because with blocks as long as the forecast the test errs too often
(docs/forecast_calibration.md).
"""

from dataclasses import dataclass

import numpy as np

from reprise.forecasting.judgement import Verdict, judge_differences
from reprise.forecasting.past_forecasts import NETWORK, PastForecasts

FEWEST_BLOCKS = 3


@dataclass(frozen=True)
class NetworkVerdict:
    """Whether the network forecasts better than all baselines.

    Attributes
    ----------
    verdict : {"better", "worse", "cannot tell"}
        "better" if the network is significantly better than every baseline, "worse" if a baseline
        is significantly better than the network.
    mase : float
        The mean of the absolute errors of the network, divided by those of the naive forecast.
    best_baseline : str
        The baseline with the smallest MASE; empty without baselines.
    baseline_mase : float
    blocks : int
        The number of blocks of origins, which the tests compare.
    p : float
        Of "better": the largest p of all baselines. Of "worse": the smallest p, corrected for the
        number of baselines (Holm). NaN if there are too few blocks.
    """

    verdict: Verdict
    mase: float
    best_baseline: str
    baseline_mase: float
    blocks: int
    p: float

    @property
    def sentence(self) -> str:
        """Whether the network is worth having, for a person."""
        if not self.best_baseline:
            return f"The networks have a MASE of {self.mase:.2f}; the study has no baseline."
        rival = f"{self.best_baseline} ({self.baseline_mase:.2f})"
        if self.verdict == "better":
            return (
                "The network is worth having: its forecasts are better than those of all baselines"
                f" (MASE {self.mase:.2f}; the best baseline is {rival})."
            )
        if self.verdict == "worse":
            return (
                "The network is not worth having: a baseline forecasts better (MASE"
                f" {self.mase:.2f}; the best baseline is {rival})."
            )
        doubt = "the difference can be chance"
        if self.blocks < FEWEST_BLOCKS:
            doubt = "too few of these forecasts do not overlap to tell whether that is chance"
        compared = "below" if self.mase < self.baseline_mase else "not below"
        return (
            "These forecasts do not show that the network is worth having: its MASE of"
            f" {self.mase:.2f} is {compared} that of {rival}, and {doubt}."
        )


def judge_network(past: PastForecasts, confidence: float) -> NetworkVerdict:
    """Compare the network with the baselines.

    Parameters
    ----------
    past : PastForecasts
    confidence : float
        A wrong verdict "better" or "worse" has at most the probability 1 - confidence, if the means
        of blocks are independent and about normal.
    """
    errors = {name: past.scaled_errors(name) for name in past.forecasts}
    means = {name: float(np.nanmean(values)) for name, values in errors.items()}
    losses = {name: _mean_of_origins(values) for name, values in errors.items()}
    baselines = past.baselines
    if not baselines:
        return NetworkVerdict("cannot tell", means[NETWORK], "", float("nan"), 0, float("nan"))
    best = min(baselines, key=lambda name: means[name])
    blocks = _blocks(past)
    differences = {
        name: _means_of_blocks(losses[NETWORK] - losses[name], blocks) for name in baselines
    }
    number = min(map(len, differences.values()))
    verdict, p = (
        judge_differences(differences, confidence) if number >= FEWEST_BLOCKS else _NO_VERDICT
    )
    return NetworkVerdict(verdict, means[NETWORK], best, means[best], number, p)


_NO_VERDICT: tuple[Verdict, float] = ("cannot tell", float("nan"))


def _mean_of_origins(errors: np.ndarray) -> np.ndarray:
    """The mean of each origin over steps and columns, shape (origins,); NaN if none is known."""
    values = errors.reshape(len(errors), -1)
    known = ~np.isnan(values)
    sums = np.where(known, values, 0).sum(axis=1)
    return np.where(known.any(axis=1), sums / np.maximum(known.sum(axis=1), 1), np.nan)


def _blocks(past: PastForecasts) -> np.ndarray:
    """The number of the block of each origin, counted back from the last one."""
    length = 2 * past.actual.shape[1] - 1
    return np.asarray((past.positions[-1] - past.positions) // length)


def _means_of_blocks(values: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """The mean of each block that is full, without NaN."""
    full = np.bincount(blocks).max()
    members = [values[blocks == block] for block in np.unique(blocks)]
    return np.array([m.mean() for m in members if len(m) == full and not np.isnan(m).any()])

"""R²: the share of the variance of the observations that forecasts explain.

R² = 1 - MSE / variance, where the variance is that of the observed targets of the same split
around their own mean, as in scikit-learn's `r2_score`. A forecast of this mean has an R² of 0, a
perfect forecast has an R² of 1, and a negative R² is worse than this mean. We choose this variance
and not the one around the mean of the training rows (Campbell & Thompson 2008,
doi:10.1093/rfs/hhm055): if the level of a series changes, a network that has learned only the
new level has a positive score there, although it explains no change from one observation to the
next. The baseline `mean` and the comparisons with it answer that other question.

R² follows from the RMSE and from the observations. Therefore run files need not contain it, and the
training does not import this module.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.evaluation.metrics import (
    SPLITS,
    measure_of,
    metric_without_split,
    split_of,
    target_suffixes,
)

# Split to what follows the measure in a column to the variance of each step.
Variances = Mapping[str, Mapping[str, np.ndarray]]
FEWEST_ROWS = 2  # one row has no variance
TEST_R2 = "test_r2"
# We call forecasts reasonably accurate if they explain this share. It lies between a small effect
# (0.02) and a medium one (0.13; Cohen 1988, f squared of 0.02 and 0.15).
REASONABLE_SHARE = 0.1


def target_variances(framing: Framing) -> Variances:
    """Compute the variances of the observed targets of each split.

    Parameters
    ----------
    framing : Framing

    Returns
    -------
    dict of str to dict of str to ndarray, shape (horizon,)
        Split to what follows the measure in a column (`metrics.target_suffixes`) to the variance
        of each step of the horizon. Empty for classes; a split of fewer than two rows is left out.
    """
    if framing.classes:
        return {}
    observed = {split: framing.actual[framing.split(split)] for split in SPLITS}
    ends = target_suffixes(framing.target_names.tolist())
    return {
        split: {end: actual[:, k :: len(ends)].var(axis=0) for k, end in enumerate(ends)}
        for split, actual in observed.items()
        if len(actual) >= FEWEST_ROWS
    }


def explained_share(rmse: float | None, variance: float) -> float | None:
    """Compute R² from an RMSE and the variance of the targets.

    With several steps, the RMSE and the variance are those of all steps together, which is
    scikit-learn's `r2_score` with `multioutput="variance_weighted"`.

    Parameters
    ----------
    rmse : float or None
        In the units of the dataset; None for a run that diverged.
    variance : float
        In the square of these units.

    Returns
    -------
    float or None
        None for a run that diverged, and if all targets are equal.
    """
    if rmse is None or not variance:
        return None
    return float(1 - rmse**2 / variance)


def add_explained_variance(
    metrics: Mapping[str, float | None], variances: Variances
) -> dict[str, float | None]:
    """Put the R² of each split after its RMSE, and the mean R² of several targets at the end.

    Parameters
    ----------
    metrics : mapping of str to float or None
        Column to value, as a run file has them.
    variances : Variances
        As `target_variances` computes them.
    """
    extended: dict[str, float | None] = {}
    for column, value in metrics.items():
        extended[column] = value
        variance = _find_variance(column, variances)
        if variance is not None:
            extended[_r2_column(column)] = explained_share(value, float(variance.mean()))
    for split, of_targets in variances.items():
        shares = [extended.get(f"{split}_r2{end}") for end in of_targets]
        if len(shares) > 1:
            known = [share for share in shares if share is not None]
            is_complete = len(known) == len(shares)
            extended[f"{split}_r2"] = float(np.mean(known)) if is_complete else None
    return extended


def add_explained_steps(
    steps: Mapping[str, Sequence[float | None]], variances: Variances
) -> dict[str, list[Any]]:
    """Put the R² of each step of the test rows after its RMSE.

    Parameters
    ----------
    steps : mapping of str to sequence of (float or None)
        Column to one value per step, as `metrics.step_metrics` computes them.
    variances : Variances
        As `target_variances` computes them.
    """
    extended: dict[str, list[Any]] = {}
    for column, values in steps.items():
        extended[column] = list(values)
        variance = _find_variance(column, variances)
        if variance is not None:
            pairs = zip(values, variance, strict=True)
            extended[_r2_column(column)] = [explained_share(rmse, float(v)) for rmse, v in pairs]
    return extended


def _find_variance(column: str, variances: Variances) -> np.ndarray | None:
    """The variance of each step to which the RMSE in a column belongs; None for another metric."""
    if measure_of(column) != "rmse":
        return None
    end = metric_without_split(column).removeprefix("rmse")
    return variances.get(split_of(column), {}).get(end)


def _r2_column(column: str) -> str:
    """The column of the R² that belongs to the column of an RMSE."""
    return f"{split_of(column)}_r2{metric_without_split(column).removeprefix('rmse')}"

"""Choose the configuration that forecasts or predicts, without a look at the own test rows.

These are the last test rows of a series. With splits, they are the test rows of the first split:
only the validation rows of this split choose, because those of another split can be among them.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from reprise.evaluation.metrics import lower_is_better, metric_without_split
from reprise.forecast_settings import BEST
from reprise.json_settings import Settings
from reprise.retraining_settings import PredictorStageSettings, RetrainingStageSettings
from reprise.stage_settings import Candidate


@dataclass(frozen=True)
class Choice(Settings):
    """The configuration that forecasts or predicts.

    Attributes
    ----------
    configuration : str
        Its name without the origin or the split.
    epochs : int
        For how many epochs its networks are trained anew.
    reason : str
        Why it was chosen, as a sentence for a person.
    scores : dict of str to float
        What each candidate was chosen by; empty if there was nothing to choose.
    """

    configuration: str
    epochs: int
    reason: str
    scores: dict[str, float] = field(default_factory=dict)


def choose_configuration(runs: pd.DataFrame, settings: RetrainingStageSettings) -> Choice:
    """Choose the configuration that forecasts or predicts.

    Parameters
    ----------
    runs : DataFrame
        As runs.csv has them.
    settings : RetrainingStageSettings

    Returns
    -------
    Choice
        With validation rows, the configuration with the best mean of the metric on the validation
        rows (of the first split); otherwise that with the best mean over all origins but the last.
        A configuration with a diverged run is chosen only if all configurations have one.
    """
    is_predictor = isinstance(settings, PredictorStageSettings)
    own = 0 if is_predictor else -1  # the split or the origin that the networks come closest to
    candidates, wanted = settings.candidates, settings.retraining.configuration
    if wanted != BEST or len(candidates) == 1:
        name = wanted if wanted != BEST else next(iter(candidates))
        reason = (
            f"The study names the configuration {name}."
            if wanted != BEST
            else f"The study has one configuration, {name}."
        )
        return Choice(name, choose_epochs(runs, candidates[name], own), reason)
    validation = f"validation_{metric_without_split(settings.metric)}"
    if is_predictor:
        has_splits = any(len(c.configurations) > 1 for c in candidates.values())
        metric, where = validation, "on the validation rows" + " of split 1" * has_splits
        used = slice(1)
    elif validation in runs:
        metric, where, used = validation, "on the validation rows", slice(None)
    else:
        metric, where, used = settings.metric, "over all origins but the last", slice(-1)
    means = pd.Series(
        {
            name: _mean_of(runs, candidate.configurations[used], metric)
            for name, candidate in candidates.items()
        }
    )
    sign = 1 if lower_is_better(metric) else -1
    chosen = str((sign * means).fillna(np.inf).idxmin())
    reason = (
        f"Of {len(means)} configurations, {chosen} has the best mean {metric} {where}"
        f" ({means[chosen]:.4g})."
    )
    scores = {str(name): float(mean) for name, mean in means.items() if np.isfinite(mean)}
    return Choice(chosen, choose_epochs(runs, candidates[chosen], own), reason, scores)


def choose_epochs(runs: pd.DataFrame, candidate: Candidate, own: int = -1) -> int:
    """The number of epochs of the networks that are trained anew.

    If the runs kept the weights of their best epoch, it is the median of these epochs.

    Parameters
    ----------
    runs : DataFrame
    candidate : Candidate
    own : int
        The position in `candidate.configurations` of the runs that count.
    """
    training = candidate.run.training
    if training.keep == "last" and training.stop is None:
        return training.epochs
    kept = runs.loc[runs["configuration"] == candidate.configurations[own], "kept_epoch"]
    return max(1, round(float(kept.median())))


def _mean_of(runs: pd.DataFrame, configurations: tuple[str, ...], metric: str) -> float:
    """The mean of a metric over the runs of some configurations; NaN if one of them diverged."""
    values = runs.loc[runs["configuration"].isin(configurations), metric]
    return float(values.mean(skipna=False)) if len(values) else float("nan")

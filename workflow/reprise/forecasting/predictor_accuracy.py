"""How good the out-of-fold predictions of all models are, and whether the network is worth having.

The verdict takes the samples as independent. The networks of two folds share most of their training
rows, so a chance of the training can be shared, too: no exact test of a cross-validation is known
(Bengio & Grandvalet 2004, Journal of Machine Learning Research 5). The configuration was chosen
with some of the same samples. Therefore the measures of the network can be a little too good.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reprise.forecasting.judgement import Verdict, judge_differences, sign_test, t_test
from reprise.forecasting.out_of_fold import OutOfFold
from reprise.forecasting.past_forecasts import NETWORK
from reprise.stats.class_calibration import losses_of_probabilities
from reprise.stats.intervals import mean_interval, share_interval
from reprise.stats.temperature import stack_classes


@dataclass(frozen=True)
class PredictorVerdict:
    """Whether the network predicts better than all baselines.

    Attributes
    ----------
    verdict : {"better", "worse", "cannot tell"}
    is_accuracy : bool
        Whether the score is an accuracy, and not an RMSE.
    score : float
        Of the mean prediction of the networks.
    best_baseline : str
        Empty without baselines.
    baseline_score : float
    samples : int
    p : float
        As `judgement.judge_differences` gives it; NaN without baselines.
    """

    verdict: Verdict
    is_accuracy: bool
    score: float
    best_baseline: str
    baseline_score: float
    samples: int
    p: float

    @property
    def sentence(self) -> str:
        """Whether the network is worth having, for a person."""
        own = self._describe(self.score)
        if not self.best_baseline:
            return f"The network {own} of {self.samples} samples; the study has no baseline."
        rival = f"{self.best_baseline} {self._describe(self.baseline_score)}"
        if self.verdict == "better":
            return (
                f"The network is worth having: it {own} of {self.samples} samples, significantly"
                f" better than all baselines; {rival}."
            )
        if self.verdict == "worse":
            return (
                "The network is not worth having: a baseline is significantly better. The network"
                f" {own} of {self.samples} samples; {rival}."
            )
        return (
            f"These {self.samples} samples do not show that the network is worth having: it {own};"
            f" {rival}, and the difference can be chance."
        )

    def _describe(self, score: float) -> str:
        if self.is_accuracy:
            return f"is right for {score:.1%}"
        return f"has an RMSE of {score:.4g}"


def judge_predictor(predicted: OutOfFold, is_class: bool, confidence: float) -> PredictorVerdict:
    """Compare the network with the baselines on the same samples.

    Classes are compared by the exact test of McNemar, and values by a t-test of the squared errors.

    Parameters
    ----------
    predicted : OutOfFold
    is_class : bool
    confidence : float
    """
    losses = {name: _losses(predicted, name, is_class) for name in predicted.outputs}
    scores = {name: _score(values, is_class) for name, values in losses.items()}
    samples, own = len(predicted.actual), scores[NETWORK]
    if not predicted.baselines:
        return PredictorVerdict(
            "cannot tell", is_class, own, "", float("nan"), samples, float("nan")
        )
    best = min(predicted.baselines, key=lambda name: float(losses[name].mean()))
    differences = {name: losses[NETWORK] - losses[name] for name in predicted.baselines}
    test = sign_test if is_class else t_test
    verdict, p = judge_differences(differences, confidence, test)
    return PredictorVerdict(verdict, is_class, own, best, scores[best], samples, p)


def tabulate_predictor(predicted: OutOfFold, is_class: bool, confidence: float) -> pd.DataFrame:
    """Measure the out-of-fold predictions of each model.

    Returns
    -------
    DataFrame
        One row per model, the best one first: model, form, samples; of classes: accuracy with its
        Clopper-Pearson interval from low to high, log_loss and brier_score; of values: rmse with
        the interval from low to high (Student's t of the squared errors) and mae.
    """
    rows: list[dict[str, Any]] = []
    for name, outputs in predicted.outputs.items():
        losses = _losses(predicted, name, is_class)
        row: dict[str, Any] = {
            "model": name,
            "form": predicted.forms.get(name, "mean of the networks"),
            "samples": len(losses),
        }
        measures = _measure_classes if is_class else _measure_values
        rows.append(row | measures(losses, outputs, predicted.actual, confidence))
    table = pd.DataFrame(rows)
    by, ascending = ("accuracy", False) if is_class else ("rmse", True)
    return table.sort_values(by, ascending=ascending, kind="stable", ignore_index=True)


def _measure_classes(
    losses: np.ndarray, outputs: np.ndarray, classes: np.ndarray, confidence: float
) -> dict[str, float]:
    right, columns = int((losses == 0).sum()), stack_classes(outputs)
    low, high = share_interval(right, len(losses), confidence)
    return {
        "accuracy": right / len(losses),
        "low": low,
        "high": high,
        "log_loss": float(losses_of_probabilities("log_loss", columns, classes).mean()),
        "brier_score": float(losses_of_probabilities("brier_score", columns, classes).mean()),
    }


def _measure_values(
    losses: np.ndarray, outputs: np.ndarray, actual: np.ndarray, confidence: float
) -> dict[str, float]:
    low, high = mean_interval(losses, confidence)
    return {
        "rmse": float(np.sqrt(losses.mean())),
        "low": float(np.sqrt(max(0.0, low))),
        "high": float(np.sqrt(high)),
        "mae": float(np.abs(outputs[:, 0] - actual).mean()),
    }


def _losses(predicted: OutOfFold, model: str, is_class: bool) -> np.ndarray:
    """Per sample: 1 for a wrong class and 0 for the right one, or the squared error."""
    outputs = predicted.outputs[model]
    if is_class:
        chosen = stack_classes(outputs).argmax(axis=1)
        return np.asarray((chosen != predicted.actual).astype(float))
    return np.asarray(np.square(outputs[:, 0] - predicted.actual))


def _score(losses: np.ndarray, is_class: bool) -> float:
    """The accuracy, or the RMSE."""
    mean = float(losses.mean())
    return 1 - mean if is_class else float(np.sqrt(mean))

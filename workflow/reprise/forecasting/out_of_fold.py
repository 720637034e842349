"""Out-of-fold predictions: models that were fitted without the fold of a sample predict it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.framing import Framing
from reprise.errors import RepriseError
from reprise.evaluation.baselines import baseline_outputs
from reprise.forecast_settings import MEMBERS
from reprise.forecasting.past_forecasts import NETWORK
from reprise.framing_settings import FramingSettings
from reprise.stats.temperature import stack_classes

Document = dict[str, Any]
ROW, FOLD = "row", "fold"


@dataclass(frozen=True)
class OutOfFold:
    """The predictions of all models, in the order of the samples in the dataset.

    Attributes
    ----------
    folds : ndarray of int, shape (samples,)
        The number of the fold of each sample, from 1.
    actual : ndarray, shape (samples,)
        The number of the class of each sample (int), or its value (float64).
    outputs : dict of str to ndarray, shape (samples, outputs)
        By the name of the model, `NETWORK` or a baseline: probabilities of classes as
        `stats.temperature` takes them, or values.
    forms : dict of str to str
        The form of each baseline, as a person would write it.
    """

    folds: np.ndarray
    actual: np.ndarray
    outputs: dict[str, np.ndarray]
    forms: dict[str, str]

    @property
    def network(self) -> np.ndarray:
        """The mean outputs of the networks."""
        return self.outputs[NETWORK]

    @property
    def baselines(self) -> list[str]:
        """The names of the baselines."""
        return [name for name in self.outputs if name != NETWORK]


def collect_out_of_fold(
    names: Sequence[str],
    framings: Sequence[Framing],
    settings: Sequence[FramingSettings],
    documents: Mapping[str, Sequence[Document]],
    baselines: Sequence[str],
) -> OutOfFold:
    """Collect the predictions of the networks of all folds, and fit the baselines to equal folds.

    Parameters
    ----------
    names : sequence of str
        `PredictorSettings.run_names`.
    framings : sequence of Framing
        Of each name.
    settings : sequence of FramingSettings
        Of each name.
    documents : mapping of str to sequence of dict
        The contents of the run files of each name.
    baselines : sequence of str

    Raises
    ------
    RepriseError
        If all networks of a fold diverged.
    """
    folds, positions, actual = [], [], []
    parts: dict[str, list[np.ndarray]] = {}
    forms: dict[str, str] = {}
    for number, (name, framing) in enumerate(zip(names, framings, strict=True)):
        if name == MEMBERS:
            continue
        test = framing.split("test")
        folds.append(np.full(framing.test_rows, number + 1))
        positions.append(framing.first_targets[test])
        actual.append(framing.actual[test, 0])
        outputs = baseline_outputs(baselines, [], framing, settings[number])
        forms |= {baseline: form for baseline, (form, _) in outputs.items()}
        of_fold = {NETWORK: mean_of_networks(documents[name], framing, name)}
        of_fold |= {baseline: values for baseline, (_, values) in outputs.items()}
        for model, values in of_fold.items():
            parts.setdefault(model, []).append(values)
    order = np.argsort(np.concatenate(positions))
    values = np.concatenate(actual)[order]
    return OutOfFold(
        folds=np.concatenate(folds)[order],
        actual=values.astype(int) if framings[0].classes else values,
        outputs={model: np.concatenate(of_model)[order] for model, of_model in parts.items()},
        forms=forms,
    )


def mean_of_networks(documents: Sequence[Document], framing: Framing, name: str) -> np.ndarray:
    """The mean outputs of the networks of a fold that did not diverge.

    Returns
    -------
    ndarray of float64, shape (test rows, outputs)

    Raises
    ------
    RepriseError
        If all networks diverged.
    """
    key = "probabilities" if framing.classes else "forecasts"
    outputs = [
        np.array(document[key], dtype=np.float64).reshape(framing.test_rows, -1)
        for document in documents
        if document["state"] == "ok"
    ]
    if not outputs:
        raise RepriseError(
            f"all {len(documents)} networks of {name} diverged, so the errors of the predictor are"
            " not known. Lower the learning rate, or choose another configuration."
        )
    return np.asarray(np.mean(outputs, axis=0))


def list_predictions(predicted: OutOfFold, class_names: Sequence[str]) -> pd.DataFrame:
    """List the out-of-fold prediction of each sample by the networks.

    Returns
    -------
    DataFrame
        One row per sample: row (from 1), fold, observed, prediction; for classes also the
        probability of each class, before calibration.
    """
    table = pd.DataFrame({ROW: np.arange(1, len(predicted.actual) + 1), FOLD: predicted.folds})
    if not class_names:
        return table.assign(observed=predicted.actual, prediction=predicted.network[:, 0])
    names, probabilities = np.array(class_names), stack_classes(predicted.network)
    table["observed"] = names[predicted.actual]
    table["prediction"] = names[probabilities.argmax(axis=1)]
    columns = {f"probability_{name}": probabilities[:, k] for k, name in enumerate(class_names)}
    return table.assign(**columns)

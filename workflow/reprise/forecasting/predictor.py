"""Classifiers and regressors: the stored networks of a study, which predict samples from Python.

    from reprise import load_classifier
    classifier = load_classifier("results/my_study/classifier")
    classifier.predict("new_rows.csv")

Neither Snakemake nor the file of the study is needed. The same row always has the same prediction,
to the bit, whichever rows stand beside it.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reprise.errors import RepriseError
from reprise.forecasting.sample_rows import Rows, read_sample_rows
from reprise.forecasting.stored_folder import CLASSIFIER, REGRESSOR
from reprise.forecasting.stored_predictor import StoredPredictor, read_predictor
from reprise.stats.class_sets import choose_class_sets
from reprise.stats.temperature import apply_temperature, stack_classes
from reprise.storage import FilePath

if TYPE_CHECKING:
    from reprise.training.network_forecasts import StoredForecast


def load_classifier(
    folder: FilePath, custom_objects: Mapping[str, Any] | None = None
) -> "Classifier":
    """Load the classifier that a study has stored.

    Parameters
    ----------
    folder : path-like
        `results/{study}/classifier`, or a copy of this folder at any place.
    custom_objects : mapping of str to class or function, optional
        The classes of your own that the networks contain, by name. Classes that are registered with
        keras.saving.register_keras_serializable need not be given.

    Raises
    ------
    RepriseError
        If a file is missing, was changed, or is of another classifier.

    Warns
    -----
    UserWarning
        If a version differs from the version that trained the networks.
    """
    return Classifier(folder, read_predictor(folder, CLASSIFIER), custom_objects)


def load_regressor(
    folder: FilePath, custom_objects: Mapping[str, Any] | None = None
) -> "Regressor":
    """Load the regressor that a study has stored: `results/{study}/regressor`, or a copy of it.

    Parameters, errors and warnings are those of `load_classifier`.
    """
    return Regressor(folder, read_predictor(folder, REGRESSOR), custom_objects)


class Predictor:
    """The stored networks of a study of samples.

    Attributes
    ----------
    stored : StoredPredictor
        What the folder says of the networks.
    """

    def __init__(
        self,
        folder: FilePath,
        stored: StoredPredictor,
        custom_objects: Mapping[str, Any] | None = None,
    ):
        self.stored = stored
        self._folder, self._custom_objects = Path(folder), custom_objects

    def __repr__(self) -> str:
        stored = self.stored
        return (
            f"{type(self).__name__} of {stored.study} / {stored.configuration}:"
            f" {len(stored.members)} networks, {stored.target} from {len(stored.columns)} columns"
        )

    @property
    def columns(self) -> list[str]:
        """The columns that rows must have."""
        return list(self.stored.columns)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of the sets or the intervals, in percent."""
        return self.stored.predictor.levels

    def _outputs(self, rows: Rows) -> tuple[np.ndarray, pd.Index]:
        """The outputs of all members, of the shape (members, rows, outputs), and the row labels."""
        stored = self.stored
        features, index = read_sample_rows(rows, stored.columns, stored.dataset)
        with np.errstate(over="ignore"):  # the check below names the row
            inputs = scale_inputs(features, stored).astype(np.float32)
        inputs = inputs.reshape(-1, *stored.row_shape)
        outputs = self._networks.outputs(inputs).astype(np.float64)
        is_wrong = ~np.isfinite(outputs).all(axis=(0, 2))
        if is_wrong.any():
            raise RepriseError(
                f"row {index[int(is_wrong.argmax())]}: a network gives no finite output. Compare"
                " the numbers of this row with those that the networks were trained on."
            )
        return outputs, index

    @cached_property
    def _networks(self) -> "StoredForecast":
        """The networks, which are loaded when they are needed: TensorFlow takes seconds."""
        from reprise.training.network_forecasts import StoredForecast

        paths = [self._folder / member.file for member in self.stored.members]
        return StoredForecast(paths, custom_objects=self._custom_objects, one_by_one=True)


class Classifier(Predictor):
    """The stored networks of a study of classes; `load_classifier` makes it."""

    @property
    def classes(self) -> list[str]:
        """The names of the classes."""
        return list(self.stored.class_names)

    def predict(self, rows: Rows) -> pd.DataFrame:
        """Predict the class of each row.

        Parameters
        ----------
        rows : DataFrame or path-like
            As `sample_rows.read_sample_rows` takes them.

        Returns
        -------
        DataFrame
            One row per row, with its label: class (the most likely one), agreement (the share of
            the networks that choose this class), `probability_{class}` of each class, calibrated
            if that was shown to help, and for each level `set_{level}`, the tuple of the classes
            that may be the right one.

        Raises
        ------
        RepriseError
            If a column is missing, or a cell is no finite number.
        """
        outputs, index = self._outputs(rows)
        stored, names = self.stored, np.array(self.stored.class_names, dtype=object)
        mean = stack_classes(outputs.mean(axis=0))
        chosen = mean.argmax(axis=1)
        votes = np.array([stack_classes(member).argmax(axis=1) for member in outputs])
        probabilities = mean
        if stored.temperature != 1:
            probabilities = apply_temperature(mean, stored.temperature)
        columns = {"class": names[chosen], "agreement": (votes == chosen).mean(axis=0)}
        columns |= {f"probability_{name}": probabilities[:, k] for k, name in enumerate(names)}
        table = pd.DataFrame(columns, index=index)
        for level, threshold in zip(self.levels, stored.limits, strict=True):
            sets = np.empty(len(table), dtype=object)  # of tuples
            sets[:] = [tuple(names[row]) for row in choose_class_sets(mean, threshold)]
            table[f"set_{level}"] = sets
        return table


class Regressor(Predictor):
    """The stored networks of a study of numbers; `load_regressor` makes it."""

    def predict(self, rows: Rows) -> pd.DataFrame:
        """Predict the value of each row.

        Parameters
        ----------
        rows : DataFrame or path-like
            As `sample_rows.read_sample_rows` takes them.

        Returns
        -------
        DataFrame
            One row per row, with its label: mean and median of the networks, and for each level
            low and high, around the mean; in the units of the dataset.

        Raises
        ------
        RepriseError
            If a column is missing, or a cell is no finite number.
        """
        outputs, index = self._outputs(rows)
        stored = self.stored
        values = outputs[:, :, 0] * stored.target_range + stored.target_minimum
        mean = values.mean(axis=0)
        table = pd.DataFrame({"mean": mean, "median": np.median(values, axis=0)}, index=index)
        for level, half_width in zip(self.levels, stored.limits, strict=True):
            table[f"low_{level}"] = mean - half_width
            table[f"high_{level}"] = mean + half_width
        return table


def scale_inputs(features: np.ndarray, stored: StoredPredictor) -> np.ndarray:
    """Scale features as those of the training, shape (rows, columns)."""
    minimum, value_range = np.array(stored.input_minimum), np.array(stored.input_range)
    return np.asarray((features - minimum) / value_range)

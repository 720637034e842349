"""Framing: the supervised rows of a dataset, and the way back from outputs to forecasts.

`series_framing` and `samples_framing` make framings. This module holds only what a trained run
needs, because the fingerprint of a run covers the code of this module.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

SplitName = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Framing:
    """Supervised rows of one dataset: training rows, then validation rows, then test rows.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, time steps, features)
        Scaled inputs. Samples keep their own shape: (rows, features) or
        (rows, height, width, channels).
    y : ndarray of float64, shape (rows, horizon)
        Scaled targets. For classes, the number of the class, shape (rows, 1).
    actual : ndarray of float64, shape (rows, horizon)
        The observed targets in the dataset's units; for classes, equal to `y`.
    subtracted : ndarray of float64, shape (rows, horizon)
        The part of differencing that the inverse must add to each target: the observation
        `difference` steps before the target if that observation comes before the first target
        of the row, and otherwise zero.
    last_observation : ndarray of float64, shape (rows,)
        The observation directly before the first target; zero for samples.
    target_minimum, target_range : ndarray of float64, shape (horizon,)
        A scaled target t has the value t * target_range + target_minimum in the dataset's units.
    naive_error : float
        Mean absolute error of the (seasonal) naive forecast of the observations before the
        validation rows and test rows, which is the scale of MASE. NaN for samples.
    difference : int
        The lag of differencing; 0 for none.
    train_rows, validation_rows : int
        Numbers of rows. All other rows are test rows.
    first_row : int
        The position in the dataset of the first target of the first row.
    classes : int
        The number of classes; 0 for forecasts.
    has_query : bool
        Whether the test rows are one query that the study defines.
    """

    x: np.ndarray
    y: np.ndarray
    actual: np.ndarray
    subtracted: np.ndarray
    last_observation: np.ndarray
    target_minimum: np.ndarray
    target_range: np.ndarray
    naive_error: float
    difference: int
    train_rows: int
    validation_rows: int
    first_row: int
    classes: int = 0
    has_query: bool = False

    @property
    def outputs(self) -> int:
        """The number of outputs of a network: one per step, or one per class beyond two classes.

        For two classes there is one output, the probability of class 1.
        """
        return self.classes if self.classes > 2 else self.y.shape[1]

    @property
    def test_rows(self) -> int:
        """The number of test rows."""
        return len(self.y) - self.train_rows - self.validation_rows

    def split(self, name: SplitName) -> slice:
        """The rows of one split, as a slice with a start and a stop.

        Raises
        ------
        KeyError
            If there is no such split.
        """
        first_test = self.train_rows + self.validation_rows
        return {
            "train": slice(0, self.train_rows),
            "validation": slice(self.train_rows, first_test),
            "test": slice(first_test, len(self.y)),
        }[name]

    def forecasts(self, outputs: npt.ArrayLike) -> np.ndarray:
        """Turn a network's outputs into forecasts: undo the scaling and the differencing.

        Probabilities of classes stay as they are.

        Parameters
        ----------
        outputs : array, shape (..., rows, outputs)
            The outputs for all rows, or for the first rows only.

        Returns
        -------
        ndarray of float64, shape (..., rows, outputs), in the dataset's units
        """
        outputs = np.asarray(outputs, dtype=np.float64)
        if self.classes:
            return outputs
        subtracted = self.subtracted[: outputs.shape[-2]]
        forecasts = outputs * self.target_range + self.target_minimum + subtracted
        if self.difference:
            for step in range(self.difference, forecasts.shape[-1]):
                forecasts[..., step] += forecasts[..., step - self.difference]
        return forecasts

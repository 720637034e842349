"""Framing: the supervised rows of a dataset, and the way back from outputs to forecasts.

`series_framing` and `samples_framing` make framings. This module holds only what a trained run
needs, because the fingerprint of a run covers the code of this module.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from reprise.data.power_transforms import NO_TRANSFORM, undo_power

SplitName = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Framing:
    """Supervised rows of one dataset: training rows, then validation rows, then test rows.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, time steps, features)
        Scaled inputs. Samples keep their own shape: (rows, features) or
        (rows, height, width, channels).
    y : ndarray of float64, shape (rows, horizon * targets)
        Scaled targets: all columns that are forecast of step 1, then those of step 2... For
        classes, the number of the class of each step; for samples, of the row, shape (rows, 1).
    actual : ndarray of float64, shape (rows, horizon * targets)
        The observed targets in the dataset's units; for classes, equal to `y`.
    subtracted : ndarray of float64, shape (rows, horizon * targets)
        What the inverse of differencing must add to each target: the part that comes from
        transformed observations before the first target of the row. Also the mean that the framing
        subtracted.
    last_observation : ndarray of float64, shape (rows, targets)
        The observation directly before the first target; zero for samples.
    target_minimum, target_range : ndarray of float64, shape (horizon * targets,)
        A scaled target t has the value t * target_range + target_minimum before scaling.
        If the network forecasts recursively, all steps have the scaling of the first step.
    naive_error : ndarray of float64, shape (targets,)
        Mean absolute error of the (seasonal) naive forecast of the observations before the
        validation rows and test rows, which is the scale of MASE. NaN for samples.
    train_rows, validation_rows : int
        Numbers of rows. All other rows are test rows.
    first_targets : ndarray of int, shape (rows,)
        The position in the dataset of the first target of each row; of samples, the position of
        the sample.
    target_names : ndarray of str, shape (targets,)
        The names of the columns that are forecast.
    difference_weights : ndarray of float64, shape (targets, sum of the lags of differencing)
        A value is its difference plus the sum of weight k times the value k + 1 steps before.
    powers : ndarray of float64, shape (targets,)
        The Box-Cox parameter of the transform of each target: 0 for logarithms, NaN for none. `x`,
        `y` and `subtracted` are made of transformed observations. `actual`, `last_observation` and
        `naive_error` are always in the dataset's units.
    classes : int
        The number of classes; 0 for forecasts.
    has_query : bool
        Whether the test rows are one query that the study defines.
    feedback_factor, feedback_offset : ndarray of float64, shape (lags,)
        Only if the network forecasts recursively, otherwise empty: `feed_back` uses them to scale
        a forecast like the lag that it becomes.
    """

    x: np.ndarray
    y: np.ndarray
    actual: np.ndarray
    subtracted: np.ndarray
    last_observation: np.ndarray
    target_minimum: np.ndarray
    target_range: np.ndarray
    naive_error: np.ndarray
    train_rows: int
    validation_rows: int
    first_targets: np.ndarray
    target_names: np.ndarray = field(default_factory=lambda: np.array(["value"]))
    difference_weights: np.ndarray = field(default_factory=lambda: np.zeros((1, 0)))
    powers: np.ndarray = field(default_factory=lambda: np.array([NO_TRANSFORM]))
    classes: int = 0
    has_query: bool = False
    feedback_factor: np.ndarray = field(default_factory=lambda: np.zeros(0))
    feedback_offset: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def is_recursive(self) -> bool:
        """Whether a network forecasts one step, and its forecast is the input of the next step."""
        return len(self.feedback_factor) > 0

    @property
    def targets(self) -> int:
        """The number of columns that are forecast."""
        return len(self.target_names)

    @property
    def horizon(self) -> int:
        """The number of steps that a row forecasts."""
        return self.y.shape[1] // self.targets

    @property
    def outputs(self) -> int | tuple[int, int]:
        """The number of outputs of a network: one per target and step, or per class beyond two.

        There is one output for two classes, the probability of class 1. There is also one output
        if the network forecasts recursively. If a row has several steps with more than two
        classes, the number is a pair: (horizon, classes).
        """
        steps = self.y.shape[1]
        if self.is_recursive:
            return 1
        if self.classes <= 2:
            return steps
        return self.classes if steps == 1 else (steps, self.classes)

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

    def feed_back(self, inputs: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        """Make the inputs of the next step from the inputs and the outputs of a step.

        The oldest lag leaves, and the output becomes the newest lag. Every lag has its own
        scaling, so that the values are scaled again. If the framing subtracts a mean from each row,
        the mean of the row stays the same for all steps.

        Parameters
        ----------
        inputs : ndarray, shape (rows, lags)
        outputs : ndarray, shape (rows, 1)

        Returns
        -------
        ndarray, shape (rows, lags)
        """
        shifted = np.concatenate([inputs[:, 1:], outputs], axis=1)
        return shifted * self.feedback_factor + self.feedback_offset

    def forecasts(self, outputs: npt.ArrayLike) -> np.ndarray:
        """Turn a network's outputs into forecasts: undo scaling, differencing and logarithms.

        Probabilities of classes stay as they are. The inverse of logarithms and of Box-Cox has no
        correction, so the forecast is one of the median and not of the mean.

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
        for target, weights in enumerate(self.difference_weights):
            of_target = forecasts[..., target :: self.targets]
            for step in range(1, self.horizon):
                for earlier in np.flatnonzero(weights[:step]):
                    of_target[..., step] += weights[earlier] * of_target[..., step - earlier - 1]
        for target, power in enumerate(self.powers):
            of_target = forecasts[..., target :: self.targets]
            of_target[...] = undo_power(of_target, power)
        return forecasts

    @property
    def digest(self) -> str:
        """SHA-256 of the rows that a run is trained and measured on."""
        digest = hashlib.sha256()
        for name, value in sorted(vars(self).items()):
            array = np.ascontiguousarray(value)
            digest.update(f"{name} {array.shape}".encode() + array.tobytes())
        return digest.hexdigest()

"""Framing of samples: an order, a split and a scale."""

import numpy as np

from reprise.data.framing import Framing
from reprise.data.samples import Samples
from reprise.data.scaling import Scale, fit_scaler
from reprise.errors import ConfigError


def frame_samples(
    samples: Samples,
    test_rows: int,
    validation_rows: int = 0,
    train_rows: int | None = None,
    scale: Scale | None = None,
    random_state: int | None = None,
    as_time_steps: bool = False,
) -> Framing:
    """Split samples into training, validation and test rows, and scale their features.

    Parameters
    ----------
    samples : Samples
    test_rows, validation_rows : int
        The last rows are test rows, and the rows before them are validation rows.
    train_rows : int, optional
        Only this number of training rows, the last ones, is kept before the scaler is fitted.
    scale : pair of float, "standard" or None
        How each feature is scaled, as in `scaling.fit_scaler`. The scaler is fitted on the
        training rows that are kept.
    random_state : int, optional
        The seed of a random order of the rows; without it they keep their order.
    as_time_steps : bool
        Whether the features of a row are the time steps of one feature, in the order of the
        columns.

    Returns
    -------
    Framing

    Raises
    ------
    ConfigError
        If no training row has the class of a validation row or a test row.
    """
    order = np.arange(len(samples.y))
    if random_state is not None:
        order = np.random.default_rng(random_state).permutation(order)
    first_held_back = len(order) - test_rows - validation_rows
    kept = train_rows or first_held_back
    order = order[first_held_back - kept :]
    y = samples.y[order, None].astype(np.float64)
    _check_classes(samples, y[:kept], y[kept:])
    x = _scale(samples.x[order], kept, scale)
    return Framing(
        x=x[..., None] if as_time_steps else x,
        y=y,
        actual=y,
        subtracted=np.zeros_like(y),
        last_observation=np.zeros(len(y)),
        target_minimum=np.zeros(1),
        target_range=np.ones(1),
        naive_error=float("nan"),
        difference=0,
        train_rows=kept,
        validation_rows=validation_rows,
        first_row=first_held_back - kept,
        classes=len(samples.class_names),
    )


def _scale(x: np.ndarray, train_rows: int, scale: Scale | None) -> np.ndarray:
    """Scale each feature, with a scaler fitted on the first rows."""
    if scale is None:
        return x
    flat = x.reshape(len(x), -1)
    return fit_scaler(flat[:train_rows], scale).transform(flat).reshape(x.shape)


def _check_classes(samples: Samples, training: np.ndarray, held_back: np.ndarray) -> None:
    """Check that the training rows have every class of the rows that are held back."""
    unseen = np.setdiff1d(held_back, training)
    if len(unseen):
        names = ", ".join(f"'{samples.class_names[int(number)]}'" for number in unseen)
        raise ConfigError(
            f"the validation rows and test rows have the class {names}, which no training row has;"
            " the rows seem to be sorted by class. Set framing.random_state: 1 to put them in a"
            " random order.",
            key="framing.random_state",
        )

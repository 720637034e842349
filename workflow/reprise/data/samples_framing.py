"""Framing of samples: an order, a split and a scale."""

import numpy as np

from reprise.data.framing import Framing
from reprise.data.samples import Samples
from reprise.errors import ConfigError


def frame_samples(
    samples: Samples,
    test_rows: int,
    validation_rows: int = 0,
    train_rows: int | None = None,
    scale: tuple[float, float] | None = None,
    random_state: int | None = None,
) -> Framing:
    """Split samples into training, validation and test rows, and scale their features.

    Parameters
    ----------
    samples : Samples
    test_rows, validation_rows : int
        The last rows are test rows, and the rows before them are validation rows.
    train_rows : int, optional
        Only this number of training rows, the last ones, is kept before the scaler is fitted.
    scale : pair of float or None
        The range to which scikit-learn's MinMaxScaler scales each feature. The scaler is fitted
        on the training rows that are kept.
    random_state : int, optional
        The seed of a random order of the rows; without it they keep their order.

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
    return Framing(
        x=_scale(samples.x[order], kept, scale),
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


def _scale(x: np.ndarray, train_rows: int, scale: tuple[float, float] | None) -> np.ndarray:
    """Scale each feature to a range, with a scaler fitted on the first rows."""
    if scale is None:
        return x
    from sklearn.preprocessing import MinMaxScaler  # takes long to import: only where it is used

    flat = x.reshape(len(x), -1)
    scaler = MinMaxScaler(feature_range=tuple(scale)).fit(flat[:train_rows])
    return scaler.transform(flat).reshape(x.shape)


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

"""Framing of samples: an order, a split and a scale."""

import numpy as np

from reprise.data.framing import Framing
from reprise.data.samples import Samples
from reprise.data.scaling import fit_scaler, scale_columns
from reprise.errors import ConfigError
from reprise.framing_settings import Scale


def frame_samples(
    samples: Samples,
    test_rows: int,
    validation_rows: int = 0,
    train_rows: int | None = None,
    scale: Scale | None = None,
    random_state: int | None = None,
    stratified: bool = False,
    split: int | None = None,
    as_time_steps: bool = False,
) -> Framing:
    """Split samples into training, validation and test rows, and scale their features.

    A target that is a number is scaled, too. It is in the dataset's units in `Framing.actual`.

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
    random_state, stratified, split
        As in `order_samples`.
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
    order = order_samples(samples, random_state, stratified, split)
    kept = train_rows or len(order) - test_rows - validation_rows
    order = order[len(order) - test_rows - validation_rows - kept :]
    return frame_ordered(samples, order, kept, validation_rows, scale, as_time_steps)


def frame_ordered(
    samples: Samples,
    order: np.ndarray,
    train_rows: int,
    validation_rows: int = 0,
    scale: Scale | None = None,
    as_time_steps: bool = False,
) -> Framing:
    """Frame samples that have an order; `frame_samples` says what the arguments are.

    Parameters
    ----------
    samples : Samples
    order : ndarray of int, shape (rows,)
        The positions of the rows in the dataset: training rows, validation rows, test rows.
    train_rows, validation_rows, scale, as_time_steps

    Raises
    ------
    ConfigError
        As `frame_samples`.
    """
    actual = samples.y[order, None].astype(np.float64)
    y, minimum, value_range = actual, np.zeros(1), np.ones(1)
    if samples.class_names:
        check_classes_of_splits(samples, order, train_rows)
    else:
        y, minimum, value_range = scale_columns(actual, np.arange(train_rows), scale)
    x = _scale(samples.x[order], train_rows, scale)
    return Framing(
        x=x[..., None] if as_time_steps else x,
        y=y,
        actual=actual,
        subtracted=np.zeros_like(y),
        last_observation=np.zeros_like(y),
        target_minimum=minimum,
        target_range=value_range,
        naive_error=np.array([np.nan]),
        train_rows=train_rows,
        validation_rows=validation_rows,
        first_targets=order,
        classes=len(samples.class_names),
    )


def order_samples(
    samples: Samples,
    random_state: int | None = None,
    stratified: bool = False,
    split: int | None = None,
) -> np.ndarray:
    """Put the rows into the order in which they become training, validation and test rows.

    Parameters
    ----------
    samples : Samples
    random_state : int, optional
        The seed of a random order; without it the rows keep their order.
    stratified : bool
        Whether every class is spread evenly over the order. Then any rows that follow each other,
        such as the test rows, have the shares of the classes in the dataset, up to one row each.
    split : int, optional
        The number of a split. Another split has another random order; None is the first split.

    Returns
    -------
    ndarray of int, shape (rows,)
        The positions of the rows in the dataset.
    """
    order = np.arange(len(samples.y))
    if random_state is not None:
        seed = random_state if split is None else [random_state, split]
        order = np.random.default_rng(seed).permutation(order)
    if not stratified:
        return order
    classes = samples.y[order]
    places = np.zeros(len(order))
    for number in np.unique(classes):
        members = np.flatnonzero(classes == number)
        places[members] = (np.arange(len(members)) + 0.5) / len(members)
    return order[np.argsort(places, kind="stable")]


def _scale(x: np.ndarray, train_rows: int, scale: Scale | None) -> np.ndarray:
    """Scale each feature, with a scaler fitted on the first rows."""
    if scale is None:
        return x
    flat = x.reshape(len(x), -1)
    return fit_scaler(flat[:train_rows], scale).transform(flat).reshape(x.shape)


def check_classes_of_splits(samples: Samples, order: np.ndarray, train_rows: int) -> None:
    """Check that the training rows have every class of the rows that are held back.

    Parameters
    ----------
    samples : Samples
        With classes.
    order : ndarray of int, shape (rows,)
        The positions of the rows that a framing uses, the training rows first.
    train_rows : int

    Raises
    ------
    ConfigError
    """
    classes = samples.y[order]
    unseen = np.setdiff1d(classes[train_rows:], classes[:train_rows])
    if len(unseen):
        names = ", ".join(f"'{samples.class_names[int(number)]}'" for number in unseen)
        raise ConfigError(
            f"the validation rows and test rows have the class {names}, which no training row has;"
            " the rows seem to be sorted by class. Set framing.random_state: 1 to put them in a"
            " random order.",
            key="framing.random_state",
        )

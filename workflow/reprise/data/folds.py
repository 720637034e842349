"""Folds: parts of samples, each of which is predicted by networks that learned the other parts."""

import numpy as np

from reprise.data.framing import Framing
from reprise.data.samples import Samples
from reprise.data.samples_framing import frame_ordered, order_samples
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings

FOLD_SEED = 0  # of the random order; the same samples always have the same folds


def divide_into_folds(samples: Samples, folds: int) -> list[np.ndarray]:
    """Divide samples at random into folds of equal size, up to one sample.

    Every fold has the shares of the classes in the dataset, up to one or two samples.

    Parameters
    ----------
    samples : Samples
    folds : int

    Returns
    -------
    list of ndarray of int
        The positions of the samples of each fold. Every sample is in exactly one fold.

    Raises
    ------
    ConfigError
        As `refuse_too_many_folds`.
    """
    classes = len(samples.class_names)
    smallest = int(np.bincount(samples.y, minlength=classes).min()) if classes else None
    refuse_too_many_folds(folds, len(samples.y), smallest)
    order = order_samples(samples, FOLD_SEED, stratified=bool(classes))
    return np.array_split(order, folds)


def refuse_too_many_folds(
    folds: int, samples: int, smallest_class: int | None, where: str = ""
) -> None:
    """Check that every fold has a sample, and a sample of every class.

    Parameters
    ----------
    folds, samples : int
        Their numbers.
    smallest_class : int or None
        The number of samples of the rarest class; None if it is not known, or without classes.
    where : str
        The file of the key.

    Raises
    ------
    ConfigError
    """
    limit, what = samples, f"there are only {samples} samples"
    if smallest_class is not None and smallest_class < samples:
        limit, what = smallest_class, f"the rarest class has only {smallest_class} samples"
    if folds > limit:
        advice = f"Set it to at most {limit}" if limit > 1 else "Add samples of this class"
        raise ConfigError(
            f"predictor.folds is {folds}, but {what}, so not every fold can have one. {advice}.",
            where,
            "predictor.folds",
            folds,
        )


def frame_folds(samples: Samples, settings: FramingSettings, folds: int) -> list[Framing]:
    """Frame samples once per fold, and once with all samples as training rows.

    Parameters
    ----------
    samples : Samples
    settings : FramingSettings
        Of the chosen configuration. The numbers of rows, the split and the random order of the
        study do not count.
    folds : int

    Returns
    -------
    list of Framing
        The test rows of each of the first framings are a fold. The scaling is fitted on the
        training rows. The last framing has no test rows.
    """
    parts = divide_into_folds(samples, folds)
    orders = [
        np.concatenate([*parts[:number], *parts[number + 1 :], part])
        for number, part in enumerate(parts)
    ]
    rows = [len(order) - len(part) for order, part in zip(orders, parts, strict=True)]
    everything = np.concatenate(parts)
    as_time_steps = settings.features_as == "time_steps"
    return [
        frame_ordered(samples, order, number, scale=settings.scale, as_time_steps=as_time_steps)
        for order, number in zip([*orders, everything], [*rows, len(everything)], strict=True)
    ]

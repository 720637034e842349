"""What must hold between a configuration's dataset, its framing and its batches."""

import json
import math
from functools import cache
from pathlib import Path

from reprise.data.dataset import count_observations, is_series
from reprise.data.framing import count_rows
from reprise.errors import ConfigError

LOSSES_OF_CLASSES = ("binary_crossentropy", "sparse_categorical_crossentropy")
# What each form of a dataset needs beside the key that makes it one, and what it may have.
FORMS = {
    "builtin": ((), ()),
    "values": ((), ("units", "period")),
    "label": (("file", "features"), ()),
    "file": (("time", "value"), ("time_format", "units", "period")),
}


def check_dataset(said, where):
    """A dataset has one of four forms, and the keys of that form alone.

    Parameters
    ----------
    said : dict
        A study's `dataset` section.
    where : str
        The file.
    """
    form = next((key for key in FORMS if key in said), None)
    if form is None:
        raise ConfigError(
            f"{where}: dataset lacks a source: 'file' with 'time' and 'value' (a series), 'values'"
            " (a series written out), 'file' with 'features' and 'label' (samples), or 'builtin'."
        )
    needed, allowed = FORMS[form]
    if form == "builtin" and said[form] in ("circles", "moons"):
        needed, allowed = ("samples", "random_state"), ("noise",)  # unseeded, no two are alike
    for key in needed:
        if key not in said:
            raise ConfigError(f"{where}: dataset lacks the key '{key}', which '{form}' needs.")
    for key in said:
        if key not in (form, *needed, *allowed, "units"):
            raise ConfigError(
                f"{where}: dataset.{key} does not go with dataset.{form};"
                f" beside that there may be {', '.join((*needed, *allowed)) or 'nothing'}."
            )


def check_rows(settings, where, root):
    """The rows and classes of a configuration; an error if they do not suit its batches.

    Parameters
    ----------
    settings : dict
        A configuration's settings.
    where : str
        The file and the configuration.
    root : path-like
        What `dataset.file` is relative to.

    Returns
    -------
    (int, int)
        Training rows, and classes: 0 for forecasts.
    """
    framing, source = settings["framing"], settings["dataset"]
    try:
        observations, classes = count_once(source, root)
    except ConfigError as error:
        raise ConfigError(f"{where}: dataset: {error}") from None
    scale = framing["scale"]
    if scale is not None and scale[0] >= scale[1]:
        raise ConfigError(
            f"{where}: framing.scale is {scale}; the second number must be the larger."
        )
    if classes is None:
        rows = _rows_of_series(framing, observations, f"{where}: framing")
        _check_period(source, framing, observations, where)
        classes = 2 if framing["target"] == "above_mean" else 0
    else:
        rows = _rows_of_samples(framing, observations, f"{where}: framing")
    _check_loss(settings["training"], classes, where)
    _check_keep(settings, where)
    if settings["model"].get("stateful"):
        _check_batches(settings, rows, where)
    return rows[0], classes


def count_once(source, root):
    """The observations and classes of a dataset, whose file is read once for a study.

    Parameters
    ----------
    source : dict
        A study's `dataset` section.
    root : path-like

    Returns
    -------
    (int, int or None)
        As dataset.count_observations gives them.
    """
    return _count(json.dumps(source), str(root))


@cache
def _count(source, root):
    said = json.loads(source)
    return count_observations(said, Path(root, said["file"]) if "file" in said else None)


def _rows_of_series(framing, observations, where):
    query, horizon = framing.get("query"), framing["horizon"]
    if query is None and "test_rows" not in framing:
        raise ConfigError(f"{where} lacks 'test_rows' (or a 'query' in their place).")
    if query is not None and "test_rows" in framing:
        raise ConfigError(f"{where} has both 'test_rows' and 'query'; keep one.")
    if framing["target"] != "value" and (horizon > 1 or query):
        raise ConfigError(
            f"{where}.target is {framing['target']}, which needs a horizon of 1 and no query."
        )
    if query:
        for key, expected, of in (
            ("inputs", framing["lags"] + framing["difference"], "lags + difference"),
            ("answer", horizon, "the horizon"),
        ):
            if len(query[key]) != expected:
                raise ConfigError(
                    f"{where}.query.{key} has {len(query[key])} numbers; it needs {expected}, {of}."
                )
    used = framing.get("observations", observations)
    if used > observations:
        raise ConfigError(f"{where}.observations is {used}; the dataset has {observations}.")
    keys = ("test_rows", "difference", "lags", "horizon", "train_rows", "validation_rows")
    train, validation, test = count_rows(used, **{k: framing.get(k) for k in keys}, where=where)
    return train, validation, 1 if query else test


def _check_period(source, framing, observations, where):
    """A season before the first test row must have been observed."""
    period = source.get("period")
    before = framing.get("observations", observations) - framing.get("test_rows", 0)
    if period and period >= before:
        raise ConfigError(
            f"{where}: dataset.period is {period}, but only {before} observations come before the"
            " test rows; leave it out, or set it to the observations in one season."
        )


def _rows_of_samples(framing, rows, where):
    test, validation = framing["test_rows"], framing["validation_rows"]
    left = rows - test - validation
    if left < framing.get("train_rows", 1):
        raise ConfigError(
            f"{where}: {rows} rows, less test_rows {test} and validation_rows {validation}, leave"
            f" {max(left, 0)} for training, fewer than train_rows {framing.get('train_rows', 1)}."
        )
    return framing.get("train_rows", left), validation, test


def _check_loss(training, classes, where):
    """Fill in the loss that suits the classes, or refuse one that does not."""
    fitting = LOSSES_OF_CLASSES[classes > 2] if classes else "mean_squared_error"
    loss = training.setdefault("loss", fitting)
    if (loss in LOSSES_OF_CLASSES) != bool(classes) or (classes and loss != fitting):
        kind = f"for {classes} classes" if classes else "for forecasts"
        raise ConfigError(
            f"{where}: training.loss is {loss}, which does not measure outputs {kind}; use"
            f" {fitting}{'' if classes else ' or another loss of numbers'}."
        )


def _check_keep(settings, where):
    if settings["training"]["keep"] != "best":
        return
    if not settings["framing"]["validation_rows"]:
        raise ConfigError(
            f"{where}: training.keep is best, but without framing.validation_rows there is nothing"
            " to choose an epoch by."
        )
    if settings["model"].get("stateful"):
        raise ConfigError(
            f"{where}: training.keep is best, which is for models without state; set"
            " model.stateful to false or training.keep to last."
        )


def _check_batches(settings, rows, where):
    """A stateful layer keeps a state for each row of a batch: no batch may have a rest."""
    training = settings["training"]
    if training["shuffle"]:
        raise ConfigError(
            f"{where}: training.shuffle is true, but a stateful model needs its rows in order;"
            " set training.shuffle or model.stateful to false."
        )
    batch, forecast_batch = training["batch_size"], settings["evaluation"].get("batch_size")
    held_out = [count for count in rows if count]
    for key, size, counts in (
        ("training.batch_size", batch, rows[:1] if forecast_batch else held_out),
        ("evaluation.batch_size", forecast_batch, held_out),
    ):
        if size and any(count % size for count in counts):
            fits = math.gcd(*counts)
            sizes = [str(n) for n in range(1, fits + 1) if fits % n == 0]
            raise ConfigError(
                f"{where}: {key} is {size}, which does not divide the"
                f" {' and the '.join(f'{n} rows' for n in counts)} of training"
                f"{' and test' if len(counts) > 1 else ''}; a stateful model needs one that does:"
                f" {', '.join(sizes)}."
            )


def input_shape(settings):
    """The shape of one row, as far as a study says it; None for features of samples."""
    if not is_series(settings["dataset"]):
        return (8, 8, 1) if settings["dataset"].get("builtin") == "digits" else (None,)
    lags = settings["framing"]["lags"]
    return (1, lags) if settings["framing"]["lags_as"] == "features" else (lags, 1)

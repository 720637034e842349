"""What must hold of a study and no schema can say."""

import math
from functools import cache
from pathlib import Path

from reprise.dataset import read_dataset
from reprise.errors import ConfigError
from reprise.framing import count_rows
from reprise.schema import load_schema

TABLE_COLUMNS = ("study", "configuration", "repeat", "seed", "state", "seconds")
_read_once = cache(read_dataset)


def refuse_equal_titles(studies):
    """Titles are the report's table of contents: two equal ones would become one section.

    Raises
    ------
    ConfigError
    """
    seen = {}
    for study in studies:
        other = seen.setdefault(study.title, study.name)
        if other != study.name:
            raise ConfigError(
                f"studies '{other}' and '{study.name}' have the same title '{study.title}', which"
                " would be one section of the report; give one of them another."
            )


def check_names(points, where):
    """Names and columns must not hide one another, nor what the tables have of their own.

    Parameters
    ----------
    points : list of (str, dict)
        Each configuration's name and the dotted keys that it sets.
    where : str
        The file.
    """
    names = [name for name, _ in points]
    baselines = load_schema("study")["properties"]["baselines"]["items"]["enum"]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{where}: two configurations come out as '{name}'; name them.")
        if name in baselines:
            raise ConfigError(f"{where}: a configuration cannot be called '{name}', a baseline is.")
    for name, overrides in points:
        columns = [key.rsplit(".", 1)[-1] for key in overrides]
        for key, column in zip(overrides, columns, strict=True):
            if columns.count(column) > 1:
                raise ConfigError(
                    f"{where}: configuration '{name}' sets two keys that end in '{column}',"
                    " which would be one column."
                )
            if column in TABLE_COLUMNS:
                raise ConfigError(
                    f"{where}: '{key}' cannot vary: the tables have a column '{column}' of their"
                    " own. Make a study of each value."
                )


def check_rows(settings, where, root):
    """The number of training rows; an error if rows and batches do not suit each other.

    Parameters
    ----------
    settings : dict
        A configuration's settings.
    where : str
        The file and the configuration.
    root : path-like
        What `dataset.file` is relative to.
    """
    framing, training = settings["framing"], settings["training"]
    source = settings["dataset"]
    try:
        dataset = _read_once(
            Path(root, source["file"]), source["time"], source["value"], source.get("time_format")
        )
    except ConfigError as error:
        raise ConfigError(f"{where}: dataset: {error}") from None
    sizes = {k: framing.get(k) for k in ("difference", "lags", "test_rows", "train_rows", "scale")}
    train, test = count_rows(len(dataset.values), **sizes, where=f"{where}: framing")
    if not settings["model"].get("stateful"):
        return train
    if training["shuffle"]:
        raise ConfigError(
            f"{where}: training.shuffle is true, but a stateful model needs its rows in order;"
            " set training.shuffle or model.stateful to false."
        )
    batch, forecast_batch = training["batch_size"], settings["evaluation"].get("batch_size")
    for key, size, rows in (
        ("training.batch_size", batch, [train] if forecast_batch else [train, test]),
        ("evaluation.batch_size", forecast_batch, [train, test]),
    ):
        if size and any(count % size for count in rows):
            fits = math.gcd(*rows)
            sizes = [str(n) for n in range(1, fits + 1) if fits % n == 0]
            raise ConfigError(
                f"{where}: {key} is {size}, which does not divide the"
                f" {' and the '.join(f'{n} rows' for n in rows)} of training"
                f"{' and test' if len(rows) > 1 else ''}; a stateful model needs one that does:"
                f" {', '.join(sizes)}."
            )
    return train


def check_era(settings, where):
    """The gradient of TensorFlow 1 is known for stateful cells with one time step."""
    model, framing = settings["model"], settings["framing"]
    steps = framing["lags"] if framing["lags_as"] == "time_steps" else 1
    if model.get("era") == "keras1_tf1" and not (steps == 1 and model["stateful"]):
        raise ConfigError(
            f"{where}: model.era keras1_tf1 describes"
            " what TensorFlow 1 did to a stateful cell that sees one time step; use keras1,"
            " or a stateful model with one time step."
        )

"""Studies: their files read, their grids spread out into configurations.

Reading a study imports no TensorFlow, so that a wrong study stops within a second.
"""

import copy
import itertools
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reprise.dataset import read_dataset
from reprise.errors import ConfigError, did_you_mean
from reprise.framing import count_rows
from reprise.schema import load_schema, read_yaml, validate

# What a study does not take over from the one that it extends.
OWN_KEYS = ("title", "description", "source", "vary", "configurations", "extends")
# What decides the bits of a run, besides its seed.
TRAINING_KEYS = ("framing", "model", "training", "evaluation")


@dataclass(frozen=True)
class Configuration:
    """One point of a study's grid.

    Attributes
    ----------
    name : str
        What varies (`era=keras1,epochs=500`), or the name that the study gives it.
    varied : dict
        Column name to value.
    settings : dict
        The dataset, framing, model, training and evaluation that hold for it.
    train_rows : int
    """

    name: str
    varied: dict
    settings: dict
    train_rows: int

    def training_settings(self):
        """What decides its runs: a caption, a title or a repeat number is not among it."""
        dataset = {k: v for k, v in self.settings["dataset"].items() if k in DATA_KEYS}
        return {"dataset": dataset} | {k: self.settings[k] for k in TRAINING_KEYS}


DATA_KEYS = ("file", "time", "time_format", "value")
BASELINES = ("persistence", "least_squares", "ets", "sarima")
TABLE_COLUMNS = ("study", "configuration", "repeat", "seed", "state", "seconds")


@dataclass(frozen=True)
class Study:
    """A question about a network: one file in config/studies/, checked and spread out."""

    name: str
    title: str
    description: str
    source: str
    dataset: dict
    metric: str
    baselines: tuple
    repeats: int
    configurations: tuple

    @property
    def records_epochs(self):
        return any(c.settings["evaluation"]["every_epoch"] for c in self.configurations)

    @property
    def panel_column(self):
        """The first varied key of several: figures have a panel for each of its values."""
        columns = list(self.configurations[0].varied)
        named = self.configurations[0].name != _grid_name(self.configurations[0].varied)
        return columns[0] if len(columns) > 1 and not named else None

    def panel_of(self, configuration):
        """The panel's part of a configuration's name; None where a study has no panels."""
        column = self.panel_column
        return _grid_name({column: configuration.varied[column]}) if column else None

    @property
    def diagnostics(self):
        """The configurations that get a figure of histories, each without its panel's value."""
        if not self.records_epochs:
            return []
        return list(dict.fromkeys(self.name_within_panel(c) for c in self.configurations))

    def name_within_panel(self, configuration):
        """A configuration's name without its panel's value (`epochs=500` in every era)."""
        if self.panel_column is None:
            return configuration.name
        rest = {k: v for k, v in configuration.varied.items() if k != self.panel_column}
        return _grid_name(rest)

    @property
    def framings(self):
        """Each distinct framing of the study, in the order of the configurations."""
        distinct = []
        for configuration in self.configurations:
            if configuration.settings["framing"] not in distinct:
                distinct.append(configuration.settings["framing"])
        return distinct


def load_config(path, overrides=None):
    """Read and check config/config.yaml; `overrides` come from Snakemake's command line."""
    config = (read_yaml(path) if path else {}) | (overrides or {})
    if isinstance(config.get("studies"), str):
        config["studies"] = config["studies"].replace(",", " ").split()
    where = f"{path} with --config" if overrides else f"{path}"
    return validate(config, "config", where)


def load_study(name, folder="config/studies", root=".", repeats=None):
    """Read, check and spread out one study.

    Parameters
    ----------
    name : str
        The file's name without `.yaml`.
    folder : path-like
        Where study files are.
    root : path-like
        What `dataset.file` is relative to.
    repeats : int, optional
        Takes the place of the study's own number.

    Raises
    ------
    ConfigError
        With the file, the key's path, the bad value and what is allowed.
    """
    file = Path(folder) / f"{name}.yaml"
    document = _extended(file)
    where = str(file)
    if "vary" in document and "configurations" in document:
        raise ConfigError(f"{where}: has both 'vary' and 'configurations'; keep one.")
    for key in ("vary", "configurations"):
        if key in document:
            validate(document[key], "study", where, part=key)
    points = list(_points(document, where))
    _check_names(points, where)
    checked = [_checked_point(document, *point, where) for point in points]
    configurations = tuple(
        Configuration(
            name=name,
            varied={_column(key): value for key, value in overrides.items()},
            settings={k: settings[k] for k in ("dataset", *TRAINING_KEYS)},
            train_rows=_check_rows(settings, f"{where}: configuration '{name}'", root),
        )
        for (name, overrides), settings in zip(points, checked, strict=True)
    )
    for configuration in configurations:
        _check_era(configuration, where)
    common = checked[0]
    return Study(
        name=name,
        title=common["title"],
        description=common["description"].strip(),
        source=common["source"],
        dataset=common["dataset"],
        metric=common["metric"],
        baselines=tuple(common["baselines"]),
        repeats=repeats or common["repeats"],
        configurations=configurations,
    )


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


def _extended(file, seen=()):
    document = read_yaml(file)
    base_name = document.get("extends")
    if base_name is None:
        return document
    if file in seen:
        raise ConfigError(f"{file}: extends itself, through {', '.join(map(str, seen))}.")
    try:
        base = _extended(file.parent / f"{base_name}.yaml", (*seen, file))
    except ConfigError as error:
        raise ConfigError(f"{file}: extends '{base_name}': {error}") from None
    inherited = {k: v for k, v in base.items() if k not in OWN_KEYS}
    return _merge(inherited, document)


def _merge(base, over):
    merged = copy.deepcopy(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _checked_point(document, name, overrides, where):
    point = copy.deepcopy(document)
    inside = f"{where}: configuration '{name}'"
    for key, value in overrides.items():
        _assign(point, key, value, inside)
    try:
        return validate(point, "study", where)
    except ConfigError as error:
        if any(key in str(error) or f"'{_column(key)}'" in str(error) for key in overrides):
            raise ConfigError(str(error).replace(where, inside, 1)) from None
        raise


def _check_names(points, where):
    """Names and columns must not hide one another, nor what the tables have of their own."""
    names = [name for name, _ in points]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{where}: two configurations come out as '{name}'; name them.")
        if name in BASELINES:
            raise ConfigError(f"{where}: a configuration cannot be called '{name}', a baseline is.")
    for name, overrides in points:
        columns = [_column(key) for key in overrides]
        for key in overrides:
            if columns.count(_column(key)) > 1:
                raise ConfigError(
                    f"{where}: configuration '{name}' sets two keys that end in"
                    f" '{_column(key)}', which would be one column."
                )
            if _column(key) in TABLE_COLUMNS:
                raise ConfigError(
                    f"{where}: '{key}' cannot vary: the tables have a column '{_column(key)}'"
                    " of their own. Make a study of each value."
                )


def _points(document, where):
    """Each configuration's name and the dotted keys that it sets."""
    if "configurations" in document:
        yield from document["configurations"].items()
        return
    vary = document.get("vary", {})
    columns = [_column(key) for key in vary]
    for values in itertools.product(*vary.values()):
        name = _grid_name(dict(zip(columns, values, strict=True)))
        yield name or "all", dict(zip(vary, values, strict=True))


def _grid_name(varied):
    return ",".join(f"{column}={_text(value)}" for column, value in varied.items())


def _column(key):
    return key.rsplit(".", 1)[-1]


def _text(value):
    if isinstance(value, dict):
        return "-".join(v if k == "name" else f"{k}{_text(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "-".join(map(_text, value))
    return (
        "none" if value is None else str(value).lower() if isinstance(value, bool) else f"{value}"
    )


def _assign(point, dotted, value, where):
    *parents, last = dotted.split(".")
    if not parents or parents[0] not in TRAINING_KEYS:
        known = _dotted_keys()
        raise ConfigError(
            f"{where}: '{dotted}' cannot vary.{did_you_mean(dotted, known)}"
            f" A varied key starts with one of {', '.join(TRAINING_KEYS)}, as in training.epochs."
        )
    for parent in parents:
        point = point.setdefault(parent, {})
        if not isinstance(point, dict):
            raise ConfigError(f"{where}: '{dotted}' goes through '{parent}', which has no keys.")
    point[last] = value


def _dotted_keys():
    schema = load_schema("study")
    sections = {k: schema["properties"][k].get("properties", {}) for k in TRAINING_KEYS}
    sections["model"] = schema["$defs"]["lstm"]["properties"]
    return [f"{section}.{key}" for section, keys in sections.items() for key in keys]


def _check_rows(settings, where, root):
    """The number of training rows; an error if they do not suit the batches."""
    framing, training = settings["framing"], settings["training"]
    dataset = {k: settings["dataset"][k] for k in DATA_KEYS if k in settings["dataset"]}
    dataset["file"] = Path(root, dataset["file"])
    try:
        observations = len(_read_cached(**dataset).values)
    except ConfigError as error:
        raise ConfigError(f"{where}: dataset: {error}") from None
    sizes = {k: framing.get(k) for k in ("difference", "lags", "test_rows", "train_rows", "scale")}
    train, test = count_rows(observations, **sizes, where=f"{where}: framing")
    if not settings["model"].get("stateful"):
        return train
    if settings["training"]["shuffle"]:
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


_read_cached = cache(read_dataset)


def _check_era(configuration, where):
    model, framing = configuration.settings["model"], configuration.settings["framing"]
    steps = framing["lags"] if framing["lags_as"] == "time_steps" else 1
    if model.get("era") == "keras1_tf1" and not (steps == 1 and model["stateful"]):
        raise ConfigError(
            f"{where}: configuration '{configuration.name}': model.era keras1_tf1 describes"
            " what TensorFlow 1 did to a stateful cell that sees one time step; use keras1,"
            " or a stateful model with one time step."
        )

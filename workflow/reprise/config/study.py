"""Studies: their files read, their grids spread out into configurations.

Reading a study imports no TensorFlow, so that a wrong study stops within a second.
"""

import copy
import itertools
from dataclasses import dataclass
from pathlib import Path

from reprise.config.data_checks import check_dataset, check_rows
from reprise.config.model_checks import check_model, family_path
from reprise.config.rolling_origins import at_origin, origin_name, plan_origins
from reprise.config.schema import load_schema, read_yaml, validate
from reprise.config.study_checks import (
    check_names,
    check_tables,
    check_task,
    choose_baselines,
    choose_metric,
    column_of,
)
from reprise.data.dataset import is_series
from reprise.errors import ConfigError, did_you_mean

# What a study does not take over from the one that it extends.
OWN_KEYS = (
    *("title", "description", "source", "vary", "configurations", "extends"),
    *("only_when_asked", "claims"),
)
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
    classes : int
        How many it tells apart; 0 for forecasts.
    family_path : str or None
        The file of a model family of the user's own.
    origin : int or None
        The observations before its test rows, in a study with origins.
    base : str
        Its name without the origin.
    """

    name: str
    varied: dict
    settings: dict
    train_rows: int
    classes: int
    family_path: str | None
    origin: int | None
    base: str

    def training_settings(self):
        """What decides its runs beside the data: no caption, title or number of repeats."""
        return {k: self.settings[k] for k in TRAINING_KEYS}


@dataclass(frozen=True)
class Study:
    """A question about a network: one file in config/studies/, checked and spread out."""

    name: str
    title: str
    description: str
    source: str
    dataset: dict
    task: str
    metric: str
    baselines: tuple
    comparison: dict
    tables: dict
    figures: dict
    claims: tuple
    repeats: int
    configurations: tuple

    @property
    def records_epochs(self):
        return any(c.settings["evaluation"]["every_epoch"] for c in self.configurations)

    @property
    def watches_layers(self):
        return any(c.settings["evaluation"]["layer_statistics"] for c in self.configurations)

    @property
    def is_of_a_series(self):
        return is_series(self.dataset)

    @property
    def has_query(self):
        return any(f.get("query") for f in self.framings)

    @property
    def has_validation(self):
        return all(f["validation_rows"] for f in self.framings)

    @property
    def longest_horizon(self):
        return max(f.get("horizon", 1) for f in self.framings)

    @property
    def has_origins(self):
        return self.configurations[0].origin is not None

    @property
    def panel_column(self):
        """The first varied key of several, or the origin of several configurations.

        Figures have a panel for each of its values.
        """
        if self.has_origins:
            return "origin" if len({c.base for c in self.configurations}) > 1 else None
        columns = list(self.configurations[0].varied)
        return columns[0] if len(columns) > 1 and not self._is_named else None

    @property
    def _is_named(self):
        first = self.configurations[0]
        return first.name != _grid_name(first.varied)

    @property
    def grid(self):
        """Configuration to its level of each key that varies, as its name says it.

        Empty where fewer than two keys vary, where the configurations have names of their own,
        and where they forecast different things, at other origins among them.
        """
        keys = [
            column
            for column in self.configurations[0].varied
            if len({_text(c.varied[column]) for c in self.configurations}) > 1
        ]
        horizons = {framing.get("horizon", 1) for framing in self.framings}
        if len(keys) < 2 or self._is_named or self.has_origins or len(horizons) > 1:
            return {}
        return {c.name: {k: _text(c.varied[k]) for k in keys} for c in self.configurations}

    @property
    def panels(self):
        """Panel title to configuration name to its name within the panel (`epochs=500`).

        A study without panels has one, with an empty title.
        """
        column = self.panel_column
        panels = {}
        for c in self.configurations:
            title = _grid_name({column: c.varied[column]}) if column else ""
            panels.setdefault(title, {})[c.name] = self.name_within_panel(c)
        return panels

    @property
    def diagnostics(self):
        """The configurations that get a figure of histories, each without its panel's value."""
        if not self.records_epochs:
            return []
        return list(dict.fromkeys(self.name_within_panel(c) for c in self.configurations))

    def name_within_panel(self, configuration):
        """A configuration's name without its panel's value (`epochs=500` in every era)."""
        if self.has_origins:
            return configuration.base
        return self.name_without(configuration, self.panel_column)

    def name_without(self, configuration, column):
        """A configuration's name without one varied key, where names are made of what varies."""
        if column == "origin":
            return configuration.base
        if column is None or self._is_named:
            return configuration.name
        return _grid_name({k: v for k, v in configuration.varied.items() if k != column})

    @property
    def framings(self):
        """Each distinct framing of the study, in the order of the configurations."""
        distinct = []
        for configuration in self.configurations:
            if configuration.settings["framing"] not in distinct:
                distinct.append(configuration.settings["framing"])
        return distinct


def load_config(path, overrides=None):
    """Read and check config/config.yaml; `overrides` come from Snakemake's command line.

    Studies that run only when asked for are left out, unless the command line names the studies.
    """
    config = (read_yaml(path) if path else {}) | (overrides or {})
    if isinstance(config.get("studies"), str):
        config["studies"] = config["studies"].replace(",", " ").split()
    where = f"{path} with --config" if overrides else f"{path}"
    config = validate(config, "config", where)
    if "studies" not in (overrides or {}):
        config["studies"] = _unasked(config["studies"], Path(path))
    return config


def _unasked(names, path):
    """The studies of the config that run without being named on the command line."""
    chosen = [
        name
        for name in names
        if read_yaml(path.parent / "studies" / f"{name}.yaml").get("only_when_asked") is not True
    ]
    if not chosen:
        raise ConfigError(
            f"{path}: every study of it runs only when asked for (only_when_asked: true); name"
            f" what is to run, as in --config studies={names[0]}."
        )
    return chosen


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
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise ConfigError(
            f"studies has '{name}'; a study is named without folder and ending: {Path(name).stem}."
        )
    file = Path(folder) / f"{name}.yaml"
    document = _extended(file)
    where = str(file)
    if "vary" in document and "configurations" in document:
        raise ConfigError(f"{where}: has both 'vary' and 'configurations'; keep one.")
    for key in ("vary", "configurations"):
        if key in document:
            validate(document[key], "study", where, part=key)
    points = list(_points(document, where))
    check_names(points, where)
    checked = [_checked_point(document, *point, where) for point in points]
    check_dataset(checked[0]["dataset"], where)
    varied = list(dict.fromkeys(key for _, overrides in points for key in overrides))
    settings_of = {name: settings for (name, _), settings in zip(points, checked, strict=True)}
    common = checked[0]
    origins = [None]
    if "origins" in common:
        origins = plan_origins(common["origins"], settings_of, where, root)
    configurations = tuple(
        _configuration(name, origin, varied, settings, where, root)
        for origin in origins
        for name, settings in settings_of.items()
    )
    task = check_task(configurations, where)
    check_tables(common["tables"], configurations, task, where)
    return Study(
        name=name,
        title=common["title"],
        description=common["description"].strip(),
        source=common["source"],
        dataset=common["dataset"],
        task=task,
        metric=choose_metric(common.get("metric"), task, configurations, where),
        baselines=choose_baselines(
            common.get("baselines"), task, common["dataset"], configurations, where
        ),
        comparison=common["comparison"],
        tables=common["tables"],
        figures=common["figures"],
        claims=tuple(validate({"claims": document.get("claims", [])}, "claims", where)["claims"]),
        repeats=repeats or common["repeats"],
        configurations=configurations,
    )


def _configuration(base, origin, varied, settings, file, root):
    name, columns = base, {column_of(key): _value(settings, key) for key in varied}
    if origin is not None:
        name, settings = origin_name(base, origin), at_origin(settings, origin)
        columns["origin"] = origin
    where = f"{file}: configuration '{name}'"
    check_model(settings, where, root)
    train_rows, classes = check_rows(settings, where, root)
    family = settings["model"]["family"]
    return Configuration(
        name=name,
        varied=columns,
        settings={k: settings[k] for k in ("dataset", *TRAINING_KEYS)},
        train_rows=train_rows,
        classes=classes,
        family_path=family_path(family, where, str(root)) if ":" in family else None,
        origin=origin,
        base=base,
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
    family = (document.get("model") or {}).get("family")
    if family and family != (base.get("model") or {}).get("family"):
        inherited.pop("model", None)  # the keys of one family mean nothing to another
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
        if any(key in str(error) or f"'{column_of(key)}'" in str(error) for key in overrides):
            raise ConfigError(str(error).replace(where, inside, 1)) from None
        raise


def _points(document, where):
    """Each configuration's name and the dotted keys that it sets."""
    if "configurations" in document:
        yield from document["configurations"].items()
        return
    vary = document.get("vary", {})
    columns = [column_of(key) for key in vary]
    for values in itertools.product(*vary.values()):
        name = _grid_name(dict(zip(columns, values, strict=True)))
        yield name or "all", dict(zip(vary, values, strict=True))


def _grid_name(varied):
    return ",".join(f"{column}={_text(value)}" for column, value in varied.items())


def _text(value):
    if isinstance(value, dict):
        return "-".join(v if k == "name" else f"{k}{_text(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "-".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else f"{value}"


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


def _value(settings, dotted):
    """The value of a dotted key, or None where a configuration does not have it."""
    for part in dotted.split("."):
        settings = settings.get(part) if isinstance(settings, dict) else None
    return settings


def _dotted_keys():
    schema = load_schema("study")
    sections = {k: dict(schema["properties"][k].get("properties", {})) for k in TRAINING_KEYS}
    for name, definition in schema["$defs"].items():
        if "family" in definition.get("properties", {}):
            sections["model"] |= definition["properties"]
        elif name.startswith("framing_of"):
            sections["framing"] |= definition["properties"]
    return [f"{section}.{key}" for section, keys in sections.items() for key in keys]

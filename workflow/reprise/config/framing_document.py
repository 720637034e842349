"""Make the typed settings of a framing from the `framing` section of a study."""

from typing import Any

import pandas as pd

from reprise.config.held_back_rows import resolve_held_back_rows
from reprise.config.yaml_files import Document
from reprise.errors import ConfigError, did_you_mean, key_path
from reprise.framing_settings import ColumnSettings, FramingSettings, QuerySettings
from reprise.settings import DatasetSettings

# The keys that can be a mapping from columns to values, and what the other columns then have.
OPTIONS_OF_COLUMNS: Document = {"transform": None, "difference": 0, "scale": (-1, 1)}


def framing_settings(
    document: Document,
    dataset: DatasetSettings,
    observations: int | None,
    times: pd.Index | None,
    where: str,
) -> FramingSettings:
    """Make the settings of a framing.

    Parameters
    ----------
    document : dict
        The `framing` section of a configuration, with defaults.
    dataset : DatasetSettings
    observations : int or None
        The number of observations of the dataset; None if it is not downloaded yet.
    times : Index or None
        The times of a series; None for samples, and if the series is not downloaded yet.
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
        If a column is named that the dataset does not have.
    """
    framing = resolve_held_back_rows(document, observations, times, where)
    # The usual strategy is not written, so that a study with this key and a study without it have
    # equal settings.
    if framing.get("strategy") == "multiple_output":
        del framing["strategy"]
    query = framing.pop("query", None)
    if dataset.is_series:
        for key in ("inputs", "known_inputs"):
            framing[key] = _choose_columns(framing.get(key), getattr(dataset, key), key, where)
        framing |= _split_options(framing, dataset, where)
    return FramingSettings(
        **with_tuples(framing),
        query=QuerySettings(**with_tuples(query)) if query else None,
    )


def with_tuples(document: Document) -> Document:
    """A document whose lists are tuples, for frozen settings."""
    return {k: _as_tuple(v) for k, v in document.items()}


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _choose_columns(
    chosen: list[str] | None, known: tuple[str, ...], key: str, where: str
) -> tuple[str, ...]:
    """The columns that a framing chooses among those of its dataset; all of them by default."""
    if chosen is None:
        return known
    for position, name in enumerate(chosen):
        if name not in known:
            have = f"It has {', '.join(known)}." if known else f"dataset.{key} is missing."
            raise ConfigError(
                f"framing.{key} has '{name}', which dataset.{key} does not have."
                f"{did_you_mean(name, known)} {have}",
                where,
                key_path("framing", key, position),
                name,
            )
    return tuple(chosen)


def _split_options(framing: Document, dataset: DatasetSettings, where: str) -> Document:
    """The options of all columns, and the settings of each column that a mapping names.

    A transform and a differencing that are no mapping are those of the columns that are forecast.
    """
    mappings = {key: framing[key] for key in OPTIONS_OF_COLUMNS if isinstance(framing[key], dict)}
    if not mappings:
        return {}
    common = {
        key: OPTIONS_OF_COLUMNS[key] if key in mappings else _as_tuple(framing[key])
        for key in OPTIONS_OF_COLUMNS
    }
    targets = dataset.targets or ("value",)
    can_be_named = {
        "transform": (*targets, *dataset.inputs),
        "difference": (*targets, *dataset.inputs),
        "scale": (*targets, *dataset.inputs, *dataset.known_inputs),
    }
    for key, mapping in mappings.items():
        for name in mapping:
            if name not in can_be_named[key]:
                raise ConfigError(
                    f"framing.{key} has '{name}', which is not a column that has this option."
                    f"{did_you_mean(name, can_be_named[key])} Columns that have it are"
                    f" {', '.join(can_be_named[key])}.",
                    where,
                    key_path("framing", key, name),
                    mapping[name],
                )
    columns = []
    for name in dict.fromkeys(name for mapping in mappings.values() for name in mapping):
        is_target = name in targets
        usual = {
            "transform": common["transform"] if is_target else None,
            "difference": common["difference"] if is_target else 0,
            "scale": common["scale"],
        }
        own = {
            key: _as_tuple(mapping[name]) for key, mapping in mappings.items() if name in mapping
        }
        columns.append(ColumnSettings(name, **(usual | own)))
    return common | {"columns": tuple(columns)}

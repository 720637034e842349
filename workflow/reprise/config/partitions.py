"""The origins of a series or the splits of samples at which a study is repeated."""

from dataclasses import replace
from typing import Any

from reprise.config.naming import NAME_WITHOUT_KEYS
from reprise.config.rolling_origins import plan_origins, settings_at_origin
from reprise.config.sample_splits import plan_splits, settings_at_split
from reprise.config.study import Configuration, Study
from reprise.data.dataset import DatasetSize
from reprise.errors import ConfigError
from reprise.partition import Partition
from reprise.settings import DatasetSettings, RunSettings

Document = dict[str, Any]


def plan_partitions(
    document: Document,
    dataset: DatasetSettings,
    runs: dict[str, RunSettings],
    size: DatasetSize,
    where: str,
) -> list[Partition | None]:
    """List the origins or the splits of a study; only None if it is not repeated.

    Parameters
    ----------
    document : dict
        The study.
    dataset : DatasetSettings
    runs : dict of str to RunSettings
        The settings of each configuration.
    size : DatasetSize
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    origins, splits = document.get("origins"), document.get("splits")
    if origins and splits:
        other = "splits" if dataset.is_series else "origins"
        raise ConfigError(
            "the study has both origins, which a series can have, and splits, which samples can"
            f" have. Remove {other}.",
            where,
            other,
        )
    if origins:
        numbers = plan_origins(origins, dataset, runs, size, where)
        return [Partition("origin", number) for number in numbers]
    if splits:
        numbers = plan_splits(splits, dataset, runs, size.classes, where)
        return [Partition("split", number) for number in numbers]
    return [None]


def settings_at(run: RunSettings, partition: Partition | None, document: Document) -> RunSettings:
    """The settings of a configuration at one origin or split of a study."""
    if partition is None:
        return run
    if partition.kind == "origin":
        return settings_at_origin(run, partition.number)
    return settings_at_split(run, partition.number, document["splits"])


def partition_name(name: str, partition: Partition | None) -> str:
    """The name of a configuration at one partition: `units=1,origin=20` for `units=1`."""
    if partition is None:
        return name
    suffix = f"{partition.kind}={partition.number}"
    return suffix if name == NAME_WITHOUT_KEYS else f"{name},{suffix}"


def own_configurations(study: Study) -> list[Configuration]:
    """The configurations with the rows of the study without `origins` or `splits`.

    They are those of the last origin or of the first split, or all if the study has neither.
    """
    is_last = study.partition_kind == "origin"
    own = study.configurations[-1 if is_last else 0].partition
    return [c for c in study.configurations if c.partition == own]


def without_partitions(study: Study) -> Study:
    """The study as it would be without `origins` or `splits`."""
    configurations = tuple(
        replace(
            c,
            name=c.base,
            varied={k: v for k, v in c.varied.items() if k != study.partition_kind},
            partition=None,
        )
        for c in own_configurations(study)
    )
    return replace(study, configurations=configurations)

"""Splits: repeat a study of samples with several random divisions of its samples.

The random order of a split depends only on `framing.random_state` and the number of the split.
Therefore one more split changes no name and no run of the other splits.
"""

from dataclasses import replace
from typing import Any

from reprise.config.naming import configuration_place
from reprise.config.partition_checks import check_column_is_free, check_equal_rows
from reprise.config.study import FIRST_SPLIT
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings, RunSettings


def plan_splits(
    document: dict[str, Any],
    dataset: DatasetSettings,
    runs: dict[str, RunSettings],
    classes: int,
    where: str,
) -> list[int]:
    """List the splits of a study; the first is the study without `splits`.

    Parameters
    ----------
    document : dict
        The study's `splits` section.
    dataset : DatasetSettings
    runs : dict of str to RunSettings
        The settings of each configuration.
    classes : int
        The number of classes of the dataset; 0 for numbers.
    where : str
        The file.

    Raises
    ------
    ConfigError
        If the study is not of samples, its rows have no random order, its configurations are not
        tested on the same rows, or its targets have no classes whose shares could be kept.
    """
    if dataset.is_series:
        raise ConfigError(
            "splits needs samples, but this dataset is a series, whose rows cannot be put into a"
            " random order. Write origins in place of splits.",
            where,
            "splits",
        )
    check_column_is_free(runs, "split", where)
    if document.get("stratified"):
        check_stratified(classes, where, "splits.stratified")
    for name, run in runs.items():
        place = configuration_place(where, name)
        if run.framing.random_state is None:
            raise ConfigError(
                "splits needs a random order of the rows, but framing.random_state is missing. Set"
                " framing.random_state: 1.",
                place,
                "framing.random_state",
            )
        if run.framing.stratified and document.get("stratified") is False:
            raise ConfigError(
                "framing.stratified is true, but splits.stratified is false; remove one of them.",
                place,
                "splits.stratified",
                False,
            )
    check_equal_rows(runs, "split", ("test_rows", "random_state", "stratified"), where)
    first = FIRST_SPLIT.number
    return list(range(first, first + document["number"]))


def settings_at_split(run: RunSettings, split: int, document: dict[str, Any]) -> RunSettings:
    """The settings of a configuration at one split.

    The first split has the settings of the study without `splits`, and therefore its rows.
    """
    stratified = run.framing.stratified or document.get("stratified", False)
    number = None if split == FIRST_SPLIT.number else split
    return replace(run, framing=replace(run.framing, stratified=stratified, split=number))


def check_stratified(classes: int, where: str, key: str = "framing.stratified") -> None:
    """Check that the samples have classes whose shares a stratified split can keep.

    Raises
    ------
    ConfigError
    """
    if not classes:
        raise ConfigError(
            f"{key} is true, which keeps the shares of the classes, but the target of this dataset"
            f" is a number; remove {key}.",
            where,
            key,
            True,
        )

"""Rolling origins: repeat a study of a series at several points in time.

An origin is named by the number of observations before its test rows. Therefore one more origin,
or new observations at the end of the series, change no name and no run of the other origins.

Source: Tashman 2000, doi:10.1016/S0169-2070(00)00065-0
"""

from dataclasses import replace
from typing import Any

from reprise.config.framing_checks import check_and_count_rows
from reprise.config.naming import configuration_place
from reprise.config.partition_checks import check_column_is_free, check_equal_rows
from reprise.data.dataset import DatasetSize
from reprise.data.row_counts import count_rows
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings, RunSettings


def plan_origins(
    document: dict[str, Any],
    dataset: DatasetSettings,
    runs: dict[str, RunSettings],
    size: DatasetSize,
    where: str,
) -> list[int]:
    """List the origins of a study, the earliest first; the last is the study without `origins`.

    Parameters
    ----------
    document : dict
        The study's `origins` section.
    dataset : DatasetSettings
    runs : dict of str to RunSettings
        The settings of each configuration.
    size : DatasetSize
    where : str
        The file.

    Returns
    -------
    list of int
        The number of observations before the test rows of each origin.

    Raises
    ------
    ConfigError
        If the study is not of a series, its configurations are not tested on the same rows, or
        too few observations come before the earliest origin.
    """
    if not dataset.is_series:
        raise ConfigError(
            "origins needs a series, but this dataset has samples. Write splits in place of"
            " origins.",
            where,
            "origins",
        )
    check_column_is_free(runs, "origin", where)
    for name, run in runs.items():
        place = configuration_place(where, name)
        _refuse_query(run, place)
        check_and_count_rows(dataset, run.framing, size.observations, place, size.is_observed)
    check_equal_rows(runs, "origin", ("test_rows", "observations"), where)
    framing = next(iter(runs.values())).framing
    assert framing.test_rows is not None  # checked by check_and_count_rows
    used = framing.observations or (None if dataset.url else size.observations)
    if used is None:  # also if the file is there: the names of the runs must not depend on it
        raise ConfigError(
            "origins needs the number of observations, because it names every origin, but the size"
            " of a download is not known when the jobs are planned. Set framing.observations to the"
            " number of rows of the file.",
            where,
            "framing.observations",
        )
    number, step = document["number"], document.get("step", framing.test_rows)
    spare = min(_count_spare_rows(used, run.framing, size) for run in runs.values())
    possible = 1 + spare // step
    if number > possible:
        raise ConfigError(
            f"origins.number is {number}, but at most {possible} origins are possible. The last"
            f" origin can lose {spare} of its training rows (it has {used} observations), and each"
            f" earlier origin loses {step} more. Lower origins.number, origins.step or"
            " framing.train_rows.",
            where,
            "origins.number",
            number,
        )
    last = used - framing.test_rows
    return [last - step * steps_back for steps_back in reversed(range(number))]


def settings_at_origin(run: RunSettings, origin: int) -> RunSettings:
    """The settings of a configuration at one origin: later observations are not read."""
    assert run.framing.test_rows is not None
    observations = origin + run.framing.test_rows
    return replace(run, framing=replace(run.framing, observations=observations))


def _refuse_query(run: RunSettings, where: str) -> None:
    if run.framing.query:
        raise ConfigError(
            "origins needs test rows, but framing.query replaces them; remove"
            " origins or the query.",
            where,
            "framing.query",
        )


def _count_spare_rows(observations: int, framing: FramingSettings, size: DatasetSize) -> int:
    """Count the training rows that the last origin has beyond those that it needs."""
    is_observed = None if size.is_observed is None else size.is_observed[:observations]
    available = count_rows(observations, replace(framing, train_rows=None), is_observed).train
    return available - (framing.train_rows or 1)

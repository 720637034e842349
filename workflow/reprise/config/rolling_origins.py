"""Rolling origins: a study of a series, forecast from several points in time.

An origin goes by the number of observations before its test rows. So one origin more, or new
observations at the end of the series, leave the names and runs of the others as they are.

Source: Tashman 2000, doi:10.1016/S0169-2070(00)00065-0
"""

import copy

from reprise.config.data_checks import check_rows, count_once
from reprise.data.dataset import is_series
from reprise.data.framing import count_rows
from reprise.errors import ConfigError

ROWS_TESTED = ("test_rows", "observations")
SIZES = ("test_rows", "difference", "lags", "horizon", "validation_rows")


def plan_origins(said, settings, where, root):
    """The origins of a study, earliest first; the last is the study as it stands.

    Parameters
    ----------
    said : dict
        The study's `origins` section.
    settings : dict of str to dict
        Those of each configuration.
    where : str
        The file.
    root : path-like
        What `dataset.file` is relative to.

    Returns
    -------
    list of int
        The observations before the test rows of each origin.

    Raises
    ------
    ConfigError
        If the study is not of a series, its configurations are not tested on the same rows, or
        too few observations come before the earliest origin.
    """
    first, *_ = settings
    framing, source = settings[first]["framing"], settings[first]["dataset"]
    if not is_series(source):
        raise ConfigError(f"{where}: origins is for a series, and this dataset is of samples.")
    for name, of_one in settings.items():
        inside = f"{where}: configuration '{name}'"
        if of_one["framing"].get("query"):
            raise ConfigError(
                f"{inside}: framing.query takes the place of test rows, which origins needs;"
                " leave one of them out."
            )
        if "origin" in of_one["model"]:
            raise ConfigError(
                f"{inside}: model.origin would hide the tables' column 'origin'; give the key"
                " another name."
            )
        check_rows(of_one, inside, root)
        for key in ROWS_TESTED:
            if of_one["framing"].get(key) != framing.get(key):
                raise ConfigError(
                    f"{inside}: framing.{key} is {of_one['framing'].get(key)}, and"
                    f" {framing.get(key)} in '{first}'; with origins all configurations are"
                    " tested on the same rows."
                )
    observations = framing.get("observations") or count_once(source, root)[0]
    number, step = said["number"], said.get("step", framing["test_rows"])
    spare = min(_spare_rows(observations, s["framing"]) for s in settings.values())
    if number > 1 + spare // step:
        raise ConfigError(
            f"{where}: origins.number is {number}, but there is room for {1 + spare // step}: at"
            f" the last of {observations} observations {spare} training rows can be spared, and"
            f" each earlier origin takes away {step}. Lower origins.number, origins.step or"
            " framing.train_rows."
        )
    last = observations - framing["test_rows"]
    return [last - step * back for back in reversed(range(number))]


def at_origin(settings, origin):
    """A configuration's settings as they are at one origin: what comes later is not read."""
    settings = copy.deepcopy(settings)
    settings["framing"]["observations"] = origin + settings["framing"]["test_rows"]
    return settings


def origin_name(name, origin):
    """`units=1,origin=20` of a configuration `units=1`; `origin=20` of a study with one."""
    return f"origin={origin}" if name == "all" else f"{name},origin={origin}"


def _spare_rows(observations, framing):
    """How many training rows there are at the last origin beyond those that are needed."""
    available, *_ = count_rows(observations, **{k: framing[k] for k in SIZES})
    return available - framing.get("train_rows", 1)

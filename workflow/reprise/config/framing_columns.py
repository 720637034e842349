"""Check the columns that a framing reads and forecasts."""

from reprise.config.names import check_name
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings

MARKS_OF_TARGETS = "_.-"  # in names of columns that become parts of names of files and of metrics


def check_framing_columns(dataset: DatasetSettings, framing: FramingSettings, where: str) -> None:
    """Check that a framing can have several columns, if its dataset has several.

    Parameters
    ----------
    dataset : DatasetSettings
        Of a series.
    framing : FramingSettings
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
    """
    check_scales(framing, where)
    _check_names_of_targets(dataset, where)
    _check_units(dataset, where)
    further = [
        f"framing.{key}" for key in ("inputs", "known_inputs", "calendar") if getattr(framing, key)
    ]
    several = "a list in dataset.value" if len(dataset.targets) > 1 else ""
    for key, value, needs in (
        ("query", framing.query, "one column and no further inputs"),
        ("strategy", framing.strategy == "recursive", "one column and no further inputs"),
        ("target", framing.target != "value", "one column to forecast"),
    ):
        obstacles = [several, *(further if "inputs" in needs else [])]
        obstacle = next(filter(None, obstacles), "")
        if value and obstacle:
            shown = getattr(framing, key) if key != "query" else None
            said = f"framing.{key} is {shown}" if shown else f"framing has a {key}"
            raise ConfigError(
                f"{said}, which needs {needs}, but the study has {obstacle}. Remove one of them.",
                where,
                f"framing.{key}",
                shown,
            )
    if framing.calendar and not dataset.time:
        raise ConfigError(
            "framing.calendar needs times, but this dataset has none. Remove framing.calendar.",
            where,
            "framing.calendar",
            framing.calendar,
        )
    _check_means_and_differences(dataset, framing, where)


def check_scales(framing: FramingSettings, where: str) -> None:
    """Check that the ends of each range are in order.

    Raises
    ------
    ConfigError
    """
    scales = {"framing.scale": framing.scale}
    scales |= {f"framing.scale.{column.name}": column.scale for column in framing.columns}
    for key, scale in scales.items():
        if isinstance(scale, tuple) and scale[0] >= scale[1]:
            raise ConfigError(
                f"{key} is {list(scale)}; the second number must be the larger one.",
                where,
                key,
                scale,
            )


def _check_names_of_targets(dataset: DatasetSettings, where: str) -> None:
    """Check that the names of several targets can be parts of names of files and of metrics."""
    if len(dataset.targets) < 2:
        return
    for name in dataset.targets:
        check_name(name, "column", where, "dataset.value", marks=MARKS_OF_TARGETS)


def _check_units(dataset: DatasetSettings, where: str) -> None:
    if isinstance(dataset.units, tuple) and len(dataset.units) != len(dataset.targets):
        raise ConfigError(
            f"dataset.units has {len(dataset.units)} texts, but the study forecasts"
            f" {len(dataset.targets)} columns; write one text, or one for each column of"
            " dataset.value.",
            where,
            "dataset.units",
            dataset.units,
        )


def _check_means_and_differences(
    dataset: DatasetSettings, framing: FramingSettings, where: str
) -> None:
    targets = dataset.targets or ("value",)
    is_differenced = any(framing.column(name, True).delays for name in targets)
    if framing.subtract_mean and (is_differenced or framing.query):
        other = "a difference" if is_differenced else "a query"
        raise ConfigError(
            f"framing has subtract_mean and {other}; remove one of them.",
            where,
            "framing.subtract_mean",
            framing.subtract_mean,
        )

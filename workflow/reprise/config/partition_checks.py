"""Check that the configurations of a study can be repeated at several origins or splits."""

from collections.abc import Mapping, Sequence

from reprise.config.naming import configuration_place
from reprise.errors import ConfigError
from reprise.partition import PartitionKind
from reprise.settings import RunSettings


def check_column_is_free(runs: Mapping[str, RunSettings], kind: PartitionKind, where: str) -> None:
    """Check that no key of a model has the name that the partitions have in the tables.

    Raises
    ------
    ConfigError
    """
    for name, run in runs.items():
        if kind in run.model:
            raise ConfigError(
                f"model.{kind} would have the same column as the {kind} in the tables; rename the"
                " key.",
                configuration_place(where, name),
                f"model.{kind}",
                run.model[kind],
            )


def check_equal_rows(
    runs: Mapping[str, RunSettings], kind: PartitionKind, keys: Sequence[str], where: str
) -> None:
    """Check that all configurations are tested on the same rows.

    Parameters
    ----------
    runs : mapping of str to RunSettings
        The settings of each configuration.
    kind : {"origin", "split"}
    keys : sequence of str
        The keys of `framing` that decide the test rows.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    (first_name, first_run), *others = runs.items()
    for name, run in others:
        for key in keys:
            value, first_value = getattr(run.framing, key), getattr(first_run.framing, key)
            if value != first_value:
                raise ConfigError(
                    f"framing.{key} is {value} here and {first_value} in the configuration"
                    f" '{first_name}'. With {kind}s, all configurations are tested on the same"
                    " rows; give them the same value.",
                    configuration_place(where, name),
                    f"framing.{key}",
                    value,
                )

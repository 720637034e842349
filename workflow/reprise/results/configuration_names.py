"""Find a configuration by its name, or by a part of it that is enough."""

from collections.abc import Sequence

from reprise.errors import RepriseError, did_you_mean
from reprise.stage_settings import ConfigurationEntry

NAMES_SHOWN = 20


def find_configuration(
    name: str, entries: Sequence[ConfigurationEntry], preferred_era: str = ""
) -> str:
    """Find the configuration that a name means.

    Parameters
    ----------
    name : str
        A name as in runs.csv, or some of its parts in any order: `epochs=500` for
        `era=keras3,epochs=500`. Without an era, the preferred era is meant.
    entries : sequence of ConfigurationEntry
        The configurations of the study, in its order.
    preferred_era : str
        If no configuration of this era fits, the first era of the study is meant.

    Raises
    ------
    RepriseError
        If no configuration fits, or if several fit that differ in more than the era.
    """
    names = [entry.name for entry in entries]
    if name in names:
        return name
    wanted = set(name.split(","))
    fitting = [entry for entry in entries if wanted <= set(entry.name.split(","))]
    if not fitting:
        short = [entry.name_without_era for entry in entries if entry.era]
        raise RepriseError(
            f"The study has no configuration '{name}'.{did_you_mean(name, [*short, *names])} It has"
            f" {_list_names(names)}."
        )
    if len({entry.name_without_era or entry.name for entry in fitting}) > 1:
        raise RepriseError(
            f"'{name}' fits several configurations: {_list_names([e.name for e in fitting])}. Add"
            f" the part in which they differ.{_describe_partitions(fitting)}"
        )
    preferred = [entry for entry in fitting if entry.era == preferred_era]
    return (preferred or fitting)[0].name


def _describe_partitions(entries: Sequence[ConfigurationEntry]) -> str:
    """Name the table that compares over all origins or splits, if the entries have them."""
    partition = entries[0].partition
    if partition is None:
        return ""
    return f" The table {partition.kind}_comparisons compares over all {partition.kind}s."


def _list_names(names: Sequence[str]) -> str:
    shown = "; ".join(names[:NAMES_SHOWN])
    return f"{shown}; ..." if len(names) > NAMES_SHOWN else shown

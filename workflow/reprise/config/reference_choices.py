"""Resolve the references of a study: which configuration each other one is compared with."""

from collections.abc import Mapping, Sequence

from reprise.config.partitions import without_partitions
from reprise.config.study import Study
from reprise.errors import ConfigError, did_you_mean, key_path


def resolve_references(
    references: str | Mapping[str, str] | None, study: Study, where: str
) -> dict[str, str]:
    """Resolve the key `references` of a study to full names of configurations.

    Parameters
    ----------
    references : str or mapping of str to str or None
        The reference of all other configurations, or the reference of each. In a study whose
        figures have panels, a name can be that within its panel (`epochs=500` in every era). In a
        study with origins or splits, a name without one is meant for each of them.
    study : Study
    where : str
        The file.

    Returns
    -------
    dict of str to str
        Configuration to reference, in the order of the study; a reference itself has none.

    Raises
    ------
    ConfigError
        If a name is unknown, or the runs of a pair cannot be compared.
    """
    if references is None:
        return {}
    panels = _list_panels(study)
    _refuse_unknown_names(references, panels, study, where)
    resolved = {}
    for panel in panels:
        full_names = {name: full for full, names in panel.items() for name in names}
        for full, names in panel.items():
            wanted = references if isinstance(references, str) else None
            if isinstance(references, Mapping):
                wanted = next((references[name] for name in names if name in references), None)
            reference = full_names.get(wanted) if wanted else None
            if reference and reference != full:
                resolved[full] = reference
    _refuse_different_horizons(resolved, study, where)
    return resolved


def _list_panels(study: Study) -> list[dict[str, tuple[str, ...]]]:
    """For each panel: the full name of each configuration, and all names that it can have.

    A study with origins or splits has the panels of the study without them, at each of them.
    """
    alone = without_partitions(study)
    partitions = dict.fromkeys(c.partition for c in study.configurations)
    full_names = {(c.base, c.partition): c.name for c in study.configurations}
    return [
        {
            full_names[name, partition]: (full_names[name, partition], name, short)
            for name, short in panel.items()
        }
        for partition in partitions
        for panel in alone.panels.values()
    ]


def _refuse_unknown_names(
    references: str | Mapping[str, str],
    panels: Sequence[Mapping[str, tuple[str, ...]]],
    study: Study,
    where: str,
) -> None:
    known = {name for panel in panels for names in panel.values() for name in names}
    pairs = {"": references} if isinstance(references, str) else references
    for configuration, reference in pairs.items():
        key = key_path("references", *([configuration] if configuration else []))
        for name in filter(None, (configuration, reference)):
            if name not in known:
                raise ConfigError(
                    f"references has '{name}', but {study.name} has no such configuration."
                    f"{did_you_mean(name, known)} Known: {', '.join(sorted(known))}.",
                    where,
                    key,
                    name,
                )


def _refuse_different_horizons(resolved: dict[str, str], study: Study, where: str) -> None:
    """Refuse a pair that forecasts different numbers of steps, which has no comparison."""
    horizons = {c.name: c.run.framing.horizon for c in study.configurations}
    for configuration, reference in resolved.items():
        if horizons[configuration] != horizons[reference]:
            raise ConfigError(
                f"references compares '{configuration}', which forecasts"
                f" {horizons[configuration]} steps, with '{reference}', which forecasts"
                f" {horizons[reference]}; name a reference with the same horizon.",
                where,
                key_path("references", configuration),
                reference,
            )

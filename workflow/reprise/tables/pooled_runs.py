"""The configurations of several studies whose runs have one distribution."""

from collections.abc import Iterable, Mapping
from typing import Protocol


class DistributionSettings(Protocol):
    """What the settings of a study tell about the distributions of its runs."""

    @property
    def study(self) -> str: ...
    @property
    def distribution_keys(self) -> Mapping[str, str]: ...
    @property
    def trainings(self) -> Mapping[str, str]: ...


def configurations_by_distribution(
    studies: Iterable[DistributionSettings],
) -> dict[str, list[tuple[str, str]]]:
    """List the configurations whose runs have one distribution.

    Runs of different studies are independent. Runs of one study with one training are the same
    networks. So a training is listed once, and no run counts twice.

    Parameters
    ----------
    studies : iterable of settings
        For example FigureSettings. A study that is given twice counts once.

    Returns
    -------
    dict of str to list of (str, str)
        Distribution key to studies and configurations, in the order of the studies.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    counted: set[tuple[str, str, str]] = set()
    for settings in studies:
        for configuration, key in settings.distribution_keys.items():
            training = (key, settings.study, settings.trainings[configuration])
            if training not in counted:
                counted.add(training)
                found.setdefault(key, []).append((settings.study, configuration))
    return found

"""A run that is to be trained: its names, its seed, its inputs and its output files."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedRun:
    """A run that is to be trained.

    Attributes
    ----------
    study, configuration : str
    repeat : int
        From 1.
    settings_path, framing_path : str
        The files with its settings and its framing.
    run_path : str
    history_path, layers_path : str or None
        The files of its history and of its layer statistics, if it records them.
    network_path : str or None
        The file of its trained network, if it is stored.
    family_path : str or None
        The file of a model family of the user's own.
    training : str or None
        The name of the training from which the seed is derived, if it is not the configuration.
        Runs with one training and one repeat are one network, evaluated at two times or ways.
    stores_probabilities : bool
        Whether the run file has the probabilities of all classes for each test row.
    """

    study: str
    configuration: str
    repeat: int
    settings_path: str
    framing_path: str
    run_path: str
    history_path: str | None = None
    layers_path: str | None = None
    network_path: str | None = None
    family_path: str | None = None
    training: str | None = None
    stores_probabilities: bool = False

    @property
    def record_paths(self) -> dict[str, str]:
        """The files of its records by kind: `history`, `layers` and `network`."""
        paths = {
            "history": self.history_path,
            "layers": self.layers_path,
            "network": self.network_path,
        }
        return {kind: path for kind, path in paths.items() if path}

    @property
    def output_paths(self) -> list[str]:
        """All files that the training of the run writes."""
        return [self.run_path, *self.record_paths.values()]

    @property
    def seed(self) -> int:
        """The random seed, derived only from the study, the configuration and the repeat."""
        return run_seed(self.study, self.training or self.configuration, self.repeat)

    def __str__(self) -> str:
        return f"{self.study} / {self.configuration}, repeat {self.repeat}"


def run_seed(study: str, configuration: str, repeat: int) -> int:
    """The seed of one run, derived from its names: an integer from 0 to 2**31 - 1."""
    digest = hashlib.sha256(f"{study}/{configuration}/{repeat}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1

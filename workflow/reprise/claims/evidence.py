"""The runs and baselines on which claims are checked, with bootstrap samples of the runs."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from reprise.claims.measures import evaluate_measure
from reprise.errors import RepriseError

RESAMPLES = 2000
SEED = 0  # equal runs give equal probabilities


class Evidence:
    """The runs on which claims are checked, and bootstrap samples of them.

    Parameters
    ----------
    tables : dict of str to study_tables.StudyTables
        The tables of each study.
    """

    def __init__(self, tables: Mapping[str, Any]):
        self._tables = tables
        self._values: dict[tuple[str, str, str], np.ndarray] = {}
        self._positions: dict[tuple[str, str], np.ndarray] = {}

    def resample(self, study: str, configuration: str, measure: str | dict[str, Any]) -> np.ndarray:
        """A measure of the runs of a configuration, and bootstrap samples of these runs.

        Parameters
        ----------
        study, configuration : str
        measure : str or dict
            As measures.evaluate_measure takes it.

        Returns
        -------
        ndarray of shape (1 + RESAMPLES, runs)
            Row 0 holds the runs themselves, without diverged runs. Every other row is a sample
            with replacement. A row holds the same runs for every measure.
        """
        key = (study, configuration, json.dumps(measure, sort_keys=True))
        if key not in self._values:
            self._values[key] = self._evaluate(study, configuration, measure)
        values = self._values[key]
        return values[self._sampled_positions(study, configuration, len(values))]

    def baseline_score(self, study: str, configuration: str, baseline: str, metric: str) -> float:
        """A metric of a baseline, on the test rows of a configuration.

        Raises
        ------
        RepriseError
            If the study has no such baseline for this configuration.
        """
        table = self._tables[study].baselines
        rows = table[(table["baseline"] == baseline) & (table["configuration"] == configuration)]
        if not len(rows):
            raise RepriseError(f"{study} has no baseline '{baseline}' for {configuration}.")
        return float(rows[metric].iloc[0])

    def _sampled_positions(self, study: str, configuration: str, runs: int) -> np.ndarray:
        key = (study, configuration)
        if key not in self._positions:
            rng = np.random.default_rng([SEED, *"/".join(key).encode()])
            sampled = rng.integers(0, max(1, runs), (RESAMPLES, runs))
            self._positions[key] = np.vstack([np.arange(runs), sampled])
        return self._positions[key]

    def _evaluate(self, study: str, configuration: str, measure: Any) -> np.ndarray:
        tables = self._tables[study]
        runs = tables.runs
        runs = runs[(runs["configuration"] == configuration) & (runs["state"] == "ok")]
        if not len(runs):
            return np.empty(0)

        def load_history():
            history = tables.history
            return history[history["configuration"] == configuration]

        def load_layers():
            layers = tables.layer_statistics
            return layers[layers["configuration"] == configuration]

        return evaluate_measure(measure, runs, load_history, load_layers)

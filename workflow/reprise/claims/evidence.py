"""The runs and baselines on which claims are checked."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from reprise.claims.measures import evaluate_measure
from reprise.errors import RepriseError
from reprise.stats.run_values import Values
from reprise.tables.pooled_runs import configurations_by_distribution

Measure = str | dict[str, Any]  # as measures.evaluate_measure takes it


class Evidence:
    """The runs on which claims are checked.

    Parameters
    ----------
    tables : dict of str to study_tables.StudyTables
        The tables of each study of the claims, and of the studies that train some of the same
        configurations.
    """

    def __init__(self, tables: Mapping[str, Any]):
        self._tables = tables
        self._measured: dict[tuple[str, str, str], pd.Series] = {}

    def pooled(self, study: str, configuration: str, measure: Measure) -> Values:
        """A measure of all runs of a configuration, in whichever study they were trained.

        Curves and layers come from the studies that record them. Diverged runs are left out, and so
        are the runs of the later rounds of a study that trains until its pairs are decided.

        Returns
        -------
        ndarray of shape (runs,)
        """
        (sample,), _ = self.samples(study, [configuration], measure)
        return sample[:, 0]

    def samples(
        self, study: str, configurations: Sequence[str], measure: Measure, is_pooled: bool = True
    ) -> tuple[list[Values], list[list[str]]]:
        """A measure of the runs of several configurations, as independent samples.

        Configurations with one training are one sample of pairs, from their study alone. The sample
        of any other configuration has its runs of all studies. A run is in one sample only.

        Parameters
        ----------
        study : str
        configurations : sequence of str
        measure : str or dict
        is_pooled : bool
            Whether runs of other studies belong to the samples.

        Returns
        -------
        (list of ndarray, list of list of str)
            The samples, each of shape (runs, configurations of the sample), and their
            configurations.
        """
        trainings = self._tables[study].settings.trainings
        groups: dict[str, list[str]] = {}
        for name in dict.fromkeys(configurations):
            groups.setdefault(trainings[name], []).append(name)
        counted: set[tuple[str, str]] = set()
        samples = []
        for names in groups.values():
            if len(names) > 1:
                pairs = [self._measure(study, name, measure) for name in names]
                samples.append(pd.concat(pairs, axis=1, join="inner").to_numpy(dtype=float))
            else:
                sources = self._sources(study, names[0], measure) if is_pooled else []
                sources = [source for source in sources if self._training(source) not in counted]
                counted.update(map(self._training, sources))
                parts = [
                    self._measure(*source, measure) for source in [(study, names[0]), *sources]
                ]
                samples.append(np.concatenate(parts)[:, None])
        return samples, list(groups.values())

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

    def distribution_key(self, study: str, configuration: str) -> str:
        """A key that is equal for configurations whose runs have one distribution."""
        return str(self._tables[study].settings.distribution_keys[configuration])

    def settings(self, study: str) -> Any:
        """The settings of a study, as stage_settings.FigureSettings."""
        return self._tables[study].settings

    @cached_property
    def _by_distribution(self) -> dict[str, list[tuple[str, str]]]:
        return configurations_by_distribution(t.settings for t in self._tables.values())

    def _sources(self, study: str, configuration: str, measure: Measure) -> list[tuple[str, str]]:
        """The configurations of other studies that have runs of the same distribution."""
        key = self._tables[study].settings.distribution_keys[configuration]
        others = [source for source in self._by_distribution[key] if source[0] != study]
        return [source for source in others if self._records(*source, measure)]

    def _records(self, study: str, configuration: str, measure: Measure) -> bool:
        """Whether another study records a measure; the layers count in their own study only."""
        if isinstance(measure, str):
            return True
        if "less" in measure and not self._records(study, configuration, measure["less"]):
            return False
        if "curve" in measure:
            entries = self._tables[study].settings.configurations
            return any(e.name == configuration and e.records_epochs for e in entries)
        return "metric" in measure

    def _training(self, source: tuple[str, str]) -> tuple[str, str]:
        study, configuration = source
        return study, self._tables[study].settings.trainings[configuration]

    def _measure(self, study: str, configuration: str, measure: Measure) -> "pd.Series[float]":
        """A measure of the completed runs of one study, by repeat."""
        key = (study, configuration, json.dumps(measure, sort_keys=True))
        if key not in self._measured:
            self._measured[key] = self._evaluate(study, configuration, measure)
        return self._measured[key]

    def _evaluate(self, study: str, configuration: str, measure: Measure) -> "pd.Series[float]":
        tables = self._tables[study]
        runs = tables.first_runs
        runs = runs[(runs["configuration"] == configuration) & (runs["state"] == "ok")]
        if not len(runs):
            return pd.Series(dtype=float)

        def load_history() -> pd.DataFrame:
            history = tables.history
            return history[history["configuration"] == configuration]

        def load_layers() -> pd.DataFrame:
            layers = tables.layer_statistics
            return layers[layers["configuration"] == configuration]

        values = evaluate_measure(measure, runs, load_history, load_layers)
        return pd.Series(values, index=runs["repeat"].to_numpy())

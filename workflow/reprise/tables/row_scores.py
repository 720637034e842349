"""The scores of the test rows of a study: the mean over the runs of each configuration."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.evaluation.row_measures import has_row_scores
from reprise.evaluation.row_scores import row_scores
from reprise.stage_settings import TabulateSettings
from reprise.stats.row_comparisons import RowScores


class RowScoreCollector:
    """Adds up the scores of test rows while the run files are read, and forgets the forecasts.

    Parameters
    ----------
    settings : TabulateSettings
    framings : sequence of Framing
    """

    def __init__(self, settings: TabulateSettings, framings: Sequence[Framing]):
        self._settings = settings
        self._framings = framings
        self._sums: dict[str, np.ndarray] = {}
        self._runs: dict[str, int] = {}

    def add(self, document: dict[str, Any]) -> None:
        """Add a run, given the content of its file; a run that diverged is left out."""
        if document["state"] != "ok" or not has_row_scores(self._settings.metric):
            return
        name = document["configuration"]
        framing = self._framing_of(name)
        outputs = document["predictions" if framing.classes else "forecasts"]
        scores = row_scores(framing, outputs, self._settings.metric)
        self._sums[name] = self._sums.get(name, 0) + scores
        self._runs[name] = self._runs.get(name, 0) + 1

    def configurations(self) -> dict[str, RowScores]:
        """The mean scores of each configuration that has a completed run."""
        return {
            name: _known_rows(self._framing_of(name), total / self._runs[name])
            for name, total in self._sums.items()
        }

    def baselines(self, documents: list[dict[str, Any]]) -> list[tuple[str, str, RowScores]]:
        """The scores of baselines, as `row_comparisons.compare_rows` takes them.

        Parameters
        ----------
        documents : list of dict
            As `evaluation.baselines.study_baselines` makes them.
        """
        metric = self._settings.metric
        if not has_row_scores(metric):
            return []
        found = []
        for document in documents:
            for name in document["configurations"]:
                framing = self._framing_of(name)
                scores = row_scores(framing, document["outputs"], metric)
                found.append((document["baseline"], name, _known_rows(framing, scores)))
        return found

    def _framing_of(self, configuration: str) -> Framing:
        return self._framings[self._settings.framing_numbers[configuration]]


def _known_rows(framing: Framing, scores: np.ndarray) -> RowScores:
    """The scores without the rows of which no target is known."""
    is_known = ~np.isnan(scores)
    rows = framing.first_targets[framing.split("test")]
    return RowScores(rows[is_known], scores[is_known], framing.horizon)

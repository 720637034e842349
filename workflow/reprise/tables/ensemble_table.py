"""The table of ensembles: the mean forecast of several networks of a configuration."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.stage_settings import TabulateSettings
from reprise.stats.ensembles import COLUMNS, evaluate_ensembles
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import read_run


def tabulate_ensembles(
    settings: TabulateSettings, planned_runs: Sequence[PlannedRun]
) -> pd.DataFrame:
    """Evaluate the mean forecast of sets of networks, configuration by configuration.

    The forecasts are read from the run files of one configuration at a time.

    Parameters
    ----------
    settings : TabulateSettings
    planned_runs : sequence of PlannedRun
        Every run of the study.

    Returns
    -------
    DataFrame
        The columns configuration and runs (the number of networks that did not diverge), then
        those of `ensembles.evaluate_ensembles`. A configuration whose runs all diverged has no
        rows.

    Raises
    ------
    DamagedFileError
        If the file of a run is not complete or was changed after it was written.
    """
    framings = load_framings(planned_runs[0].framing_path)
    parts = []
    for name in settings.configuration_names:
        documents = [read_run(run.run_path) for run in planned_runs if run.configuration == name]
        framing = framings[settings.framing_numbers[name]]
        outputs = _completed_outputs(documents, framing)
        if not len(outputs):
            continue
        confidence = settings.comparison.confidence
        part = evaluate_ensembles(framing, outputs, settings.tables.ensembles, confidence)
        part.insert(0, "configuration", name)
        part.insert(1, "runs", len(outputs))
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=["configuration", "runs", *COLUMNS])
    return pd.concat(parts, ignore_index=True)


def _completed_outputs(documents: list[dict[str, Any]], framing: Framing) -> np.ndarray:
    """The outputs of the runs that did not diverge, shape (runs, test rows, outputs)."""
    key = "predictions" if framing.classes else "forecasts"
    outputs = [document[key] for document in documents if document["state"] == "ok"]
    return np.array(outputs, dtype=float).reshape(-1, framing.test_rows, framing.actual.shape[1])

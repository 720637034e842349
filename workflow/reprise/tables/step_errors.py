"""The errors of each step of the horizon."""

from typing import Any

import pandas as pd


def collect_steps(documents: list[dict[str, Any]]) -> pd.DataFrame:
    """Collect the errors of each step of the horizon, run by run.

    Parameters
    ----------
    documents : list of dict
        The contents of the run files. Runs that forecast one step have no `steps` and are left
        out.

    Returns
    -------
    DataFrame
        Columns configuration, repeat, step (from 1) and the test metrics. The metrics of a run
        that diverged are empty.
    """
    parts = []
    for run in documents:
        if "steps" in run:
            errors = pd.DataFrame(run["steps"], dtype=float)
            errors.insert(0, "configuration", run["configuration"])
            errors.insert(1, "repeat", run["repeat"])
            errors.insert(2, "step", range(1, len(errors) + 1))
            parts.append(errors)
    return pd.concat(parts, ignore_index=True)

"""Tables of the baselines of a study."""

from typing import Any

import pandas as pd

from reprise.partition import PARTITION_KINDS

COLUMNS = ("baseline", "label", "form", "configuration", *PARTITION_KINDS)


def tabulate_baselines(documents: list[dict[str, Any]]) -> pd.DataFrame:
    """Tabulate the metrics of the baselines.

    Parameters
    ----------
    documents : list of dict
        As `evaluation.baselines.study_baselines` makes them.

    Returns
    -------
    DataFrame
        One row per baseline and configuration: baseline (its kind), label (its name among the
        study's baselines), form, configuration, origin and split (empty in a study without
        origins or splits), and the metrics of the test rows.
    """
    rows = [
        {
            "baseline": document["baseline"],
            "label": document["label"],
            "form": document["form"],
            "configuration": configuration,
        }
        | dict.fromkeys(PARTITION_KINDS)
        | _partition_columns(document["partition"])
        | document["metrics"]
        for document in documents
        for configuration in document["configurations"]
    ]
    table = pd.DataFrame(rows, columns=None if rows else list(COLUMNS))
    return table.astype(dict.fromkeys(PARTITION_KINDS, "Int64"))


def _partition_columns(partition: dict[str, Any] | None) -> dict[str, int]:
    """The origin or the split as a column of its own."""
    return {partition["kind"]: partition["number"]} if partition else {}


def baseline_steps(documents: list[dict[str, Any]]) -> pd.DataFrame:
    """Tabulate the errors of the baselines for each step of the horizon.

    Parameters
    ----------
    documents : list of dict
        As for `tabulate_baselines`; baselines that forecast one step are left out.

    Returns
    -------
    DataFrame
        One row per baseline and step: baseline, label, step (from 1), and the test metrics.
    """
    rows = [
        {"baseline": document["baseline"], "label": document["label"], "step": step}
        | dict(zip(document["steps"], errors, strict=True))
        for document in documents
        if document["steps"] and len(next(iter(document["steps"].values()))) > 1
        for step, errors in enumerate(zip(*document["steps"].values(), strict=True), start=1)
    ]
    return pd.DataFrame(rows)

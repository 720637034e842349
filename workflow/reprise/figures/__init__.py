"""Figures of one study: a room for each kind, with `draw` and `caption`.

Both take the study's tables (`study_tables.StudyTables`) and the part that is shown, where a
study has several figures of a kind. A caption says what is seen, in reStructuredText.
"""

from reprise.figures import (
    comparisons,
    curves,
    dataset,
    distribution,
    forecasts,
    interactions,
    layers,
    origins,
    query,
    repeats,
    steps,
)

KINDS = {
    "dataset": dataset,
    "distribution": distribution,
    "comparisons": comparisons,
    "interactions": interactions,
    "repeats": repeats,
    "origins": origins,
    "query": query,
    "forecasts": forecasts,
    "steps": steps,
    "curves": curves,
    "layers": layers,
}

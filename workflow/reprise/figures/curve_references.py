"""Values that learning curves are compared with: the simplest baseline, or the right answer."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reprise.escape import rst_literal
from reprise.evaluation.metrics import split_of
from reprise.figures.baseline_lines import BASELINE_STYLES
from reprise.figures.caption_text import format_number
from reprise.tables.study_tables import StudyTables

SIMPLEST_BASELINES = ["persistence", "most_frequent"]
RIGHT_ANSWER = "right answer"
DASHED: Any = (0, (4, 2))


def draw_references(axes: Axes, tables: StudyTables, column: str, configuration: str) -> None:
    """Draw the references of one configuration as lines across the panel.

    Parameters
    ----------
    axes : Axes
    tables : StudyTables
    column : str
        The column of the history whose references are drawn, for example `test_rmse`.
    configuration : str
    """
    for label, value in _references(tables, column, configuration).items():
        axes.axhline(value, color="black", linestyle=_line_style(label))


def reference_handles(
    tables: StudyTables, column: str, configurations: Sequence[str]
) -> list[Line2D]:
    """Legend entries of the references of these configurations, each reference once."""
    labels = [label for name in configurations for label in _references(tables, column, name)]
    return [
        Line2D(
            [],
            [],
            color="black",
            linestyle=_line_style(label),
            label=label if label == RIGHT_ANSWER else f"baseline {label}",
        )
        for label in dict.fromkeys(labels)
    ]


def explain_references(tables: StudyTables, column: str, configurations: Sequence[str]) -> str:
    """Say what the dashed lines are, with all values that they have in the panels."""
    labels: dict[str, list[str]] = {}
    for configuration in configurations:
        for label, value in _references(tables, column, configuration).items():
            labels.setdefault(label, []).append(format_number(value))
    return "".join(
        f" The dashed line shows the {_name_in_caption(label)}"
        f" ({', '.join(dict.fromkeys(values))})."
        for label, values in labels.items()
    )


def _references(tables: StudyTables, column: str, configuration: str) -> dict[str, float]:
    """The values that the curves of one configuration are compared with, by their label."""
    if split_of(column) == "query":
        query = tables.settings.framing_of(configuration).query
        if query is None:
            return {}
        return {RIGHT_ANSWER: query.answer[int(column.rpartition("_")[2]) - 1]}
    baselines = tables.baselines
    if column not in baselines:
        return {}
    is_simplest = baselines["baseline"].isin(SIMPLEST_BASELINES)
    own = baselines[is_simplest & (baselines["configuration"] == configuration)]
    return dict(zip(own["baseline"], own[column], strict=True))


def _name_in_caption(label: str) -> str:
    return label if label == RIGHT_ANSWER else f"baseline {rst_literal(label)}"


def _line_style(label: str) -> Any:
    return DASHED if label == RIGHT_ANSWER else BASELINE_STYLES[label][1]

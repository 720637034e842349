"""The figures of a study, drawn anew for a notebook or into the axes of another figure."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reprise.errors import RepriseError, did_you_mean
from reprise.figures.registry import KINDS, import_figure_module
from reprise.results.study_folder import MissingResultError, StudyFolder
from reprise.tables.study_tables import StudyTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reprise.figures.layout import GivenAxes


class Plots:
    """The figures of one study; each of them is a method with the name of its kind.

    `dir(results.plot)` lists them. The settings of Matplotlib stay as they are.

    Parameters
    ----------
    files : StudyFolder
    load_tables : callable
        Returns the tables of the study.
    """

    def __init__(self, files: StudyFolder, load_tables: Callable[[], StudyTables]):
        self._files, self._load_tables = files, load_tables

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        figures = self._figures()
        if name not in figures:
            raise MissingResultError(self._explain_missing_figure(name, list(figures)))
        parts = figures[name]

        def draw(part: str = "", ax: "GivenAxes" = None) -> Any:
            return self._draw(name, _choose_part(name, part, parts), ax)

        draw.__name__ = draw.__qualname__ = name
        label = next(kind.label for kind in KINDS if kind.name == name)
        draw.__doc__ = _describe_method(label, parts)
        return draw

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._figures()})

    def __repr__(self) -> str:
        return f"Figures of the study {self._files.study}: {', '.join(self._figures())}"

    def _figures(self) -> dict[str, list[str]]:
        return self._files.figures(self._load_tables().settings)

    def _draw(self, kind: str, part: str, ax: "GivenAxes") -> Any:
        import matplotlib.pyplot as plt

        from reprise.figures.style import figure_style

        module = import_figure_module(kind)
        with figure_style():
            figure = module.draw(self._load_tables(), part, ax=ax)
            if ax is not None:
                for axes in np.atleast_1d(np.asarray(ax, dtype=object)).flat:
                    _keep_dollar_signs(axes)
                return ax
            figure.draw_without_rendering()  # makes the labels of the axes in this style, too
        plt.figure(figure)  # a notebook and `plt.show()` show the figures of pyplot
        return figure.axes[0] if len(figure.axes) == 1 else np.array(figure.axes)

    def _explain_missing_figure(self, name: str, known: list[str]) -> str:
        where = f"{self._files.folder}: the study '{self._files.study}' has no figure '{name}'"
        if not known:
            self._files.check_stage("draw")
        return f"{where}.{did_you_mean(name, known)} Its figures are {', '.join(known)}."


def _choose_part(kind: str, part: str, parts: list[str]) -> str:
    if part in parts:
        return part
    if not part and len(parts) == 1:
        return parts[0]
    example = f"as in results.plot.{kind}({parts[-1]!r})" if parts[-1] else "without a part"
    raise RepriseError(
        f"The figure '{kind}' has no part '{part}'.{did_you_mean(part, parts)} Ask for one of"
        f" {', '.join(filter(None, parts)) or 'none'}, {example}."
    )


def _describe_method(label: str, parts: list[str]) -> str:
    named = [part for part in parts if part]
    part = f"One of {', '.join(named)}." if named else "This figure has no parts."
    return f"""Draw {label.format(part="a part")}.

    Parameters
    ----------
    part : str
        {part}
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each panel; by default in a new figure.

    Returns
    -------
    Axes, or an array of Axes if the figure has several
    """


def _keep_dollar_signs(axes: "Axes") -> None:
    """Show dollar signs as they are: in the axes of a user, they would enclose a formula."""
    from matplotlib.text import Text

    axes.get_xticklabels(), axes.get_yticklabels()  # makes those that are not made yet
    for text in axes.findobj(Text):
        if isinstance(text, Text) and "$" in text.get_text():
            text.set_parse_math(False)

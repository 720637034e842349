"""The modules that draw figures, each imported when it is needed.

Snakemake reads the registry of figures while it plans, so the modules that draw, and Matplotlib
with them, are imported inside functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reprise.figures.layout import GivenAxes
    from reprise.tables.study_tables import StudyTables


class FigureModule(Protocol):
    """A module that draws one kind of figure and writes what is said about it.

    The caption says how to read the figure, in reStructuredText. The description says what is seen
    in it, as plain text for readers who cannot see it. `part` names what the figure shows if a
    study has several figures of the kind; otherwise it is empty. `ax` has the axes of a user to
    draw into: see `layout.create_panels`.
    """

    def draw(self, tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure: ...

    def caption(self, tables: StudyTables, part: str = "") -> str: ...

    def describe(self, tables: StudyTables, part: str = "") -> str: ...


def series_plot() -> FigureModule:
    from reprise.figures import series_plot

    return series_plot


def autocorrelation_plot() -> FigureModule:
    from reprise.figures import autocorrelation_plot

    return autocorrelation_plot


def samples_plot() -> FigureModule:
    from reprise.figures import samples_plot

    return samples_plot


def run_distributions() -> FigureModule:
    from reprise.figures import run_distributions

    return run_distributions


def comparison_matrix() -> FigureModule:
    from reprise.figures import comparison_matrix

    return comparison_matrix


def interaction_plots() -> FigureModule:
    from reprise.figures import interaction_plots

    return interaction_plots


def interval_widths() -> FigureModule:
    from reprise.figures import interval_widths

    return interval_widths


def errors_by_partition() -> FigureModule:
    from reprise.figures import errors_by_partition

    return errors_by_partition


def query_forecasts() -> FigureModule:
    from reprise.figures import query_forecasts

    return query_forecasts


def forecast_fan() -> FigureModule:
    """The forecast beyond the data with its intervals."""
    from reprise.figures import forecast_fan as module

    return module


def forecast_bands() -> FigureModule:
    from reprise.figures import forecast_bands

    return forecast_bands


def predictions_plot() -> FigureModule:
    from reprise.figures import predictions_plot

    return predictions_plot


def errors_by_step() -> FigureModule:
    from reprise.figures import errors_by_step

    return errors_by_step


def ensemble_errors() -> FigureModule:
    from reprise.figures import ensemble_errors

    return ensemble_errors


def learning_curves() -> FigureModule:
    from reprise.figures import learning_curves

    return learning_curves


def batch_norm_statistics() -> FigureModule:
    from reprise.figures import batch_norm_statistics

    return batch_norm_statistics


def reliability_plot() -> FigureModule:
    from reprise.figures import reliability_plot

    return reliability_plot

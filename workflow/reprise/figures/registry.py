"""The kinds of figures that a study can have.

A new kind of figure is added in this module and nowhere else. Snakemake reads the registry while
it plans, so the modules that draw, and Matplotlib with them, are imported inside functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from reprise.data.row_counts import FEWEST_FOR_AUTOCORRELATIONS, count_observations_before_tests

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reprise.config.study import Study
    from reprise.tables.study_tables import StudyTables


class FigureModule(Protocol):
    """A module that draws one kind of figure and writes the caption, in reStructuredText.

    `part` names what the figure shows if a study has several figures of the kind; otherwise it is
    empty.
    """

    def draw(self, tables: StudyTables, part: str = "") -> Figure: ...

    def caption(self, tables: StudyTables, part: str = "") -> str: ...


def only_part(study: Study) -> Sequence[str]:
    """The empty part, for a kind of which a study has one figure."""
    return ("",)


@dataclass(frozen=True)
class FigureKind:
    """A kind of figure: which studies have it, where it is stored, and what draws it.

    Attributes
    ----------
    name : str
    file_stem : str
        The name of the file without its ending; `{part}` stands for the part.
    label : str
        The name of the figure in the report; `{part}` stands for the part.
    is_wanted : callable
        Takes a study; whether the study has figures of this kind.
    import_module : callable
        Imports the module that draws the figure.
    list_parts : callable
        Takes a study; the parts that have a figure each.
    """

    name: str
    file_stem: str
    label: str
    is_wanted: Callable[[Study], bool]
    import_module: Callable[[], FigureModule]
    list_parts: Callable[[Study], Sequence[str]] = only_part


@dataclass(frozen=True)
class StudyFigure:
    """One figure of a study; `part` is empty if the study has one figure of the kind."""

    kind: FigureKind
    part: str

    @property
    def file_stem(self) -> str:
        """The name of the file without its ending."""
        return self.kind.file_stem.format(part=self.part)

    @property
    def label(self) -> str:
        """The name of the figure in the report."""
        return self.kind.label.format(part=self.part)


def list_figures(study: Study) -> list[StudyFigure]:
    """List the figures of a study, in the order of the report."""
    return [
        StudyFigure(kind, part)
        for kind in KINDS
        if kind.is_wanted(study)
        for part in kind.list_parts(study)
    ]


def import_figure_module(kind: str) -> FigureModule:
    """Import the module that draws a kind of figure, given the name of the kind."""
    return next(entry for entry in KINDS if entry.name == kind).import_module()


def _series_plot() -> FigureModule:
    from reprise.figures import series_plot

    return series_plot


def _autocorrelation_plot() -> FigureModule:
    from reprise.figures import autocorrelation_plot

    return autocorrelation_plot


def _samples_plot() -> FigureModule:
    from reprise.figures import samples_plot

    return samples_plot


def _run_distributions() -> FigureModule:
    from reprise.figures import run_distributions

    return run_distributions


def _comparison_matrix() -> FigureModule:
    from reprise.figures import comparison_matrix

    return comparison_matrix


def _interaction_plots() -> FigureModule:
    from reprise.figures import interaction_plots

    return interaction_plots


def _interval_widths() -> FigureModule:
    from reprise.figures import interval_widths

    return interval_widths


def _errors_by_origin() -> FigureModule:
    from reprise.figures import errors_by_origin

    return errors_by_origin


def _query_forecasts() -> FigureModule:
    from reprise.figures import query_forecasts

    return query_forecasts


def _forecast_bands() -> FigureModule:
    from reprise.figures import forecast_bands

    return forecast_bands


def _errors_by_step() -> FigureModule:
    from reprise.figures import errors_by_step

    return errors_by_step


def _ensemble_errors() -> FigureModule:
    from reprise.figures import ensemble_errors

    return ensemble_errors


def _learning_curves() -> FigureModule:
    from reprise.figures import learning_curves

    return learning_curves


def _batch_norm_statistics() -> FigureModule:
    from reprise.figures import batch_norm_statistics

    return batch_norm_statistics


def _is_long_enough_for_autocorrelations(study: Study) -> bool:
    """Whether a study has a series that is not known to be too short."""
    values = study.dataset.values
    if values is None:
        return study.dataset.is_series
    seen = count_observations_before_tests(len(values), study.framings)
    return seen >= FEWEST_FOR_AUTOCORRELATIONS


KINDS = (
    FigureKind(
        name="series",
        file_stem="series",
        label="the dataset",
        is_wanted=lambda study: study.dataset.is_series,
        import_module=_series_plot,
    ),
    FigureKind(
        name="autocorrelations",
        file_stem="autocorrelations",
        label="autocorrelations of the dataset",
        is_wanted=_is_long_enough_for_autocorrelations,
        import_module=_autocorrelation_plot,
    ),
    FigureKind(
        name="samples",
        file_stem="samples",
        label="the dataset",
        is_wanted=lambda study: not study.dataset.is_series,
        import_module=_samples_plot,
    ),
    FigureKind(
        name="distribution",
        file_stem="distribution",
        label="all runs",
        is_wanted=lambda study: True,
        import_module=_run_distributions,
    ),
    FigureKind(
        name="comparisons",
        file_stem="comparisons",
        label="every pair of configurations",
        is_wanted=lambda study: len(study.configurations) > 1,
        import_module=_comparison_matrix,
    ),
    FigureKind(
        name="interactions",
        file_stem="interactions",
        label="interactions of the keys",
        is_wanted=lambda study: bool(study.grid_levels),
        import_module=_interaction_plots,
    ),
    FigureKind(
        name="repeats",
        file_stem="repeats",
        label="how many repeats",
        is_wanted=lambda study: len(study.configurations) > 1,
        import_module=_interval_widths,
    ),
    FigureKind(
        name="origins",
        file_stem="origins",
        label="random starts and test periods",
        is_wanted=lambda study: study.has_origins,
        import_module=_errors_by_origin,
    ),
    FigureKind(
        name="query",
        file_stem="query",
        label="forecasts of the query",
        is_wanted=lambda study: study.has_query,
        import_module=_query_forecasts,
    ),
    FigureKind(
        name="forecasts",
        file_stem="forecasts",
        label="forecasts and observations",
        is_wanted=lambda study: (
            study.task == "forecast" and study.figures.forecasts and not study.has_query
        ),
        import_module=_forecast_bands,
    ),
    FigureKind(
        name="steps",
        file_stem="steps",
        label="errors by step of the horizon",
        is_wanted=lambda study: study.forecasts_several_steps and not study.has_query,
        import_module=_errors_by_step,
    ),
    FigureKind(
        name="ensembles",
        file_stem="ensembles",
        label="mean of several networks",
        is_wanted=lambda study: bool(study.tables.ensembles),
        import_module=_ensemble_errors,
    ),
    FigureKind(
        name="curves",
        file_stem="diagnostic_{part}",
        label="every epoch, {part}",
        is_wanted=lambda study: study.records_epochs,
        import_module=_learning_curves,
        list_parts=lambda study: study.names_of_learning_curves,
    ),
    FigureKind(
        name="layers",
        file_stem="layers",
        label="batch-normalization layers",
        is_wanted=lambda study: study.records_layers,
        import_module=_batch_norm_statistics,
    ),
)

"""The kinds of figures that a study can have.

A new kind of figure is added here and in `figure_modules`, which imports the modules that draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprise.data.row_counts import FEWEST_FOR_AUTOCORRELATIONS, count_observations_before_tests
from reprise.figures import figure_modules
from reprise.figures.figure_modules import FigureModule

if TYPE_CHECKING:
    from reprise.config.study import Study

ENDINGS = ("svg", "png", "rst", "txt")  # of the files of a figure: see `saving.save`


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


@dataclass(frozen=True)
class FigureFile:
    """The files of a figure of a study.

    Attributes
    ----------
    stem : str
        The path of the files without their ending.
    kind : str
        The name of a `FigureKind`.
    part : str
        What the figure shows if the study has several figures of the kind, or an empty text.
    label : str
        The name of the figure in the report.
    """

    stem: str
    kind: str
    part: str
    label: str

    @property
    def paths(self) -> list[str]:
        """The paths of all files: the figure twice, its caption and its description."""
        return [f"{self.stem}.{ending}" for ending in ENDINGS]


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


def _is_long_enough_for_autocorrelations(study: Study) -> bool:
    """Whether a study has a series that is not known to be too short."""
    values = study.dataset.values
    if values is None:
        return study.dataset.is_series
    seen = count_observations_before_tests(len(values), study.framings)
    return seen >= FEWEST_FOR_AUTOCORRELATIONS


KINDS = (
    FigureKind(
        name="reliability",
        file_stem="reliability",
        label="reliability of the probabilities",
        is_wanted=lambda study: study.predictor is not None and study.task == "classify",
        import_module=figure_modules.reliability_plot,
    ),
    FigureKind(
        name="forecast",
        file_stem="forecast",
        label="forecast beyond the data",
        is_wanted=lambda study: study.forecast is not None and len(study.dataset.targets) < 2,
        import_module=figure_modules.forecast_fan,
    ),
    FigureKind(
        name="forecast_of_targets",
        file_stem="forecast_{part}",
        label="forecast of {part} beyond the data",
        is_wanted=lambda study: study.forecast is not None and len(study.dataset.targets) > 1,
        import_module=figure_modules.forecast_fan,
        list_parts=lambda study: study.dataset.targets,
    ),
    FigureKind(
        name="series",
        file_stem="series",
        label="the dataset",
        is_wanted=lambda study: study.dataset.is_series,
        import_module=figure_modules.series_plot,
    ),
    FigureKind(
        name="autocorrelations",
        file_stem="autocorrelations",
        label="autocorrelations of the dataset",
        is_wanted=_is_long_enough_for_autocorrelations,
        import_module=figure_modules.autocorrelation_plot,
    ),
    FigureKind(
        name="samples",
        file_stem="samples",
        label="the dataset",
        is_wanted=lambda study: not study.dataset.is_series,
        import_module=figure_modules.samples_plot,
    ),
    FigureKind(
        name="distribution",
        file_stem="distribution",
        label="all runs",
        is_wanted=lambda study: True,
        import_module=figure_modules.run_distributions,
    ),
    FigureKind(
        name="comparisons",
        file_stem="comparisons",
        label="every pair of configurations",
        is_wanted=lambda study: len(study.configurations) > 1,
        import_module=figure_modules.comparison_matrix,
    ),
    FigureKind(
        name="interactions",
        file_stem="interactions",
        label="interactions of the keys",
        is_wanted=lambda study: bool(study.grid_levels),
        import_module=figure_modules.interaction_plots,
    ),
    FigureKind(
        name="repeats",
        file_stem="repeats",
        label="how many repeats",
        is_wanted=lambda study: len(study.configurations) > 1 and not study.until,
        import_module=figure_modules.interval_widths,
    ),
    FigureKind(
        name="partitions",
        file_stem="{part}s",
        label="random starts and {part}s",
        is_wanted=lambda study: study.partition_kind is not None,
        import_module=figure_modules.errors_by_partition,
        list_parts=lambda study: (study.partition_kind or "",),
    ),
    FigureKind(
        name="query",
        file_stem="query",
        label="forecasts of the query",
        is_wanted=lambda study: study.has_query,
        import_module=figure_modules.query_forecasts,
    ),
    FigureKind(
        name="forecasts",
        file_stem="forecasts",
        label="forecasts and observations",
        is_wanted=lambda study: (
            study.task == "forecast"
            and study.figures.forecasts
            and not study.has_query
            and len(study.dataset.targets) < 2
        ),
        import_module=figure_modules.forecast_bands,
    ),
    FigureKind(
        name="predictions",
        file_stem="predictions",
        label="predictions and observations",
        is_wanted=lambda study: study.task == "regress" and study.figures.forecasts,
        import_module=figure_modules.predictions_plot,
    ),
    FigureKind(
        name="forecasts_of_targets",
        file_stem="forecasts_{part}",
        label="forecasts and observations of {part}",
        is_wanted=lambda study: study.figures.forecasts and len(study.dataset.targets) > 1,
        import_module=figure_modules.forecast_bands,
        list_parts=lambda study: study.dataset.targets,
    ),
    FigureKind(
        name="steps",
        file_stem="steps",
        label="errors by step of the horizon",
        is_wanted=lambda study: study.forecasts_several_steps and not study.has_query,
        import_module=figure_modules.errors_by_step,
    ),
    FigureKind(
        name="ensembles",
        file_stem="ensembles",
        label="mean of several networks",
        is_wanted=lambda study: bool(study.tables.ensembles),
        import_module=figure_modules.ensemble_errors,
    ),
    FigureKind(
        name="curves",
        file_stem="diagnostic_{part}",
        label="every epoch, {part}",
        is_wanted=lambda study: study.records_epochs,
        import_module=figure_modules.learning_curves,
        list_parts=lambda study: study.names_of_learning_curves,
    ),
    FigureKind(
        name="layers",
        file_stem="layers",
        label="batch-normalization layers",
        is_wanted=lambda study: study.records_layers,
        import_module=figure_modules.batch_norm_statistics,
    ),
)

"""The tables of one study, which are read when a figure or a page needs them."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reprise.data.dataset import load_dataset
from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.data.published import published_descriptions
from reprise.data.series import Series
from reprise.escape import show_control_characters
from reprise.stage_settings import FigureSettings
from reprise.stats.best_choice import COLUMNS as BEST_COLUMNS
from reprise.storage import check_digests, read_json
from reprise.tables.baseline_tables import baseline_steps
from reprise.tables.study_paths import StoredPaths
from reprise.tables.trained_epochs import continue_ended_runs

BOX_STATISTICS = ("min", "25%", "50%", "75%", "max")
PREPARED_FILES = ("baselines.json", "first_rows.txt", "windows.txt")
FORECAST_FILES = (
    *("forecast.csv", "forecast_members.csv", "forecast_summary.json"),
    *("forecast_accuracy.csv", "forecast_coverage.csv", "forecast_errors.csv"),
    *("predictor_accuracy.csv", "predictor_coverage.csv", "predictor_calibration.csv"),
    *("reliability.csv", "predictor_out_of_fold.csv", "predictor_summary.json"),
)


class StudyTables:
    """What the figures, captions and pages of one study are made from.

    Every attribute is read once, when it is first used.

    Parameters
    ----------
    files : StoredPaths

    Attributes
    ----------
    settings : FigureSettings
        Control characters in the title and in the units are visible.
    dataset : Series or Samples
        Control characters in the names of columns and classes are visible.
    framings : list of Framing
    unit_roots, autocorrelations : DataFrame
        As `series_tables` makes them.
    description : DataFrame
        describe.csv, with the statistics as index.
    forecasts : DataFrame
        forecasts.csv.gz; its times are dates if the series has dates.
    predictions : DataFrame
        predictions.csv.gz, of a study that predicts the numbers of samples.
    partitions, partition_comparisons : DataFrame
        origins.csv and origin_comparisons.csv, or splits.csv and split_comparisons.csv. Their
        columns are those of `stats.partition_variance`.
    baseline_steps : DataFrame
        As `baseline_tables.baseline_steps` makes it.
    forecast, forecast_members, forecast_accuracy, forecast_coverage : DataFrame
        The tables of these names, if the study forecasts beyond its data.
    forecast_summary : dict
        What `forecasting.study_forecast` says of these forecasts.
    predictor_summary : dict
        What `forecasting.study_predictor` says of the predictor of a study of samples.
    history : DataFrame
        history.csv.gz; a run that ended early has rows up to the limit of its epochs.
    published : DataFrame
        As `data.published.published_descriptions` makes it.
    """

    def __init__(self, files: StoredPaths):
        self._files = files
        settings = FigureSettings.from_json(read_json(files.settings("draw")))
        units: Any = settings.dataset.units
        if isinstance(units, str):
            units = show_control_characters(units)
        else:
            units = tuple(map(show_control_characters, units))
        self.settings = replace(
            settings,
            title=show_control_characters(settings.title),
            dataset=replace(settings.dataset, units=units),
        )

    def read(self, file: str, **options: Any) -> pd.DataFrame:
        """Read a table by the name of its file.

        Parameters
        ----------
        file : str
            For example `describe.csv`.
        **options
            For pandas.read_csv.

        Raises
        ------
        DamagedFileError
            If the file was changed after it was written. A shortened CSV would still be a CSV.
        """
        table: pd.DataFrame = pd.read_csv(self._checked_path(file), **options)
        return table

    def read_text(self, file: str) -> str:
        """Read a text by the name of its file, and check it as `read` does."""
        return Path(self._checked_path(file)).read_text(encoding="utf-8")

    def _checked_path(self, file: str) -> str:
        """The path of a file whose content is what its stage wrote."""
        path = self._files.path(file)
        stage = "prepare" if file in PREPARED_FILES else "tabulate"
        if file in FORECAST_FILES:
            stage = "forecast"
        check_digests(self._files.digests(stage), [path])
        return path

    @cached_property
    def dataset(self) -> Any:
        dataset = load_dataset(self.settings.dataset, self._files.observations)
        if isinstance(dataset, Series):
            columns = {show_control_characters(n): v for n, v in dataset.columns.items()}
            return replace(
                dataset,
                time_name=show_control_characters(dataset.time_name),
                columns=columns,
                targets=tuple(map(show_control_characters, dataset.targets)),
            )
        features, classes = (
            list(map(show_control_characters, names))
            for names in (dataset.feature_names, dataset.class_names)
        )
        target = show_control_characters(dataset.target_name)
        return replace(dataset, feature_names=features, class_names=classes, target_name=target)

    @cached_property
    def framings(self) -> list[Framing]:
        return load_framings(self._files.path("framing.npz"))

    @cached_property
    def unit_roots(self) -> pd.DataFrame:
        return self.read("unit_roots.csv")

    @cached_property
    def autocorrelations(self) -> pd.DataFrame:
        return self.read("autocorrelations.csv")

    @cached_property
    def runs(self) -> pd.DataFrame:
        return self.read("runs.csv")

    @cached_property
    def first_runs(self) -> pd.DataFrame:
        """The runs whose number was chosen before the training: claims and replication use these.

        It lacks the runs of the later rounds of a study that trains until its pairs are decided.
        """
        return self.runs[self.runs["repeat"] <= self.settings.repeats]

    @cached_property
    def description(self) -> pd.DataFrame:
        return self.read("describe.csv", index_col="statistic")

    @cached_property
    def summary(self) -> pd.DataFrame:
        return self.read("summary.csv")

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        return self.read("comparisons.csv")

    @cached_property
    def effects(self) -> pd.DataFrame:
        return self.read("effects.csv")

    @cached_property
    def repeats(self) -> pd.DataFrame:
        return self.read("repeats.csv")

    @cached_property
    def one_training(self) -> pd.DataFrame:
        return self.read("one_training.csv")

    @cached_property
    def best(self) -> pd.DataFrame:
        """best.csv; empty in a study with one configuration, which has no such file."""
        if len(self.settings.configurations) == 1:
            return pd.DataFrame(columns=[*BEST_COLUMNS])
        return self.read("best.csv")

    @cached_property
    def baselines(self) -> pd.DataFrame:
        return self.read("baselines.csv")

    @cached_property
    def baseline_steps(self) -> pd.DataFrame:
        return baseline_steps(read_json(self._checked_path("baselines.json")))

    @cached_property
    def partitions(self) -> pd.DataFrame:
        return self._read_of_partitions("{}s.csv")

    @cached_property
    def partition_comparisons(self) -> pd.DataFrame:
        return self._read_of_partitions("{}_comparisons.csv")

    def _read_of_partitions(self, file: str) -> pd.DataFrame:
        """A table of origins or splits, with the same names of columns for both."""
        kind = self.settings.partition_kind or ""
        table = self.read(file.format(kind))
        return table.rename(columns=lambda column: column.replace(kind, "partition"))

    @cached_property
    def steps(self) -> pd.DataFrame:
        return self.read("steps.csv")

    @cached_property
    def ensembles(self) -> pd.DataFrame:
        return self.read("ensembles.csv")

    @property
    def ensemble_metric(self) -> str:
        """The metric of the study, or the first metric of the table if the table lacks it."""
        metric, known = self.settings.metric, list(self.ensembles["metric"])
        return metric if metric in known or not known else str(known[0])

    @cached_property
    def forecast(self) -> pd.DataFrame:
        return self._with_dates(self.read("forecast.csv"))

    @cached_property
    def forecast_members(self) -> pd.DataFrame:
        return self._with_dates(self.read("forecast_members.csv"))

    @cached_property
    def forecast_accuracy(self) -> pd.DataFrame:
        return self.read("forecast_accuracy.csv")

    @cached_property
    def forecast_coverage(self) -> pd.DataFrame:
        return self.read("forecast_coverage.csv")

    @cached_property
    def forecast_summary(self) -> dict[str, Any]:
        summary: dict[str, Any] = read_json(self._checked_path("forecast_summary.json"))
        return summary

    @cached_property
    def predictor_summary(self) -> dict[str, Any]:
        summary: dict[str, Any] = read_json(self._checked_path("predictor_summary.json"))
        return summary

    def _with_dates(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of forecasts beyond the data, whose times are those of the series."""
        times = self.dataset.times
        if isinstance(times, pd.DatetimeIndex):
            has_zone = times.tz is not None
            dates = pd.to_datetime(table["time"], utc=has_zone)
            table["time"] = dates.dt.tz_convert(times.tz) if has_zone else dates
        table["column"] = table["column"].map(show_control_characters)
        return table

    @cached_property
    def forecasts(self) -> pd.DataFrame:
        table = self.read("forecasts.csv.gz")
        has_query = self.settings.framings[0].query is not None
        has_dates = not self.settings.dataset.is_generated
        if has_dates and not has_query:
            zone = getattr(self.dataset.times, "tz", None)
            times = pd.to_datetime(table["time"], format="ISO8601", utc=zone is not None)
            table["time"] = times if zone is None else times.dt.tz_convert(zone)
        return table

    @cached_property
    def predictions(self) -> pd.DataFrame:
        return self.read("predictions.csv.gz")

    @cached_property
    def history(self) -> pd.DataFrame:
        history, limits = self.read("history.csv.gz"), self.settings.epoch_limits
        return continue_ended_runs(history, self.runs, limits) if limits else history

    @cached_property
    def layer_statistics(self) -> pd.DataFrame:
        return self.read("layer_statistics.csv.gz")

    @cached_property
    def published(self) -> pd.DataFrame:
        """The published columns of the headline metric that a box plot can show."""
        described = published_descriptions(self.settings.published, self.settings.metric)
        return described.dropna(axis="columns", subset=list(BOX_STATISTICS))

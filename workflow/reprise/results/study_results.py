"""The results of one study in Python."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reprise.errors import RepriseError, did_you_mean
from reprise.escape import show_control_characters
from reprise.figures.caption_text import count_nouns
from reprise.results.headline import tabulate_headline
from reprise.results.pair_comparison import PairComparison
from reprise.results.pair_search import compare_pair
from reprise.results.plots import Plots
from reprise.results.results_html import study_html
from reprise.results.short_number import short_number
from reprise.results.study_folder import CONTINUE, MissingResultError, StudyFolder
from reprise.results.table_conditions import CONDITIONS
from reprise.storage import FilePath
from reprise.tables.study_tables import StudyTables
from reprise.tables.table import Table

INDEX_COLUMNS = {"describe": "statistic"}


class StudyResults:
    """The results of one study; `reprise.open` makes it.

    Every table of the study is an attribute with the name of its CSV: `results.runs` is runs.csv.
    A table is read and checked when it is first used. It is a copy, so a change of it changes no
    other table and no file.

    Parameters
    ----------
    folder : path-like
        `results/{study}`, or a copy of this folder at any place.
    dataset : path-like, optional
        The CSV of the study, which some figures show, if it is not where the study file says.

    Attributes
    ----------
    folder : Path
    plot : Plots
        The figures of the study: `results.plot.distribution(ax=ax)`.
    runs, describe, summary, comparisons, one_training, baselines : DataFrame
        The tables that every study has. `describe` has the statistics as its index.
    best, effects, repeats, row_comparisons, forecasts, history, ... : DataFrame
        The tables that some studies have. `tables` lists them. A table that is a text, such as
        `final_scores`, is a str.

    Examples
    --------
    >>> import reprise
    >>> results = reprise.open("results/quick")
    >>> results.summary[["configuration", "runs", "mean"]].round(1)
      configuration  runs   mean
    0    epochs=100     5  133.0
    1    epochs=500     5  105.1
    >>> print(results.describe.loc["std", "epochs=500"])
    8.607738
    """

    runs: pd.DataFrame
    describe: pd.DataFrame
    summary: pd.DataFrame
    comparisons: pd.DataFrame
    one_training: pd.DataFrame
    baselines: pd.DataFrame
    best: pd.DataFrame
    effects: pd.DataFrame
    repeats: pd.DataFrame
    row_comparisons: pd.DataFrame
    forecasts: pd.DataFrame
    predictions: pd.DataFrame
    history: pd.DataFrame
    forecast: pd.DataFrame
    final_scores: str
    first_rows: str
    windows: str

    def __init__(self, folder: FilePath, dataset: FilePath | None = None):
        self.folder = Path(folder)
        self._files = StudyFolder(self.folder, Path(dataset) if dataset else None)
        self._files.check_stage("tabulate")
        self._cache: dict[str, pd.DataFrame | str] = {}
        self.plot = Plots(self._files, lambda: self._study_tables)

    @property
    def study(self) -> str:
        """The name of the study."""
        return self._files.study

    @property
    def title(self) -> str:
        return self._study_tables.settings.title

    @property
    def description(self) -> str:
        """What the study asks and does, as its file says."""
        return show_control_characters(self._study_tables.settings.description)

    @property
    def metric(self) -> str:
        """The column of runs.csv by which the configurations are compared."""
        return self._study_tables.settings.metric

    @property
    def configurations(self) -> list[str]:
        """The names of the configurations, in the order of the study."""
        return self._study_tables.settings.configuration_names

    @property
    def tables(self) -> list[str]:
        """The names of the tables of the study, each of which is an attribute."""
        return list(self._files.tables)

    @property
    def headline(self) -> pd.DataFrame:
        """The best configuration of each group that predicts the same values, and how sure it is.

        Its mean with an interval, the probability that its true mean is the best, the mean of an
        honest choice, the interval in which one more training ends, and a verdict per baseline. See
        `headline.tabulate_headline`.
        """
        with self._explain_missing_files():
            return tabulate_headline(self._study_tables)

    def compare(self, first: str, second: str) -> PairComparison:
        """Compare a configuration with another one or with a baseline.

        Parameters
        ----------
        first, second : str
            Names as in runs.csv, or parts of them that are enough: `epochs=500` for
            `era=keras3,epochs=500`. If only the era is missing, the first era of the study is
            meant. One of them can be a baseline, such as `persistence`.

        Returns
        -------
        PairComparison
            The row of comparisons.csv, seen from the first configuration. A pair that the file does
            not have is computed, and the result says so.

        Raises
        ------
        RepriseError
            If a name is unknown or fits several configurations, or if the two cannot be compared.

        Examples
        --------
        >>> import reprise
        >>> results = reprise.open("results/quick")
        >>> pair = results.compare("epochs=500", "epochs=100")
        >>> pair.verdict, round(pair.difference, 1)
        ('better', -28.0)
        """
        with self._explain_missing_files():
            return compare_pair(self._study_tables, first, second)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked by copy, pickle and notebooks
            raise AttributeError(name)
        tables = self._files.tables
        if name not in tables:
            raise MissingResultError(self._explain_missing_table(name))
        if name not in self._cache:
            self._cache[name] = self._read(tables[name])
        content = self._cache[name]
        return content.copy() if isinstance(content, pd.DataFrame) else content

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def __repr__(self) -> str:
        settings = self._study_tables.settings
        lines = [f"Results of the study {self.study}: {settings.title}"]
        diverged = int(self.summary["diverged"].sum())
        lines.append(
            f"{count_nouns(len(self.configurations), 'configuration')},"
            f" {count_nouns(len(self.runs), 'run')}, {diverged} of them diverged; metric"
            f" {self.metric}"
        )
        for group, row in self.headline.iterrows():
            lines.append(
                f"best mean ({group}): {short_number(row['mean'])} by {row['configuration']},"
                f" interval {short_number(row['mean_low'])} to {short_number(row['mean_high'])}"
            )
        lines.append(f"tables: {', '.join(self.tables)}")
        return show_control_characters("\n".join(lines))

    def _repr_html_(self) -> str:
        settings = self._study_tables.settings
        return study_html(
            title=settings.title,
            description=self.description,
            description_table=self.describe,
            headline=self.headline,
            comparisons=self.comparisons,
            metric=settings.metric,
            tables=self.tables,
        )

    @cached_property
    def _study_tables(self) -> StudyTables:
        return self._files.load_tables()

    def _read(self, table: Table) -> pd.DataFrame | str:
        with self._explain_missing_files():
            content = self._files.read(table)
        index = INDEX_COLUMNS.get(table.name)
        return content.set_index(index) if index and isinstance(content, pd.DataFrame) else content

    @contextmanager
    def _explain_missing_files(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise RepriseError(
                f"{error.filename}: this file is missing, although the study has completed it."
                f" {CONTINUE}"
            ) from None

    def _explain_missing_table(self, name: str) -> str:
        known = self.tables
        where = f"{self.folder}: the study '{self.study}' has no table '{name}'"
        having = f"Its tables are {', '.join(known)}."
        if name not in CONDITIONS:
            return f"{where}.{did_you_mean(name, [*known, *CONDITIONS, *dir(type(self))])} {having}"
        stage = self._files.unfinished_stage(name)
        if stage:
            return f"{where} yet, because the stage '{stage}' has not completed. {CONTINUE}"
        return f"{where}: {CONDITIONS[name]}. {having}"

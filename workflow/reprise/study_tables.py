"""The tables of one study, read when a figure asks for them."""

import json
from functools import cached_property
from pathlib import Path

import pandas as pd

from reprise.dataset import load_dataset
from reprise.files import read_settings
from reprise.forecast_tables import baseline_steps
from reprise.published import published_descriptions


class StudyTables:
    """What figures and captions are drawn from.

    Parameters
    ----------
    files : files.StudyFiles
    """

    def __init__(self, files):
        self._files = files
        self.said = read_settings(files, "draw")

    @cached_property
    def dataset(self):
        return load_dataset(self.said["dataset"], self._files.observations)

    @cached_property
    def runs(self):
        return self._read("runs.csv")

    @cached_property
    def baselines(self):
        return self._read("baselines.csv")

    @cached_property
    def baseline_steps(self):
        return baseline_steps(json.loads(Path(self._files.path("baselines.json")).read_text()))

    @cached_property
    def description(self):
        return self._read("describe.csv", index_col="statistic")

    @cached_property
    def summary(self):
        return self._read("summary.csv")

    @cached_property
    def repeats(self):
        return self._read("repeats.csv")

    @cached_property
    def comparisons(self):
        return self._read("comparisons.csv")

    @cached_property
    def forecasts(self):
        table = self._read("forecasts.csv.gz")
        is_dated = (
            not self.said["framings"][0].get("query") and "values" not in self.said["dataset"]
        )
        if is_dated:
            table["time"] = pd.to_datetime(table["time"])
        return table

    @cached_property
    def history(self):
        return self._read("history.csv.gz")

    @cached_property
    def steps(self):
        return self._read("steps.csv")

    @cached_property
    def layer_statistics(self):
        return self._read("layer_statistics.csv.gz")

    @cached_property
    def published(self):
        return published_descriptions(self.said["study"])

    def _read(self, name, **options):
        return pd.read_csv(self._files.path(name), **options)

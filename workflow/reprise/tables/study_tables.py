"""The tables of one study, read when a figure or a page asks for them."""

from functools import cached_property
from pathlib import Path

import pandas as pd

from reprise.data.dataset import load_dataset
from reprise.data.published import published_descriptions
from reprise.plan.files import read_settings
from reprise.storage import check_digest, read_json
from reprise.tables.forecast_tables import baseline_steps


class StudyTables:
    """What figures, captions and pages are made of.

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
        return self.table("runs")

    @cached_property
    def baselines(self):
        return self.table("baselines")

    @cached_property
    def baseline_steps(self):
        return baseline_steps(read_json(self._files.path("baselines.json")))

    @cached_property
    def description(self):
        return self.table("describe", index_col="statistic")

    @cached_property
    def summary(self):
        return self.table("summary")

    @cached_property
    def repeats(self):
        return self.table("repeats")

    @cached_property
    def comparisons(self):
        return self.table("comparisons")

    @cached_property
    def effects(self):
        return self.table("effects")

    @cached_property
    def forecasts(self):
        table = self.table("forecasts", ".csv.gz")
        is_dated = (
            not self.said["framings"][0].get("query") and "values" not in self.said["dataset"]
        )
        if is_dated:
            table["time"] = pd.to_datetime(table["time"])
        return table

    @cached_property
    def history(self):
        return self.table("history", ".csv.gz")

    @cached_property
    def steps(self):
        return self.table("steps")

    @cached_property
    def layer_statistics(self):
        return self.table("layer_statistics", ".csv.gz")

    @cached_property
    def published(self):
        return published_descriptions(self.said["study"])

    def table(self, name, ending=".csv", **options):
        """A table by the name of its file, held against its digest: half a CSV is one, too."""
        path = self._files.path(f"{name}{ending}")
        check_digest(path, self._files.digests)
        return pd.read_csv(path, **options)

    def text(self, name):
        """A text by the name of its file."""
        return Path(self._files.path(f"{name}.txt")).read_text()

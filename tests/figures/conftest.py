"""Settings and tables of a small study, from which figures are drawn."""

import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from docutils.core import publish_parts

from reprise.errors import RepriseError
from reprise.figures.style import figure_style
from reprise.framing_settings import FramingSettings
from reprise.settings import ComparisonSettings, DatasetSettings, FigureOptions, TableSettings
from reprise.stage_settings import ConfigurationEntry, FigureSettings
from reprise.stats.best_choice import COLUMNS as BEST_COLUMNS
from reprise.stats.one_training import predict_one_training


@pytest.fixture(autouse=True)
def _style():
    """The style of the scripts for each test; the settings of Matplotlib are restored after it."""
    with figure_style():
        yield
    plt.close("all")


def _make_settings(names, **changes):
    """Settings of a study with these configurations, which all have the first framing."""
    entries = tuple(
        ConfigurationEntry(name=name, base=name, framing_number=0, distribution_key=name)
        for name in names
    )
    values = {
        "study": "small",
        "task": "forecast",
        "metric": "test_rmse",
        "dataset": DatasetSettings(file="small.csv", time="day", value="sales", units="sales"),
        "comparison": ComparisonSettings(),
        "tables": TableSettings(),
        "repeats": 3,
        "framings": (FramingSettings(lags=1, test_rows=12),),
        "configurations": entries,
        "title": "A small study",
        "description": "",
        "source": "",
        "panels": {"": {name: name for name in names}},
        "figures": FigureOptions(),
    }
    return FigureSettings(**values | changes)


def _make_runs(values, metric="test_rmse"):
    """One row per run; a run whose value is NaN has diverged.

    Parameters
    ----------
    values : dict of str to list of float
        Configuration to the metric of its repeats.
    """
    rows = [
        {
            "configuration": name,
            "repeat": repeat,
            "state": "diverged" if np.isnan(value) else "ok",
            metric: value,
        }
        for name, runs in values.items()
        for repeat, value in enumerate(runs, start=1)
    ]
    return pd.DataFrame(rows).astype({metric: float})


def _make_baselines(values, metric="test_rmse"):
    """One row per baseline and configuration.

    Parameters
    ----------
    values : list of (kind, label, value, configurations)
    """
    rows = [
        {"baseline": kind, "label": label, "configuration": name, metric: value}
        for kind, label, value, names in values
        for name in names
    ]
    return pd.DataFrame(rows, columns=["baseline", "label", "configuration", metric])


@pytest.fixture
def make_settings():
    return _make_settings


@pytest.fixture
def make_runs():
    return _make_runs


@pytest.fixture
def make_baselines():
    return _make_baselines


@pytest.fixture
def make_tables():
    """Tables as a figure reads them; what a figure does not read is left out."""

    def make(settings, runs, baselines=None, **others):
        metric = settings.metric
        finished = runs[runs["state"] == "ok"].groupby("configuration")[metric]
        description = pd.DataFrame(
            {
                name: {
                    "mean": finished.mean().get(name, np.nan),
                    "std": finished.std().get(name, np.nan),
                    "diverged": (runs[runs["configuration"] == name]["state"] != "ok").sum(),
                }
                for name in settings.configuration_names
            }
        )
        names = settings.configuration_names
        others.setdefault("best", pd.DataFrame(columns=[*BEST_COLUMNS]))
        others.setdefault("one_training", predict_one_training(runs, metric, names))
        return SimpleNamespace(
            settings=settings,
            runs=runs,
            baselines=_make_baselines([]) if baselines is None else baselines,
            published=pd.DataFrame(),
            description=description,
            **others,
        )

    return make


@pytest.fixture
def render():
    """Convert a caption to HTML; a mistake in its reStructuredText is an error."""

    def convert(caption):
        options = {"report_level": 1, "halt_level": 1}
        return publish_parts(caption, writer="html5", settings_overrides=options)["body"]

    return convert


@pytest.fixture
def check_given_axes():
    """Check that a figure can also be drawn into the axes of a user."""

    def check(draw, *arguments):
        own = draw(*arguments)
        with pytest.raises(RepriseError, match="Give ") as error:
            draw(*arguments, ax=[])
        count = int(re.search(r"has (\d+) panel", str(error.value))[1])
        figure, grid = plt.subplots(1, count, squeeze=False, layout=None)
        places = [axes.get_position(original=True).bounds for axes in grid.flat]
        given = grid[0, 0] if count == 1 else list(grid.flat)
        assert draw(*arguments, ax=given) is figure
        assert [axes.get_position(original=True).bounds for axes in figure.axes] == places
        assert figure.get_suptitle() == "" and not figure.legends
        for drawn, expected in zip(figure.axes, own.axes, strict=False):
            for artists in ("lines", "collections", "images"):
                assert len(getattr(drawn, artists)) == len(getattr(expected, artists))
            assert drawn.get_xlabel() or not expected.get_xlabel()
            assert drawn.get_ylabel() or not expected.get_ylabel()
        figure.draw_without_rendering()

    return check

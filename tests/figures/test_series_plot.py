from datetime import datetime, timedelta

import numpy as np
import pytest
from matplotlib.dates import date2num

from reprise.data.dataset import Series
from reprise.figures import series_plot
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.settings import DatasetSettings
from reprise.stage_settings import ConfigurationEntry

DAYS = [datetime(2024, 1, 1) + timedelta(days=k) for k in range(40)]
SERIES = Series.of_values(DAYS, np.arange(40.0), "day", "sales")


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(framing, series=SERIES, **changes):
        settings = make_settings(["a"], framings=(framing,), **changes)
        return make_tables(settings, make_runs({"a": [1.0]}), dataset=series)

    return make


def spans_of(axes):
    """Label to the first and the last time of a ground."""
    return {
        patch.get_label(): (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in axes.patches
    }


def test_the_last_rows_are_shaded_as_test_and_validation_rows(make):
    figure = series_plot.draw(make(FramingSettings(test_rows=12, validation_rows=5)))
    (axes,) = figure.axes
    assert figure._suptitle.get_text() == "The dataset: sales, 40 observations"
    assert len(figure.legends[0].get_texts()) == 2
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), SERIES.values)
    spans = spans_of(axes)
    assert spans["test rows"] == (date2num(DAYS[28]), date2num(DAYS[39]))
    assert spans["validation rows"] == (date2num(DAYS[23]), date2num(DAYS[28]))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("day", "sales")


def test_the_caption_counts_observations_and_rows(make):
    tables = make(FramingSettings(test_rows=12, validation_rows=5))
    assert series_plot.caption(tables) == (
        "The series has 40 observations, from 2024-01-01 to 2024-02-09. The lowest value is 0,"
        " the highest is 39, and the mean is 19.50 (sales). The last 12 observations are the test"
        " rows, on which no network is trained. The validation rows are the 5 observations before"
        " the test rows. They decide which epochs and configurations are chosen. The file"
        " ``first_rows.txt`` of the study has the first five observations.\n"
    )


def test_a_series_of_positions_without_test_rows_has_no_ground(make):
    series = Series.of_values([1, 2, 3], np.array([10.0, 20.0, 30.0]), "position", "value")
    tables = make(FramingSettings(), series)
    figure = series_plot.draw(tables)
    (axes,) = figure.axes
    assert not axes.patches and not figure.legends
    assert axes.lines[0].get_marker() == "o"
    assert "from 1 to 3." in series_plot.caption(tables)
    assert "rows" not in series_plot.caption(tables).replace("first_rows", "")


@pytest.mark.parametrize(("count", "marker"), [(12, "o"), (13, "None")])
def test_only_a_short_series_has_markers(make, count, marker):
    series = Series.of_values(DAYS[:count], np.arange(float(count)), "day", "sales")
    (axes,) = series_plot.draw(make(FramingSettings(), series)).axes
    assert axes.lines[0].get_marker() == marker


def test_the_test_rows_of_each_origin_are_shaded(make):
    entries = tuple(
        ConfigurationEntry(
            f"{base},origin={n}", base, 0, f"{base}{n}", partition=Partition("origin", n)
        )
        for n in (28, 32)
        for base in ("mlp", "cnn")
    )
    framing = FramingSettings(test_rows=4, validation_rows=3)
    tables = make(framing, configurations=entries)
    figure = series_plot.draw(tables)
    (axes,) = figure.axes
    spans = [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches]
    assert spans == [(date2num(DAYS[n]), date2num(DAYS[n + 3])) for n in (28, 32)]
    assert len(figure.legends[0].get_texts()) == 1
    caption = series_plot.caption(tables)
    assert "The study is repeated at 2 origins: after 28, 32 observations." in caption
    assert "The 4 observations after an origin are its test rows." in caption
    assert "The last 3 observations before an origin are its validation rows" in caption


def test_units_are_text_and_no_markup(make, render):
    units = "*births* in $x_1$ `a`_"
    dataset = DatasetSettings(file="a.csv", time="t", value="v", units=units)
    tables = make(FramingSettings(test_rows=4), dataset=dataset)
    figure = series_plot.draw(tables)
    figure.canvas.draw()
    assert figure.axes[0].get_ylabel() == units
    assert f"({units})" in render(series_plot.caption(tables))


def test_the_description_names_the_lowest_and_the_highest_observation(make):
    description = series_plot.describe(make(FramingSettings(test_rows=12)))
    assert "lies between 0 (2024-01-01) and 39 (2024-02-09)." in description
    assert description.endswith("A grey area at the right shows the last 12, the test rows.")


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(series_plot.draw, make(FramingSettings(test_rows=12)))

import numpy as np
import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.data.series import Series
from reprise.figures import autocorrelation_plot
from reprise.figures.registry import list_figures
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings
from reprise.tables.series_tables import tabulate_autocorrelations


@pytest.fixture
def tables_of(make_settings, make_runs, make_tables):
    def make(values, period=None, **framing):
        dataset = DatasetSettings(file="small.csv", time="day", value="sales", period=period)
        framings = (FramingSettings(**framing),)
        settings = make_settings(["a"], dataset=dataset, framings=framings)
        series = Series.of_values(range(len(values)), values, "day", "sales")
        table = tabulate_autocorrelations(series, dataset, framings, 0.95)
        return make_tables(settings, make_runs({"a": [1.0]}), autocorrelations=table)

    return make


def test_a_panel_has_a_bar_per_lag_and_a_band(tables_of, shampoo):
    tables = tables_of(shampoo.values, 12, difference=1, test_rows=12)
    figure = autocorrelation_plot.draw(tables)
    assert [axes.get_title().replace("\n", " ") for axes in figure.axes] == [
        f"{function} of the {name}"
        for name in ("observations", "differences at lag 1")
        for function in ("autocorrelation", "partial autocorrelation")
    ]
    table = tables.autocorrelations
    first = table[(table["series"] == "observations") & (table["function"] == "acf")]
    _, dots = figure.axes[0].get_lines()
    np.testing.assert_array_equal(dots.get_ydata(), first["correlation"])
    band, bars = figure.axes[0].collections
    assert len(bars.get_segments()) == len(first) == 11
    assert band.get_paths()[0].vertices[:, 1].max() == pytest.approx(first["band"].max())


def test_the_caption_says_which_observations_and_lags_are_shown(tables_of, shampoo, births, render):
    tables = tables_of(shampoo.values, 12, difference=1, test_rows=12)
    html = render(autocorrelation_plot.caption(tables))
    assert "uses only the first 24 observations" in html and "differences have panels" in html
    assert "too short to show the lag of a season (12 observations)" in html
    tables = tables_of(births.values, 7, test_rows=90)
    html = render(autocorrelation_plot.caption(tables))
    assert "a long bar at the lags 7, 14, ..." in html and "differences" not in html
    assert "season" not in autocorrelation_plot.caption(tables_of(births.values, test_rows=9))


def test_a_series_without_autocorrelations_shows_the_reason(tables_of, render):
    tables = tables_of(range(9), 4, test_rows=1)
    figure = autocorrelation_plot.draw(tables)
    texts = [" ".join(axes.texts[0].get_text().split()) for axes in figure.axes]
    assert texts == 2 * ["none: there are 8 values, and at least 10 are necessary"]
    assert "uses only the first 8 observations" in render(autocorrelation_plot.caption(tables))


@pytest.mark.parametrize(
    ("study", "has_figure"),
    [("lstm_epochs", True), ("batchnorm", False), ("sliding_window", False)],
)
def test_a_listed_series_that_is_too_short_has_no_figure(study, has_figure):
    figures = list_figures(load_study(study, ROOT / "config" / "studies", ROOT))
    assert ("autocorrelations" in [figure.file_stem for figure in figures]) == has_figure


def test_the_description_names_the_longest_bars(tables_of):
    wave = np.sin(np.arange(40) * np.pi / 3)  # a period of 6 observations
    description = autocorrelation_plot.describe(tables_of(wave, test_rows=4))
    assert "The longest bar of the autocorrelation of the observations is" in description
    assert "at lag 3, and" in description or "at lag 6, and" in description
    short = autocorrelation_plot.describe(tables_of(range(9), 4, test_rows=1))
    assert short.count("There are no bars for the observations.") == 1


def test_the_figure_can_be_drawn_into_given_axes(tables_of, check_given_axes):
    check_given_axes(autocorrelation_plot.draw, tables_of(np.sin(np.arange(40.0)), test_rows=4))

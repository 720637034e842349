from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import forecast_bands
from reprise.figures.description_text import NOTHING_DRAWN
from reprise.figures.style import LAST_STEP, TEST
from reprise.partition import Partition
from reprise.stage_settings import ConfigurationEntry

DAYS = pd.date_range("2024-01-01", periods=4)


def make_forecasts(horizons, times=DAYS):
    """Three repeats, whose forecasts miss an observation of 10 by 0, 1 and 2 for each step."""
    return pd.DataFrame(
        [
            (name, repeat, time, step, 10.0, 10.0 + (repeat - 1) * step)
            for name, horizon in horizons.items()
            for repeat in (1, 2, 3)
            for time in times
            for step in range(1, horizon + 1)
        ],
        columns=["configuration", "repeat", "time", "step", "observed", "forecast"],
    )


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(horizons, times=DAYS, **changes):
        runs = make_runs({name: [1.0] for name in horizons})
        forecasts = make_forecasts(horizons, times)
        return make_tables(make_settings(list(horizons), **changes), runs, forecasts=forecasts)

    return make


def lines_of(axes):
    return [(to_hex(line.get_color()), list(line.get_ydata())) for line in axes.lines]


def test_a_panel_has_the_observations_and_the_median_of_the_first_and_the_last_step(make):
    one, several = forecast_bands.draw(make({"a": 1, "b": 3})).axes
    observed = (to_hex("0.2"), [10.0] * 4)
    assert lines_of(one) == [observed, (to_hex(TEST), [11.0] * 4)]
    assert lines_of(several) == [
        observed,
        (to_hex(TEST), [11.0] * 4),
        (to_hex(LAST_STEP), [13.0] * 4),
    ]
    assert [axes.get_title() for axes in (one, several)] == ["a", "b"]
    assert one.get_ylabel() == "sales"


def test_the_band_spans_the_middle_nine_tenths_of_the_runs(make):
    (axes,) = forecast_bands.draw(make({"a": 1})).axes
    (band,) = axes.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((10.1, 11.9))


def test_the_caption_compares_the_width_of_the_band_with_the_errors(make, render):
    caption = forecast_bands.caption(make({"a": 1, "b": 2}))
    assert (
        "``a``: The band is 1.80 wide on average. The forecasts of a run miss the observations by"
        " 1.00 on average." in caption
    )
    assert "of the variance" not in caption, "equal observations have no variance"
    assert "``b``, step 1: The band is 1.80 wide" in caption
    assert "``b``, step 2: The band is 3.60 wide" in caption
    render(caption)


def test_the_caption_tells_the_share_of_variance_that_the_forecasts_explain(make, render):
    tables = make({"a": 1})
    forecasts = tables.forecasts
    forecasts["observed"] = forecasts["time"].map(dict(zip(DAYS, [0.0, 4, 8, 12], strict=True)))
    forecasts["forecast"] = forecasts["observed"] + forecasts["repeat"] - 1.0
    caption = forecast_bands.caption(tables)
    # The squared errors are 0, 1 and 4, and the variance is 20: 1 - (5/3) / 20 = 0.917.
    assert "A run explains 92% of the variance of the test rows (R² 0.917)." in caption
    render(caption)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"a": 0.099, "b": -0.1}, "no configuration does."),
        ({"a": 0.1, "b": 0.099}, "1 of 2 configurations do (``a``)."),
        ({"a": 0.1, "b": 0.3}, "every configuration does."),
    ],
)
def test_the_caption_names_the_configurations_with_reasonably_accurate_forecasts(
    make, render, shares, words
):
    tables = make({"a": 1, "b": 1})
    assert "reasonably accurate" not in forecast_bands.caption(tables), "the runs have no R²"
    tables.runs["test_r2"] = tables.runs["configuration"].map(shares)
    caption = forecast_bands.caption(tables)
    assert caption.endswith(f"at least 10% of the variance of the test rows: {words}\n")
    render(caption)


@pytest.mark.parametrize(
    ("horizon", "labels"),
    [
        (1, ["observed", "median forecast", "5 to 95 % of the runs"]),
        (
            7,
            [
                "observed",
                *("median forecast 1 step ahead", "5 to 95 % of the runs, 1 step ahead"),
                *("median forecast 7 steps ahead", "5 to 95 % of the runs, 7 steps ahead"),
            ],
        ),
    ],
)
def test_the_legend_names_every_line_and_every_band(make, horizon, labels):
    (legend,) = forecast_bands.draw(make({"a": horizon})).legends
    assert [text.get_text() for text in legend.get_texts()] == labels


def test_the_first_and_the_last_step_have_different_line_styles(make):
    (axes,) = forecast_bands.draw(make({"a": 7})).axes
    _, first, last = axes.lines
    assert first.get_linestyle() != last.get_linestyle()


@pytest.mark.parametrize(("count", "marker"), [(12, "o"), (13, "None")])
def test_a_few_observations_are_rings_that_equal_forecasts_do_not_hide(make, count, marker):
    times = list(range(count))
    (axes,) = forecast_bands.draw(make({"a": 1}, times=times)).axes
    observed, forecast = axes.lines
    assert observed.get_marker() == forecast.get_marker() == marker
    if marker == "o":
        assert observed.get_markersize() > 2 * forecast.get_markersize()
        assert observed.get_linewidth() > 2 * forecast.get_linewidth()
        low, high = axes.get_ylim()
        assert low < 10.0 - 0.1 * (high - low)  # the panel does not cut the rings


def ticks_of(axes):
    return [label.get_text() for label in axes.get_xticklabels()]


def test_every_panel_has_dates_that_do_not_overlap(make):
    days = pd.date_range("2024-01-01", periods=60)
    figure = forecast_bands.draw(make(dict.fromkeys("abcd", 1), times=days))
    figure.canvas.draw()
    for axes in figure.axes:
        assert axes.xaxis.get_tick_params()["labelbottom"]
        assert ticks_of(axes) == ["2024-01-07", "2024-01-23", "2024-02-07", "2024-02-23"]
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
        assert axes.bbox.x0 < boxes[0].x0 and boxes[-1].x1 < axes.bbox.x1


def test_months_are_labelled_without_days(make):
    months = pd.date_range("2024-01-01", periods=3, freq="MS")
    (axes,) = forecast_bands.draw(make({"a": 1}, times=months)).axes
    assert ticks_of(axes) == ["2024-01", "2024-02", "2024-03"]


def test_only_the_lowest_panels_say_that_positions_are_positions(make):
    figure = forecast_bands.draw(make(dict.fromkeys("abcd", 1), times=[1, 2, 3]))
    labels = [axes.get_xlabel() for axes in figure.axes]
    assert labels == ["", "", *["position in the series"] * 2]  # two panels in a row
    assert [axes.get_ylabel() for axes in figure.axes] == ["sales", "", "sales", ""]


def test_each_panel_of_a_study_with_origins_has_its_own_dates(make):
    names = [f"{base},origin={n}" for n in (28, 32) for base in ("mlp", "cnn")]
    entries = tuple(
        ConfigurationEntry(name, name[:3], 0, name, partition=Partition("origin", int(name[-2:])))
        for name in names
    )
    panels = {f"origin={n}": {f"mlp,origin={n}": "mlp", f"cnn,origin={n}": "cnn"} for n in (28, 32)}
    tables = make(dict.fromkeys(names, 1), configurations=entries, panels=panels)
    figure = forecast_bands.draw(tables)
    assert all(axes.xaxis.get_tick_params()["labelbottom"] for axes in figure.axes)
    upper, right, lower, _ = (axes.get_position() for axes in figure.axes)
    assert upper.y0 == right.y0 > lower.y0  # one row per origin


def test_runs_that_all_diverged_have_no_band_and_no_numbers(make):
    tables = make({"a": 2})
    tables.forecasts["forecast"] = np.nan
    forecast_bands.draw(tables)
    assert forecast_bands.caption(tables).endswith("\n\n``a``: Every run diverged.\n")


def test_the_description_tells_between_which_values_the_forecasts_lie(make):
    description = forecast_bands.describe(make({"a": 1, "b": 3}))
    assert "The observations lie between 10 and 10." in description
    assert (
        "The median forecasts vary least for a (between 11 and 11) and most for b (between 11 and"
        " 13)." in description
    )
    assert "The median forecasts lie between 11 and 11." in forecast_bands.describe(make({"a": 1}))
    tables = make({"a": 1})
    tables.forecasts["forecast"] = np.nan
    assert NOTHING_DRAWN in forecast_bands.describe(tables)


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(forecast_bands.draw, make({"a": 1, "b": 3}))

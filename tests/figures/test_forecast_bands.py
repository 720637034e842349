import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import forecast_bands
from reprise.figures.style import TEST, VALIDATION
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
        (to_hex(VALIDATION), [13.0] * 4),
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
    assert "``b``, step 1: The band is 1.80 wide" in caption
    assert "``b``, step 2: The band is 3.60 wide" in caption
    render(caption)


@pytest.mark.parametrize(("horizon", "labels"), [(1, 3), (7, 4)])
def test_the_legend_names_the_last_step_only_if_there_are_several(make, horizon, labels):
    (legend,) = forecast_bands.draw(make({"a": horizon})).legends
    texts = [text.get_text() for text in legend.get_texts()]
    assert len(texts) == labels
    assert ("median forecast 7 steps ahead" in texts) == (horizon == 7)


def test_only_the_lowest_panels_name_the_times(make):
    figure = forecast_bands.draw(make(dict.fromkeys("abcd", 1), times=[1, 2, 3]))
    below = [axes.xaxis.get_tick_params()["labelbottom"] for axes in figure.axes[:4]]
    assert below == [False, True, True, True]  # three panels in a row, and one below the first
    labels = [axes.get_xlabel() for axes in figure.axes[:4]]
    assert labels == ["", *["position in the series"] * 3]
    assert [axes.get_ylabel() for axes in figure.axes[:4]] == ["sales", "", "", "sales"]


def test_each_panel_of_a_study_with_origins_has_its_own_dates(make):
    names = [f"{base},origin={n}" for n in (28, 32) for base in ("mlp", "cnn")]
    entries = tuple(
        ConfigurationEntry(name, name[:3], 0, name, origin=int(name[-2:])) for name in names
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

"""The figure of a forecast beyond the data, and its caption."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.data.series import Series
from reprise.figures import forecast_fan
from reprise.figures.baseline_lines import BASELINE_STYLES
from reprise.figures.style import TEST
from reprise.forecast_settings import ForecastSettings

TIMES = pd.date_range("2024-01-01", periods=20)
PLAN = ForecastSettings(3, (50, 80), "best", 2, "conformal", 20, (10, 11, 12), (10,))
SUMMARY = {"sentence": "It is <not> better.", "members": 2, "best_baseline": "ets"}


def later(frequency="D"):
    return pd.date_range("2024-01-21", periods=3, freq=frequency)


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(times=None, series_times=TIMES, baseline=True, **changes):
        forecast = pd.DataFrame({"time": later() if times is None else times, "step": [1, 2, 3]})
        forecast["column"], forecast["mean"] = "Sales", [10.0, 11, 12]
        for level, width in ((50, 1.0), (80, 2.0)):
            forecast[f"low_{level}"] = forecast["mean"] - width
            forecast[f"high_{level}"] = forecast["mean"] + width
        if baseline:
            forecast["baseline"], forecast["baseline_forecast"] = "ets", 9.0
        members = pd.concat(
            [
                forecast[["time", "step", "column"]].assign(member=k, forecast=forecast["mean"] + d)
                for k, d in ((1, -0.5), (2, 0.5))
            ]
        )
        coverage = pd.DataFrame(
            [("Sales", level, 0, 30, 24, 0.8, 4, 0.3, 0.9) for level in (50, 80)],
            columns=[
                *("column", "level", "step", "evaluated", "covered", "share"),
                *("independent_origins", "low", "high"),
            ],
        )
        return make_tables(
            make_settings(["a"], forecast=PLAN, **changes),
            make_runs({"a": [1.0]}),
            dataset=Series(series_times, {"Sales": np.arange(20.0)}, "day", ("Sales",), "D"),
            forecast=forecast,
            forecast_members=members,
            forecast_coverage=coverage,
            forecast_summary=SUMMARY,
        )

    return make


def test_the_figure_has_history_members_mean_baseline_and_a_band_per_level(make):
    (axes,) = forecast_fan.draw(make()).axes
    history, *members, mean, baseline = axes.lines
    assert list(history.get_ydata()) == list(range(20))
    assert [list(line.get_ydata()) for line in members] == [[9.5, 10.5, 11.5], [10.5, 11.5, 12.5]]
    assert list(mean.get_ydata()) == [10, 11, 12] and to_hex(mean.get_color()) == to_hex(TEST)
    assert list(baseline.get_ydata()) == [9] * 3
    assert baseline.get_color() == BASELINE_STYLES["ets"][0]
    spans = [np.ptp(band.get_paths()[0].vertices[:, 1]) for band in axes.collections]
    assert spans == [4, 6]  # from 10 - 1 to 12 + 1, and from 10 - 2 to 12 + 2
    labels = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert labels[-1] == "best baseline: ets" and "80 % interval" in labels


def test_a_series_without_later_times_has_positions(make):
    (axes,) = forecast_fan.draw(make(times=[pd.NaT] * 3)).axes
    assert list(axes.lines[0].get_xdata()) == list(range(1, 21))
    assert list(axes.lines[-1].get_xdata()) == [21, 22, 23]
    assert axes.get_xlabel() == "position in the series"


def test_without_a_baseline_no_line_and_no_sentence_is_about_one(make):
    tables = make(baseline=False)
    assert len(forecast_fan.draw(tables).axes[0].lines) == 4
    assert "baseline" not in forecast_fan.caption(tables)


def test_the_caption_says_whether_it_is_worth_it_how_wide_and_how_often(make):
    caption = forecast_fan.caption(make())
    assert caption.startswith("It is <not> better.")
    assert "the mean forecast of 2 networks" in caption and "``ets``" in caption
    assert "at 3 origins in the past" in caption
    assert "4.00 sales wide at the last step" in caption
    assert (
        "the interval of 80 % contained 24 of 30 observations (80%; the 95 % interval of this share"
        " reaches from 30% to 90%, because only 4 forecasts did not overlap)" in caption
    )


def test_the_description_follows_the_forecast_to_its_last_step(make):
    assert forecast_fan.describe(make()) == (
        "A line of observations (sales) ends at 19, and a thick line continues it with the forecast"
        " of 3 steps. The mean forecast is 10 at the first step and 12 at the last step, where the"
        " band of 80 % reaches from 10 to 14. The best baseline, ets, ends at 9."
    )
    assert "baseline" not in forecast_fan.describe(make(baseline=False))


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(forecast_fan.draw, make())

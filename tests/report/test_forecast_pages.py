"""The pages about forecasts say in words what a forecast rests on."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.forecast_settings import ForecastSettings
from reprise.report.forecast_pages import accuracy_page, coverage_page, forecast_page

PLAN = ForecastSettings(2, (80,), "best", 3, "conformal", 20, (10, 11, 12), (10,))
SUMMARY = {
    "sentence": "The network is not worth having.",
    "verdict": "worse",
    "best_baseline": "ets",
    "configuration": "<b>units=2</b>",
    "reason": "It has the best mean.",
    "epochs": 7,
    "origins_after_choice": 1,
    "members": 3,
    "diverged": 1,
}


@pytest.fixture
def tables():
    coverage = pd.DataFrame(
        [("load", 80, 1, 2, 2, 1.0, 2, 0.2, 1.0), ("load", 80, 0, 3, 2, 2 / 3, 1, 0.1, 0.9)],
        columns=[
            *("column", "level", "step", "evaluated", "covered", "share"),
            *("independent_origins", "low", "high"),
        ],
    )
    times = pd.date_range("2024-01-21", periods=2)
    forecast = pd.DataFrame({"time": times, "step": [1, 2], "column": "load", "mean": [1.0, 2.0]})
    accuracy = pd.DataFrame({"column": ["load"], "model": ["network"], "mase": [0.5]})
    return SimpleNamespace(
        settings=SimpleNamespace(study="mine", forecast=PLAN),
        forecast=forecast,
        forecast_summary=dict(SUMMARY),
        forecast_accuracy=accuracy,
        forecast_coverage=coverage,
    )


def test_the_first_line_says_whether_the_network_is_worth_having(tables):
    html = forecast_page(tables)
    assert html.index(SUMMARY["sentence"]) < html.index("The forecast is the mean of 3 networks")
    assert "have the forecast of ets with its own intervals. It needs no network." in html
    assert "1 more network diverged and is left out." in html
    assert "&lt;b&gt;units=2&lt;/b&gt;, trained for 7 epochs on all 20 observations" in html
    assert "3 origins (after 10 to 12 observations)" in html
    assert "contained: 2 of 3 (67%) by the interval of 80 %." in html
    assert "2 origins of 3 come before observations by which the configuration was chosen" in html
    assert "2024-01-22" in html and "00:00" not in html
    assert "<th>column</th>" not in html.replace(" ", "")


def test_a_better_network_needs_no_other_forecast(tables):
    tables.forecast_summary |= {"verdict": "better", "origins_after_choice": 3}
    html = forecast_page(tables)
    assert "needs no network" not in html and "was chosen, so" not in html


def test_a_coverage_that_is_not_known_is_told(tables):
    tables.forecast_coverage["evaluated"] = 0
    assert "so the coverage of the intervals is not known." in forecast_page(tables)


def test_the_tables_are_shown_with_the_words_of_statisticians(tables):
    assert "MASE" in accuracy_page(tables) and SUMMARY["sentence"] in accuracy_page(tables)
    page = coverage_page(tables)
    assert "share, lower limit" in page and ">all<" in page

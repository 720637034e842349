"""Rows for forecasts are those of a usual framing, and know nothing that comes after an origin."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reprise.data.forecast_rows import (
    cut_series,
    extend_series,
    frame_forecasts,
    times_with_later,
)
from reprise.data.later_times import later_times
from reprise.data.series import Series, read_series
from reprise.data.series_framing import frame_series
from reprise.errors import RepriseError
from reprise.framing_settings import FramingSettings

SETTINGS = {
    "recursive": FramingSettings(
        difference=1, lags=3, horizon=4, strategy="recursive", scale=(-1, 1)
    ),
    "several steps": FramingSettings(transform="log", lags=3, horizon=4, scale="standard"),
    "one step": FramingSettings(difference=(1, 7), lags=2, scale="robust", calendar=("month",)),
}


def at_origin(settings, origin, last_origin=None):
    used = (last_origin or origin) + settings.horizon
    return replace(settings, observations=used, test_rows=used - origin)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_rows_are_those_of_a_usual_framing(births, name):
    """A framing with test rows has the same rows, as far as all their targets are observed."""
    settings = at_origin(SETTINGS[name], 200, 210)
    usual, ours = frame_series(births, settings), frame_forecasts(births, settings)
    test = usual.split("test")
    np.testing.assert_array_equal(ours.first_targets[ours.split("test")], range(200, 211))
    np.testing.assert_array_equal(usual.first_targets[test], range(200, 211))
    last = ours.first_targets[ours.split("train")][-1]
    learned_steps = 1 if name == "recursive" else settings.horizon
    assert last == 200 - learned_steps
    if learned_steps == settings.horizon:
        for attribute in ("x", "y", "actual", "subtracted"):
            np.testing.assert_array_equal(getattr(ours, attribute), getattr(usual, attribute))


@pytest.mark.parametrize("name", SETTINGS)
def test_nothing_that_comes_after_an_origin_changes_its_rows(births, name):
    """The training rows and all scalings depend on the past of the first origin alone."""
    settings = at_origin(SETTINGS[name], 200, 203)
    values = births.values.copy()
    values[203:] = np.random.default_rng(1).uniform(1, 500, len(values) - 203)
    changed = replace(births, columns={"Births": values})
    before, after = (frame_forecasts(series, settings) for series in (births, changed))
    np.testing.assert_array_equal(before.x, after.x)  # the inputs of the last origin end at 202
    train = before.split("train")
    np.testing.assert_array_equal(before.y[train], after.y[train])
    for attribute in ("target_minimum", "target_range", "powers", "naive_error", "subtracted"):
        np.testing.assert_array_equal(getattr(before, attribute), getattr(after, attribute))


def test_targets_after_the_origin_are_unknown_in_training_rows(shampoo):
    framing = frame_forecasts(extend_series(shampoo, 4), at_origin(SETTINGS["recursive"], 36))
    train = framing.split("train")
    known = framing.first_targets[train, None] + np.arange(4) < 36
    np.testing.assert_array_equal(~np.isnan(framing.actual[train]), known)
    assert np.isnan(framing.actual[framing.split("test")]).all()
    assert not np.isnan(framing.x).any() and not np.isnan(framing.y[train, 0]).any()


def test_a_network_with_a_state_gets_full_batches_of_the_newest_rows(shampoo):
    settings = at_origin(SETTINGS["recursive"], 30)
    every = frame_forecasts(shampoo, settings)
    full = frame_forecasts(shampoo, settings, rows_per_batch=4)
    assert (every.train_rows, full.train_rows) == (26, 24)
    np.testing.assert_array_equal(full.x[: full.train_rows], every.x[2 : every.train_rows])


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["2024-01-31", "2024-02-29"], ["2024-03-31", "2024-04-30"]),
        (["2024-01-15", "2024-02-15", "2024-03-15"], ["2024-04-15", "2024-05-15"]),
        (["2024-01-04", "2024-01-05", "2024-01-08"], ["2024-01-09", "2024-01-10"]),
        (["2023-12-30", "2024-01-06"], ["2024-01-13", "2024-01-20"]),
        (["1959-04-01", "1959-07-01"], ["1959-10-01", "1960-01-01"]),
        (["2024-01-01T22:30", "2024-01-01T23:00"], ["2024-01-01T23:30", "2024-01-02"]),
    ],
)
def test_the_times_go_on_as_the_calendar_does(tmp_path, times, expected):
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["time,a", *(f"{time},{k}" for k, time in enumerate(times))]))
    series = read_series(file, "time", "a")
    np.testing.assert_array_equal(times_with_later(series, 2)[-2:], pd.DatetimeIndex(expected))


def test_hours_and_days_go_on_over_the_change_of_the_clocks():
    hours = pd.date_range("2024-03-30 22:00", periods=4, freq="h", tz="Europe/Berlin")
    assert later_times(hours, "h", 2).strftime("%H:%M %z").tolist() == [
        "03:00 +0200",
        "04:00 +0200",
    ]
    days = pd.date_range("2024-03-29", periods=2, freq="D", tz="Europe/Berlin")
    later = later_times(days, "D", 2).strftime("%d %H:%M %z").tolist()
    assert later == ["31 00:00 +0100", "01 00:00 +0200"]


def test_an_irregular_series_has_no_later_times_unless_its_file_names_them():
    times = pd.DatetimeIndex(["2024-01-01", "2024-01-05", "2024-01-06"])
    series = Series(times, {"a": np.arange(3.0)}, "time", ("a",))
    assert times_with_later(series, 2)[3:].isna().all()
    named = replace(series, future_times=pd.DatetimeIndex(["2024-01-09"]))
    assert times_with_later(named, 2)[3] == pd.Timestamp("2024-01-09")


def test_known_inputs_must_reach_to_the_last_step():
    times = pd.date_range("2024-01-01", periods=3)
    columns = {"a": np.arange(3.0), "b": np.arange(3.0)}
    series = Series(times, columns, "time", ("a",), "D", {"b": np.array([3.0, 4.0])}, times[:2])
    extended = extend_series(series, 2, ("b",))
    np.testing.assert_array_equal(extended.columns["b"], np.arange(5.0))
    np.testing.assert_array_equal(extended.columns["a"], [0, 1, 2, np.nan, np.nan])
    with pytest.raises(RepriseError, match=r"needs 3 values of the known input 'b' after .* has 2"):
        extend_series(series, 3, ("b",))


def test_the_future_of_a_cut_series_is_what_was_known_in_advance():
    times = pd.date_range("2024-01-01", periods=4)
    columns = {"a": np.arange(4.0), "b": np.arange(4.0)}
    series = Series(times, columns, "time", ("a",), "D", {"b": np.array([4.0])}, times[:1])
    cut = cut_series(series, 2, ("b",))
    assert len(cut) == 2 and list(cut.future) == ["b"]
    np.testing.assert_array_equal(cut.future["b"], [2, 3, 4])
    assert cut_series(series, 4, ("b",)) is series

"""Rows of several columns, against shifts of pandas."""

import numpy as np
import pandas as pd
import pytest

from reprise.data.framing import Framing
from reprise.data.series import Series
from reprise.data.series_framing import frame_series
from reprise.data.series_rows import make_rows
from reprise.errors import ConfigError
from reprise.framing_settings import ColumnSettings, FramingSettings, QuerySettings

TIMES = pd.date_range("2020-01-01", periods=60, freq="D")
TABLE = pd.DataFrame(
    1 + np.random.default_rng(1).random((60, 4)).cumsum(axis=0), TIMES, columns=list("abcd")
)


def series_of(table=TABLE, targets=("a", "b")):
    columns = {name: table[name].to_numpy() for name in table}
    return Series(table.index, columns, "day", targets, "D")


def settings_of(**options):
    common = {"inputs": ("c",), "known_inputs": ("d",), "calendar": ("day_of_week",), "lags": 3}
    return FramingSettings(**common | {"test_rows": 10, "horizon": 2} | options)


def expected_inputs(table, horizon, lags=3):
    """The unscaled features of all rows in the order of the columns."""
    parts = [table[name].shift(lag) for name in "abc" for lag in range(lags, 0, -1)]
    parts += [table["d"].shift(-step) for step in range(horizon)]
    angle = pd.Series(2 * np.pi * TIMES.day_of_week / 7, TIMES)
    parts += [f(angle).shift(-step) for f in (np.sin, np.cos) for step in range(horizon)]
    return pd.concat(parts, axis=1)


def test_features_are_lags_of_each_column_and_what_is_known_for_the_horizon():
    framing = frame_series(series_of(), settings_of())
    expected = expected_inputs(TABLE, 2)
    at = TIMES[framing.first_targets]
    np.testing.assert_allclose(framing.x[:, 0], expected.loc[at], rtol=0, atol=1e-12)
    ahead = [TABLE[name].shift(-step) for step in range(2) for name in "ab"]
    np.testing.assert_array_equal(framing.actual, pd.concat(ahead, axis=1).loc[at])
    np.testing.assert_array_equal(framing.last_observation, TABLE[["a", "b"]].shift(1).loc[at])
    assert framing.target_names.tolist() == ["a", "b"] and framing.outputs == 4
    assert (framing.targets, framing.horizon, framing.test_rows) == (2, 2, 9)


def test_every_time_step_has_the_lags_of_its_time_and_all_known_inputs():
    flat = frame_series(series_of(), settings_of()).x[:, 0]
    steps = frame_series(series_of(), settings_of(lags_as="time_steps")).x
    assert steps.shape[1:] == (3, 3 + 2 + 4)
    for step in range(3):
        np.testing.assert_array_equal(steps[:, step, :3], flat[:, [step, 3 + step, 6 + step]])
        np.testing.assert_array_equal(steps[:, step, 3:], flat[:, 9:])


@pytest.mark.parametrize("scale", [(-1.0, 1.0), (0.0, 5.0), "standard", "robust", None])
@pytest.mark.parametrize("difference", [0, 1, (1, 7), (2, 2, 3)])
@pytest.mark.parametrize("transform", [None, "log", "box_cox"])
def test_forecasts_undo_every_step_of_every_target(transform, difference, scale):
    own = ColumnSettings("b", transform, difference, scale)
    settings = settings_of(columns=(own,), difference=1, scale=(-1.0, 1.0), horizon=9, lags=4)
    framing = frame_series(series_of(), settings)
    np.testing.assert_allclose(framing.forecasts(framing.y), framing.actual, rtol=1e-9)


def test_differences_are_those_of_pandas():
    settings = settings_of(
        columns=(ColumnSettings("a", "log", (1, 7)), ColumnSettings("c", None, 3))
    )
    rows = make_rows(series_of(), settings, "refuse", None)
    at = TIMES[rows.first_target]
    changes = np.log(TABLE["a"]).diff().diff(7)
    expected = pd.concat([changes.shift(lag) for lag in (3, 2, 1)], axis=1).loc[at]
    np.testing.assert_allclose(rows.targets["a"].inputs, expected, atol=1e-12)
    of_input = pd.concat([TABLE["c"].diff(3).shift(lag) for lag in (3, 2, 1)], axis=1).loc[at]
    np.testing.assert_allclose(rows.inputs["c"].inputs, of_input, atol=1e-12)
    assert rows.first_target[0] == 8 + 3


def test_a_row_with_a_missing_target_is_left_out_of_every_split():
    table = TABLE.copy()
    table.iloc[[20, 44, 55], 1] = np.nan
    framing = frame_series(
        series_of(table), settings_of(validation_rows=10, known_inputs=()), "forward_fill"
    )
    left_out = {19, 20, 43, 44, 54, 55} | {39, 49}  # of these two, the targets lie in two splits
    expected = [first for first in range(3, 59) if first not in left_out]
    assert framing.first_targets.tolist() == expected
    assert (framing.train_rows, framing.validation_rows, framing.test_rows) == (34, 7, 7)
    assert np.isfinite(framing.x).all() and np.isfinite(framing.actual).all()


def test_a_split_without_an_observed_target_is_refused():
    table = TABLE.copy()
    table.iloc[-10:, 0] = np.nan
    with pytest.raises(ConfigError, match=r"framing\.test_rows is 10, but every row of these"):
        frame_series(series_of(table), settings_of(), "forward_fill")


def test_without_missing_observations_rows_are_framed_as_without_filling():
    plain: Framing = frame_series(series_of(), settings_of())
    for missing in ("interpolate", "forward_fill", "seasonal"):
        assert frame_series(series_of(), settings_of(), missing, 7).digest == (
            frame_series(series_of(), settings_of(), "refuse", 7).digest
        )
    assert plain.digest != frame_series(series_of(), settings_of(inputs=())).digest


def test_the_row_of_a_query_comes_last():
    query = QuerySettings(inputs=(5, 7), answer=(9,))
    series = series_of(TABLE[["a"]], ("a",))
    rows = make_rows(series, FramingSettings(lags=2, query=query), "refuse", None)
    assert rows.first_target.tolist() == [*range(2, 60), 60]
    assert rows.targets["a"].inputs[-1].tolist() == [5, 7]
    assert rows.targets["a"].actual[-1].tolist() == [9]


def test_only_the_first_observations_make_rows_and_their_targets_lie_in_one_split():
    settings = settings_of(observations=14, validation_rows=3, test_rows=2)
    rows = make_rows(series_of(), settings, "refuse", None)
    assert (rows.observations, rows.first_validation, rows.first_test) == (14, 9, 12)
    first_targets = [rows.first_target[split].tolist() for split in rows.splits(2)]
    assert first_targets == [[3, 4, 5, 6, 7], [9, 10], [12]]
    assert rows.seen_targets["b"].tolist() == TABLE["b"][:9].tolist()

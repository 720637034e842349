"""No forecast of the past may change if the future changes."""

import itertools

import numpy as np
import pandas as pd
import pytest

from reprise.data.series import Series
from reprise.data.series_framing import frame_series
from reprise.evaluation.baselines import study_baselines
from reprise.framing_settings import ColumnSettings, FramingSettings
from reprise.settings import DatasetSettings
from reprise.stage_settings import FramingUse, PrepareSettings

OBSERVATIONS, TEST_ROWS, PERIOD = 96, 30, 12
CHANGED = 80  # the first observation that changes; it is a test observation
METHODS = ["interpolate", "forward_fill", "seasonal"]
BASE = {"test_rows": TEST_ROWS, "validation_rows": 10, "scale": (-1.0, 1.0)}


def make_series(targets=("a",), has_gaps=False, is_changed=False, horizon=1):
    """Four positive columns; the known one may change only after the last forecast step."""
    random = np.random.default_rng(3)
    values = 50 + np.cumsum(random.normal(size=(OBSERVATIONS, 4)), axis=0)
    if has_gaps:
        values[random.random(values.shape) < 0.15] = np.nan
        values[CHANGED - 2 : CHANGED, :3] = np.nan  # the last ones before the change
        values[0] = 50
    if is_changed:
        values[CHANGED:, :3] *= random.uniform(2, 9, size=values[CHANGED:, :3].shape)
        values[CHANGED + horizon :, 3] *= 5
        values[-1] = np.nan if has_gaps else 1.0
    columns = dict(zip("abcd", values.T.copy(), strict=True))
    times = pd.date_range("2015-03-01", periods=OBSERVATIONS, freq="MS")
    return Series(times, columns, "t", targets, "MS")


def check_framing(settings, targets=("a",), missing="refuse"):
    """What is known when a forecast is made must not depend on what comes later."""
    has_gaps, horizon = missing != "refuse", settings.horizon
    plain, changed = (
        frame_series(make_series(targets, has_gaps, is_changed, horizon), settings, missing, PERIOD)
        for is_changed in (False, True)
    )
    assert not np.array_equal(plain.actual, changed.actual, equal_nan=True)
    rows = [framing.first_targets <= CHANGED for framing in (plain, changed)]
    # Of the rows around the change, one of the two series may lack an observed target.
    both = np.intersect1d(plain.first_targets[rows[0]], changed.first_targets[rows[1]])
    assert both.max() > OBSERVATIONS - TEST_ROWS + 5
    one, other = (np.searchsorted(f.first_targets, both) for f in (plain, changed))
    for name in ("x", "last_observation", "subtracted"):
        np.testing.assert_array_equal(getattr(plain, name)[one], getattr(changed, name)[other])
    for name in ("target_minimum", "target_range", "naive_error", "powers", "feedback_factor"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(changed, name))
    seen = slice(0, plain.train_rows + plain.validation_rows)
    np.testing.assert_array_equal(plain.y[seen], changed.y[seen])
    if not plain.classes:
        outputs = 0.1 * np.random.default_rng(0).normal(size=(OBSERVATIONS, plain.y.shape[1]))
        forecasts = [f.forecasts(outputs[f.first_targets]) for f in (plain, changed)]
        np.testing.assert_array_equal(forecasts[0][one], forecasts[1][other])


@pytest.mark.parametrize("missing", ["refuse", *METHODS])
@pytest.mark.parametrize(
    ("transform", "difference", "horizon"),
    list(itertools.product([None, "log", "box_cox"], [0, 1, (1, 12)], [1, 3])),
)
def test_no_transform_and_no_filling_looks_ahead(transform, difference, horizon, missing):
    settings = FramingSettings(
        **BASE, transform=transform, difference=difference, horizon=horizon, lags=4
    )
    check_framing(settings, missing=missing)


@pytest.mark.parametrize("missing", ["refuse", *METHODS])
@pytest.mark.parametrize("lags_as", ["features", "time_steps"])
@pytest.mark.parametrize("targets", [("a",), ("a", "b")])
def test_no_kind_of_column_looks_ahead(targets, lags_as, missing):
    settings = FramingSettings(
        **BASE,
        inputs=("c",),
        known_inputs=("d",),
        calendar=("month", "quarter"),
        calendar_as="one_hot",
        columns=(
            ColumnSettings("a", "box_cox", (1, 12), "robust"),
            ColumnSettings("c", "log", 1, "standard"),
        ),
        lags=3,
        lags_as=lags_as,
        horizon=3,
    )
    check_framing(settings, targets, missing)


@pytest.mark.parametrize("scale", [(-1.0, 1.0), "standard", "robust", None])
@pytest.mark.parametrize(
    "options",
    [
        {"lags": (1, 2, 12)},
        {"lags": 5, "subtract_mean": 20},
        {"lags": 4, "horizon": 3, "strategy": "recursive", "difference": 1},
        {"lags": 4, "target": "above_mean"},
        {"lags": 4, "target": "third", "horizon": 2},
    ],
    ids=str,
)
def test_no_other_key_of_a_framing_looks_ahead(options, scale):
    check_framing(FramingSettings(**BASE | {"scale": scale} | options))


@pytest.mark.parametrize("missing", ["refuse", "interpolate"])
@pytest.mark.parametrize("targets", [("a",), ("a", "b")])
def test_no_baseline_looks_ahead(targets, missing):
    names = ("persistence", "mean", "least_squares", "ets", "sarima", "seasonal_naive")
    framing = FramingSettings(**BASE, inputs=("c",), lags=3, horizon=2, difference=1)
    dataset = DatasetSettings(file="s.csv", time="t", value=targets, period=PERIOD, missing=missing)
    settings = PrepareSettings("s", dataset, (FramingUse(framing, ("a",)),), names)
    outputs = []
    for is_changed in (False, True):
        series = make_series(targets, missing != "refuse", is_changed, horizon=2)
        framed = frame_series(series, framing, missing, PERIOD)
        first_targets = framed.first_targets[framed.split("test")]
        made = study_baselines(settings, series, [framed])
        outputs.append(
            {b["baseline"]: dict(zip(first_targets, b["outputs"], strict=True)) for b in made}
        )
    assert set(outputs[0]) == set(names)
    for name in names:
        common = sorted(outputs[0][name].keys() & outputs[1][name].keys())
        known = [first for first in common if first <= CHANGED]
        assert len(known) > 5
        for first in known:
            np.testing.assert_allclose(outputs[0][name][first], outputs[1][name][first], rtol=1e-9)
        later = [first for first in common if first > CHANGED]
        if name != "mean":
            assert any(outputs[0][name][first] != outputs[1][name][first] for first in later)

"""A network's forecasts of the past do not change if the future changes, for every family."""

from dataclasses import replace

import numpy as np
import pytest
from data.test_leakage import BASE, CHANGED, make_series
from training.study_settings import settings_of, with_model

from reprise.data.series_framing import frame_series
from reprise.framing_settings import ColumnSettings, FramingSettings
from reprise.training.backend import tf
from reprise.training.families import FAMILIES
from reprise.training.program_arguments import divide_into_batches
from reprise.training.single_run import compile_program

STATEFUL = ("lstm", "gru", "simple_rnn")
# Every kind of column, transform and split; 51 training rows, 9 validation rows, 29 test rows.
FRAMING = FramingSettings(
    **BASE,
    inputs=("c",),
    known_inputs=("d",),
    calendar=("month",),
    columns=(
        ColumnSettings("a", "box_cox", (1, 2), "robust"),
        ColumnSettings("c", "log", 1, "standard"),
    ),
    lags=4,
    lags_as="time_steps",
    horizon=2,
)


def settings_of_family(family, is_stateful):
    settings = settings_of("births_forecasters", "lstm" if family in STATEFUL else family)
    small = {"units": 3, "filters": 3, "dense_units": 3, "stateful": is_stateful, "subsequences": 2}
    known = {key: value for key, value in small.items() if key in settings.model}
    settings = with_model(settings, family=family, **known)
    if "kernel_size" in settings.model:
        settings = with_model(settings, kernel_size=1)
    batch_size = 1 if is_stateful else 16
    training = replace(settings.training, epochs=2, batch_size=batch_size, shuffle=not is_stateful)
    if is_stateful:
        training = replace(training, keep="last")
    return replace(settings, training=training)


@pytest.mark.parametrize(
    ("family", "is_stateful"),
    [(family, False) for family in FAMILIES] + [(family, True) for family in STATEFUL],
)
def test_a_change_of_the_future_changes_no_forecast_of_the_past(family, is_stateful):
    settings = replace(settings_of_family(family, is_stateful), framing=FRAMING)
    framings = [
        frame_series(make_series(("a", "b"), False, is_changed, FRAMING.horizon), FRAMING)
        for is_changed in (False, True)
    ]
    framing = framings[0]
    assert framing.outputs == 4
    seen = framing.split("train")
    for name in ("x", "y"):  # so both train the same weights
        one, other = (getattr(f, name)[seen] for f in framings)
        np.testing.assert_array_equal(one, other)
    program = compile_program(settings, framing)
    program.start(7)
    for _ in program.train(2):
        pass
    size = 1 if is_stateful else len(framing.x)
    forecasts = [
        f.forecasts(program._forecast_all_rows(divide_into_batches(f.x, size), tf.constant(True)))
        for f in framings
    ]
    np.testing.assert_array_equal(forecasts[0], framing.forecasts(program.outputs))
    is_past = framing.first_targets <= CHANGED
    np.testing.assert_array_equal(forecasts[0][is_past], forecasts[1][is_past])
    later = framing.first_targets > CHANGED + FRAMING.horizon
    assert (forecasts[0][later] != forecasts[1][later]).any(axis=1).mean() > 0.5

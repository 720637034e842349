"""Recursive and direct forecasts, compared with Keras networks that a loop of our own calls."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import compiled
from framed_values import frame_values
from training.study_settings import settings_of, with_model, with_training

from reprise.training.backend import keras
from reprise.training.models import build_model
from reprise.training.recursion import Recursion

SGD = {"name": "sgd", "learning_rate": 0.05}


def recursion_of(framing):
    return Recursion(framing.y.shape[1], framing.feedback_factor, framing.feedback_offset)


def small_network(family, **changes):
    """Settings of a small network that is trained by gradient descent in the order of the rows."""
    settings = settings_of("births_forecasters", family)
    sizes = {"mlp": {"units": 6}, "lstm": {"units": 3}, "cnn": {"filters": 4, "dense_units": 0}}
    settings = with_model(settings, **sizes[family], **changes)
    return with_training(settings, shuffle=False, optimizer=SGD, batch_size=16)


def forecast_by_hand(predict, series, framing, difference, lags, horizon):
    """Forecast each row in the units of the series, and scale every input anew for each step.

    Parameters
    ----------
    predict : callable
        Takes scaled lags of shape (lags,), returns the output of the network.
    """
    # The network's own scaling of each lag, from the training rows alone.
    changes = np.diff(series, n=1) if difference else series
    columns = np.lib.stride_tricks.sliding_window_view(changes, lags + horizon)
    first = framing.first_targets[0] - difference - lags
    training = columns[: first + framing.train_rows]
    low, high = training.min(axis=0), training.max(axis=0)
    forecasts = []
    for row in range(len(framing.x)):
        window = list(columns[first + row][:lags]) if row < framing.train_rows else None
        if window is None:
            position = len(columns) - (len(framing.x) - row)
            window = list(columns[position][:lags])
        else:
            position = first + row
        level = series[position + difference + lags - 1]
        steps = []
        for _ in range(horizon):
            newest = np.array(window[-lags:])
            scaled = 2 * (newest - low[:lags]) / (high - low)[:lags] - 1
            change = (predict(scaled) + 1) / 2 * (high - low)[lags] + low[lags]
            window.append(change)
            level = level + change if difference else change
            steps.append(level)
        forecasts.append(steps)
    return np.array(forecasts)


@pytest.mark.parametrize(
    ("family", "lags_as", "difference"),
    [("mlp", "features", 1), ("cnn", "time_steps", 0), ("lstm", "time_steps", 1)],
)
def test_recursive_forecasts_agree_with_a_loop_over_keras_in_the_units_of_the_series(
    births, family, lags_as, difference
):
    series, lags, horizon = births.values[:80].copy(), 4, 3
    series[[2, 4]] += 60, 40  # the largest values of the lags differ
    framing = frame_values(
        series, 20, difference, lags, lags_as, horizon, strategy="recursive", train_rows=48
    )
    assert np.abs(framing.feedback_factor - 1).max() > 1e-3, "the lags have different scalings"
    settings = small_network(family)
    training = compiled(settings, framing, recursion=recursion_of(framing))
    training.start(3)
    list(training.train(4))
    model = training.model
    assert model.output_shape == (None, 1)

    def predict(scaled):
        shape = (1, *framing.x.shape[1:])
        return float(model(scaled.reshape(shape).astype("float32"))[0, 0])

    expected = forecast_by_hand(predict, series, framing, difference, lags, horizon)
    forecasts = framing.forecasts(training.outputs)
    assert forecasts.shape == (len(framing.x), horizon)
    np.testing.assert_allclose(forecasts, expected, atol=2e-3)


def test_a_recursive_network_learns_the_first_step_alone(births):
    options = {"difference": 0, "lags": 4, "lags_as": "time_steps", "train_rows": 48}
    recursive = frame_values(births.values[:80], 20, horizon=3, strategy="recursive", **options)
    settings = small_network("mlp")
    training = compiled(settings, recursive, recursion=recursion_of(recursive))
    training.start(3)
    model = build_model(settings, (4, 1), 1, 0, None)
    model.set_weights(training.model.get_weights())
    list(training.train(3))
    x, y = recursive.x[:48].astype("float32"), recursive.y[:48, :1].astype("float32")
    model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0)
    for ours, theirs in zip(training.model.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_the_steps_of_a_row_do_not_change_the_state_that_the_next_row_meets(settings, shampoo):
    framing = frame_values(shampoo.values, 12, horizon=3, strategy="recursive", train_rows=20)
    settings = with_training(with_model(settings, units=2), batch_size=2)
    training = compiled(settings, framing, recursion=recursion_of(framing))
    training.start(5)
    list(training.train(20))
    single = build_model(settings, (1, 1), 1, 0, 2)
    single.set_weights(training.model.get_weights())
    expected = []
    for k in range(0, len(framing.x), 2):
        # The state of the rows before, from the observations alone; then three steps from it.
        for layer in single.layers[:1]:
            layer.reset_state()
        for earlier in range(0, k, 2):
            single(framing.x[earlier : earlier + 2].astype("float32"))
        inputs, steps = framing.x[k : k + 2].reshape(2, 1), []
        for _ in range(3):
            steps.append(single(inputs.reshape(2, 1, 1).astype("float32")).numpy())
            inputs = framing.feed_back(inputs, steps[-1])
        expected.append(np.concatenate(steps, axis=1))
    np.testing.assert_allclose(training.outputs, np.concatenate(expected), atol=1e-5)


def test_a_direct_network_is_trained_like_one_network_per_step(births):
    framing = frame_values(
        births.values[:80], 20, 0, 4, "time_steps", horizon=2, strategy="direct", train_rows=48
    )
    settings = small_network("mlp")
    settings = replace(settings, framing=replace(settings.framing, horizon=2, strategy="direct"))
    training = compiled(settings, framing)
    training.start(3)
    networks = [layer for layer in training.model.layers if isinstance(layer, keras.Sequential)]
    assert [network.output_shape for network in networks] == [(None, 1), (None, 1)]
    alone = replace(settings, framing=replace(settings.framing, strategy=None))
    singles = [build_model(alone, (4, 1), 1, 0, None) for _ in networks]
    for single, network in zip(singles, networks, strict=True):
        single.set_weights(network.get_weights())
    assert any((a != b).any() for a, b in zip(*(n.get_weights() for n in networks), strict=True))
    list(training.train(3))
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    for step, single in enumerate(singles):
        single.fit(x[:48], y[:48, step], epochs=3, batch_size=16, shuffle=False, verbose=0)
        expected = single.predict(x, verbose=0)[:, 0]
        np.testing.assert_allclose(training.outputs[:, step], expected, atol=1e-5)

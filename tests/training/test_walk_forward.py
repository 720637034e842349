"""Updates between the forecasts of the test rows, compared with a loop over Keras's own `fit`."""

import numpy as np
import pytest
from conftest import compiled
from framed_values import frame_values
from training.study_settings import settings_of, with_model, with_training

from reprise.training.models import build_model
from reprise.training.walk_forward import Updates


def walk_by_fit(model, framing, batch_size, updates, stateful):
    """Forecast each test row, then call `fit` on the newest rows; shape (test rows, 1)."""
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    forecasts = []
    for row in range(framing.split("test").start, len(x)):
        if stateful:
            model.layers[0].reset_state()
            seen = model.predict(x[: row + 1], batch_size=batch_size, verbose=0)
            model.layers[0].reset_state()
        else:
            seen = model.predict(x[row : row + 1], verbose=0)
        forecasts.append(seen[-1])
        rows = row + 1 if updates.rows == "all" else updates.rows
        size = min(batch_size, rows)
        first = row + 1 - rows // size * size
        for _ in range(updates.epochs):
            model.fit(
                *(x[first : row + 1], y[first : row + 1]),
                batch_size=size,
                shuffle=False,
                verbose=0,
            )
            if stateful:
                model.layers[0].reset_state()
    return np.array(forecasts)


@pytest.mark.parametrize("updates", [Updates(2, 1), Updates(1, "all")])
def test_a_stateful_network_is_updated_as_by_fit(settings, framing, updates):
    settings = with_training(settings, batch_size=1)
    training = compiled(settings, framing)
    training.start(2)
    list(training.train(10))
    without = training.outputs
    training.start(2)
    model = build_model(settings, (1, 1), 1, 0, 1)
    model.set_weights(training.model.get_weights())
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    for _ in range(10):
        model.fit(x[:20], y[:20], batch_size=1, shuffle=False, verbose=0)
        model.layers[0].reset_state()
    list(training.train(10, updates=updates))
    np.testing.assert_array_equal(training.outputs[:20], without[:20])
    expected = walk_by_fit(model, framing, 1, updates, stateful=True)
    np.testing.assert_allclose(training.outputs[20:], expected, atol=2e-5)
    assert np.abs(training.outputs[21:] - without[21:]).min() > 1e-5


@pytest.mark.parametrize("updates", [Updates(2, 3), Updates(1, "all")])
def test_a_network_without_state_starts_from_its_best_weights(births, updates):
    framing = frame_values(
        births.values[:70], 12, 0, 4, "time_steps", validation_rows=10, train_rows=40
    )
    optimizer = {"name": "sgd", "learning_rate": 0.1}
    settings = with_model(settings_of("births_forecasters", "mlp"), units=6)
    settings = with_training(settings, shuffle=False, optimizer=optimizer, batch_size=8)
    training = compiled(settings, framing, validation_rows=10, keep_best=True)
    training.start(1)
    list(training.train(6))
    model = build_model(settings, (4, 1), 1, 0, None)
    model.set_weights(training.model.get_weights())
    training.start(1)
    list(training.train(6, updates=updates))
    expected = walk_by_fit(model, framing, 8, updates, stateful=False)
    np.testing.assert_allclose(training.outputs[50:], expected, atol=2e-5)


def test_updates_depend_on_the_seed_alone_and_never_on_the_calls_before(births):
    framing = frame_values(births.values[:70], 12, 0, 4, "time_steps", train_rows=40)
    settings = with_model(settings_of("births_forecasters", "mlp"), units=6, dropout=0.3)
    settings = with_training(settings, shuffle=True, batch_size=8)
    updates = Updates(2, "all")

    def outputs(training, seed, epochs_before=None):
        training.start(seed)
        if epochs_before:
            list(training.train(epochs_before))
            training.resume(seed, epochs_before, training.state())
        list(training.train(6, updates=updates))
        return training.outputs

    training = compiled(settings, framing)
    first = outputs(training, 1)
    assert (outputs(training, 2) != first).any()
    np.testing.assert_array_equal(outputs(training, 1), first)
    np.testing.assert_array_equal(outputs(compiled(settings, framing), 1, epochs_before=4), first)

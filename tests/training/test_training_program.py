"""The program, without a compiler: TensorFlow runs its methods as they stand."""

import numpy as np
import pytest

from reprise.training.backend import keras, tf
from reprise.training.early_stopping import EarlyStopping
from reprise.training.program_arguments import ProgramOptions, prepare_buffers, prepare_data
from reprise.training.training_program import TrainingProgram, _are_right

X = np.linspace(-1, 1, 10, dtype=np.float32)[:, None]
Y = 3 * X


def linear_model(weight=0.0):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.array([[weight]], np.float32)])
    model.compile(loss="mean_squared_error", optimizer=keras.optimizers.SGD(0.1))
    return model


def weights_by_hand(batches, weight=0.0):
    """The weights after each update of gradient descent on the mean squared error."""
    weights = []
    for rows in batches:
        weight -= 0.1 * np.mean(2 * X[rows] * (weight * X[rows] - Y[rows]))
        weights.append(weight)
    return weights


def train(epochs, every_epoch=True, batch_size=4, train_rows=6, keep_best=False, y=Y, stop=None):
    """Train a linear model; the filled buffers and the program."""
    model = linear_model()
    options = ProgramOptions(
        batch_size=batch_size,
        shuffle=False,
        classify=False,
        rows=10,
        train_rows=train_rows,
        recorded_rows=8,
        state_reset_batch=-1,
    )
    early_stopping = EarlyStopping(model, keep_best, stop)
    program = TrainingProgram(model, model, early_stopping, None, options)
    data = prepare_data(X, y, options, forecast_rows=4)
    arguments = (*data, *prepare_buffers(options, (1,), None))
    numbers = (tf.constant(0), tf.constant(epochs), tf.constant(epochs))
    switches = (tf.constant(every_epoch), tf.constant(True), tf.constant(0))
    _, outputs, _, _ = program.train_epochs(*numbers, *switches, *arguments)
    return outputs.numpy(), program


def test_every_batch_of_every_epoch_updates_the_weights_once():
    outputs, _ = train(epochs=2)
    weights = weights_by_hand([slice(0, 4), slice(4, 6)] * 2)
    np.testing.assert_allclose(outputs[0], weights[1] * X[:8], rtol=1e-5)
    np.testing.assert_allclose(outputs[1], weights[3] * X[:8], rtol=1e-5)
    assert not outputs[2:].any()


def test_a_batch_size_above_the_number_of_rows_makes_one_update_per_epoch():
    outputs, _ = train(epochs=1, batch_size=100)
    (weight,) = weights_by_hand([slice(0, 6)])
    np.testing.assert_allclose(outputs[0], weight * X[:8], rtol=1e-5)


def test_only_the_last_epoch_is_recorded_if_not_every_epoch_is():
    every, _ = train(epochs=3)
    last, _ = train(epochs=3, every_epoch=False)
    np.testing.assert_array_equal(last[0], every[2])
    assert not last[1:].any()


def test_the_final_forecasts_use_the_best_weights():
    misleading = Y.copy()
    misleading[6:8] = 0  # the weight 0 is right for the validation rows, and training leaves it
    outputs, program = train(epochs=3, keep_best=True, y=misleading)
    forecasts = program.forecast_all_rows(prepared_batches(), tf.constant(True)).numpy()
    assert forecasts.shape == (10, 1)
    np.testing.assert_allclose(forecasts[:8], outputs[0], rtol=1e-6)
    assert not np.allclose(outputs[0], outputs[2])


def prepared_batches():
    return tf.constant(np.concatenate([X, X[:2]]).reshape(3, 4, 1))


@pytest.mark.parametrize(
    ("probabilities", "classes", "expected"),
    [
        ([[0.5], [0.51], [0.51], [0.2]], [[0], [1], [0], [1]], [True, True, False, False]),
        ([[0.1, 0.9, 0.0], [0.6, 0.1, 0.3]], [[1], [2]], [True, False]),
    ],
)
def test_a_row_is_right_if_its_class_is_the_most_probable(probabilities, classes, expected):
    right = _are_right(tf.constant(probabilities), tf.constant(classes, tf.float32))
    assert np.ravel(right).tolist() == expected

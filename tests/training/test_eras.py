import numpy as np
import pytest

from reprise.training.backend import keras, tf
from reprise.training.eras import (
    OLD_ERAS,
    GlorotPerGate,
    OrthogonalBySVD,
    OrthogonalPerGate,
    cell_state_of_tf1,
    hard_sigmoid,
    lstm_layer,
)


def test_the_gate_of_keras_1_is_a_clipped_line():
    points = [-10.0, -2.5, -1.0, 0.0, 1.0, 2.5, 10.0]
    np.testing.assert_allclose(hard_sigmoid(tf.constant(points)), [0, 0, 0.3, 0.5, 0.7, 1, 1])


def test_each_gate_has_its_own_kernel_within_its_own_bound():
    kernel = np.concatenate([GlorotPerGate()((1, 12)).numpy() for _ in range(200)])
    bound = np.sqrt(6 / (1 + 3))  # fan in 1, fan out 3 units and not 12
    assert bound * 0.98 < np.abs(kernel).max() <= bound
    one = GlorotPerGate()((1, 12)).numpy().reshape(4, 3)
    assert len({tuple(gate) for gate in one}) == 4


def test_each_gates_recurrent_matrix_is_orthogonal_times_a_gain():
    gates = np.split(OrthogonalPerGate()((3, 12)).numpy(), 4, axis=1)
    for gate in gates:
        np.testing.assert_allclose(gate.T @ gate, 1.1**2 * np.eye(3), atol=1e-5)
    assert not np.allclose(gates[0], gates[1])


def test_the_cell_state_of_tf1_differs_in_the_forget_gates_gradient_alone():
    forget, old, gate, candidate = (tf.constant(v) for v in (0.3, -0.8, 0.6, 0.5))
    with tf.GradientTape() as tape:
        tape.watch([forget, old, gate, candidate])
        new = cell_state_of_tf1(forget, old, gate, candidate)
        loss = 3.0 * new
    gradients = tape.gradient(loss, [forget, old, gate, candidate])
    assert float(new) == pytest.approx(0.3 * -0.8 + 0.6 * 0.5)
    expected = [
        3 * float(new),
        3 * 0.3,
        3 * 0.5,
        3 * 0.6,
    ]  # the exact gradient would begin with 3 * -0.8
    np.testing.assert_allclose(gradients, expected, rtol=1e-6)


def test_a_graph_of_tensorflow_1_computes_that_gradient():
    """A stateful variable that is overwritten before the backward pass reads it."""
    v1 = tf.compat.v1
    graph = tf.Graph()
    with graph.as_default():
        state = v1.get_variable("state", initializer=-0.8, use_resource=False)
        forget = v1.placeholder(tf.float32, [])
        new = forget * state + 0.6 * 0.5
        with v1.control_dependencies([v1.assign(state, new)]):
            gradient = 3.0 * tf.identity(tf.gradients(new, forget)[0])
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            computed = session.run(gradient, {forget: 0.3})
    tape_forget = tf.constant(0.3)
    with tf.GradientTape() as tape:
        tape.watch(tape_forget)
        ours = 3.0 * cell_state_of_tf1(
            tape_forget, tf.constant(-0.8), tf.constant(0.6), tf.constant(0.5)
        )
    assert computed == pytest.approx(float(tape.gradient(ours, tape_forget)), rel=1e-6)


@pytest.mark.parametrize("units", [1, 2, 5])
def test_the_recurrent_rows_of_keras_2_are_orthonormal_over_all_gates(units):
    rows = OrthogonalBySVD()((units, 4 * units)).numpy()
    np.testing.assert_allclose(rows @ rows.T, np.eye(units), atol=1e-6)


def test_the_recurrent_rows_of_keras_2_span_the_rows_of_a_gaussian_matrix():
    """A QR decomposition spans them, too, and needs no SVD."""
    gaussian = keras.random.normal((2, 8), seed=keras.random.SeedGenerator(3)).numpy()
    rows = OrthogonalBySVD(keras.random.SeedGenerator(3))((2, 8)).numpy()
    basis = np.linalg.qr(gaussian.T)[0]
    np.testing.assert_allclose(rows.T @ rows, basis @ basis.T, atol=1e-5)


def test_with_one_unit_the_input_gate_of_keras_2_begins_with_a_negative_recurrent_weight():
    seed = keras.random.SeedGenerator(0)
    rows = np.concatenate([OrthogonalBySVD(seed)((1, 4)).numpy() for _ in range(60)])
    assert (rows[:, 0] < 0).all()
    assert all(10 < (rows[:, gate] < 0).sum() < 50 for gate in (1, 2, 3))


def test_the_input_weights_of_keras_2_have_the_bound_of_all_gates_together():
    layers = [lstm_layer("keras2", 3) for _ in range(40)]
    for layer in layers:
        layer.build((None, 1, 1))
    largest = max(np.abs(layer.get_weights()[0]).max() for layer in layers)
    bound = np.sqrt(6 / (1 + 12))  # fan in 1, fan out 12
    assert bound * 0.97 < largest <= bound


def test_keras_1_2_draws_the_recurrent_weights_like_the_input_weights():
    layers = [lstm_layer("keras1_2", 2) for _ in range(40)]
    for layer in layers:
        layer.build((None, 1, 1))
    recurrent = np.stack([layer.get_weights()[1] for layer in layers])
    bound = np.sqrt(6 / (2 + 2))  # fan in 2, fan out 2 units and not 8
    assert bound * 0.97 < np.abs(recurrent).max() <= bound
    first_gate = recurrent[0][:, :2]
    assert not np.allclose(first_gate.T @ first_gate, 1.1**2 * np.eye(2), atol=0.01)


@pytest.mark.parametrize("era", ["keras3", *OLD_ERAS])
def test_every_era_begins_with_a_forget_bias_of_one(era):
    model = keras.Sequential([keras.Input((1, 1)), lstm_layer(era, 2)])
    kernel, recurrent, bias = model.get_weights()
    assert (kernel.shape, recurrent.shape) == ((1, 8), (2, 8))
    np.testing.assert_array_equal(bias, [0, 0, 1, 1, 0, 0, 0, 0])


@pytest.mark.parametrize("era", ["keras1", "keras1_2", "keras2"])
def test_an_era_computes_the_same_forward_with_either_gradient(era):
    inputs = np.random.default_rng(0).uniform(-1, 1, (5, 1, 1)).astype("float32")
    one, other = (
        keras.Sequential([keras.Input((1, 1)), lstm_layer(era, 3)]) for era in (era, f"{era}_tf1")
    )
    other.set_weights(one.get_weights())
    np.testing.assert_allclose(one(inputs), other(inputs), atol=1e-6)

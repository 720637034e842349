import numpy as np

from reprise.training.backend import keras
from reprise.training.model_state import (
    RecordedVariables,
    copy_weights,
    find_seed_generators,
    reset_state,
    share_initializer_seed,
    stateful_layers,
)


def recurrent_model(batch_size):
    lstm = keras.layers.LSTM(2, stateful=True)
    inputs = keras.Input(batch_shape=(batch_size, 1, 1))
    return keras.Sequential([inputs, lstm, keras.layers.Dense(1)])


def states(model):
    return [state.numpy() for layer in stateful_layers(model) for state in layer.states]


def test_the_states_of_stateful_layers_are_set_to_zero():
    model = recurrent_model(3)
    assert [layer.name for layer in stateful_layers(model)] == [model.layers[0].name]
    model(np.ones((3, 1, 1), np.float32))
    assert all(state.any() for state in states(model))
    reset_state(model)
    assert not any(state.any() for state in states(model))


def test_each_row_of_a_batch_has_a_state_of_its_own():
    """A batch of 2 forecasts the rows 0, 2, 4 and the rows 1, 3, 5 as two separate series."""
    both, alone = recurrent_model(2), recurrent_model(1)
    copy_weights(both, alone)
    rows = np.linspace(-1, 1, 6, dtype=np.float32).reshape(6, 1, 1)
    together = np.concatenate([both(rows[k : k + 2]) for k in (0, 2, 4)])
    for first in (0, 1):
        reset_state(alone)
        one_by_one = [alone(rows[k : k + 1]).numpy()[0] for k in range(first, 6, 2)]
        np.testing.assert_allclose(together[first::2], one_by_one, rtol=1e-6)
    reset_state(alone)
    in_order = np.concatenate([alone(rows[k : k + 1]) for k in range(6)])
    assert np.abs(together - in_order).max() > 1e-3


def test_weights_are_copied_and_states_are_not():
    source, target = recurrent_model(3), recurrent_model(3)
    source(np.ones((3, 1, 1), np.float32))
    copy_weights(source, target)
    for ours, theirs in zip(source.trainable_weights, target.trainable_weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert not any(state.any() for state in states(target))


def test_weights_are_copied_to_a_model_for_another_batch_size():
    source, target = recurrent_model(3), recurrent_model(1)
    copy_weights(source, target)
    np.testing.assert_array_equal(source.layers[0].cell.kernel, target.layers[0].cell.kernel)


def test_all_initial_weights_come_from_the_shared_seed():
    variables = RecordedVariables()
    with variables.scope():
        model = recurrent_model(3)
    seed = keras.random.SeedGenerator(0)
    share_initializer_seed([model], seed)
    drawn = []
    for number in (1, 2, 1):
        seed.state.assign([number, 0])
        variables.initialize()
        drawn.append(model.get_weights())
    first, other, again = drawn
    for weights, repeated in zip(first, again, strict=True):
        np.testing.assert_array_equal(weights, repeated)
    assert (first[0] != other[0]).any() and (first[1] != other[1]).any()


def test_variables_get_back_their_values():
    variables = RecordedVariables()
    with variables.scope():
        model = recurrent_model(3)
    model(np.ones((3, 1, 1), np.float32))
    values = variables.values()
    reset_state(model)
    model.layers[1].set_weights([np.zeros((2, 1)), np.zeros(1)])
    variables.assign(values)
    for variable, value in zip(variables.values(), values, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert all(state.any() for state in states(model))


def test_the_seed_generators_of_layers_are_found_once():
    dropout = keras.layers.Dropout(0.5)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1), dropout])
    assert find_seed_generators([model, model]) == [dropout.seed_generator]

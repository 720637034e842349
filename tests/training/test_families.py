"""The layers of every model family."""

import pytest
from training.study_settings import settings_of, with_model

from reprise.training.backend import keras
from reprise.training.eras import hard_sigmoid
from reprise.training.families import FAMILIES

FORECASTERS = ("mlp", "cnn", "lstm", "gru", "simple_rnn", "cnn_lstm", "encoder_decoder")


def layers_of(family, input_shape=(8, 1), outputs=1, activation="linear", **changes):
    """The names of the layers of a family, in their order."""
    configuration = "lstm" if family in ("gru", "simple_rnn") else family  # the same keys
    model = with_model(settings_of("births_forecasters", configuration), **changes).model
    network = FAMILIES[family](model, input_shape, outputs, activation, 4)
    assert network.output_shape == (4 if model.get("stateful") else None, outputs)
    return [type(layer).__name__ for layer in network.layers]


@pytest.mark.parametrize(
    ("family", "batch_norm", "expected"),
    [
        ("mlp", "none", "Flatten Dense Activation Dense"),
        ("mlp", "after", "Flatten Dense Activation BatchNormalization Dense"),
        ("mlp", "before", "Flatten Dense BatchNormalization Activation Dense"),
        ("cnn", "none", "Conv1D Activation MaxPooling1D Flatten Dense Dense"),
        ("cnn", "after", "Conv1D Activation BatchNormalization MaxPooling1D Flatten Dense Dense"),
        ("cnn", "before", "Conv1D BatchNormalization Activation MaxPooling1D Flatten Dense Dense"),
        ("lstm", "none", "LSTM Dense"),
        ("lstm", "after", "LSTM BatchNormalization Dense"),
        ("lstm", "before", "BatchNormalization LSTM Dense"),
        ("gru", "after", "GRU BatchNormalization Dense"),
        ("simple_rnn", "before", "BatchNormalization SimpleRNN Dense"),
        (
            "cnn_lstm",
            "before",
            "Reshape TimeDistributed BatchNormalization Activation TimeDistributed TimeDistributed"
            " LSTM Dense",
        ),
        (
            "encoder_decoder",
            "after",
            "LSTM BatchNormalization RepeatVector LSTM TimeDistributed Reshape",
        ),
    ],
)
def test_batch_normalization_stands_where_the_study_puts_it(family, batch_norm, expected):
    assert layers_of(family, batch_norm=batch_norm) == expected.split()


@pytest.mark.parametrize("family", FORECASTERS)
def test_every_family_can_normalize_its_inputs(family):
    assert layers_of(family, batch_norm_input=True)[0] == "BatchNormalization"


@pytest.mark.parametrize("family", ["cnn_lstm", "encoder_decoder"])
def test_the_lstm_layers_of_a_family_follow_its_era(family):
    def gates(**changes):
        model = with_model(settings_of("births_forecasters", family), **changes).model
        network = FAMILIES[family](model, (8, 1), 1, "linear", 4)
        layers = [layer for layer in network.layers if isinstance(layer, keras.layers.LSTM)]
        assert layers
        return {layer.recurrent_activation for layer in layers}

    assert gates() == {keras.activations.sigmoid}
    assert gates(era="keras2") == {hard_sigmoid}


def test_a_list_of_units_makes_one_layer_for_each():
    assert layers_of("lstm", units=[3, 2]) == ["LSTM", "LSTM", "Dense"]
    hidden = ["Dense", "Activation", "Dropout"]
    assert layers_of("mlp", units=[3, 2], dropout=0.1) == ["Flatten", *hidden, *hidden, "Dense"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"batch_norm": "after_pooling"}, "Activation MaxPooling1D BatchNormalization Flatten"),
        ({"dropout": 0.2}, "Activation MaxPooling1D Dropout Flatten"),
        (
            {"batch_norm": "after", "dropout": 0.2},
            "Activation BatchNormalization MaxPooling1D Dropout Flatten",
        ),
        (
            {"batch_norm": "after", "dropout": 0.2, "dropout_place": "before_batch_norm"},
            "Activation Dropout BatchNormalization MaxPooling1D Flatten",
        ),
        (
            {"batch_norm": "before", "dropout": 0.2, "dropout_place": "after_batch_norm"},
            "BatchNormalization Dropout Activation MaxPooling1D Flatten",
        ),
        (
            {"batch_norm": "after_pooling", "dropout": 0.2, "dropout_place": "before_batch_norm"},
            "Activation MaxPooling1D Dropout BatchNormalization Flatten",
        ),
    ],
)
def test_a_convolutional_network_can_normalize_after_pooling_and_drop(changes, expected):
    assert layers_of("cnn", **changes) == ["Conv1D", *expected.split(), "Dense", "Dense"]


@pytest.mark.parametrize(
    ("batch_norm", "place", "expected"),
    [
        ("after", "before_batch_norm", "Dense Activation Dropout BatchNormalization"),
        ("after", "after_batch_norm", "Dense Activation BatchNormalization Dropout"),
        ("before", "before_batch_norm", "Dense Dropout BatchNormalization Activation"),
    ],
)
def test_the_dropout_of_a_perceptron_stands_beside_its_normalization(batch_norm, place, expected):
    changes = {"batch_norm": batch_norm, "dropout": 0.2, "dropout_place": place, "units": [3, 2]}
    hidden = expected.split()
    assert layers_of("mlp", **changes) == ["Flatten", *hidden, *hidden, "Dense"]


def test_images_are_convolved_over_height_and_width():
    layers = layers_of("cnn", input_shape=(8, 8, 1), outputs=10, activation="softmax")
    assert layers[0] == "Conv2D" and "MaxPooling2D" in layers


def test_options_of_the_study_reach_the_layers():
    model = with_model(
        settings_of("births_forecasters", "lstm"),
        activation="relu",
        dropout=0.2,
        recurrent_dropout=0.1,
        kernel_regularizer={"l1": 0.01, "l2": 0.02},
        batch_norm="after",
        batch_norm_momentum=0.5,
        batch_norm_beta_gamma=False,
        stateful=True,
    ).model
    recurrent, normalization, output = FAMILIES["lstm"](model, (7, 1), 1, "sigmoid", 4).layers
    assert recurrent.activation is keras.activations.relu
    assert (recurrent.dropout, recurrent.recurrent_dropout) == (0.2, 0.1)
    assert recurrent.stateful and recurrent.states[0].shape == (4, 50)
    penalty = recurrent.kernel_regularizer
    assert (float(penalty.l1), float(penalty.l2)) == pytest.approx((0.01, 0.02))
    assert normalization.momentum == 0.5
    assert not normalization.center and not normalization.scale
    assert output.activation is keras.activations.sigmoid


@pytest.mark.parametrize(
    ("outputs", "activation", "steps", "values"),
    [
        (1, "linear", 1, 1),
        (7, "linear", 7, 1),
        (1, "sigmoid", 1, 1),
        (3, "softmax", 1, 3),
        ((2, 3), "softmax", 2, 3),
    ],
)
def test_an_encoder_decoder_returns_values_or_probabilities_for_each_step(
    outputs, activation, steps, values
):
    model = settings_of("births_forecasters", "encoder_decoder").model
    network = FAMILIES["encoder_decoder"](model, (7, 1), outputs, activation, 4)
    assert network.output_shape == (None, *(outputs if isinstance(outputs, tuple) else (outputs,)))
    repeat = next(n for n in network.layers if isinstance(n, keras.layers.RepeatVector))
    last = next(n for n in network.layers if isinstance(n, keras.layers.TimeDistributed)).layer
    assert (repeat.n, last.units, last.activation.__name__) == (steps, values, activation)
    wrong = FAMILIES["encoder_decoder"](
        model | {"output": "linear"}, (7, 1), outputs, activation, 4
    )
    last = next(n for n in wrong.layers if isinstance(n, keras.layers.TimeDistributed)).layer
    assert last.activation is keras.activations.linear


@pytest.mark.parametrize(("time_steps", "is_unrolled"), [(4, True), (5, False)])
def test_layers_over_at_most_four_time_steps_are_unrolled(time_steps, is_unrolled):
    model = settings_of("births_forecasters", "lstm").model
    network = FAMILIES["lstm"](model, (time_steps, 1), 1, "linear", 4)
    assert network.layers[0].unroll == is_unrolled

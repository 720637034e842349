"""The layers of every model family."""

import pytest
from training.study_settings import settings_of, with_model

from reprise.training.backend import keras
from reprise.training.families import FAMILIES

FORECASTERS = ("mlp", "cnn", "lstm", "cnn_lstm", "encoder_decoder")


def layers_of(family, input_shape=(8, 1), outputs=1, activation="linear", **changes):
    """The names of the layers of a family, in their order."""
    model = with_model(settings_of("births_forecasters", family), **changes).model
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


def test_a_list_of_units_makes_one_layer_for_each():
    assert layers_of("lstm", units=[3, 2]) == ["LSTM", "LSTM", "Dense"]
    hidden = ["Dense", "Activation", "Dropout"]
    assert layers_of("mlp", units=[3, 2], dropout=0.1) == ["Flatten", *hidden, *hidden, "Dense"]


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


@pytest.mark.parametrize(("time_steps", "is_unrolled"), [(4, True), (5, False)])
def test_layers_over_at_most_four_time_steps_are_unrolled(time_steps, is_unrolled):
    model = settings_of("births_forecasters", "lstm").model
    network = FAMILIES["lstm"](model, (time_steps, 1), 1, "linear", 4)
    assert network.layers[0].unroll == is_unrolled

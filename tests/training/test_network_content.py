"""Names, numbers and code in the config of a `.keras` file."""

import pytest

from reprise.training.network_content import has_code, normalized_config


def layer(class_name, name, **settings):
    return {"class_name": class_name, "config": {"name": name} | settings}


def config_of(*layers, **settings):
    return layer("Sequential", "sequential_9", layers=list(layers)) | settings


def names_of(*layers):
    """The names of layers after normalizing."""
    normalized = normalized_config(config_of(*layers))
    return [layer["config"]["name"] for layer in normalized["config"]["layers"]]


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([("LSTM", "lstm_7"), ("LSTM", "lstm_9"), ("Dense", "dense_4")], "lstm lstm_1 dense"),
        ([("LSTM", "lstm_9"), ("LSTM", "lstm_7")], "lstm lstm_1"),
        ([("LSTM", "my_lstm_7"), ("Dense", "lstm")], "my_lstm_7 lstm"),
        ([("Dense", "lstm"), ("LSTM", "lstm_7")], "lstm lstm_1"),
        ([("LSTM", "forward_lstm_7"), ("LSTM", "backward_lstm_7")], "forward_lstm backward_lstm"),
        (
            [("LSTMCellOfTF1", "lstm_cell_of_tf1_3"), ("Conv1D", "conv1d_2")],
            "lstm_cell_of_tf1 conv1d",
        ),
    ],
)
def test_names_that_keras_made_are_counted_anew_and_others_stay(layers, expected):
    assert names_of(*(layer(*one) for one in layers)) == expected.split()


def test_references_follow_the_names_and_other_texts_do_not():
    swapped = [
        layer("Tanh", "tanh_1"),
        layer("Tanh", "tanh"),
        layer("Dense", "d", activation="tanh"),
    ]
    links = {"output_layers": ["tanh", 0, 0], "nodes": [{"keras_history": ["tanh_1", 0, 0]}]}
    normalized = normalized_config(config_of(*swapped) | links)
    assert normalized["output_layers"] == ["tanh_1", 0, 0]
    assert normalized["nodes"] == [{"keras_history": ["tanh", 0, 0]}]
    assert normalized["config"]["layers"][2]["config"]["activation"] == "tanh"


def test_shared_objects_are_numbered_and_the_training_is_left_out():
    shared = [layer("Dense", "d") | {"shared_object_id": number} for number in (940, 120, 940)]
    policy = {"class_name": "DTypePolicy", "config": {"name": "float32"}, "shared_object_id": 7}
    normalized = normalized_config(config_of(*shared, policy, compile_config={"loss": "mse"}))
    layers = normalized["config"]["layers"]
    assert [layer.get("shared_object_id") for layer in layers] == [0, 1, 0, None]
    assert "compile_config" not in normalized


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"layers": [{"class_name": "__lambda__", "config": {"value": ["x", None, None]}}]}, True),
        ({"activation": {"value": ["4wEAAA==", None, None]}}, True),
        ({"class_name": "Constant", "config": {"value": 0.5}}, False),
        ({"class_name": "Constant", "config": {"value": [1.0, 2.0, 3.0]}}, False),
    ],
)
def test_lambda_functions_are_found(config, expected):
    assert has_code(config) is expected

import sys
from dataclasses import replace

import pytest
from training.study_settings import settings_of, with_model, with_training

from reprise.errors import ModelError
from reprise.training.backend import keras
from reprise.training.models import build_model


@pytest.mark.parametrize(("era", "epsilon"), [("keras3", 1e-7), ("keras2", 1e-8), ("keras1", 1e-8)])
def test_adam_has_the_epsilon_of_its_era(settings, era, epsilon):
    model = build_model(with_model(settings, era=era), (1, 1), 1, 0, 4)
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert model.optimizer.epsilon == epsilon


def test_an_optimizer_has_the_options_of_the_study(settings):
    options = {"name": "adam", "learning_rate": 0.25, "epsilon": 1e-3}
    model = build_model(with_training(settings, optimizer=options), (1, 1), 1, 0, 4)
    assert (float(model.optimizer.learning_rate), model.optimizer.epsilon) == (0.25, 1e-3)
    options = {"name": "sgd", "momentum": 0.5}
    model = build_model(with_training(settings, optimizer=options), (1, 1), 1, 0, 4)
    assert isinstance(model.optimizer, keras.optimizers.SGD) and model.optimizer.momentum == 0.5


@pytest.mark.parametrize(
    ("outputs", "classes", "activation"), [(1, 0, "linear"), (1, 2, "sigmoid"), (3, 3, "softmax")]
)
def test_the_outputs_fit_the_task(outputs, classes, activation):
    model = build_model(settings_of("batchnorm", "baseline"), (2,), outputs, classes, None)
    assert model.layers[-1].activation.__name__ == activation
    assert model.loss == "binary_crossentropy"


@pytest.fixture
def build_own(settings, tmp_path, monkeypatch):
    """Build a model with a family of the user's own, whose function has the given body."""

    def build(body, outputs=1):
        source = "from keras import Input, Sequential, layers\n\n\n"
        source += "def wide(model, input_shape, outputs, output_activation, batch_size):\n"
        (tmp_path / "mine.py").write_text(f"{source}    {body}\n")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "mine", raising=False)
        own = replace(settings, model={"family": "mine:wide", "width": 3})
        return build_model(own, (3, 1), outputs, 0, 4)

    return build


def test_a_family_of_the_users_own_gets_the_settings_of_the_study(build_own):
    model = build_own(
        "return Sequential([Input(input_shape), layers.Flatten(), layers.Dense(model['width']),"
        " layers.Dense(outputs, activation=output_activation)])"
    )
    assert [layer.units for layer in model.layers[1:]] == [3, 1]
    assert model.loss == "mean_squared_error"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "return model['depth']",
            r"^model.family mine:wide \(.*mine.py, function wide\) failed: KeyError: 'depth'"
            r" \(.*mine.py, line 5, in wide\)\. It was called with model = .*'width': 3.*,"
            r" input_shape = \(3, 1\), outputs = 1, output_activation = 'linear', batch_size = 4",
        ),
        (
            "pass",
            r"^model.family mine:wide \(.*mine.py, function wide\) returned None, which is no"
            r" keras.Model",
        ),
        (
            "return Sequential([Input(input_shape), layers.Flatten(), layers.Dense(2)])",
            r"mine.py, function wide\) returned a model with outputs of shape \(2,\) for one row;"
            r" this study needs \(1,\)",
        ),
    ],
)
def test_an_error_names_the_file_and_the_function_of_the_users_own_family(
    build_own, body, expected
):
    with pytest.raises(ModelError, match=expected):
        build_own(body)


def test_a_family_that_changes_keras_for_all_networks_is_refused(build_own):
    expected = r"function wide\) changed settings .* share: floatx, dtype_policy\. Give the layers"
    with pytest.raises(ModelError, match=expected):
        build_own(
            "import keras; keras.config.set_floatx('float64');"
            " keras.config.set_dtype_policy('float64');"
            " return Sequential([Input(input_shape), layers.Flatten(), layers.Dense(outputs)])"
        )
    assert (keras.config.floatx(), keras.config.dtype_policy().name) == ("float32", "float32")


@pytest.mark.parametrize("family", ["no_such_module:wide", "json:wide"])
def test_a_family_that_cannot_be_imported_is_named(settings, family):
    own = replace(settings, model={"family": family})
    with pytest.raises(ModelError, match=f"^model.family {family} cannot be imported: .*Error"):
        build_model(own, (3, 1), 1, 0, 4)

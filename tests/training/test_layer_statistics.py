import numpy as np
import pytest
from conftest import compiled
from training.study_settings import settings_of, with_model, with_training

from reprise.data.samples_framing import frame_samples
from reprise.errors import ModelError
from reprise.training.backend import keras
from reprise.training.layer_statistics import STATISTICS, LayerStatistics
from reprise.training.models import build_model


@pytest.fixture(scope="module")
def recorded(circles):
    """A framing, settings without shuffling, and a training that records its one layer."""
    framing = frame_samples(circles, 500, train_rows=80)
    settings = with_model(settings_of("batchnorm", "after_activation"), batch_norm_momentum=0.9)
    settings = with_training(settings, shuffle=False)
    return framing, settings, compiled(settings, framing, record_layers=True)


def test_the_statistics_are_those_of_the_layer_when_it_is_called_by_hand(recorded):
    framing, settings, training = recorded
    training.start(2)
    model = build_model(settings, (2,), 1, 2, None)
    model.set_weights(training.model.get_weights())
    dense, activation, normalization, _ = model.layers
    inputs = activation(dense(framing.x[:32].astype("float32"))).numpy()

    start = dict(zip(STATISTICS, training.statistics_at_start()[0], strict=True))
    # Outside training, a new layer returns its inputs, but for epsilon: 1 / sqrt(1 + 0.001).
    untrained = normalization(inputs, training=False).numpy()
    np.testing.assert_allclose(untrained, inputs, rtol=6e-4)
    assert start["inference_change"] == pytest.approx(1 - 1 / np.sqrt(1.001), rel=1e-2)
    assert start["inference_mean"] == pytest.approx(untrained.mean(), rel=1e-4)
    assert (start["running_mean"], start["running_variance"]) == (0, 1)

    (part,) = training.train(1)
    assert part.layers.shape == (3, 1, len(STATISTICS)), "batches of 32, 32 and 16 rows"
    update = dict(zip(STATISTICS, part.layers[0, 0], strict=True))
    mean, variance = inputs.mean(), inputs.var(axis=0).mean()
    outputs = normalization(inputs, training=True).numpy()
    expected = {
        "input_mean": mean,
        "input_variance": variance,
        "output_mean": outputs.mean(),
        "output_variance": outputs.var(axis=0).mean(),
        "running_mean": 0.1 * mean,
        "running_variance": 0.9 + 0.1 * variance,
    }
    inference = normalization(inputs, training=False).numpy()  # with its moving statistics
    expected["inference_mean"] = inference.mean()
    expected["inference_variance"] = inference.var(axis=0).mean()
    expected["inference_change"] = np.abs(inference - inputs).max() / np.abs(inputs).max()
    for name, value in expected.items():
        assert update[name] == pytest.approx(value, rel=1e-3, abs=1e-5), name


def test_recording_layers_changes_no_weight(recorded):
    framing, settings, training = recorded
    outputs = []
    for program in (training, compiled(settings, framing)):
        program.start(4)
        list(program.train(2))
        outputs.append(program.outputs)
    np.testing.assert_allclose(*outputs, rtol=0, atol=1e-6)


def test_a_model_without_layers_to_measure_is_refused():
    dense = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(ModelError, match="needs a model with batch normalization"):
        LayerStatistics(dense)
    inputs = keras.Input((2,))
    functional = keras.Model(inputs, keras.layers.BatchNormalization()(inputs))
    with pytest.raises(ModelError, match="needs a model that is Sequential"):
        LayerStatistics(functional)

"""Statistics of batch-normalization layers, measured at every update of the weights."""

from typing import Any

import numpy as np

from reprise.errors import ModelError
from reprise.training.backend import keras, tf

# Means and variances are taken over the mini-batch for each unit, and then averaged over the
# units.
STATISTICS = (
    "input_mean",
    "input_variance",
    "output_mean",  # as in training: standardized by the statistics of the mini-batch
    "output_variance",
    "running_mean",  # the moving statistics of the layer, after the update
    "running_variance",
    "inference_mean",  # the same mini-batch, standardized by the moving statistics
    "inference_variance",
    "inference_change",  # largest |output - input| over largest |input|, outside training
)

# The inputs and the outputs of each batch-normalization layer.
LayerValues = list[tuple[Any, Any]]


class LayerStatistics:
    """Measures the batch-normalization layers of a Sequential model.

    Parameters
    ----------
    model : keras.Sequential

    Raises
    ------
    ModelError
        If the model is not Sequential or has no such layer.
    """

    def __init__(self, model: keras.Model):
        if not isinstance(model, keras.Sequential):
            raise ModelError("evaluation.layer_statistics needs a model that is Sequential.")
        self.model = model
        self.layers = [
            layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
        ]
        if not self.layers:
            raise ModelError(
                "evaluation.layer_statistics needs a model with batch normalization; set"
                " model.batch_norm, or remove evaluation.layer_statistics."
            )

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the statistics of one update: (layers, statistics)."""
        return len(self.layers), len(STATISTICS)

    def call_model(self, x: Any, training: bool = True) -> tuple[Any, LayerValues]:
        """The model's outputs for a batch, and each layer's inputs and outputs."""
        values: LayerValues = []
        for layer in self.model.layers:
            inputs = x
            takes_training = getattr(layer, "_call_has_training_arg", False)
            x = layer(inputs, training=training) if takes_training else layer(inputs)
            if layer in self.layers:
                values.append((inputs, x))
        return x, values

    def measure(self, values: LayerValues) -> Any:
        """The statistics of one update: a tensor of shape (layers, statistics)."""
        rows = []
        for layer, (inputs, outputs) in zip(self.layers, values, strict=True):
            inference = layer(inputs, training=False)
            rows.append(
                [
                    *_mean_and_variance(inputs),
                    *_mean_and_variance(outputs),
                    tf.reduce_mean(layer.moving_mean),
                    tf.reduce_mean(layer.moving_variance),
                    *_mean_and_variance(inference),
                    tf.reduce_max(tf.abs(inference - inputs)) / tf.reduce_max(tf.abs(inputs)),
                ]
            )
        return tf.stack([tf.stack(row) for row in rows])

    def measure_outside_training(self, x: Any) -> np.ndarray:
        """The statistics of a batch that passes through the model without training."""
        _, values = self.call_model(x, training=False)
        return self.measure(values).numpy()


def _mean_and_variance(values: Any) -> tuple[Any, Any]:
    """Mean and variance over all axes but the last, averaged over the last."""
    mean, variance = tf.nn.moments(values, axes=list(range(len(values.shape) - 1)))
    return tf.reduce_mean(mean), tf.reduce_mean(variance)

"""What batch-normalization layers do while a network trains: their numbers at every update."""

from reprise.training.backend import keras, tf

# Means and variances are taken over the mini-batch, unit by unit, and then averaged over units.
STATISTICS = (
    "input_mean",
    "input_variance",
    "output_mean",  # as in training: standardized by the mini-batch's own statistics
    "output_variance",
    "running_mean",  # what the layer has gathered, after the update
    "running_variance",
    "inference_mean",  # the same mini-batch, standardized by what the layer has gathered
    "inference_variance",
    "inference_change",  # largest |output - input| over largest |input|, outside training
)


class LayerStatistics:
    """Watches the batch-normalization layers of a Sequential model.

    Parameters
    ----------
    model : keras.Sequential

    Raises
    ------
    RuntimeError
        If the model is not Sequential or has no such layer.
    """

    def __init__(self, model):
        if not isinstance(model, keras.Sequential):
            raise RuntimeError("evaluation.layer_statistics needs a model that is Sequential.")
        self.model = model
        self.layers = [
            layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
        ]
        if not self.layers:
            raise RuntimeError(
                "evaluation.layer_statistics needs a model with batch normalization; set"
                " model.batch_norm or evaluation.layer_statistics."
            )

    @property
    def shape(self):
        """(layers, statistics)."""
        return len(self.layers), len(STATISTICS)

    def call_and_watch(self, x, training=True):
        """The model's outputs, and each watched layer's (inputs, outputs)."""
        watched = []
        for layer in self.model.layers:
            before = x
            takes_mode = getattr(layer, "_call_has_training_arg", False)
            x = layer(before, training=training) if takes_mode else layer(before)
            if layer in self.layers:
                watched.append((before, x))
        return x, watched

    def of(self, watched):
        """The statistics of an update, shape (layers, statistics)."""
        rows = []
        for layer, (before, after) in zip(self.layers, watched, strict=True):
            inference = layer(before, training=False)
            rows.append(
                [
                    *_mean_and_variance(before),
                    *_mean_and_variance(after),
                    tf.reduce_mean(layer.moving_mean),
                    tf.reduce_mean(layer.moving_variance),
                    *_mean_and_variance(inference),
                    tf.reduce_max(tf.abs(inference - before)) / tf.reduce_max(tf.abs(before)),
                ]
            )
        return tf.stack([tf.stack(row) for row in rows])

    def outside_training(self, x):
        """The statistics of a batch that goes through the model without training."""
        _, watched = self.call_and_watch(x, training=False)
        return self.of(watched).numpy()


def _mean_and_variance(values):
    """Over the mini-batch (every axis but the last), averaged over the last."""
    mean, variance = tf.nn.moments(values, axes=list(range(len(values.shape) - 1)))
    return tf.reduce_mean(mean), tf.reduce_mean(variance)

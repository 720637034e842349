"""What a Keras model holds beside its weights: layer states and sources of random numbers."""

from reprise.training.backend import keras


def stateful_layers(model):
    """The layers that carry a state from batch to batch."""
    return [layer for layer in model._flatten_layers() if getattr(layer, "stateful", False)]


def reset_state(model):
    """Put the state of every stateful layer back to zero."""
    for layer in stateful_layers(model):
        layer.reset_state()


def copy_weights(source, target):
    """Give the weights of one model to another, and leave the states of its layers alone."""
    for given, taken in zip(source.weights, target.weights, strict=True):
        if given.shape == taken.shape and "rnn_state" not in given.path:
            taken.assign(given)


def take_over_seeds(models, weight_seed):
    """Let all initializers draw from `weight_seed`; return the layers' own seed generators."""
    layers = [layer for model in models for layer in model._flatten_layers()]
    for layer in layers:
        for part in vars(layer).values():
            if isinstance(part, keras.initializers.Initializer) and hasattr(part, "seed"):
                part.seed = weight_seed
    generators = {}
    for layer in layers:
        for part in vars(layer).values():
            if isinstance(part, keras.random.SeedGenerator):
                generators[id(part)] = part
    return list(generators.values())

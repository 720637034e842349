"""How long training may take: rough, for a person who waits and for sharing work out evenly.

Nothing here reaches a result, so that a better guess trains nothing anew.
"""

import math

SECONDS_A_RUN = 0.002  # to store one
SECONDS_A_RECORD = 15e-6  # of an epoch
SECONDS_AN_UPDATE = 0.7e-6  # of the weights, whatever their number
SECONDS_A_PRODUCT = 6e-11  # of a weight and a number, with its part in the gradient
SECONDS_TO_COMPILE = {  # a program
    "lstm": 0.7,
    "mlp": 0.6,
    "cnn": 1.0,
    "cnn_lstm": 1.4,
    "encoder_decoder": 2.2,
}


def expected_seconds(settings, train_rows):
    """About how long one run takes, once its program is compiled."""
    training = settings["training"]
    updates = training["epochs"] * math.ceil(train_rows / training["batch_size"])
    rows = training["epochs"] * train_rows
    products = rows * _products_a_row(settings["model"], settings["framing"])
    recorded = training["epochs"] * settings["evaluation"]["every_epoch"]
    return (
        SECONDS_A_RUN
        + SECONDS_A_RECORD * recorded
        + SECONDS_AN_UPDATE * updates
        + SECONDS_A_PRODUCT * products
    )


def seconds_to_compile(settings, train_rows):
    """About how long a program takes to compile; a rest of a batch is a second training step."""
    whole = SECONDS_TO_COMPILE.get(settings["model"]["family"], 1.0)
    units = settings["model"].get("units")
    layers = len(units) if isinstance(units, list) else 1
    steps = (
        settings["framing"].get("lags", 1)
        if settings["framing"].get("lags_as") == "time_steps"
        else 1
    )
    loops = 1.5 if settings["model"]["family"] == "lstm" and steps > 1 else 1
    rest = 1.6 if train_rows % settings["training"]["batch_size"] else 1
    return whole * layers * loops * rest


def _products_a_row(model, framing):
    """Multiplications of weights for one row, counted forward and backward."""
    lags, horizon = framing.get("lags", 8), framing.get("horizon", 1)
    steps = lags if framing.get("lags_as") == "time_steps" else 1
    units = model.get("units", 32)
    layers = units if isinstance(units, list) else [units]
    recurrent = 12 * sum(n * (n + 2) for n in layers)
    if model["family"] == "lstm":
        return steps * recurrent
    if model["family"] == "encoder_decoder":
        return steps * recurrent + 2 * horizon * recurrent
    if model["family"] == "cnn_lstm":
        return model["subsequences"] * recurrent + 12 * layers[0] * model["filters"]
    if model["family"] == "mlp":
        return 3 * sum(a * b for a, b in zip([lags, *layers], [*layers, 1], strict=True))
    return 60_000

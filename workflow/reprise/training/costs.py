"""How long training may take: rough, for a person who waits and for sharing work out evenly.

Nothing here reaches a result, so that a better guess trains nothing anew.
"""

import math
from collections import Counter

SECONDS_A_RUN = 0.002  # to store one
SECONDS_A_RECORD = 0.1e-6  # of a row after an epoch
SECONDS_AN_UPDATE = 0.7e-6  # of the weights, whatever their number
SECONDS_A_PRODUCT = 4e-11  # of a weight and a number, with its part in the gradient
ROWS_THAT_PAY = 8  # a smaller batch takes as long
SECONDS_TO_COMPILE = {  # a program
    "lstm": 0.7,
    "mlp": 0.7,
    "cnn": 1.0,
    "cnn_lstm": 1.5,
    "encoder_decoder": 2.0,
}
SECONDS_A_STUDY = 20  # to frame, to tabulate or to draw one
# What a cluster gives a job. TensorFlow and what it compiles take 0.9 GB however many runs a job
# trains, tables and figures 0.3; Snakemake takes 0.2 beside either. Long series take more.
MEGABYTES = 1000
MEGABYTES_TO_TRAIN = 2500
BYTES_A_NUMBER = 100  # of the inputs: framed, as float32, in the program, in a new order
MINUTES_TO_START = 5  # Python, Snakemake and TensorFlow, read from a slow shared folder
SLOWEST_NODE = 4  # times slower than the machine that was measured


def expected_seconds(settings, train_rows):
    """About how long one run takes, once its program is compiled."""
    training = settings["training"]
    batches = math.ceil(train_rows / training["batch_size"])
    rows = max(train_rows, ROWS_THAT_PAY * batches)
    products = rows * _products_a_row(settings["model"], settings["framing"])
    recorded = 2 * train_rows * settings["evaluation"]["every_epoch"]
    an_epoch = (
        SECONDS_AN_UPDATE * batches + SECONDS_A_PRODUCT * products + SECONDS_A_RECORD * recorded
    )
    return SECONDS_A_RUN + training["epochs"] * an_epoch


def seconds_to_compile(settings, train_rows):
    """About how long a program takes to compile; a rest of a batch is a second training step."""
    model, framing = settings["model"], settings["framing"]
    seconds = SECONDS_TO_COMPILE.get(model["family"], 1.0)
    if model["family"] == "lstm":
        seconds *= 1 + 0.2 * (len(_layers(model)) - 1)
        seconds *= 1.5 if framing.get("lags_as") == "time_steps" else 1
    return seconds * (1.6 if train_rows % settings["training"]["batch_size"] else 1)


def seconds_to_train(runs, configurations):
    """About how long a job takes that trains all of these runs.

    Parameters
    ----------
    runs : iterable of runs.PlannedRun
    configurations : dict of (study, configuration) to study.Configuration
    """
    seconds = 0.0
    for key, repeats in Counter((run.study, run.configuration) for run in runs).items():
        of = configurations[key]
        seconds += seconds_to_compile(of.settings, of.train_rows)
        seconds += repeats * expected_seconds(of.settings, of.train_rows)
    return seconds


def megabytes_to_train(runs, configurations):
    """The memory that a job asks a cluster for that trains these runs, one after the other.

    Parameters are those of `seconds_to_train`.
    """
    trained = [configurations[key] for key in {(run.study, run.configuration) for run in runs}]
    numbers = max(c.train_rows * c.settings["framing"].get("lags", 1) for c in trained)
    return MEGABYTES_TO_TRAIN + int(BYTES_A_NUMBER * numbers / 1e6)


def minutes_to_ask(seconds):
    """The time that a job of some seconds asks a cluster for, in whole minutes."""
    return MINUTES_TO_START + math.ceil(SLOWEST_NODE * seconds / 60)


def _products_a_row(model, framing):
    """Multiplications of weights for one row, counted forward and backward."""
    if model["family"] not in SECONDS_TO_COMPILE:  # one of the user's own
        return 60_000
    if model["family"] == "cnn":
        return 60_000 if "lags" in framing else 250_000  # time steps, or an image
    lags, layers = framing.get("lags", 8), _layers(model)
    if model["family"] == "mlp":
        return 3 * sum(a * b for a, b in zip([lags, *layers], [*layers, 1], strict=True))
    recurrent = 12 * sum(n * (n + 2) for n in layers)
    if model["family"] == "cnn_lstm":
        return model["subsequences"] * recurrent + 12 * layers[0] * model["filters"]
    steps = lags if framing.get("lags_as") == "time_steps" else 1
    if model["family"] == "encoder_decoder":
        steps += 2 * framing["horizon"]
    return steps * recurrent


def _layers(model):
    return model["units"] if isinstance(model["units"], list) else [model["units"]]

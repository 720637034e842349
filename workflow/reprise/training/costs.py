"""Estimates of the time and the memory that training takes.

The estimates are rough. They are shown to a person who waits, and they divide the work evenly
into jobs. They reach no result, so that a change in this module retrains nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from reprise.framing_settings import FramingSettings
from reprise.settings import RunSettings, as_list
from reprise.training.planned_run import PlannedRun

# Seconds on one core of the machine on which they were measured.
SECONDS_TO_STORE_RUN = 0.002
SECONDS_PER_RECORDED_ROW = 0.1e-6  # one row after one epoch
SECONDS_PER_UPDATE = 0.7e-6  # of all weights, whatever their number
SECONDS_PER_PRODUCT = 4e-11  # of a weight and a number, forward and backward
SECONDS_TO_COMPILE = {  # one program
    "lstm": 0.7,
    "gru": 0.7,
    "simple_rnn": 0.6,
    "mlp": 0.7,
    "cnn": 1.0,
    "cnn_lstm": 1.5,
    "encoder_decoder": 2.0,
}
SECONDS_TO_COMPILE_OWN_FAMILY = 1.0
# The recurrent families, with the number of weight matrices that a time step multiplies by.
MATRICES_OF_RECURRENT_FAMILIES = {"lstm": 4, "gru": 3, "simple_rnn": 1}
SECONDS_PER_STUDY = 20  # to frame, to tabulate or to draw one study
# Factors of the time to compile.
COMPILE_FACTOR_PER_FURTHER_LAYER = 0.2
COMPILE_FACTOR_OF_TIME_STEPS = 1.5
COMPILE_FACTOR_OF_SMALLER_LAST_BATCH = 1.6  # it is a second training step
# Products per row of networks whose size the settings do not tell.
PRODUCTS_OF_OWN_FAMILY = 60_000
PRODUCTS_OF_CNN_ON_SERIES = 60_000
PRODUCTS_OF_CNN_ON_IMAGES = 250_000
FEATURES_OF_SAMPLES = 8  # the number of inputs of a row of samples, roughly
MIN_ROWS_PER_BATCH = 8  # a smaller batch takes as long as one of 8 rows

# Memory and time that a job requests from a cluster. A job that trains needs 0.9 GB for
# TensorFlow and its programs, however many runs it trains; a job that makes tables or figures
# needs 0.3 GB; Snakemake needs 0.2 GB in addition to either.
MEGABYTES_WITHOUT_TRAINING = 1000
MEGABYTES_TO_TRAIN = 2500
BYTES_PER_INPUT_NUMBER = 100  # framed, as float32, in the program and in a new order
MINUTES_TO_START = 5  # Python, Snakemake and TensorFlow, read from a slow shared folder
SLOWDOWN_OF_SLOWEST_NODE = 4  # compared with the machine on which the seconds were measured


class TrainedConfiguration(Protocol):
    """The part of config.study.Configuration that decides how long its runs take."""

    @property
    def run(self) -> RunSettings:
        """The settings of its runs."""

    @property
    def train_rows(self) -> int:
        """The number of training rows."""


# (study, configuration) to the configuration.
Configurations = Mapping[tuple[str, str], TrainedConfiguration]


def expected_seconds(settings: RunSettings, train_rows: int) -> float:
    """Estimate the seconds that one run takes after its program was compiled.

    A run that can end early is expected to have all of its epochs.
    """
    training = settings.training
    updates = math.ceil(train_rows / training.batch_size)
    rows = max(train_rows, MIN_ROWS_PER_BATCH * updates)
    products = rows * _products_per_row(settings.model, settings.framing)
    has_validation_loss = training.keep == "best" or training.stop is not None
    forecasts_every_epoch = settings.evaluation.every_epoch or has_validation_loss
    recorded_rows = 2 * train_rows * forecasts_every_epoch
    seconds_per_epoch = (
        SECONDS_PER_UPDATE * updates
        + SECONDS_PER_PRODUCT * products
        + SECONDS_PER_RECORDED_ROW * recorded_rows
    )
    networks = settings.framing.horizon if settings.framing.strategy == "direct" else 1
    trained_epochs = training.epochs + _epochs_of_updates(settings, train_rows)
    return SECONDS_TO_STORE_RUN + networks * trained_epochs * seconds_per_epoch


def seconds_to_compile(settings: RunSettings, train_rows: int) -> float:
    """Estimate the seconds that a program takes to compile."""
    model = settings.model
    seconds = SECONDS_TO_COMPILE.get(model["family"], SECONDS_TO_COMPILE_OWN_FAMILY)
    if model["family"] in MATRICES_OF_RECURRENT_FAMILIES:
        further_layers = len(as_list(model["units"])) - 1
        seconds *= 1 + COMPILE_FACTOR_PER_FURTHER_LAYER * further_layers
        if settings.framing.lags_as == "time_steps":
            seconds *= COMPILE_FACTOR_OF_TIME_STEPS
    if settings.framing.strategy == "direct":
        seconds *= settings.framing.horizon
    has_smaller_last_batch = train_rows % settings.training.batch_size != 0
    return seconds * (COMPILE_FACTOR_OF_SMALLER_LAST_BATCH if has_smaller_last_batch else 1)


def seconds_to_train(runs: Iterable[PlannedRun], configurations: Configurations) -> float:
    """Estimate the seconds of a job that trains some runs, one program per configuration.

    Parameters
    ----------
    runs : iterable of PlannedRun
    configurations : dict of (study, configuration) to config.study.Configuration
    """
    seconds = 0.0
    for key, repeats in Counter((run.study, run.configuration) for run in runs).items():
        configuration = configurations[key]
        settings, train_rows = configuration.run, configuration.train_rows
        seconds += seconds_to_compile(settings, train_rows)
        seconds += repeats * expected_seconds(settings, train_rows)
    return seconds


def megabytes_to_train(runs: Iterable[PlannedRun], configurations: Configurations) -> int:
    """Estimate the memory, in MB, of a job that trains some runs, one after the other.

    Parameters
    ----------
    runs : iterable of PlannedRun
    configurations : dict of (study, configuration) to config.study.Configuration
    """
    trained = [configurations[key] for key in {(run.study, run.configuration) for run in runs}]
    most_numbers = max(c.train_rows * (c.run.framing.number_of_lags or 1) for c in trained)
    return MEGABYTES_TO_TRAIN + int(BYTES_PER_INPUT_NUMBER * most_numbers / 1e6)


def minutes_to_request(seconds: float) -> int:
    """The whole minutes that a job of some seconds requests from a cluster."""
    return MINUTES_TO_START + math.ceil(SLOWDOWN_OF_SLOWEST_NODE * seconds / 60)


def _epochs_of_updates(settings: RunSettings, train_rows: int) -> float:
    """The work of all updates between the test rows, in epochs over the training rows."""
    evaluation = settings.evaluation
    if not evaluation.update_epochs:
        return 0
    rows = train_rows if evaluation.update_rows == "all" else evaluation.update_rows or 1
    return (settings.framing.test_rows or 0) * evaluation.update_epochs * rows / train_rows


def _products_per_row(model: dict[str, Any], framing: FramingSettings) -> int:
    """The number of products of a weight and a number for one row, forward and backward."""
    family = model["family"]
    if family not in SECONDS_TO_COMPILE:
        return PRODUCTS_OF_OWN_FAMILY
    if family == "cnn":
        return PRODUCTS_OF_CNN_ON_SERIES if framing.lags else PRODUCTS_OF_CNN_ON_IMAGES
    lags, units = framing.number_of_lags or FEATURES_OF_SAMPLES, as_list(model["units"])
    if family == "mlp":
        return 3 * sum(a * b for a, b in zip([lags, *units], [*units, 1], strict=True))
    # Each matrix once forward and twice backward; the other families with state have LSTM layers.
    per_time_step = 3 * MATRICES_OF_RECURRENT_FAMILIES.get(family, 4)
    per_time_step *= sum(n * (n + 2) for n in units)
    if family == "cnn_lstm":
        return model["subsequences"] * per_time_step + 12 * units[0] * model["filters"]
    time_steps = lags if framing.lags_as == "time_steps" else 1
    if family == "encoder_decoder":
        time_steps += 2 * framing.horizon
    return time_steps * per_time_step

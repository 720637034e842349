"""Check that the loss, the epochs and the batches of a configuration fit its rows."""

import math

from reprise.data.row_counts import RowCounts
from reprise.errors import ConfigError
from reprise.settings import RunSettings, StopSettings, TrainingSettings

LOSS_OF_NUMBERS = "mean_squared_error"
LOSS_OF_TWO_CLASSES = "binary_crossentropy"
LOSS_OF_MORE_CLASSES = "sparse_categorical_crossentropy"
SPLITS_IN_WORDS = {"train": "training rows", "validation": "validation rows", "test": "test rows"}


def choose_default_loss(classes: int) -> str:
    """Choose the Keras loss that suits a number of classes (0 for numbers)."""
    if classes == 0:
        return LOSS_OF_NUMBERS
    return LOSS_OF_TWO_CLASSES if classes == 2 else LOSS_OF_MORE_CLASSES


def check_training(run: RunSettings, rows: RowCounts | None, classes: int, where: str) -> None:
    """Check how a configuration is trained.

    Parameters
    ----------
    run : RunSettings
    rows : RowCounts or None
        None if the dataset is not downloaded yet.
    classes : int
        The number of classes that the network distinguishes; 0 for numbers.
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
        If the loss does not suit the outputs, there are no validation rows to keep the best epoch
        by or to end the training by, or the batches do not suit a stateful model.
    """
    _check_loss(run.training, classes, where)
    if run.training.keep == "best":
        _check_validation_loss(run, "training.keep", "best", "to choose the best epoch by", where)
    if run.training.stop:
        _check_stop(run, run.training.stop, where)
    if run.model.get("stateful"):
        _check_shuffle(run.training, where)
        if rows is not None:
            _check_batch_sizes(run, rows, where)


def _check_loss(training: TrainingSettings, classes: int, where: str) -> None:
    suitable = choose_default_loss(classes)
    is_for_classes = training.loss in (LOSS_OF_TWO_CLASSES, LOSS_OF_MORE_CLASSES)
    if training.loss == suitable or (classes == 0 and not is_for_classes):
        return
    outputs = f"for {classes} classes" if classes else "for numbers"
    alternative = "" if classes else ", or another loss for numbers"
    raise ConfigError(
        f"training.loss is {training.loss}, which is not a loss {outputs}; use"
        f" {suitable}{alternative}.",
        where,
        "training.loss",
        training.loss,
    )


def _check_stop(run: RunSettings, stop: StopSettings, where: str) -> None:
    value = f"{{patience: {stop.patience}, min_delta: {stop.min_delta:g}}}"
    _check_validation_loss(run, "training.stop", value, "to end the training by", where)
    if run.evaluation.update_epochs:
        raise ConfigError(
            f"training.stop is {value}, but evaluation.update_epochs is"
            f" {run.evaluation.update_epochs}: the updates between the forecasts have no validation"
            " rows to end by. Remove one of the two keys.",
            where,
            "training.stop",
            value,
        )


def _check_validation_loss(
    run: RunSettings, key: str, value: str, purpose: str, where: str
) -> None:
    """Check that the network can have a loss on validation rows after every epoch."""
    if not run.framing.validation_rows:
        raise ConfigError(
            f"{key} is {value}, but there are no validation rows {purpose};"
            " set framing.validation_rows.",
            where,
            key,
            value,
        )
    if run.model.get("stateful"):
        default = "last" if key == "training.keep" else "null"
        raise ConfigError(
            f"{key} is {value}, which works only for models without state; set model.stateful to"
            f" false or {key} to {default}.",
            where,
            key,
            value,
        )


def _check_shuffle(training: TrainingSettings, where: str) -> None:
    if training.shuffle:
        raise ConfigError(
            "training.shuffle is true, but a stateful model needs its rows in order; set"
            " training.shuffle or model.stateful to false.",
            where,
            "training.shuffle",
            training.shuffle,
        )


def _check_batch_sizes(run: RunSettings, rows: RowCounts, where: str) -> None:
    """Check that every batch is full: a stateful layer keeps one state per row of a batch.

    Without `evaluation.batch_size` the network also forecasts in batches of the training.
    """
    training_size, evaluation_size = run.training.batch_size, run.evaluation.batch_size
    if evaluation_size is None:
        _check_batch_size("training.batch_size", training_size, rows, where)
    else:
        training_rows = RowCounts(rows.train, 0, 0)
        _check_batch_size("training.batch_size", training_size, training_rows, where)
        _check_batch_size("evaluation.batch_size", evaluation_size, rows, where)


def _check_batch_size(key: str, size: int, rows: RowCounts, where: str) -> None:
    counts = {split: count for split, count in rows._asdict().items() if count}
    if not any(count % size for count in counts.values()):
        return
    largest = math.gcd(*counts.values())
    allowed = [str(n) for n in range(1, largest + 1) if largest % n == 0]
    counted_rows = [f"{count} {SPLITS_IN_WORDS[split]}" for split, count in counts.items()]
    raise ConfigError(
        f"{key} is {size}, which does not divide the {' and the '.join(counted_rows)}. A stateful"
        f" model needs a batch size that does: {', '.join(allowed)}.",
        where,
        key,
        size,
    )

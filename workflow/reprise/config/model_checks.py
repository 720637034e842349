"""Check that a configuration's model fits the rows that it reads."""

from typing import Any

from reprise.config.framing_checks import row_shape
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings, RunSettings, as_list

# The families that do not read every row: the number of axes that a row must have, in words.
ROWS_OF_FAMILIES = {
    "cnn": ((2, 3), "the time steps of a series, or images"),
    "lstm": ((2,), "the time steps of a series"),
    "gru": ((2,), "the time steps of a series"),
    "simple_rnn": ((2,), "the time steps of a series"),
    "cnn_lstm": ((2,), "the time steps of a series"),
    "encoder_decoder": ((2,), "the time steps of a series"),
}
OPTIMIZERS_OF_OLD_ERAS = ("sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax")


def check_model(dataset: DatasetSettings, run: RunSettings, where: str) -> None:
    """Check a model of a built-in family; only TensorFlow can check a family of the user's own.

    Parameters
    ----------
    dataset : DatasetSettings
    run : RunSettings
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
        If the model cannot read rows of this shape, or its keys contradict each other.
    """
    model, shape = run.model, row_shape(dataset, run.framing)
    family = model["family"]
    _check_classes_of_steps(run, where)
    if ":" in family:
        return
    if family in ROWS_OF_FAMILIES:
        numbers_of_axes, rows_in_words = ROWS_OF_FAMILIES[family]
        if len(shape) not in numbers_of_axes:
            are_columns = dataset.features and 2 in numbers_of_axes
            advice = (
                ", or set framing.features_as: time_steps if dataset.features is in the order of"
                " time"
            )
            raise ConfigError(
                f"model.family is {family}, which reads {rows_in_words}, but this dataset has"
                f" other rows. Use mlp{advice if are_columns else ''}.",
                where,
                "model.family",
                family,
            )
    sizes = tuple(size for size in shape[:-1] if size is not None)
    if family == "cnn":
        _check_convolutions(model, sizes, len(as_list(model["filters"])), where)
    if family in ("mlp", "cnn"):
        _check_dropout_place(model, where)
    if family == "cnn_lstm":
        _check_subsequences(model, sizes[0], where)
    if model.get("era", "keras3") != "keras3":
        _check_era(model, sizes[0], where)
        _check_optimizer_of_era(model["era"], run.training.optimizer, where)
    if run.evaluation.layer_statistics:
        _check_has_batch_normalization(model, where)


def _check_classes_of_steps(run: RunSettings, where: str) -> None:
    """Check that the network can return several probabilities for each of several steps."""
    framing, family = run.framing, run.model["family"]
    if framing.target == "third" and framing.horizon > 1 and family != "encoder_decoder":
        raise ConfigError(
            f"framing.target is third and framing.horizon is {framing.horizon}. Only the family"
            f" encoder_decoder can give a class to each step, but model.family is {family}; use"
            " encoder_decoder, or a horizon of 1.",
            where,
            "model.family",
            family,
        )


def _check_convolutions(
    model: dict[str, Any], sizes: tuple[int, ...], convolutions: int, where: str
) -> None:
    """Check that convolutions and pooling leave at least one number of each axis."""
    kernel, pool = model["kernel_size"], model["pool_size"]
    if sizes == (1,):
        raise ConfigError(
            f"model.family is {model['family']}, but a row has one time step, because the lags are"
            " its features; set framing.lags_as: time_steps.",
            where,
            "framing.lags_as",
        )
    for size in sizes:
        remaining = size - convolutions * (kernel - 1)
        if remaining < pool:
            several = "s" if convolutions > 1 else ""
            raise ConfigError(
                f"model.kernel_size is {kernel}. After {convolutions} convolution{several},"
                f" {max(remaining, 0)} of {size} time steps or pixels remain, fewer than"
                f" model.pool_size {pool}. Lower one of them, or raise framing.lags with"
                " framing.lags_as: time_steps.",
                where,
                "model.kernel_size",
                kernel,
            )


def _check_dropout_place(model: dict[str, Any], where: str) -> None:
    """Check that there is a dropout, and a batch normalization that it can stand beside."""
    if "dropout_place" not in model:
        return
    lacking = "batch_norm" if "dropout" in model else "dropout"
    if lacking == "dropout" or model["batch_norm"] == "none":
        raise ConfigError(
            f"model.dropout_place is {model['dropout_place']}, but the model has no {lacking}; set"
            f" model.{lacking}, or remove model.dropout_place.",
            where,
            "model.dropout_place",
            model["dropout_place"],
        )


def _check_subsequences(model: dict[str, Any], time_steps: int, where: str) -> None:
    subsequences = model["subsequences"]
    if time_steps % subsequences:
        raise ConfigError(
            f"model.subsequences is {subsequences}, which does not divide the {time_steps} time"
            " steps of a row; change it, or framing.lags with framing.lags_as: time_steps.",
            where,
            "model.subsequences",
            subsequences,
        )
    _check_convolutions(model, (time_steps // subsequences,), 1, where)


def _check_era(model: dict[str, Any], time_steps: int, where: str) -> None:
    """Check an era of TensorFlow 1; we know its gradient for stateful cells with one time step."""
    era = model["era"]
    if era.endswith("_tf1") and not (time_steps == 1 and model["stateful"]):
        raise ConfigError(
            f"model.era is {era}, which describes how TensorFlow 1 trained a stateful cell with one"
            f" time step. Use {era.removesuffix('_tf1')}, or set model.stateful: true and"
            " framing.lags_as: features.",
            where,
            "model.era",
            era,
        )


def _check_optimizer_of_era(era: str, optimizer: dict[str, Any], where: str) -> None:
    name = optimizer["name"]
    if name not in OPTIMIZERS_OF_OLD_ERAS:
        raise ConfigError(
            f"model.era is {era}, and training.optimizer is {name}, which that Keras lacks or"
            f" computed differently. Allowed are {', '.join(OPTIMIZERS_OF_OLD_ERAS)}.",
            where,
            "training.optimizer",
            name,
        )
    for option in ("momentum", "centered"):
        if name == "rmsprop" and optimizer.get(option):
            raise ConfigError(
                f"model.era is {era}, whose rmsprop has no option {option}; remove it.",
                where,
                f"training.optimizer.{option}",
                optimizer[option],
            )


def _check_has_batch_normalization(model: dict[str, Any], where: str) -> None:
    if model["batch_norm"] == "none" and not model["batch_norm_input"]:
        raise ConfigError(
            "evaluation.layer_statistics is true, but the model has no batch normalization to"
            " record; set model.batch_norm or model.batch_norm_input.",
            where,
            "evaluation.layer_statistics",
            True,
        )

"""Metrics: how good the forecasts of a run are, split by split.

A metric's column is `{split}_{name}`: train_rmse, validation_mae, test_accuracy. `fit_loss` and
`fit_accuracy` are what `model.fit` prints: measured on the way through an epoch, in training
mode, with weights that still move.
"""

import numpy as np

FORECAST_METRICS = ("rmse", "mae", "mase")
CLASS_METRICS = ("accuracy", "loss")
SPLITS = ("train", "validation", "test")
FIT_METRICS = ("fit_loss", "fit_accuracy")
LABELS = {
    "rmse": "RMSE",
    "mae": "MAE",
    "mase": "MASE",
    "accuracy": "accuracy",
    "loss": "cross-entropy",
}
CLIPPED = 1e-7  # keras.config.epsilon(), which Keras keeps between a probability and 0 or 1


def run_metrics(framing, outputs):
    """Every metric of one run.

    Parameters
    ----------
    framing : framing.Framing
    outputs : array, shape (rows, outputs)
        Forecasts in the dataset's units, or probabilities of classes.

    Returns
    -------
    dict of str to float
        NaN or infinity where the run diverged, and for a MASE without a scale.
    """
    found = {}
    for split in SPLITS:
        found |= split_metrics(framing, np.asarray(outputs)[..., framing.split(split), :], split)
    return {column: float(value) for column, value in found.items()} | _of_query(framing, outputs)


def history_metrics(framing, outputs):
    """The metrics that are recorded after every epoch.

    Parameters
    ----------
    framing : framing.Framing
    outputs : array, shape (epochs, rows, outputs)

    Returns
    -------
    dict of str to ndarray, shape (epochs,)
        With validation rows, nothing of the test rows: they are read once, after the choice.
    """
    names = CLASS_METRICS if framing.classes else ("rmse",)
    splits = SPLITS[:2] if framing.validation_rows else SPLITS
    found = {}
    for split in splits:
        rows = framing.split(split)
        found |= split_metrics(framing, np.asarray(outputs)[..., rows, :], split, names)
    return found | ({} if framing.validation_rows else _of_query(framing, outputs))


def split_metrics(framing, outputs, split, names=None):
    """The metrics of one split.

    Parameters
    ----------
    framing : framing.Framing
    outputs : array, shape (..., rows of the split, outputs)
    split : {"train", "validation", "test"}
    names : tuple of str, optional
        Which metrics; without it all that a forecast or a class has.

    Returns
    -------
    dict of str to ndarray, shape (...); empty for a split without rows.
    """
    actual = framing.actual[framing.split(split)]
    if not len(actual):
        return {}
    outputs = np.asarray(outputs, dtype=np.float64)
    if framing.classes:
        names = names or CLASS_METRICS
        return {f"{split}_{name}": _of_classes(name, outputs, actual) for name in names}
    missed = outputs - actual
    missed = missed.reshape(*missed.shape[:-2], -1)
    names = names or FORECAST_METRICS
    return {f"{split}_{name}": _error(name, missed, framing.naive_error) for name in names}


def step_metrics(framing, forecasts):
    """The errors of the test rows for each step of the horizon.

    Parameters
    ----------
    framing : framing.Framing
    forecasts : array, shape (test rows, horizon), in the dataset's units

    Returns
    -------
    dict of str to list of float, an entry a step
    """
    missed = np.asarray(forecasts) - framing.actual[framing.split("test")]
    return {
        f"test_{name}": _error(name, missed.T, framing.naive_error).tolist()
        for name in FORECAST_METRICS
    }


def is_finite(metrics):
    """Whether a run has ended with numbers: every error, though a MASE may lack its scale."""
    return all(np.isfinite(v) for column, v in metrics.items() if not column.endswith("_mase"))


def split_of(column):
    """`test` of `test_rmse`."""
    return column.partition("_")[0]


def metric_of(column):
    """`rmse` of `test_rmse`."""
    return column.partition("_")[2]


def label_of(column, units=""):
    """How an axis names a metric's column: `test RMSE (shampoo sales)`."""
    if column.startswith("query_forecast"):
        return f"forecast of the query ({units})" if units else "forecast of the query"
    in_units = f" ({units})" if units and metric_of(column) in ("rmse", "mae") else ""
    return f"{split_of(column)} {LABELS[metric_of(column)]}{in_units}"


def _error(name, missed, naive_error):
    """RMSE, MAE or MASE (Hyndman & Koehler 2006) over the last axis."""
    with np.errstate(over="ignore", invalid="ignore"):  # a diverged run: infinity, NaN
        if name == "rmse":
            return np.sqrt(np.square(missed).mean(axis=-1))
        absolute = np.abs(missed).mean(axis=-1)
    return absolute if name == "mae" else absolute / (naive_error or np.nan)


def _of_classes(name, probabilities, classes):
    """Accuracy or mean cross-entropy; probabilities (..., rows, outputs), classes (rows, 1)."""
    right = classes[:, 0].astype(int)
    if probabilities.shape[-1] == 1:
        probabilities = np.concatenate([1 - probabilities, probabilities], axis=-1)
        chosen = probabilities[..., 1] > 0.5  # as Keras decides a tie
    else:
        chosen = probabilities.argmax(axis=-1)
    whole = np.isfinite(probabilities).all(axis=(-2, -1))
    if name == "accuracy":
        return np.where(whole, (chosen == right).mean(axis=-1), np.nan)
    index = np.broadcast_to(right[:, None], (*probabilities.shape[:-1], 1))
    given = np.take_along_axis(probabilities, index, axis=-1)[..., 0]
    return -np.log(np.clip(given, CLIPPED, 1 - CLIPPED)).mean(axis=-1)


def _of_query(framing, outputs):
    if not framing.has_query:
        return {}
    made = np.asarray(outputs, dtype=np.float64)[..., -1, :]
    steps = range(made.shape[-1])
    return {f"query_forecast_{k + 1}": made[..., k][()] for k in steps}

"""The transform from a dataset to supervised rows, and back.

For a series the order is the LSTM tutorial's ("Data Preparation"): difference, lags, split,
scale. Every step is undone, in reverse order, on each forecast.
"""

import json
from dataclasses import dataclass, fields
from zipfile import BadZipFile

import numpy as np

from reprise.errors import ConfigError
from reprise.storage import whole_file, write_whole


@dataclass(frozen=True)
class Framing:
    """Supervised rows of one dataset: training rows, then validation rows, then test rows.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, time steps, features), or as samples have it
        Scaled inputs.
    y : ndarray of float64, shape (rows, horizon)
        Scaled targets; the number of the class where there are classes.
    actual : ndarray of float64, shape (rows, horizon)
        What was observed, in the dataset's units.
    level : ndarray of float64, shape (rows, horizon)
        What differencing took away from each target: the observation `difference` steps before
        it, where that comes before the first target, and zero elsewhere.
    last : ndarray of float64, shape (rows,)
        The observation before the first target.
    target_minimum, target_range : ndarray of float64, shape (horizon,)
        The scaled target t stands for t * target_range + target_minimum (dataset's units).
    naive_error : float
        Mean absolute error of the (seasonal) naive forecast over the observations before the
        validation and test rows: the scale of MASE. NaN where there is none.
    difference : int
    train_rows, validation_rows : int
    first_row : int
        The position among the observations of the first row's first target.
    classes : int
        How many; 0 for a forecast.
    has_query : bool
        Whether the one test row is a query of the study's own.
    """

    x: np.ndarray
    y: np.ndarray
    actual: np.ndarray
    level: np.ndarray
    last: np.ndarray
    target_minimum: np.ndarray
    target_range: np.ndarray
    naive_error: float
    difference: int
    train_rows: int
    validation_rows: int
    first_row: int
    classes: int = 0
    has_query: bool = False

    @property
    def outputs(self):
        """How many numbers a network gives for a row: steps, or probabilities of classes."""
        return self.classes if self.classes > 2 else self.y.shape[1]

    def split(self, name):
        """The rows of `train`, `validation` or `test`, as a slice with both ends."""
        ends = np.cumsum([0, self.train_rows, self.validation_rows, 0])
        ends[-1] = len(self.y)
        number = ("train", "validation", "test").index(name)
        return slice(int(ends[number]), int(ends[number + 1]))

    def forecasts(self, predictions):
        """Undo scaling and differencing; probabilities of classes stay as they are.

        Parameters
        ----------
        predictions : array, shape (..., rows, outputs)
            The network's outputs for all rows, or for the first ones.

        Returns
        -------
        ndarray of float64, shape (..., rows, outputs), in the dataset's units.
        """
        predictions = np.asarray(predictions, dtype=np.float64)
        if self.classes:
            return predictions
        level = self.level[: predictions.shape[-2]]
        made = predictions * self.target_range + self.target_minimum + level
        for step in range(self.difference, made.shape[-1]) if self.difference else ():
            made[..., step] += made[..., step - self.difference]
        return made


def frame_series(
    values,
    test_rows=None,
    difference=1,
    lags=1,
    lags_as="features",
    horizon=1,
    target="value",
    scale=(-1, 1),
    train_rows=None,
    validation_rows=0,
    observations=None,
    query=None,
    period=None,
):
    """Frame a series as supervised rows.

    A row's targets all lie in one part: rows that straddle a border are left out.

    Parameters
    ----------
    values : array, shape (observations,)
    test_rows : int
        Observations at the end that are held back; none of them with a query.
    difference, lags, horizon : int
    lags_as : {"features", "time_steps"}
    target : {"value", "above_mean"}
        What is forecast: the next values, or the class of the next one: 1 where it lies above
        the mean of the row's lags, else 0.
    scale : pair of float or None
        Each column is scaled to this range by scikit-learn's MinMaxScaler, fitted on all
        training rows.
    train_rows : int, optional
        Only the last so many training rows are kept, after fitting the scaling.
    validation_rows : int
        Observations before the test's that are held back from training.
    observations : int, optional
        Only the first so many are used.
    query : dict, optional
        `inputs`, lags + difference observations, and `answer`, the horizon's: the test row.
    period : int, optional
        Observations in a season, for the scale of MASE.

    Returns
    -------
    Framing
    """
    values = np.asarray(values, dtype=np.float64)[:observations]
    sizes = dict(difference=difference, lags=lags, horizon=horizon)
    kept, held_out, _ = count_rows(
        len(values), test_rows, train_rows=train_rows, validation_rows=validation_rows, **sizes
    )
    windows = _windows(values, **sizes)
    first_target = np.arange(len(windows["columns"])) + difference + lags
    last_target = first_target + horizon - 1
    first_test = len(values) - (test_rows or 0)
    first_validation = first_test - validation_rows
    training = np.flatnonzero(last_target < first_validation)
    validation = np.flatnonzero((first_target >= first_validation) & (last_target < first_test))
    test = np.flatnonzero(first_target >= first_test)
    if query is not None:
        test = [len(first_target)]
        asked = _windows(np.array([*query["inputs"], *query["answer"]], np.float64), **sizes)
        windows = {k: np.concatenate([v, asked[k]]) for k, v in windows.items()}
    chosen = np.concatenate([training[len(training) - kept :], validation, test]).astype(int)
    columns = windows["columns"]
    minimum, width_of_target, scaled = np.zeros(horizon), np.ones(horizon), columns
    if scale is not None:
        from sklearn.preprocessing import MinMaxScaler  # loads SciPy: only where it is used

        scaler = MinMaxScaler(feature_range=tuple(scale)).fit(columns[training])
        scaled = scaler.transform(columns)
        width_of_target = 1 / scaler.scale_[-horizon:]
        minimum = -scaler.min_[-horizon:] / scaler.scale_[-horizon:]
    framed = {k: v[chosen] for k, v in windows.items() if k != "columns"}
    y = scaled[chosen, lags:]
    if target == "above_mean":
        above = framed["actual"] > framed.pop("mean")[:, None]
        y = framed["actual"] = above.astype(np.float64)
        framed["level"] = np.zeros_like(y)
    else:
        del framed["mean"]
    return Framing(
        x=scaled[chosen, :lags].reshape((-1, 1, lags) if lags_as == "features" else (-1, lags, 1)),
        y=y,
        **framed,
        target_minimum=minimum,
        target_range=width_of_target,
        naive_error=_naive_error(values[:first_validation], period),
        difference=difference,
        train_rows=kept,
        validation_rows=held_out,
        first_row=int(first_target[chosen[0]]),
        classes=2 if target == "above_mean" else 0,
        has_query=query is not None,
    )


def count_rows(
    observations,
    test_rows=None,
    difference=1,
    lags=1,
    horizon=1,
    train_rows=None,
    validation_rows=0,
    where="framing",
):
    """How many training, validation and test rows a framing leaves, without any data.

    Raises
    ------
    ConfigError
        If the series is too short.
    """
    before = difference + lags
    held = (test_rows or 0) + validation_rows
    for key, rows in (("test_rows", test_rows), ("validation_rows", validation_rows)):
        if rows and rows < horizon:
            raise ConfigError(
                f"{where}.{key} is {rows}, fewer than the horizon of {horizon} steps that a row"
                " forecasts."
            )
    available = observations - held - before - horizon + 1
    if available < max(train_rows or 1, 1):
        rows = max(observations - before - horizon + 1, 0)
        raise ConfigError(
            f"{where}: {observations} observations, less {difference} for differencing, {lags} for"
            f" lags and {horizon - 1} for the horizon's other steps, leave {rows} rows; with"
            f" test_rows {test_rows or 0} and validation_rows {validation_rows} there are"
            f" {max(available, 0)} for training, fewer than train_rows {train_rows or 1}. Lower"
            " lags, horizon, test_rows, validation_rows or train_rows."
        )
    held_out = validation_rows - horizon + 1 if validation_rows else 0
    return (train_rows or available), held_out, (test_rows - horizon + 1 if test_rows else 0)


def frame_samples(
    samples, test_rows, validation_rows=0, train_rows=None, scale=None, random_state=None
):
    """Split samples into training, validation and test rows, and scale them.

    Parameters
    ----------
    samples : samples.Samples
    test_rows, validation_rows : int
        Rows at the end, and before them, that are held back.
    train_rows : int, optional
        Only the last so many training rows are kept.
    scale : pair of float or None
        As in `frame_series`; the range of the training rows, feature by feature.
    random_state : int, optional
        Puts the rows in a random order first.

    Returns
    -------
    Framing
    """
    order = np.arange(len(samples.y))
    if random_state is not None:
        order = np.random.default_rng(random_state).permutation(order)
    first_held = len(order) - test_rows - validation_rows
    kept = train_rows or first_held
    order = order[first_held - kept :]
    x = samples.x[order]
    if scale is not None:
        from sklearn.preprocessing import MinMaxScaler

        flat = x.reshape(len(x), -1)
        scaler = MinMaxScaler(feature_range=tuple(scale)).fit(flat[:kept])
        x = scaler.transform(flat).reshape(x.shape)
    y = samples.y[order, None].astype(np.float64)
    unseen = sorted(set(y[kept:, 0]) - set(y[:kept, 0]))
    if unseen:
        names = ", ".join(f"'{samples.class_names[int(k)]}'" for k in unseen)
        raise ConfigError(
            f"no training row has the class {names} of the rows that are held back; the rows seem"
            " to be sorted by class. Set framing.random_state: 1 to put them in a random order."
        )
    return Framing(
        x=x,
        y=y,
        actual=y,
        level=np.zeros_like(y),
        last=np.zeros(len(y)),
        target_minimum=np.zeros(1),
        target_range=np.ones(1),
        naive_error=float("nan"),
        difference=0,
        train_rows=kept,
        validation_rows=validation_rows,
        first_row=first_held - kept,
        classes=len(samples.class_names),
    )


def unscaled_rows(values, framing, said):
    """The training rows of a series as they are before scaling.

    Parameters
    ----------
    values : array, shape (observations,)
    framing : Framing
        Of these values.
    said : dict
        What the study says of it.

    Returns
    -------
    (ndarray of shape (train rows, lags), ndarray of shape (train rows, horizon))
        Inputs, (differenced) observations; and targets, likewise or classes.
    """
    sizes = {k: said[k] for k in ("difference", "lags", "horizon")}
    columns = _windows(np.asarray(values, np.float64)[: said.get("observations")], **sizes)[
        "columns"
    ]
    first = framing.first_row - said["difference"] - said["lags"]
    rows = slice(first, first + framing.train_rows)
    targets = (
        framing.y[framing.split("train")] if framing.classes else columns[rows, said["lags"] :]
    )
    return columns[rows, : said["lags"]], targets


def save_framings(framings, arrays_path, description_path, settings):
    """Write the framings of one study.

    Parameters
    ----------
    framings : list of Framing
    arrays_path : path-like
        An .npz with each framing's fields, named `{number}.{field}`, numbers from 0.
    description_path : path-like
        A .json with shapes, fitted scaling and settings, for a person.
    settings : list of dict
        What the study says of each framing.
    """
    arrays = {
        f"{number}.{f.name}": getattr(framing, f.name)
        for number, framing in enumerate(framings)
        for f in fields(framing)
    }
    with whole_file(arrays_path) as handle:
        np.savez(handle, **arrays)
    description = [
        {
            "settings": said,
            "x": list(framing.x.shape),
            "y": list(framing.y.shape),
            "classes": framing.classes,
            "train_rows": framing.train_rows,
            "validation_rows": framing.validation_rows,
            "test_rows": len(framing.y) - framing.train_rows - framing.validation_rows,
            "first_row": framing.first_row,
            "target_minimum": framing.target_minimum.tolist(),
            "target_range": framing.target_range.tolist(),
            "naive_error": framing.naive_error if np.isfinite(framing.naive_error) else None,
        }
        for framing, said in zip(framings, settings, strict=True)
    ]
    write_whole(description_path, json.dumps(description, indent=2) + "\n")


def load_framings(arrays_path):
    """Read what `save_framings` wrote, as a list of Framing.

    Raises
    ------
    ValueError
        If the file is not whole; the message says what to do.
    """
    framings = []
    try:
        with np.load(arrays_path) as arrays:
            while f"{len(framings)}.x" in arrays:
                stored = {f.name: arrays[f"{len(framings)}.{f.name}"] for f in fields(Framing)}
                values = {k: a if a.ndim else a.item() for k, a in stored.items()}
                framings.append(Framing(**values))
    except (BadZipFile, EOFError, KeyError, ValueError) as error:
        raise ValueError(
            f"{arrays_path}: is not whole ({error}); delete it and run the same command again."
        ) from None
    return framings


def _windows(values, difference, lags, horizon):
    """Every row that a series has room for, by the names of Framing's fields.

    `columns` are the (differenced) lags and targets, oldest first; `mean` that of the raw lags.
    """
    changes = values[difference:] - values[: len(values) - difference] if difference else values
    view = np.lib.stride_tricks.sliding_window_view
    columns = view(changes, lags + horizon)
    raw = view(values, difference + lags + horizon)  # the same rows, undifferenced
    before = raw[:, : difference + lags]
    level = np.zeros((len(columns), horizon))
    steps = min(difference, horizon)
    level[:, :steps] = before[:, lags : lags + steps]
    return {
        "columns": columns,
        "actual": raw[:, difference + lags :].copy(),
        "level": level,
        "last": before[:, -1].copy(),
        "mean": before[:, difference:].mean(axis=1),
    }


def _naive_error(values, period):
    season = period if period and period < len(values) else 1
    if len(values) <= season:
        return float("nan")
    return float(np.abs(values[season:] - values[:-season]).mean())

"""What a claim measures of each run: a metric, or a feature of a curve or of a watched layer."""

import numpy as np
import pandas as pd

from reprise.tables.histories import rises

SMOOTHING = 21  # epochs of the moving mean in which a turn is looked for
NEVER = np.inf  # the epoch of what does not happen


def measure_runs(measure, runs, history, layers):
    """One value a run.

    Parameters
    ----------
    measure : str or dict
        A metric of runs.csv (`test_rmse`), or a mapping: `curve` (a metric of history.csv.gz)
        with `feature` and its options, or `layer` (a column of layer_statistics.csv.gz) with
        `update`. `distance_from` takes the distance from a number, `less` subtracts another
        measure.
    runs : DataFrame
        The rows of runs.csv of one configuration that did not diverge.
    history, layers : callable
        Give the configuration's rows of these tables.

    Returns
    -------
    ndarray of shape (runs,)
        In the order of `runs`; infinity for an epoch that never comes.
    """
    if isinstance(measure, str):
        return runs[measure].to_numpy(dtype=float)
    if "metric" in measure:
        values = runs[measure["metric"]].to_numpy(dtype=float)
    elif "curve" in measure:
        curves = history().pivot(index="epoch", columns="repeat", values=measure["curve"])
        values = _feature(measure, curves[runs["repeat"]])
    else:
        rows = layers()
        rows = rows[rows["update"] == measure["update"]]
        values = rows.groupby("repeat")[measure["layer"]].mean()[runs["repeat"]].to_numpy()
    if "distance_from" in measure:
        values = np.abs(values - measure["distance_from"])
    if "less" in measure:
        values = values - measure_runs(measure["less"], runs, history, layers)
    return values


def _feature(measure, curves):
    """A feature of each curve, a column each, indexed by epochs."""
    options = {k: v for k, v in measure.items() if k in ("at", "last", "value", "within")}
    if measure["feature"] == "first_reaching":
        options["rises"] = rises(measure["curve"])
    found = [FEATURES[measure["feature"]](curves[run].dropna(), **options) for run in curves]
    return np.array(found, dtype=float)


def at_epoch(curve, at=None):
    """The value after epoch `at`, or at the end."""
    return curve.iloc[-1] if at is None else curve.loc[at]


def mean_of_last(curve, last):
    """The mean of the last epochs."""
    return curve.iloc[-last:].mean()


def first_reaching(curve, value, rises):
    """The first epoch at which a curve that rises is at `value` or above, another or below."""
    there = curve.index[curve >= value if rises else curve <= value]
    return there[0] if len(there) else NEVER


def turning_epoch(curve):
    """The epoch of the lowest value of the smoothed curve, unless it falls to the end."""
    lowest = _smooth(curve).idxmin()
    return lowest if lowest < curve.index[-1] else NEVER


def rise_after_turn(curve):
    """How far the end of the smoothed curve lies above its lowest value, as a share of that."""
    smooth = _smooth(curve)
    return smooth.iloc[-1] / smooth.min() - 1


def change_at_end(curve, last):
    """The mean of the last epochs less the mean of as many before: above 0 where it rises."""
    return curve.iloc[-last:].mean() - curve.iloc[-2 * last : -last].mean()


def roughness(curve):
    """How much the curve jitters: the standard deviation of its second differences.

    The first tenth of the epochs, in which every curve falls, is left out.
    """
    return curve.iloc[len(curve) // 10 :].diff().diff().std()


def settling_epoch(curve, within):
    """The first epoch from which on the smoothed curve stays near its end.

    `within` is the share of the last value that counts as near.
    """
    smooth = _smooth(curve)
    away = smooth.index[(smooth / smooth.iloc[-1] - 1).abs() > within]
    return away[-1] + 1 if len(away) else smooth.index[0]


FEATURES = {
    function.__name__: function
    for function in (
        *(at_epoch, mean_of_last, first_reaching, turning_epoch, rise_after_turn),
        *(change_at_end, roughness, settling_epoch),
    )
}


def _smooth(curve):
    return pd.Series(curve).rolling(SMOOTHING, center=True, min_periods=1).mean()

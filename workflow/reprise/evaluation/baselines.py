"""What needs no network, made for the same test rows as the network's forecasts or classes.

Each is fitted on what comes before the test rows and then walked forward: it sees every
observation before the one it forecasts, and its parameters stay as fitted, like the network's
weights. Validation rows are fitted on too, since a baseline needs none to choose its epochs by.
"""

import logging
from collections import Counter
from dataclasses import dataclass

import numpy as np

from reprise.evaluation.metrics import split_metrics, step_metrics
from reprise.evaluation.statistical_models import ets, sarima, walk_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Baseline:
    """A forecast, or probabilities of classes, without a network.

    Attributes
    ----------
    name : str
    form : str
        What was fitted, as a person would write it ("SARIMA(1,1,0)").
    outputs : ndarray of float64, shape (test rows, horizon or outputs), in the dataset's units
    metrics : dict of str to float
        Of the test rows.
    steps : dict of str to list of float
        The same for each step of the horizon; empty for classes.
    """

    name: str
    form: str
    outputs: np.ndarray
    metrics: dict
    steps: dict


def study_baselines(names, values, framings, settings, configurations, period=None, origins=None):
    """Make the baselines of a study, each of its framings considered.

    Parameters
    ----------
    names : list of str
    values : array, shape (observations,), or None for samples
    framings : list of Framing
    settings : list of dict
        What the study says of each framing.
    configurations : list of list of str
        The configurations that use each framing.
    period : int, optional
    origins : list of int or None, optional
        The origin of each framing, in a study with origins.

    Returns
    -------
    list of dict, for JSON
        baseline, form, metrics, steps, outputs, configurations. What is the same under several
        framings stands there once; a name that is not is told apart by its origin, or else by a
        configuration.
    """
    made = {}
    origins = origins or [None] * len(framings)
    for framing, said, beside, origin in zip(
        framings, settings, configurations, origins, strict=True
    ):
        walk = None if values is None else walk_of(values, framing, said.get("observations"))
        for baseline in make_baselines(names, walk, framing, said.get("difference", 0), period):
            key = (baseline.name, baseline.form, origin, baseline.outputs.tobytes())
            made.setdefault(key, (baseline, origin, []))[-1].extend(beside)
    often = Counter(baseline.name for baseline, _, _ in made.values())
    at_origin = Counter((baseline.name, origin) for baseline, origin, _ in made.values())

    def name(baseline, origin, beside):
        if often[baseline.name] == 1:
            return baseline.name
        alone = origin is not None and at_origin[baseline.name, origin] == 1
        return f"{baseline.name} ({f'origin={origin}' if alone else _named(beside)})"

    return [
        {
            "baseline": name(b, origin, beside),
            "form": b.form,
            "metrics": b.metrics,
            "steps": b.steps,
            "outputs": b.outputs.tolist(),
            "configurations": beside,
        }
        for b, origin, beside in made.values()
    ]


def _named(configurations):
    first = ", ".join(configurations[:3])
    return first if len(configurations) <= 3 else f"{first}, {len(configurations) - 3} more"


def make_baselines(names, walk, framing, difference=1, period=None):
    """Make the named baselines for one framing.

    Parameters
    ----------
    names : iterable of str
        As the study's schema lists them.
    walk : Walk or None
        None for samples.
    framing : Framing
    difference : int
        The framing's differencing; SARIMA takes it as its order of integration, at most 1.
    period : int, optional
        Observations in a season.

    Returns
    -------
    list of Baseline
    """
    makers = {
        "persistence": lambda: ("last observation", persistence(framing)),
        "seasonal_naive": lambda: (f"{period} observations before", seasonal_naive(walk, period)),
        "mean": lambda: ("mean of the observations before", mean(walk, framing)),
        "least_squares": lambda: ("least squares on the network's inputs", least_squares(framing)),
        "ets": lambda: ets(walk, period),
        "sarima": lambda: sarima(walk, min(difference, 1), period),
        "most_frequent": lambda: ("shares of the rows before", most_frequent(framing)),
        "logistic_regression": lambda: (
            "logistic regression on the network's inputs",
            logistic_regression(framing),
        ),
    }
    made = []
    for name in names:
        form, outputs = makers[name]()
        found = split_metrics(framing, outputs, "test")
        metrics = {k: float(v) for k, v in found.items() if np.isfinite(v)}
        steps = {} if framing.classes else step_metrics(framing, outputs)
        log.info("baseline %s: %s, %s", name, form, metrics)
        made.append(Baseline(name, form, outputs, metrics, steps))
    return made


def persistence(framing):
    """The observation before (LSTM tutorial, "Data Split": 136.761 on Shampoo Sales)."""
    last = framing.last[framing.split("test")]
    return np.repeat(last[:, None], framing.actual.shape[1], axis=1)


def seasonal_naive(walk, period):
    """The last observation of the same season that is known at the origin."""
    values = np.array(walk.values)
    back = period * (np.arange(walk.horizon) // period + 1)
    return np.array([values[t + np.arange(walk.horizon) - back] for t in walk.origins])


def mean(walk, framing):
    """The mean of the observations before, for every row and step."""
    shape = framing.actual[framing.split("test")].shape
    return np.full(shape, np.mean(walk.values[: walk.first_test]))


def least_squares(framing):
    """Ordinary least squares with an intercept, on the rows and inputs of the network."""
    inputs = framing.x.reshape(len(framing.x), -1)
    design = np.column_stack([np.ones(len(inputs)), inputs])
    before = slice(framing.split("test").start)
    weights, *_ = np.linalg.lstsq(design[before], framing.y[before], rcond=None)
    return framing.forecasts(design @ weights)[framing.split("test")]


def most_frequent(framing):
    """Each class by its share of the rows before the test, so that the most frequent is chosen."""
    from sklearn.dummy import DummyClassifier

    return _class_probabilities(DummyClassifier(strategy="prior"), framing)


def logistic_regression(framing):
    """Logistic regression with scikit-learn's own L2 penalty: what a line can separate."""
    from sklearn.linear_model import LogisticRegression

    return _class_probabilities(LogisticRegression(max_iter=10_000), framing)


def _class_probabilities(model, framing):
    inputs = framing.x.reshape(len(framing.x), -1)
    test = framing.split("test")
    before = slice(test.start)
    classes = framing.actual[:, 0].astype(int)
    if len(set(classes[before])) == 1:  # nothing to separate
        from sklearn.dummy import DummyClassifier

        model = DummyClassifier(strategy="prior")
    model.fit(inputs[before], classes[before])
    given = np.zeros((test.stop - test.start, framing.classes))
    given[:, model.classes_] = model.predict_proba(inputs[test])
    return given if framing.classes > 2 else given[:, 1:]

"""Baselines that read the inputs of the network. `baselines` says what they have in common."""

from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.data.power_transforms import name_transform


def least_squares(framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast by ordinary least squares with an intercept, from the inputs of the network.

    If the network forecasts recursively, the forecasts are fed back in the same way.
    """
    inputs = framing.x.reshape(len(framing.x), -1)
    design = np.column_stack([np.ones(len(inputs)), inputs])
    test = framing.split("test")
    outputs = 1 if framing.is_recursive else framing.y.shape[1]
    targets = framing.y[: test.start, :outputs]
    weights, *_ = np.linalg.lstsq(design[: test.start], targets, rcond=None)
    transforms = sorted({name_transform(power) for power in framing.powers} - {""})
    inputs_in_words = f"inputs ({' and '.join(transforms)})" if transforms else "inputs"
    forecasts, form = design @ weights, f"least squares on the network's {inputs_in_words}"
    if framing.is_recursive:
        form += ", fed back"
        for _ in range(1, framing.y.shape[1]):
            inputs = framing.feed_back(inputs, forecasts[:, -1:])
            forecasts = np.column_stack([forecasts, weights[0] + inputs @ weights[1:]])
    return form, framing.forecasts(forecasts)[test]


def mean_of_targets(framing: Framing) -> tuple[str, np.ndarray]:
    """Predict the mean of the targets of the rows before the test rows."""
    test = framing.split("test")
    shape = framing.actual[test].shape
    return "mean of the other rows", np.full(shape, framing.actual[: test.start].mean())


def gradient_boosting(framing: Framing) -> tuple[str, np.ndarray]:
    """Predict a number by gradient boosting of regression trees, with scikit-learn's defaults.

    We choose GradientBoostingRegressor, because it suits a few hundred rows and uses one core.
    HistGradientBoostingRegressor is faster from ten thousand rows on, but it divides its sums
    among the cores, so that its last digits can depend on their number. The random seed decides
    between splits of a tree that are equally good.
    """
    from sklearn.ensemble import GradientBoostingRegressor

    inputs, test = framing.x.reshape(len(framing.x), -1), framing.split("test")
    model = GradientBoostingRegressor(random_state=0)
    model.fit(inputs[: test.start], framing.actual[: test.start, 0])
    form = f"gradient boosting, {model.n_estimators} trees of depth {model.max_depth}"
    return form, model.predict(inputs[test])[:, None]


def most_frequent(framing: Framing) -> tuple[str, np.ndarray]:
    """Give each class the probability that is its share of the rows before the test rows.

    Therefore the most frequent class is chosen.
    """
    from sklearn.dummy import DummyClassifier

    model = DummyClassifier(strategy="prior")
    return "shares of the rows before", _class_probabilities(model, framing)


def logistic_regression(framing: Framing) -> tuple[str, np.ndarray]:
    """Separate the classes by logistic regression with the default L2 penalty of scikit-learn."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=10_000)
    return "logistic regression on the network's inputs", _class_probabilities(model, framing)


def _class_probabilities(model: Any, framing: Framing) -> np.ndarray:
    """Fit a classifier to the rows before the test rows, and predict those of the test rows.

    If a row has several steps, each step has a classifier of its own.
    """
    steps = [_probabilities_of_step(model, framing, step) for step in framing.actual.T]
    return steps[0] if len(steps) == 1 else np.stack(steps, axis=1)


def _probabilities_of_step(model: Any, framing: Framing, classes: np.ndarray) -> np.ndarray:
    """Fit a classifier for one step; `classes` has the right class of every row."""
    inputs = framing.x.reshape(len(framing.x), -1)
    test = framing.split("test")
    classes = classes.astype(int)
    if len(set(classes[: test.start])) == 1:  # one class leaves nothing to separate
        from sklearn.dummy import DummyClassifier

        model = DummyClassifier(strategy="prior")
    model.fit(inputs[: test.start], classes[: test.start])
    probabilities = np.zeros((framing.test_rows, framing.classes))
    probabilities[:, model.classes_] = model.predict_proba(inputs[test])
    return probabilities if framing.classes > 2 else probabilities[:, 1:]

import numpy as np
import pandas as pd
import pytest
from framed_values import frame_values, framing_settings
from sklearn.linear_model import LinearRegression, LogisticRegression

from reprise.data.samples import Samples, build_samples
from reprise.data.samples_framing import frame_samples
from reprise.data.series import Series
from reprise.data.series_framing import frame_series
from reprise.evaluation.metrics import split_metrics
from reprise.evaluation.row_baselines import least_squares, logistic_regression, most_frequent


def test_least_squares_is_a_regression_on_the_networks_inputs(births):
    framing = frame_values(births.values, 30, 0, 7, "time_steps", 3, validation_rows=20)
    test = framing.split("test")
    before = slice(test.start)  # the validation rows too
    model = LinearRegression().fit(framing.x[before, :, 0], framing.y[before])
    expected = framing.forecasts(model.predict(framing.x[:, :, 0]))[test]
    form, forecasts = least_squares(framing)
    np.testing.assert_allclose(forecasts, expected, rtol=1e-10)
    assert form == "least squares on the network's inputs"


def test_least_squares_reads_all_inputs_for_each_of_several_targets():
    """Regressions on the lags of both columns, the further input and the known input."""
    rng = np.random.default_rng(4)
    columns = {name: rng.normal(50, 5, 80) for name in ("a", "b", "further", "known")}
    series = Series(pd.RangeIndex(1, 81), columns, "position", ("a", "b"))
    settings = framing_settings(
        20, 0, 2, horizon=3, inputs=("further",), known_inputs=("known",), validation_rows=10
    )
    framing = frame_series(series, settings)
    form, forecasts = least_squares(framing)
    assert (form, forecasts.shape) == ("least squares on the network's inputs", (18, 6))
    table = pd.DataFrame(columns)
    lags = [table[name].shift(k) for name in ("a", "b", "further") for k in (2, 1)]
    inputs = pd.concat([*lags, *(table["known"].shift(-k) for k in range(3))], axis=1)
    before = [*range(2, 48), *range(50, 58)]  # all targets of a row lie in one split
    for number, (step, name) in enumerate((s, n) for s in range(3) for n in ("a", "b")):
        targets = table[name].shift(-step)
        model = LinearRegression().fit(inputs.loc[before].to_numpy(), targets[before])
        expected = model.predict(inputs.loc[60:77].to_numpy())
        np.testing.assert_allclose(forecasts[:, number], expected, rtol=1e-9)


def test_least_squares_feeds_its_forecasts_back_if_the_network_does(births):
    """One regression on the changes in the units of the series, iterated over three days."""
    series, lags = births.values[:120], 4
    framing = frame_values(series, 30, 1, lags, horizon=3, strategy="recursive")
    form, forecasts = least_squares(framing)
    assert form == "least squares on the network's inputs, fed back"
    changes = np.diff(series)
    windows = np.lib.stride_tricks.sliding_window_view(changes, lags + 3)
    training = windows[: framing.train_rows]
    model = LinearRegression().fit(training[:, :lags], training[:, lags])
    for row, window in enumerate(windows[-framing.test_rows :]):
        known, level = list(window[:lags]), framing.last_observation[framing.split("test")][row, 0]
        for step in range(3):
            known.append(model.predict([known[-lags:]])[0])
            level += known[-1]
            assert forecasts[row, step] == pytest.approx(level, rel=1e-9)


def accuracy(framing, probabilities):
    """The accuracy of the probabilities of the test rows."""
    return split_metrics(framing, probabilities, "test")["test_accuracy"]


@pytest.mark.parametrize("builtin", ["circles", "digits"])
def test_logistic_regression_is_that_of_scikit_learn(builtin, circles):
    samples = circles if builtin == "circles" else build_samples("digits")
    framing = frame_samples(samples, 500, validation_rows=100, train_rows=200)
    form, frequent = most_frequent(framing)
    logistic_form, logistic = logistic_regression(framing)
    x = framing.x.reshape(len(framing.x), -1)
    y = framing.actual[:, 0].astype(int)
    before, test = slice(0, 300), slice(300, 800)
    model = LogisticRegression(max_iter=10_000).fit(x[before], y[before])
    assert accuracy(framing, logistic) == pytest.approx(model.score(x[test], y[test]))
    assert logistic.shape == (500, framing.outputs)
    shares = np.bincount(y[before]) / 300
    expected = shares if framing.classes > 2 else shares[1:]
    np.testing.assert_allclose(frequent, np.tile(expected, (500, 1)))
    assert form == "shares of the rows before"
    assert logistic_form == "logistic regression on the network's inputs"


def test_the_circles_cannot_be_separated_by_a_line(circles):
    # Batch-normalization tutorial, "Binary Classification Problem"
    framing = frame_samples(circles, 500)
    assert accuracy(framing, logistic_regression(framing)[1]) < 0.55


def test_a_class_that_is_alone_before_the_test_rows_is_certain():
    samples = Samples(np.arange(6.0)[:, None], np.array([1] * 6), ["a"], ["no", "yes"])
    _, probabilities = logistic_regression(frame_samples(samples, 2))
    np.testing.assert_array_equal(probabilities, [[1], [1]])


def test_a_class_without_a_row_before_the_test_rows_has_no_probability():
    x = np.arange(8.0)[:, None]
    samples = Samples(x, np.array([0, 2] * 4), ["a"], ["x", "y", "z"])
    _, probabilities = logistic_regression(frame_samples(samples, 2))
    assert probabilities.shape == (2, 3)
    assert (probabilities[:, 1] == 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_each_step_with_a_class_has_a_classifier_of_its_own(births):
    framing = frame_values(births.values, 30, 0, 7, horizon=2, target="third")
    (_, frequent), (_, logistic) = most_frequent(framing), logistic_regression(framing)
    test = framing.split("test")
    x, classes = framing.x[:, 0], framing.actual.astype(int)
    assert frequent.shape == logistic.shape == (29, 2, 3)
    right = 0.0
    for step in range(2):
        model = LogisticRegression(max_iter=10_000).fit(
            x[: test.start], classes[: test.start, step]
        )
        np.testing.assert_allclose(logistic[:, step], model.predict_proba(x[test]))
        right += model.score(x[test], classes[test, step]) / 2
        shares = np.bincount(classes[: test.start, step]) / test.start
        np.testing.assert_allclose(frequent[0, step], shares)
    assert accuracy(framing, logistic) == pytest.approx(right)

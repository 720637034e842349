from itertools import combinations

import numpy as np
import pytest

from reprise.data.samples_framing import frame_samples
from reprise.stats import ensembles
from reprise.stats.ensembles import choose_sets, evaluate_ensembles


@pytest.fixture
def outputs(framing):
    """The forecasts of six networks, which have a common error and errors of their own."""
    rng = np.random.default_rng(1)
    common, own = rng.normal(0, 50, (12, 1)), rng.normal(0, 80, (6, 12, 1))
    return framing.actual[framing.split("test")] + common + own


def row_of(table, metric, networks):
    rows = table[(table["metric"] == metric) & (table["networks"] == networks)]
    return rows.iloc[0]


def test_a_row_describes_the_errors_of_the_mean_forecasts_of_all_sets(framing, outputs):
    table = evaluate_ensembles(framing, outputs, [6, 2], confidence=0.8)
    actual = framing.actual[framing.split("test")]
    errors = [
        np.sqrt(np.mean(((outputs[a] + outputs[b]) / 2 - actual) ** 2))
        for a, b in combinations(range(6), 2)
    ]
    single = np.sqrt(np.mean((outputs - actual) ** 2, axis=(1, 2)))
    pair = row_of(table, "test_rmse", 2)
    assert pair["sets"] == 15
    assert pair["mean"] == pytest.approx(np.mean(errors))
    assert (pair["low"], pair["high"]) == pytest.approx(tuple(np.quantile(errors, [0.1, 0.9])))
    gain = single.mean() - np.mean(errors)
    assert gain > 5 and pair["gain"] == pytest.approx(gain)
    assert pair["gain_percent"] == pytest.approx(100 * gain / single.mean())
    assert pair["beaten"] == np.mean(single > np.mean(errors))
    one = row_of(table, "test_rmse", 1)
    assert (one["sets"], one["mean"], one["gain"]) == (6, pytest.approx(single.mean()), 0)
    everyone = row_of(table, "test_rmse", 6)
    assert everyone["sets"] == 1 and np.isnan([everyone["low"], everyone["high"]]).all()
    assert table["networks"].tolist() == [1, 2, 6] * 3, "the sizes are sorted for every metric"


def test_the_mean_squared_error_falls_as_the_variance_of_a_mean_does(framing, outputs, monkeypatch):
    """The mean over all sets of k of n networks: bias + variance / k (n - k) / (n - 1)."""
    monkeypatch.setattr(ensembles, "split_metrics", _mean_squared_error)
    table = evaluate_ensembles(framing, outputs, [2, 3, 5, 6], 0.9)
    actual = framing.actual[framing.split("test")]
    bias = np.mean((outputs.mean(axis=0) - actual) ** 2)
    variance = outputs.var(axis=0).mean()
    for k in (1, 2, 3, 5, 6):
        expected = bias + variance / k * (6 - k) / 5
        assert row_of(table, "test_rmse", k)["mean"] == pytest.approx(expected)


def _mean_squared_error(framing, outputs, split, names):
    errors = outputs - framing.actual[framing.split(split)]
    return {f"{split}_{name}": np.mean(errors**2, axis=(1, 2)) for name in names}


def test_the_memory_that_is_used_at_once_changes_nothing(framing, outputs, monkeypatch):
    expected = evaluate_ensembles(framing, outputs, [3], 0.9)
    monkeypatch.setattr(ensembles, "MAX_VALUES_AT_ONCE", 80)
    assert evaluate_ensembles(framing, outputs, [3], 0.9).equals(expected)


def test_probabilities_are_averaged_before_a_class_is_chosen(circles):
    framing = frame_samples(circles, test_rows=4, train_rows=10)
    right = framing.actual[framing.split("test")]
    # One network is sure and right, two are barely wrong: the mean is right.
    outputs = np.stack([np.abs(right - 0.05), np.full_like(right, 0.5) + (0.5 - right) * 0.02] * 2)
    outputs = outputs[[0, 1, 3]]
    table = evaluate_ensembles(framing, outputs, [3], 0.95)
    assert list(table["metric"].unique()) == ["test_accuracy", "test_loss"]
    assert row_of(table, "test_accuracy", 1)["mean"] == pytest.approx(1 / 3)
    everyone = row_of(table, "test_accuracy", 3)
    assert (everyone["mean"], everyone["beaten"]) == (1, pytest.approx(2 / 3))
    assert everyone["gain"] == pytest.approx(2 / 3), "a higher accuracy is a gain"
    assert row_of(table, "test_loss", 3)["gain"] > 0, "a lower cross-entropy is a gain"


def test_sets_have_no_network_twice_and_are_drawn_equally_each_time():
    assert choose_sets(4, 2).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    drawn = choose_sets(30, 5)
    assert drawn.shape == (1000, 5)
    assert all(len(set(row)) == 5 for row in drawn.tolist())
    assert set(drawn.ravel()) == set(range(30))
    np.testing.assert_array_equal(choose_sets(30, 5), drawn)


def test_sizes_above_the_number_of_networks_are_left_out(framing, outputs):
    table = evaluate_ensembles(framing, outputs[:1], [2, 5], 0.95)
    assert table["networks"].tolist() == [1, 1, 1] and table["low"].isna().all()

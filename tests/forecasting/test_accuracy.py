"""Errors, intervals and verdicts of past forecasts, against a second way to compute them."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import boxcox
from sklearn.metrics import mean_absolute_error, mean_pinball_loss, root_mean_squared_error

from reprise.forecasting.accuracy import tabulate_accuracy, tabulate_coverage, tabulate_errors
from reprise.forecasting.past_forecasts import NETWORK, PastForecasts, interval_bounds
from reprise.forecasting.verdict import judge_network

LEVELS = (50, 80)


def past_forecasts(origins=60, steps=2, worse=0.0, power=float("nan"), seed=0, baselines=1):
    """Forecasts of a random series; `worse` is added to those of the network."""
    random = np.random.default_rng(seed)
    values = 50 + random.normal(size=origins + steps)
    positions = np.arange(origins)
    actual = values[positions[:, None] + np.arange(steps)][:, :, None]
    actual[positions[:, None] + np.arange(1, steps + 1) > origins] = np.nan  # not known yet
    forecasts = {NETWORK: 50 + worse + 0.1 * random.normal(size=actual.shape)}
    for k in range(baselines):
        forecasts[f"b{k}"] = 50 + 0.1 * random.normal(size=actual.shape)
    return PastForecasts(
        positions=positions,
        columns=("load",),
        actual=actual,
        scales=np.full((origins, 1), 1.25),
        powers=np.array([power]),
        forecasts=forecasts,
        forms={f"b{k}": "form" for k in range(baselines)},
    )


def tables(past, method="conformal"):
    steps = past.actual.shape[1]
    times = pd.RangeIndex(1, len(past.positions) + steps + 1)
    errors = tabulate_errors(past, LEVELS, method, times)
    return errors, tabulate_accuracy(past, errors, LEVELS)


def test_the_accuracy_is_that_of_the_listed_errors():
    errors, accuracy = tables(past_forecasts())
    for model, own in errors.groupby("model"):
        known = own.dropna(subset="actual")
        (row,) = accuracy[accuracy["model"] == model].to_dict("records")
        pair = (known["actual"], known["forecast"])
        assert row["forecasts"] == len(known) == 60 + 59
        assert row["rmse"] == pytest.approx(root_mean_squared_error(*pair))
        assert row["mae"] == pytest.approx(mean_absolute_error(*pair))
        assert row["mase"] == pytest.approx(mean_absolute_error(*pair) / 1.25)
        whole = known.dropna()
        assert row["intervals"] == len(whole)
        quantiles = {
            "forecast": 0.5,
            "low_50": 0.25,
            "high_50": 0.75,
            "low_80": 0.1,
            "high_80": 0.9,
        }
        losses = [
            mean_pinball_loss(whole["actual"], whole[name], alpha=alpha)
            for name, alpha in quantiles.items()
        ]
        assert row["pinball"] == pytest.approx(np.mean(losses))
        assert row["wis"] == pytest.approx(2 * np.mean(losses))  # Bracher et al. 2021, section 2
        inside = known["actual"].between(known["low_80"], known["high_80"])
        assert row["coverage_80"] == pytest.approx(inside[known["low_80"].notna()].mean())


def test_an_interval_follows_from_the_errors_that_were_known_at_its_origin():
    past = past_forecasts(steps=1, origins=30)
    errors, _ = tables(past)
    own = errors[errors["model"] == NETWORK].reset_index()
    scores = (own["actual"] - own["forecast"]).abs()
    for origin in range(30):
        known = np.sort(scores[:origin])
        rank = int(np.ceil((origin + 1) * 0.8))
        half_width = (own["high_80"] - own["forecast"])[origin]
        if rank > origin:
            assert np.isnan(half_width)
        else:
            assert half_width == pytest.approx(known[rank - 1])


def test_the_coverage_is_counted_from_the_same_intervals():
    past = past_forecasts()
    errors, _ = tables(past)
    coverage = tabulate_coverage(past, NETWORK, LEVELS, "conformal")
    (row,) = coverage[(coverage["level"] == 80) & (coverage["step"] == 0)].to_dict("records")
    own = errors[errors["model"] == NETWORK].dropna(subset=["actual", "low_80"])
    assert row["evaluated"] == len(own)
    assert row["covered"] == own["actual"].between(own["low_80"], own["high_80"]).sum()


def test_intervals_are_symmetric_on_the_scale_of_the_transform():
    forecasts, widths = np.array([2.0, 30.0]), np.array([0.5, 0.25])
    low, high = interval_bounds(forecasts, widths, 0.0)
    np.testing.assert_allclose(low, forecasts / np.exp(widths))
    np.testing.assert_allclose(high, forecasts * np.exp(widths))
    low, high = interval_bounds(forecasts, widths, 0.3)
    np.testing.assert_allclose(boxcox(high, 0.3) - boxcox(forecasts, 0.3), widths)
    np.testing.assert_allclose(boxcox(forecasts, 0.3) - boxcox(low, 0.3), widths)
    past = past_forecasts(power=0.0)
    logs = np.abs(np.log(past.actual / past.forecasts[NETWORK]))[:, :, 0]
    np.testing.assert_allclose(past.scores(NETWORK)[0], logs)


@pytest.mark.parametrize(
    ("worse", "verdict", "sentence"),
    [
        (3.0, "worse", "The network is not worth having: a baseline forecasts better"),
        (0.0, "cannot tell", "These forecasts do not show that the network is worth having"),
    ],
)
def test_the_verdict_compares_with_the_best_baseline(worse, verdict, sentence):
    judged = judge_network(past_forecasts(worse=worse), 0.95)
    assert judged.verdict == verdict and judged.sentence.startswith(sentence)
    assert judged.best_baseline == "b0" and judged.blocks == 60 // 3


def test_a_network_must_beat_every_baseline():
    past = past_forecasts(worse=0.0, baselines=2)
    past.forecasts["b0"] += 3
    past.forecasts["b1"] += 3
    assert judge_network(past, 0.95).verdict == "better"
    past.forecasts["b1"] -= 3
    judged = judge_network(past, 0.95)
    assert judged.verdict == "cannot tell" and judged.best_baseline == "b1"


def test_few_forecasts_that_do_not_overlap_allow_no_verdict():
    judged = judge_network(past_forecasts(worse=3.0, origins=20, steps=5), 0.95)
    assert (judged.verdict, judged.blocks) == ("cannot tell", 2) and np.isnan(judged.p)
    assert "too few of these forecasts do not overlap to tell" in judged.sentence


def test_without_baselines_there_is_nothing_to_compare_with():
    judged = judge_network(past_forecasts(baselines=0), 0.95)
    assert judged.verdict == "cannot tell" and "no baseline" in judged.sentence


def test_the_verdict_errs_as_rarely_as_it_states():
    """Two forecasters of a random walk with equal errors; four steps, so the errors overlap."""
    wrong, draws, steps, origins = 0, 120, 4, 60
    for seed in range(draws):
        random = np.random.default_rng(seed)
        shocks, *own = random.normal(size=(3, origins + steps))
        walks = [
            np.cumsum(
                np.lib.stride_tricks.sliding_window_view(shocks + 0.7 * each, steps)[:origins],
                axis=1,
            )[:, :, None]
            for each in own
        ]
        past = past_forecasts(origins=origins, steps=steps)
        past.actual[:] = 0
        past.forecasts[NETWORK][:], past.forecasts["b0"][:] = walks
        wrong += judge_network(past, 0.95).verdict != "cannot tell"
    assert wrong / draws <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / draws)

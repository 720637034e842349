import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import brier_score_loss, log_loss, root_mean_squared_error

from reprise.errors import RepriseError
from reprise.forecasting.out_of_fold import OutOfFold, list_predictions, mean_of_networks
from reprise.forecasting.predictor_accuracy import judge_predictor, tabulate_predictor

RNG = np.random.default_rng(1)
CLASSES = RNG.integers(2, size=90)
FOLDS = np.arange(90) % 3 + 1


def predicted(network, baseline, actual=CLASSES):
    outputs = {"network": network, "baseline": baseline}
    return OutOfFold(FOLDS, actual, outputs, {"baseline": "a rule"})


def test_classes_are_measured_as_scikit_learn_does():
    good = np.clip(CLASSES + RNG.normal(0, 0.4, 90), 0.01, 0.99)[:, None]
    poor = RNG.uniform(0.01, 0.99, (90, 1))
    found = predicted(good, poor)
    table = tabulate_predictor(found, True, 0.95)
    assert table["model"].tolist() == ["network", "baseline"]
    right = int(((good[:, 0] > 0.5) == CLASSES).sum())
    row = table.iloc[0]
    exact = binomtest(right, 90).proportion_ci(0.95)
    assert (row["accuracy"], row["low"], row["high"]) == pytest.approx((right / 90, *exact))
    assert row["log_loss"] == pytest.approx(log_loss(CLASSES, good[:, 0]))
    assert row["brier_score"] == pytest.approx(brier_score_loss(CLASSES, good[:, 0]))
    verdict = judge_predictor(found, True, 0.95)
    assert verdict.verdict == "better" and verdict.score == row["accuracy"]
    assert verdict.sentence.startswith(
        f"The network is worth having: it is right for {right / 90:.1%} of 90 samples,"
        " significantly better than all baselines; baseline is right for"
    )
    assert judge_predictor(predicted(poor, good), True, 0.95).sentence.startswith(
        "The network is not worth having: a baseline is significantly better."
    )


def test_values_are_measured_in_their_units():
    actual = RNG.normal(50, 10, 90)
    network, baseline = (actual + RNG.normal(0, s, 90) for s in (3, 3.05))
    found = predicted(network[:, None], baseline[:, None], actual)
    table = tabulate_predictor(found, False, 0.95).set_index("model")
    for name, values in (("network", network), ("baseline", baseline)):
        assert table.loc[name, "rmse"] == pytest.approx(root_mean_squared_error(actual, values))
        assert table.loc[name, "low"] < table.loc[name, "rmse"] < table.loc[name, "high"]
    verdict = judge_predictor(found, False, 0.95)
    assert verdict.verdict == "cannot tell"
    assert verdict.sentence == (
        "These 90 samples do not show that the network is worth having: it has an RMSE of"
        f" {verdict.score:.4g}; baseline has an RMSE of {verdict.baseline_score:.4g}, and the"
        " difference can be chance."
    )
    alone = OutOfFold(FOLDS, actual, {"network": network[:, None]}, {})
    sentence = judge_predictor(alone, False, 0.95).sentence
    assert sentence.endswith("of 90 samples; the study has no baseline.")
    assert list_predictions(found, [])["prediction"].tolist() == network.tolist()


def test_networks_that_diverged_are_left_out_and_a_fold_without_networks_is_refused(framing):
    rows = framing.test_rows
    runs = [
        {"state": "ok", "forecasts": [1.0] * rows},
        {"state": "diverged", "forecasts": [None] * rows},
        {"state": "ok", "forecasts": [2.0] * rows},
    ]
    assert (mean_of_networks(runs, framing, "fold=1") == 1.5).all()
    with pytest.raises(RepriseError, match="all 1 networks of fold=2 diverged"):
        mean_of_networks(runs[1:2], framing, "fold=2")

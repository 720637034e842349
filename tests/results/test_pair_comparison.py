from dataclasses import replace

import numpy as np
import pytest
from hostile_studies import payloads

from reprise.results.pair_comparison import PairComparison, pair_from_row

ROW = {
    "family": "1 ahead",
    "configuration": "epochs=500",
    "other": "epochs=1000",
    "kind": "configuration",
    "paired": True,
    "runs": 30,
    "other_runs": 28,
    "diverged": 0,
    "other_diverged": 2,
    "mean": 101.132117,
    "other_mean": 99.397439,
    "difference": 1.734678,
    "difference_low": -0.789247,
    "difference_high": 4.257681,
    "p": 0.456673,
    "probability_better": 0.366667,
    "probability_low": 0.199299,
    "probability_high": 0.56144,
    "verdict": "equivalent",
    "reason": np.nan,
}
FURTHER = {
    "metric": "test_rmse",
    "prefer_low": True,
    "confidence": 0.95,
    "margin": 5.0,
    "source": "comparisons.csv",
}
PAIR = pair_from_row(ROW, **FURTHER)


def test_a_pair_says_difference_interval_and_verdict_in_words():
    assert repr(PAIR).splitlines() == [
        "epochs=500 and epochs=1000 are equivalent in test_rmse: they differ by at most 5.",
        "Difference of the means: 1.735, 95% interval -0.7892 to 4.258. The means are 101.1"
        " (30 runs) and 99.40 (28 runs, 2 more diverged); a lower value is better.",
        "A run of epochs=500 is better with a probability of 0.37 (interval 0.20 to 0.56); a run"
        " that diverged counts as worse.",
        "The runs are compared in pairs with equal random seeds.",
        "Source: comparisons.csv. The intervals of all pairs of the family '1 ahead' contain their"
        " differences together with a probability of 95%.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"verdict": "better"}, "epochs=500 is better than epochs=1000 in test_rmse."),
        (
            {"verdict": "cannot tell"},
            "Of epochs=500 and epochs=1000, it is not known which is better in test_rmse: the"
            " interval of the difference contains 0.",
        ),
        (
            {"verdict": "cannot tell", "reason": "fewer than 3 runs"},
            "which is better in test_rmse: fewer than 3 runs.",
        ),
        ({"prefer_low": False}, "a higher value is better"),
        ({"kind": "baseline", "other_runs": 1}, "(30 runs) and 99.40 (baseline)"),
    ],
)
def test_the_words_follow_the_row(changes, sentence):
    assert sentence in repr(replace(PAIR, **changes))


def test_a_pair_without_an_interval_names_none():
    nothing = dict.fromkeys(
        ("difference_low", "difference_high", "probability_low", "probability_high"), np.nan
    )
    text = repr(replace(PAIR, verdict="cannot tell", reason="fewer than 3 runs", **nothing))
    assert "interval -" not in text and "nan" not in text


def test_turned_twice_a_pair_is_itself_and_once_a_baseline_is_first():
    assert repr(PAIR.reversed().reversed()) == repr(PAIR) != repr(PAIR.reversed())
    turned = replace(PAIR, kind="baseline", verdict="better").reversed()
    assert "The means are 99.40 (baseline) and 101.1 (30 runs)" in repr(turned)
    assert turned.verdict == "worse"


def test_an_exact_zero_has_no_sign():
    pair = replace(PAIR, difference=0.0).reversed()
    assert not np.signbit(pair.difference)


def test_names_stay_text_in_a_notebook(tmp_path):
    texts = payloads(tmp_path, 1).values()
    for text in texts:
        pair = replace(PAIR, configuration=text, family=text)
        html = pair._repr_html_()
        assert "<script" not in html and "<img" not in html and "<svg" not in html
        assert isinstance(pair, PairComparison)
    assert "\\x1b" in repr(replace(PAIR, other="\x1b[31m"))

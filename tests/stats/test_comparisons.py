import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.comparisons import _decide_verdict, compare_study, probability_better

NO_BASELINES = pd.DataFrame({"baseline": [], "configuration": []})
A = np.array([10.0, 12.0, 11.5, 14.0, 9.0, 12.0, 13.0])
B = np.array([12.0, 15.0, 13.5, 17.0, 16.0])
C = np.array([11.0, 11.2, 10.9])
INTERVAL = ["difference_low", "difference_high"]
# SciPy warns of a sample without spread, which Welch's test allows if the other one has some.
one_sample_may_be_constant = pytest.mark.filterwarnings("ignore:Precision loss")
PROBABILITY = ["probability_better", "probability_low", "probability_high"]
P_VALUES = ["p_means", "p_ranks", "p_equivalent"]


@pytest.fixture
def compare(make_runs):
    def compare_values(values, baselines=NO_BASELINES, metric="test_rmse", **options):
        return compare_study(
            make_runs(values, metric), metric, dict.fromkeys(values, ""), baselines, **options
        )

    return compare_values


def baseline_of(number, *configurations, name="mean", metric="test_rmse"):
    return pd.DataFrame(
        {"baseline": name, "configuration": list(configurations), metric: float(number)}
    )


def share_below(ours, others, axis):
    """Return the share of pairs with a smaller value of ours, by sorting both samples."""
    ranks = stats.rankdata(np.concatenate([ours, others], axis=axis), axis=axis)
    count, other_count = ours.shape[axis], others.shape[axis]
    own = np.take(ranks, range(count), axis=axis).sum(axis=axis)
    return 1 - (own - count * (count + 1) / 2) / (count * other_count)


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_each_number_of_a_pair_is_that_of_scipy(compare, options, confidence):
    table = compare({"a": A, "b": B}, margin=1.5, **options)
    assert len(table) == 1
    row = table.iloc[0]
    assert row[["configuration", "other", "kind"]].tolist() == ["a", "b", "configuration"]
    assert row[["runs", "other_runs"]].tolist() == [7, 5]
    assert row[["mean", "other_mean"]].tolist() == pytest.approx([81.5 / 7, 14.7])
    assert row["difference"] == pytest.approx(81.5 / 7 - 14.7)
    welch = stats.ttest_ind(A, B, equal_var=False)
    expected = welch.confidence_interval(confidence)
    assert row[INTERVAL].tolist() == pytest.approx(list(expected))
    wins = sum(ours < other for ours in A for other in B)
    ties = sum(ours == other for ours in A for other in B)
    interval = stats.bootstrap(
        [A, B], share_below, confidence_level=confidence, n_resamples=999, rng=0
    ).confidence_interval
    assert row[PROBABILITY].tolist() == pytest.approx([(wins + ties / 2) / 35, *interval])
    # Schuirmann's two one-sided tests.
    one_sided = (
        stats.ttest_ind(A, B - 1.5, equal_var=False, alternative="greater").pvalue,
        stats.ttest_ind(A, B + 1.5, equal_var=False, alternative="less").pvalue,
    )
    assert row[P_VALUES].tolist() == pytest.approx(
        [welch.pvalue, stats.mannwhitneyu(A, B).pvalue, max(one_sided)]
    )
    assert np.isnan(compare({"a": A, "b": B}).loc[0, "p_equivalent"])


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_each_number_of_a_comparison_with_a_baseline_is_that_of_scipy(compare, options, confidence):
    table = compare({"a": A}, baseline_of(12, "a"), margin=1.5, **options)
    row = table.iloc[0]
    assert row[["configuration", "other", "kind"]].tolist() == ["a", "mean", "baseline"]
    assert row[["runs", "other_runs", "other_mean"]].tolist() == [7, 1, 12]
    assert row["difference"] == pytest.approx(81.5 / 7 - 12)
    student = stats.ttest_1samp(A - 12, 0)
    expected = student.confidence_interval(confidence)
    assert row[INTERVAL].tolist() == pytest.approx(list(expected))
    exact = stats.binomtest(3, 7).proportion_ci(confidence)  # Clopper and Pearson
    assert row[PROBABILITY].tolist() == pytest.approx([3 / 7, *exact])
    one_sided = (
        stats.ttest_1samp(A, 12 - 1.5, alternative="greater").pvalue,
        stats.ttest_1samp(A, 12 + 1.5, alternative="less").pvalue,
    )
    assert row[P_VALUES].tolist() == pytest.approx(
        [student.pvalue, stats.wilcoxon(A - 12).pvalue, max(one_sided)]
    )
    assert np.isnan(compare({"a": A}, baseline_of(12, "a")).loc[0, "p_equivalent"])


def test_higher_is_better_for_an_accuracy(compare):
    baselines = baseline_of(12, "a", metric="test_accuracy")
    table = compare({"a": A, "b": B}, baselines, metric="test_accuracy")
    wins = sum(ours > other for ours in A for other in B)
    ties = sum(ours == other for ours in A for other in B)
    assert table["probability_better"].tolist() == pytest.approx([(wins + ties / 2) / 35, 2 / 7])


def test_a_tie_counts_as_one_half_in_both_directions_and_along_any_axis():
    ours, others = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0])
    assert probability_better(ours, others) == pytest.approx(1 / 6)
    assert probability_better(ours, others, False) == pytest.approx(5 / 6)
    stacked = np.stack([ours, -ours]), np.stack([others, others])
    expected = pytest.approx([1 / 6, 1.0])
    assert probability_better(*stacked).tolist() == expected
    assert probability_better(*(s.T for s in stacked), axis=0).tolist() == expected


@one_sample_may_be_constant
def test_holms_correction_is_over_all_tests_of_the_study(compare):
    constant = np.array([30.0, 30.0])  # cannot be tested against its baseline
    values = {"a": A, "b": B, "c": C, "constant": constant}
    table = compare(values, baseline_of(11, "a", "constant"))
    for test in ("p_means", "p_ranks"):
        possible = table[test].dropna().sort_values()
        assert len(possible) == 7
        steps = np.maximum.accumulate(possible * np.arange(7, 0, -1)).clip(upper=1)
        expected = steps.reindex(table.index)
        np.testing.assert_allclose(table[f"{test}_holm"], expected)


@pytest.mark.parametrize(
    ("numbers", "prefer_low", "verdict"),
    [
        ((-1.0, 0.05, np.nan), True, "better"),
        ((1.0, 0.05, np.nan), True, "worse"),
        ((-1.0, 0.05, np.nan), False, "worse"),
        ((1.0, 0.05, np.nan), False, "better"),
        ((0.5, 0.05, np.nan), True, "worse"),
        ((0.5, 0.05, np.nan), False, "better"),
        ((1.0, 0.0500001, np.nan), True, "cannot tell"),
        ((1.0, np.nan, np.nan), True, "cannot tell"),
        ((1.0, 0.9, 0.05), True, "equivalent"),
        ((1.0, 0.001, 0.05), True, "equivalent"),
        ((1.0, 0.9, 0.0500001), True, "cannot tell"),
        ((1.0, 0.01, 0.0500001), True, "worse"),
    ],
)
def test_a_verdict_needs_a_p_value_of_at_most_the_level(numbers, prefer_low, verdict):
    assert _decide_verdict(*numbers, 0.05, prefer_low) == verdict


def test_the_verdict_follows_the_metric_the_margin_and_the_confidence(compare):
    near, far = A + 0.01, A + 20
    assert compare({"a": A, "b": far})["verdict"].tolist() == ["better"]
    assert compare({"b": far, "a": A})["verdict"].tolist() == ["worse"]
    accuracies = compare({"a": A, "b": far}, metric="test_accuracy")
    assert accuracies["verdict"].tolist() == ["worse"]
    assert compare({"a": A, "b": near})["verdict"].tolist() == ["cannot tell"]
    assert compare({"a": A, "b": near}, margin=3)["verdict"].tolist() == ["equivalent"]
    # The p-value of Welch's test is 0.021: between the levels 0.05 and 0.01.
    assert compare({"a": A, "b": B})["verdict"].tolist() == ["better"]
    assert compare({"a": A, "b": B}, confidence=0.99)["verdict"].tolist() == ["cannot tell"]


def test_the_verdict_is_of_the_corrected_p_value(compare):
    table = compare({"a": A, "b": B, "c": A, "d": A})
    assert table.loc[0, "p_means"] < 0.05 < table.loc[0, "p_means_holm"]
    assert table.loc[0, "verdict"] == "cannot tell"


def test_two_runs_are_the_fewest_for_a_test(compare):
    two = compare({"a": A[:2], "b": B[:2]}, baseline_of(5, "a"), margin=1)
    assert two[[*INTERVAL, *PROBABILITY, *P_VALUES]].notna().all(axis=None)
    for values in ({"a": A[:1], "b": B}, {"a": A, "b": B[:1]}):
        one = compare(values).iloc[0]
        assert np.isfinite(one["difference"])
        assert one[[*INTERVAL, *PROBABILITY, *P_VALUES]].isna().all()
        assert one["verdict"] == "cannot tell"
    one = compare({"a": A[:1]}, baseline_of(5, "a"), margin=1).iloc[0]
    assert (one["mean"], one["difference"]) == (10, 5)
    assert one[[*INTERVAL, *PROBABILITY, *P_VALUES]].isna().all()


@one_sample_may_be_constant
def test_runs_without_any_spread_have_a_probability_and_no_test(compare):
    equal = compare({"a": [3.0, 3.0], "b": [3.0, 3.0, 3.0]}, baseline_of(4, "a"), margin=1)
    assert equal["probability_better"].tolist() == [0.5, 1]
    assert equal.loc[0, PROBABILITY].tolist() == [0.5, 0.5, 0.5]
    assert equal[[*INTERVAL, *P_VALUES]].isna().all(axis=None)
    assert equal["verdict"].tolist() == ["cannot tell"] * 2
    for values in ({"a": [3.0, 3.0], "b": B}, {"b": B, "a": [3.0, 3.0]}):
        assert compare(values)[["p_means", "p_ranks"]].notna().all(axis=None)


def test_without_completed_runs_there_is_nothing_but_the_count(compare):
    row = compare({"a": [], "b": B}, baseline_of(4, "a")).iloc[0]
    assert row[["runs", "other_runs", "verdict"]].tolist() == [0, 5, "cannot tell"]
    assert row[["mean", "difference", *PROBABILITY, *P_VALUES]].isna().all()
    assert row["other_mean"] == pytest.approx(14.7)


def test_a_baseline_is_compared_with_its_own_configuration(compare):
    baselines = pd.concat(
        [
            baseline_of(9, "b"),
            baseline_of(np.nan, "a", name="ets"),
            baseline_of(10, "a", "b", name="sarima"),
        ]
    )
    table = compare({"a": A, "b": B}, baselines)
    names = table[["configuration", "other", "kind"]].to_numpy().tolist()
    assert names == [
        ["a", "b", "configuration"],
        ["b", "mean", "baseline"],
        ["a", "sarima", "baseline"],
        ["b", "sarima", "baseline"],
    ]
    assert table["other_mean"].tolist()[1:] == [9, 10, 10]


def test_an_empty_table_has_all_columns(compare):
    table = compare({"a": A}, NO_BASELINES)
    full = compare({"a": A, "b": B}, NO_BASELINES)
    assert table.empty and table.columns.tolist() == full.columns.tolist()
    assert full.columns[-3:].tolist() == ["p_means_holm", "p_ranks_holm", "verdict"]


def test_different_forecast_targets_are_not_compared(make_runs):
    runs = make_runs({"day": A, "week": B, "other_day": C})
    groups = {"day": "1 ahead", "week": "7 ahead", "other_day": "1 ahead"}
    table = compare_study(runs, "test_rmse", groups, NO_BASELINES)
    assert table[["configuration", "other"]].to_numpy().tolist() == [["day", "other_day"]]


def test_equal_distributions_are_seldom_told_apart(monkeypatch, compare):
    """In a study of three pairs without a difference, a verdict errs in at most 5 % of studies."""
    # The intervals are not needed here, and statsmodels collects garbage in every correction.
    monkeypatch.setattr("reprise.stats.comparisons.bootstrap_interval", lambda *_: (np.nan,) * 2)
    monkeypatch.setattr("gc.collect", lambda: 0)
    rng = np.random.default_rng(8)
    errors = 0
    for _ in range(100):
        verdicts = compare({name: rng.normal(100, 10, 10) for name in "abc"})["verdict"]
        errors += verdicts.isin(["better", "worse"]).any()
    assert errors / 100 <= 0.08

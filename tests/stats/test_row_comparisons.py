import numpy as np
import pytest
from scipy import signal, stats

from reprise.stats.row_comparisons import RowScores, compare_rows

LIMITS = ["difference_low", "difference_high"]


def scores_of(values, first=0, steps=1):
    values = np.asarray(values, dtype=float)
    return RowScores(np.arange(first, first + len(values)), values, steps)


def compare(values, metric="test_mae", is_series=True, baselines=(), **options):
    scores = {name: v if isinstance(v, RowScores) else scores_of(v) for name, v in values.items()}
    families = {"all": list(values)} if len(values) > 1 else {}
    return compare_rows(scores, list(baselines), metric, families, is_series, **options)


@pytest.mark.parametrize(("rows", "frequencies"), [(12, 2), (27, 3), (30, 3), (64, 4)])
def test_the_interval_of_a_series_has_the_variance_of_the_lowest_frequencies(rows, frequencies):
    rng = np.random.default_rng(rows)
    ours, others = rng.gamma(2, 1, (2, rows))
    row = compare({"a": ours, "b": others}, confidence=0.9).iloc[0]
    gaps = ours - others
    _, spectrum = signal.periodogram(gaps, detrend="constant", return_onesided=False)
    error = np.sqrt(spectrum[1 : frequencies + 1].mean() / rows)
    half_width = stats.t.ppf(0.95, 2 * frequencies) * error
    assert row["difference"] == pytest.approx(gaps.mean())
    expected = [gaps.mean() - half_width, gaps.mean() + half_width]
    assert row[LIMITS].tolist() == pytest.approx(expected)


def test_the_rows_of_samples_are_independent():
    rng = np.random.default_rng(1)
    ours, others = rng.integers(0, 2, (2, 40)).astype(float)
    row = compare({"a": ours, "b": others}, "test_accuracy", is_series=False).iloc[0]
    student = stats.ttest_rel(ours, others).confidence_interval(0.95)
    assert row["difference_low"] == pytest.approx(student.low, abs=0.01)
    assert row["difference_high"] == pytest.approx(student.high, abs=0.01)
    shuffled = rng.permutation(40)
    again = compare({"a": ours[shuffled], "b": others[shuffled]}, is_series=False).iloc[0]
    assert again[LIMITS].tolist() == pytest.approx(row[LIMITS].tolist())


def test_the_difference_of_two_rmse_has_their_units():
    squares = np.array([[1.0, 9, 4, 16, 0, 1, 4, 9, 4, 2], [0, 1.0, 1, 4, 4, 0, 1, 1, 0, 1]])
    row = compare({"a": squares[0], "b": squares[1]}, "test_rmse").iloc[0]
    roots = np.sqrt(squares.mean(axis=1))
    assert row[["value", "other_value"]].tolist() == pytest.approx(roots.tolist())
    assert row["difference"] == pytest.approx(roots[0] - roots[1])
    in_squares = compare({"a": squares[0], "b": squares[1]}, "test_mae").iloc[0]
    for end in LIMITS:
        assert row[end] == pytest.approx(in_squares[end] / roots.sum())


def test_pairs_share_the_level_of_their_family_and_baselines_have_their_own():
    rng = np.random.default_rng(2)
    values = dict(zip("abc", rng.gamma(2, 1, (3, 20)), strict=True))
    best = scores_of(rng.gamma(2, 1, 20))
    table = compare(values, baselines=[("ets", "a", best), ("ets", "b", best)])
    names = table[["family", "configuration", "other", "kind"]].to_numpy().tolist()
    assert names[1:4] == [
        ["all", "a", "c", "configuration"],
        ["all", "b", "c", "configuration"],
        ["all", "a", "ets", "baseline"],
    ]
    alone = compare({"a": values["a"], "b": values["b"]}, confidence=1 - 0.05 / 3).iloc[0]
    assert table.loc[0, LIMITS].tolist() == pytest.approx(alone[LIMITS].tolist())
    single = compare({"a": values["a"], "x": best}, confidence=1 - 0.05 / 2).iloc[0]
    assert table.loc[3, LIMITS].tolist() == pytest.approx(single[LIMITS].tolist())


def test_rows_that_allow_no_interval_have_a_reason():
    rng = np.random.default_rng(3)
    one, other = rng.gamma(2, 1, (2, 20))
    cases = {
        "fewer than 10 test rows": (scores_of(one[:9]), scores_of(other[:9])),
        "fewer than 2 test rows per step": (scores_of(one, 0, 11), scores_of(other, 0, 11)),
        "the test rows differ": (scores_of(one), scores_of(other, 1)),
        "the rows do not differ": (scores_of(one), scores_of(one)),
        "": (scores_of(one, 0, 10), scores_of(other, 0, 10)),
    }
    for reason, (ours, others) in cases.items():
        row = compare({"a": ours, "b": others}).iloc[0]
        assert row["reason"] == reason
        assert row[LIMITS].isna().all() == bool(reason)
        assert np.isfinite(row["difference"])
    missing = compare_rows({"a": scores_of(one)}, [], "test_mae", {"all": ["a", "b"]}, True)
    assert missing.loc[0, "reason"] == "no run is left"
    assert missing.loc[0, ["other_value", "difference", *LIMITS]].isna().all()


def test_no_pair_gives_a_table_with_all_columns():
    assert compare({"a": np.ones(12)}).columns.tolist()[-3:] == [*LIMITS, "reason"]


@pytest.mark.parametrize(("rows", "likeness"), [(12, 0.0), (12, 0.5), (30, 0.5)])
def test_the_interval_covers_the_difference_of_two_rmse(rows, likeness):
    """Errors of a series whose neighbours have this correlation."""
    rng = np.random.default_rng(5)
    shocks = rng.normal(size=(1000, 2, rows + 50))
    errors = signal.lfilter([np.sqrt(1 - likeness**2)], [1, -likeness], shocks)[..., 50:]
    covered = 0
    for ours, others in errors:
        row = compare({"a": ours**2, "b": others**2}, "test_rmse").iloc[0]
        covered += row["difference_low"] <= 0 <= row["difference_high"]
    assert covered / 1000 > 0.93

from fractions import Fraction

import numpy as np
import pytest

from reprise.stats.score_quantiles import score_quantiles, step_scales

LEVELS = (50, 55, 80, 92)


def shares_of(levels, steps):
    return np.repeat(np.array(levels)[:, None] / 100, steps, axis=1)


def smallest_that_covers(scores, level):
    """The definition: of the scores and infinity, the share of `level` is at most this value."""
    candidates = [*sorted(scores), np.inf]
    return next(
        value
        for value in candidates
        if Fraction(sum(c <= value for c in candidates), len(candidates)) >= Fraction(level, 100)
    )


@pytest.mark.parametrize("origins", [1, 4, 12, 25, 99])
def test_the_quantile_of_a_step_covers_its_share_of_the_scores_and_infinity(origins):
    rng = np.random.default_rng(origins)
    ties = rng.integers(0, 9, (origins, 2))
    scores = np.column_stack([ties, rng.random(origins)])
    found = score_quantiles(scores, LEVELS, shares_of(LEVELS, 3))
    expected = [[smallest_that_covers(step, level) for step in scores.T] for level in LEVELS]
    assert found.tolist() == expected


def pooled_by_definition(scores, scales, level):
    """Search the smallest scaled score whose groups cover the level, in exact fractions."""
    groups = [
        [(s / scale if scale else 0.0) for s, scale in zip(row, scales, strict=True) if s == s]
        for row in scores
    ]
    groups = [group for group in groups if group]
    for value in sorted(score for group in groups for score in group):
        covered = sum(Fraction(sum(s <= value for s in group), len(group)) for group in groups)
        if covered / (len(groups) + 1) >= Fraction(level, 100):
            return value
    return np.inf


@pytest.mark.parametrize("origins", [4, 9, 30])
def test_scores_are_pooled_with_origins_as_groups_if_a_step_has_too_few(origins):
    rng = np.random.default_rng(origins)
    scores = np.abs(rng.normal(size=(origins, 4))) * [1, 2, 3, 4]
    scores[1:, 3] = np.nan  # one score at the last step
    scores[0, 1] = np.nan
    levels = [55, 60, 65, 70, 75, 80]
    scales = step_scales(scores)
    expected = [scales * pooled_by_definition(scores, scales, level) for level in levels]
    found = score_quantiles(scores, levels, shares_of(levels, 4))
    np.testing.assert_allclose(found, expected)
    assert np.isfinite(found).all()


def test_a_level_is_pooled_while_a_lower_level_uses_the_scores_of_each_step():
    scores = np.abs(np.random.default_rng(2).normal(size=(20, 2))) * [1, 5]
    scores[10:, 1] = np.nan
    low, high = score_quantiles(scores, [80, 95], shares_of([80, 95], 2))
    assert low.tolist() == [sorted(scores[:, 0])[16], sorted(scores[:10, 1])[8]]
    scales = step_scales(scores)
    np.testing.assert_allclose(high, scales * pooled_by_definition(scores, scales, 95))


def test_scales_are_means_that_do_not_decrease():
    scores = np.array([[1.0, 6.0, 2.0], [3.0, np.nan, 4.0]])
    # The means are 2, 6 (one score) and 3 (two scores). The last two are out of order: 12 / 3.
    assert step_scales(scores).tolist() == [2, 4, 4]
    scores[:, 1] = np.nan
    np.testing.assert_array_equal(step_scales(scores), [2, np.nan, 3])
    assert step_scales(np.array([[1.0], [np.inf]])).tolist() == [1]


def test_errors_of_zero_have_quantiles_of_zero_also_if_pooled():
    scores = np.zeros((5, 3))
    scores[1:, 2] = np.nan
    assert score_quantiles(scores, [80], shares_of([80], 3)).tolist() == [[0, 0, 0]]
    scores[:, 1] = 2.0  # the first step is still without error
    assert score_quantiles(scores, [80], shares_of([80], 3))[0, 0] == 0


def test_what_the_scores_do_not_support_is_infinite():
    scores = np.abs(np.random.default_rng(0).normal(size=(12, 2)))
    found = score_quantiles(scores, [92, 93], shares_of([92, 93], 2))
    assert np.isfinite(found).tolist() == [[True, True], [False, False]]
    scores[:, 1] = np.nan  # no score of the second step
    found = score_quantiles(scores, [80], shares_of([80], 2))
    assert np.isfinite(found).tolist() == [[True, False]]
    assert np.isinf(score_quantiles(np.full((3, 2), np.nan), [50], shares_of([50], 2))).all()


def test_a_share_above_the_known_scores_has_the_largest_and_a_share_of_zero_has_zero():
    scores = np.abs(np.random.default_rng(0).normal(size=(12, 2)))
    largest = score_quantiles(scores, [80, 80], np.array([[1.0, 1.2], [0.0, -0.1]]))
    assert largest.tolist() == [scores.max(axis=0).tolist(), [0, 0]]
    scores[1:, 1] = np.nan
    pooled = score_quantiles(scores, [80], np.array([[1.0, 1.2]]))
    scales = step_scales(scores)
    np.testing.assert_allclose(pooled[0], scales * np.nanmax(scores / scales))

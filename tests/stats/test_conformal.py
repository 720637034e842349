import numpy as np
import pytest

from reprise.stats.conformal import GAMMA, half_widths, sequential_half_widths

METHODS = ("conformal", "adaptive")
LEVELS = (80, 90, 95)


def draw_scores(origins, steps, seed=0):
    growth = np.sqrt(np.arange(1, steps + 1))
    return np.abs(np.random.default_rng(seed).normal(size=(origins, steps))) * growth


def test_half_widths_of_one_step_are_those_of_mapie():
    regression = pytest.importorskip("mapie.regression")
    from sklearn.dummy import DummyRegressor

    for origins in (21, 40, 101):  # MAPIE refuses 19 scores for 95 %
        actual = np.random.default_rng(origins).normal(size=origins)
        rows = np.zeros((origins, 1))
        model = DummyRegressor(strategy="constant", constant=0.0).fit(rows, actual)
        mapie = regression.SplitConformalRegressor(model, confidence_level=[0.8, 0.9, 0.95])
        mapie.conformalize(rows, actual)
        high = mapie.predict_interval(rows[:1])[1][0, 1]
        assert half_widths(np.abs(actual)[:, None], LEVELS)[:, 0] == pytest.approx(high)


def test_half_widths_are_the_scores_of_the_rank():
    scores = draw_scores(40, 3)
    in_order = np.sort(scores, axis=0)
    expected = [in_order[rank - 1].tolist() for rank in (33, 37, 39)]  # ceil(41 level)
    assert half_widths(scores, LEVELS).tolist() == expected


@pytest.mark.parametrize(("origins", "known"), [(40, 40), (25, 3)])
def test_the_order_of_the_origins_does_not_change_conformal_half_widths(origins, known):
    scores = draw_scores(origins, 4)
    scores[known:, 3] = np.nan
    shuffled = np.random.default_rng(1).permutation(scores)
    np.testing.assert_allclose(half_widths(shuffled, LEVELS), half_widths(scores, LEVELS))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(20))
def test_a_higher_level_is_never_narrower(method, seed):
    """Not even if the higher level is pooled and the lower one is not, in any order of levels."""
    scores, positions = draw_scores(30, 6, seed), np.arange(30)
    levels = (95, 50, 80, 90)
    found = sequential_half_widths(scores, positions, levels, method)
    for narrow, wide in ((1, 2), (2, 3), (3, 0)):
        is_known = ~np.isnan(found[wide])
        assert is_known.any()
        assert (found[narrow][is_known] <= found[wide][is_known]).all()
        assert not np.isnan(found[narrow][is_known]).any()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("distance", [1, 3, 12])
def test_the_half_widths_of_an_origin_use_only_the_scores_known_there(method, distance):
    scores, positions = draw_scores(30, 5), 100 + distance * np.arange(30)
    found = sequential_half_widths(scores, positions, LEVELS, method)
    for k in (0, 5, 12, 29):
        known = scores[:k].copy()
        for s in range(k):
            for step in range(1, 6):
                if positions[s] + step > positions[k]:
                    known[s, step - 1] = np.nan
        expected = (
            half_widths(known, LEVELS, method, positions[:k]) if k else np.full((3, 5), np.inf)
        )
        np.testing.assert_array_equal(np.nan_to_num(found[:, k], nan=np.inf), expected)


@pytest.mark.parametrize("method", METHODS)
def test_later_scores_never_change_the_half_widths_of_an_earlier_origin(method):
    scores, positions = draw_scores(40, 4), np.arange(40)
    found = sequential_half_widths(scores, positions, LEVELS, method)
    changed = scores.copy()
    for s in range(40):
        changed[s, max(30 - s, 0) :] *= 100  # known only after the origin 30
    other = sequential_half_widths(changed, positions, LEVELS, method)
    np.testing.assert_array_equal(found[:, :31], other[:, :31])
    assert not np.array_equal(found[:, 31:], other[:, 31:])


@pytest.mark.parametrize("method", METHODS)
def test_origins_without_enough_scores_have_no_half_widths(method):
    found = sequential_half_widths(draw_scores(25, 1), np.arange(25), (80, 95), method)
    assert np.isnan(found[:, :, 0]).sum(axis=1).tolist() == [4, 19]
    alone = sequential_half_widths(draw_scores(1, 3), [7], (80,), method)
    assert alone.shape == (1, 1, 3) and np.isnan(alone).all()
    assert np.isinf(half_widths(draw_scores(1, 3), (80,), method, [7])).all()
    assert np.isfinite(half_widths(draw_scores(1, 3), (50,), method, [7])).all()


@pytest.mark.parametrize("method", METHODS)
def test_errors_of_zero_have_half_widths_of_zero(method):
    found = sequential_half_widths(np.zeros((30, 3)), np.arange(30), (80,), method)
    assert np.nanmax(found) == 0 and not np.isnan(found[:, 10:]).any()


@pytest.mark.parametrize("steps", [1, 12])
@pytest.mark.parametrize("origins", [19, 40])
def test_the_next_origin_is_covered_as_often_as_the_level_says_if_origins_are_exchangeable(
    origins, steps
):
    """Each level within three standard errors of rank / (n + 1), which is at least the level."""
    draws, rng = 2000, np.random.default_rng(origins + steps)
    covered = np.zeros((draws, 2))
    for k in range(draws):
        path = np.abs(np.cumsum(rng.standard_t(3, (origins + 1, steps)), axis=1))
        covered[k] = (path[-1] <= half_widths(path[:-1], (80, 95))).mean(axis=1)
    exact = np.ceil((origins + 1) * np.array([0.8, 0.95]) - 1e-9) / (origins + 1)
    errors = covered.std(axis=0) / np.sqrt(draws)
    assert (np.abs(covered.mean(axis=0) - exact) < 3 * errors).all()


def adapt_by_hand(scores, level):
    """Adaptive conformal inference for one step, as the paper writes it, one origin at a time."""
    alpha, widths = 1 - level / 100, []
    for k, score in enumerate(scores):
        known = sorted(scores[:k])
        if k < level / (100 - level):
            widths.append(np.nan)
            continue
        rank = int(np.ceil((k + 1) * (1 - alpha) - 1e-9))
        widths.append(0.0 if alpha >= 1 else known[min(rank, k) - 1])
        alpha += GAMMA * (1 - level / 100 - (alpha >= 1 or score > widths[-1]))
    return widths


@pytest.mark.parametrize("level", LEVELS)
def test_adaptive_half_widths_of_one_step_are_those_of_the_definition(level):
    """Of a level alone: together, a level can be widened to that of a lower level."""
    scores = draw_scores(300, 1) * np.repeat([1, 6, 0, 2], [40, 40, 150, 70])[:, None]
    found = sequential_half_widths(scores, np.arange(300), [level], "adaptive")[0, :, 0]
    np.testing.assert_allclose(found, adapt_by_hand(scores[:, 0].tolist(), level))


def test_adaptive_intervals_recover_after_errors_have_grown():
    scores = draw_scores(400, 1) * np.repeat([1, 5], 200)[:, None]
    shares = {}
    for method in METHODS:
        found = sequential_half_widths(scores, np.arange(400), (80,), method)[0]
        shares[method] = np.mean(scores[200:] <= found[200:])
    assert shares["conformal"] < 0.65 and abs(shares["adaptive"] - 0.8) < 0.05


def test_wrong_calls_are_refused():
    with pytest.raises(ValueError, match="needs the positions"):
        half_widths(draw_scores(5, 1), (80,), "adaptive")
    with pytest.raises(ValueError, match="positions must ascend"):
        sequential_half_widths(draw_scores(2, 1), [4, 4], (80,))
    with pytest.raises(ValueError, match="none is negative"):
        half_widths([[-1.0]], (80,))


@pytest.mark.parametrize("method", METHODS)
def test_no_levels_and_no_origins_have_empty_and_infinite_half_widths(method):
    assert sequential_half_widths(draw_scores(5, 2), np.arange(5), (), method).shape == (0, 5, 2)
    assert half_widths(draw_scores(5, 2), (), method, np.arange(5)).shape == (0, 2)
    assert np.isinf(half_widths(np.empty((0, 2)), (80,), method, [])).all()
    assert sequential_half_widths(np.empty((0, 2)), [], (80,), method).shape == (1, 0, 2)


@pytest.mark.parametrize("method", METHODS)
def test_an_infinite_error_of_a_diverged_forecast_counts_as_the_largest(method):
    scores = draw_scores(40, 2)
    scores[3, 0] = np.inf
    found = half_widths(scores, (80, 95), method, np.arange(40))
    assert np.isfinite(found).all()
    pooled = scores.copy()
    pooled[5:, 1] = np.nan
    assert np.isfinite(half_widths(pooled, (90,))).all()

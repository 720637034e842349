import itertools

import numpy as np
import pandas as pd
import pytest

from reprise.stats.comparisons import values_of
from reprise.stats.effects import analyse_effects, marginal_means, say_effects

# Growth of the teeth of guinea pigs by source and dose of vitamin C (Crampton 1947), R's
# dataset ToothGrowth.
TEETH = {
    ("VC", "0.5"): (4.2, 11.5, 7.3, 5.8, 6.4, 10, 11.2, 11.2, 5.2, 7),
    ("VC", "1"): (16.5, 16.5, 15.2, 17.3, 22.5, 17.3, 13.6, 14.5, 18.8, 15.5),
    ("VC", "2"): (23.6, 18.5, 33.9, 25.5, 26.4, 32.5, 26.7, 21.5, 23.3, 29.5),
    ("OJ", "0.5"): (15.2, 21.5, 17.6, 9.7, 14.5, 10, 8.2, 9.4, 16.5, 9.7),
    ("OJ", "1"): (19.7, 23.3, 23.6, 26.4, 20, 25.2, 25.8, 21.2, 14.5, 27.3),
    ("OJ", "2"): (25.5, 26.4, 22.4, 24.5, 24.8, 30.9, 26.4, 27.3, 29.4, 23),
}


def grid_of(cells, keys):
    """Runs and grid of cells by their levels; levels are text, as study.Study.grid gives them."""
    named = {",".join(map(str, levels)): levels for levels in cells}
    grid = {n: dict(zip(keys, map(str, lv), strict=True)) for n, lv in named.items()}
    runs = [
        {"configuration": name, "state": "ok", "test_rmse": value}
        for name, levels in named.items()
        for value in cells[levels]
    ]
    return pd.DataFrame(runs, columns=["configuration", "state", "test_rmse"]), grid


def analyse(cells, keys=("source", "dose")):
    runs, grid = grid_of(cells, keys)
    return analyse_effects(runs, "test_rmse", grid).set_index("term")


def test_the_table_is_that_of_a_published_example():
    """R: summary(aov(len ~ supp * factor(dose), ToothGrowth))."""
    table = analyse(TEETH)
    expected = [
        ("source", 1, 205.4, 15.572, 0.000231),
        ("dose", 2, 2426.4, 92.000, 0),
        ("source x dose", 2, 108.3, 4.107, 0.021860),
    ]
    for term, freedom, squares, f, p in expected:
        row = table.loc[term]
        assert row["degrees_of_freedom"] == freedom
        assert row["sum_of_squares"] == pytest.approx(squares, abs=0.051)
        assert row["f"] == pytest.approx(f, abs=0.0005)
        assert row["p"] == pytest.approx(p, abs=5e-7)
    residual = table.loc["residual"]
    assert (residual["degrees_of_freedom"], round(residual["sum_of_squares"], 1)) == (54, 712.1)
    assert table["share_of_variance"].sum() == pytest.approx(1)
    assert table.loc["dose", "share_of_variance"] == pytest.approx(2426.4 / 3452.2, abs=1e-4)


def test_the_robust_test_takes_each_cells_own_spread():
    """Of two by two cells by hand: under HC3 the variance of a cell's mean is s^2 / (n - 1)."""
    rng = np.random.default_rng(5)
    sizes = dict(zip(itertools.product("ab", "cd"), ((4, 1), (9, 5), (6, 2), (12, 9)), strict=True))
    cells = {levels: rng.normal(0, spread, n) for levels, (n, spread) in sizes.items()}
    table = analyse(cells, keys=("not a name", "1st"))
    variance = sum(v.var(ddof=1) / (len(v) - 1) for v in cells.values())
    means = np.array([v.mean() for v in cells.values()])
    one, other = np.array([1, 1, -1, -1]), np.array([1, -1, 1, -1])
    contrasts = {"not a name": one, "1st": other, "not a name x 1st": one * other}
    for term, contrast in contrasts.items():
        by_hand = (contrast @ means) ** 2 / variance
        assert table.loc[term, "f_robust"] == pytest.approx(by_hand)


def test_no_effect_is_seldom_called_one_whatever_the_spreads():
    rng = np.random.default_rng(6)
    tests, found = 150, np.zeros(3)
    for _ in range(tests):
        cells = {(a, b): rng.normal(0, 1 + 4 * b, 8) for a in range(2) for b in range(3)}
        found += analyse(cells)["p_robust"].to_numpy()[:3] < 0.05
    # Three times 150 tests at 0.05: 22.5 expected, standard deviation 4.6.
    assert 9 <= found.sum() <= 36 and found.max() <= 16


def test_an_interaction_is_found_and_said_and_an_absent_one_is_not():
    rng = np.random.default_rng(7)
    crossed = {(a, b): rng.normal(3 * (a == b), 1, 20) for a in range(2) for b in range(2)}
    runs, grid = grid_of(crossed, ("epochs", "units"))
    table = analyse_effects(runs, "test_rmse", grid)
    said = say_effects(table, values_of(runs, "test_rmse", grid), 0.05)
    assert "``epochs x units``" in said[0].partition("largest effects are ")[2][:20]
    assert said[1] == "Keys that act together, at a level of 0.05: ``epochs x units``."
    added = {(a, b): rng.normal(3 * a + 2 * b, 1, 20) for a in range(2) for b in range(2)}
    runs, grid = grid_of(added, ("epochs", "units"))
    table = analyse_effects(runs, "test_rmse", grid)
    said = say_effects(table, values_of(runs, "test_rmse", grid), 0.05)
    assert said[1] == "These runs show no two keys that act together."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda v: (), "no run is left of ``VC,0.5``, ``VC,1``, ``VC,2`` and 3 more"),
        (lambda v: v[:1], "one run a configuration leaves no spread to hold them against"),
        (lambda v: (v[0],) * 3, "the runs of every configuration are equal"),
    ],
)
def test_what_cannot_be_tested_has_empty_cells_and_a_reason(change, reason):
    runs, grid = grid_of({levels: change(v) for levels, v in TEETH.items()}, ("source", "dose"))
    table = analyse_effects(runs, "test_rmse", grid)
    assert table["term"].tolist() == ["source", "dose", "source x dose", "residual"]
    assert table.drop(columns="term").isna().all(axis=None)
    said = say_effects(table, values_of(runs, "test_rmse", grid), 0.05)
    assert said == [f"There is no analysis of variance: {reason}."]


@pytest.mark.parametrize("cell", [(4.2,), (4.2, 4.2, 4.2)])
def test_a_cell_without_spread_leaves_the_classical_test_alone(cell):
    table = analyse(TEETH | {("VC", "0.5"): cell})
    assert np.isfinite(table["p"][:-1]).all() and table["p_robust"].isna().all()


def test_a_marginal_mean_counts_every_configuration_alike():
    cells = {("a", "c", "x"): (1, 2, 3), ("a", "c", "y"): (10, 12), ("a", "d", "x"): (5,)}
    cells |= {("a", "d", "y"): (7, 8), ("b", "d", "x"): (), ("b", "d", "y"): (1, 2)}
    runs, grid = grid_of(cells, ("one", "two", "three"))
    means = marginal_means(runs, "test_rmse", grid, ("one", "two"))
    assert means[["one", "two"]].to_numpy().tolist() == [["a", "c"], ["a", "d"], ["b", "d"]]
    np.testing.assert_allclose(means["mean"], [(2 + 11) / 2, (5 + 7.5) / 2, np.nan])
    # Two means of variances 1/3 (2 degrees of freedom) and 1 (1): by Satterthwaite
    # (4/3)^2 / (1/18 + 1) = 1.684 degrees; t = 5.17 at 0.975.
    first = means.iloc[0]
    assert first["high"] - first["mean"] == pytest.approx(5.17 * np.sqrt(4 / 3) / 2, rel=0.01)
    assert means.loc[1, ["low", "high"]].isna().all()

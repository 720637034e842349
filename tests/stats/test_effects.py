import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.effects import analyse_effects, explain_missing_analysis, marginal_means

# Growth of the teeth of guinea pigs by source and dose of vitamin C (Crampton 1947), the
# dataset ToothGrowth of R.
TEETH = {
    ("VC", "0.5"): (4.2, 11.5, 7.3, 5.8, 6.4, 10, 11.2, 11.2, 5.2, 7),
    ("VC", "1"): (16.5, 16.5, 15.2, 17.3, 22.5, 17.3, 13.6, 14.5, 18.8, 15.5),
    ("VC", "2"): (23.6, 18.5, 33.9, 25.5, 26.4, 32.5, 26.7, 21.5, 23.3, 29.5),
    ("OJ", "0.5"): (15.2, 21.5, 17.6, 9.7, 14.5, 10, 8.2, 9.4, 16.5, 9.7),
    ("OJ", "1"): (19.7, 23.3, 23.6, 26.4, 20, 25.2, 25.8, 21.2, 14.5, 27.3),
    ("OJ", "2"): (25.5, 26.4, 22.4, 24.5, 24.8, 30.9, 26.4, 27.3, 29.4, 23),
}
TESTS = ["f", "p", "f_robust", "p_robust"]


@pytest.fixture
def make_grid(make_runs):
    """Return a function that makes the runs and the grid of cells by their levels."""

    def make(cells, keys):
        names = {",".join(levels): levels for levels in cells}
        grid = {name: dict(zip(keys, levels, strict=True)) for name, levels in names.items()}
        return make_runs({name: cells[levels] for name, levels in names.items()}), grid

    return make


@pytest.fixture
def analyse(make_grid):
    def analyse_cells(cells, keys=("source", "dose")):
        runs, grid = make_grid(cells, keys)
        trainings = {name: name for name in grid}
        return analyse_effects(runs, "test_rmse", grid, trainings).set_index("term")

    return analyse_cells


def test_the_table_is_that_of_a_published_example(analyse):
    """R: summary(aov(len ~ supp * factor(dose), ToothGrowth))."""
    table = analyse(TEETH)
    expected = [
        ("source", 1, 205.4, 15.572, 0.000231),
        ("dose", 2, 2426.4, 92.000, 0),
        ("source x dose", 2, 108.3, 4.107, 0.021860),
    ]
    assert table.index.tolist() == [*(term for term, *_ in expected), "residual"]
    for term, freedom, squares, f, p in expected:
        row = table.loc[term]
        assert row["degrees_of_freedom"] == freedom
        assert row["sum_of_squares"] == pytest.approx(squares, abs=0.051)
        assert row["f"] == pytest.approx(f, abs=0.0005)
        assert row["p"] == pytest.approx(p, abs=5e-7)
    assert table["degrees_of_freedom"].dtype.kind == "i"
    residual = table.loc["residual"]
    assert (residual["degrees_of_freedom"], round(residual["sum_of_squares"], 1)) == (54, 712.1)
    assert residual[TESTS].isna().all()
    assert table["share_of_variance"].sum() == pytest.approx(1)
    # R: effectsize::epsilon_squared has (2426.4 - 2 * 712.1 / 54) / 3452.2.
    assert table.loc["dose", "share_of_variance"] == pytest.approx(0.6952, abs=1e-4)


def test_the_sums_of_squares_of_an_unbalanced_grid_are_of_type_two(analyse):
    """Type II: how much the residual grows if the term is left out of a model of main effects."""
    cells = {levels: sample[: 3 + 2 * k] for k, (levels, sample) in enumerate(TEETH.items())}
    values = np.concatenate([*cells.values()])
    sources, doses = (
        pd.get_dummies(np.repeat([levels[k] for levels in cells], [*map(len, cells.values())]))
        for k in (0, 1)
    )
    both = pd.concat([sources, doses], axis=1)

    def residual(columns):
        design = columns.to_numpy(float)
        return np.sum((values - design @ np.linalg.lstsq(design, values)[0]) ** 2)

    within = sum(np.var(sample) * len(sample) for sample in cells.values())
    expected = [
        residual(doses) - residual(both),
        residual(sources) - residual(both),
        residual(both) - within,
        within,
    ]
    table = analyse(cells)
    assert table["sum_of_squares"].tolist() == pytest.approx(expected)
    total = np.sum((values - values.mean()) ** 2)
    noise = within / (len(values) - 6)
    shares = [
        *((squares - df * noise) / total for squares, df in zip(expected, (1, 2, 2), strict=False)),
        noise * (len(values) - 1) / total,
    ]
    assert table["share_of_variance"].tolist() == pytest.approx(shares)
    f = expected[1] / 2 / (within / (len(values) - 6))
    assert table.loc["dose", ["f", "p"]].tolist() == pytest.approx(
        [f, stats.f.sf(f, 2, len(values) - 6)]
    )


@pytest.mark.parametrize("runs", [2, 5, 30])
def test_identical_configurations_explain_no_variance_on_average(analyse, runs):
    """Eta squared of all rows but the residual is 5/11, 5/29 and 5/179 on average."""
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(60):
        cells = {levels: rng.normal(size=runs) for levels in TEETH}
        shares.append(1 - analyse(cells).loc["residual", "share_of_variance"])
    assert abs(np.mean(shares)) < 3 * np.std(shares) / np.sqrt(60)
    assert 3 * np.std(shares) / np.sqrt(60) < 0.7 * 5 / (6 * runs - 1)


def test_three_keys_have_every_interaction(analyse):
    rng = np.random.default_rng(1)
    cells = {levels: rng.normal(size=2) for levels in itertools.product("ab", "cd", "ef")}
    table = analyse(cells, keys=("x", "y", "z"))
    assert table.index.tolist() == [
        *("x", "y", "z"),
        *("x x y", "x x z", "y x z", "x x y x z"),
        "residual",
    ]


def test_the_robust_test_uses_the_spread_of_each_cell(analyse):
    """By hand for two by two cells: under HC3 the variance of a cell mean is s^2 / (n - 1)."""
    rng = np.random.default_rng(5)
    sizes = dict(zip(itertools.product("ab", "cd"), ((4, 1), (9, 5), (6, 2), (12, 9)), strict=True))
    cells = {levels: rng.normal(0, spread, n) for levels, (n, spread) in sizes.items()}
    table = analyse(cells, keys=("not a name", "1st"))
    variance = sum(v.var(ddof=1) / (len(v) - 1) for v in cells.values())
    means = np.array([v.mean() for v in cells.values()])
    one, other = np.array([1, 1, -1, -1]), np.array([1, -1, 1, -1])
    contrasts = {"not a name": one, "1st": other, "not a name x 1st": one * other}
    for term, contrast in contrasts.items():
        f = (contrast @ means) ** 2 / variance
        row = table.loc[term]
        assert row[["f_robust", "p_robust"]].tolist() == pytest.approx([f, stats.f.sf(f, 1, 27)])


def test_without_an_effect_the_robust_test_seldom_finds_one_whatever_the_spreads(analyse):
    rng = np.random.default_rng(6)
    found = np.zeros(3)
    for _ in range(60):
        cells = {(a, b): rng.normal(0, 1 + 4 * int(b), 8) for a in "01" for b in "012"}
        found += analyse(cells)["p_robust"].to_numpy()[:3] < 0.05
    # Three tests in each of 60 studies at 0.05: 9 expected, standard deviation 2.9.
    assert found.sum() <= 17


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        ([[1.0, 2.0], []], "no run is left for ``1``"),
        ([[], [], [1.0], []], "no run is left for ``0``, ``1``, ``3``"),
        ([[], [], [], []], "no run is left for ``0``, ``1``, ``2`` and 1 more"),
        ([[1.0], [2.0]], "one run per configuration has no spread"),
        ([[1.0, 1.0], [2.0, 2.0]], "all runs of a configuration are equal"),
        ([[1.0], [2.0, 2.0]], "all runs of a configuration are equal"),
        ([[1.0, 1.0], [2.0, 2.5]], ""),
        ([[1.0], [2.0, 2.5]], ""),
    ],
)
def test_a_missing_analysis_has_a_reason(make_runs, samples, reason):
    runs = make_runs({str(k): sample for k, sample in enumerate(samples)})
    grid = {str(k): {"key": str(k)} for k in range(len(samples))}
    trainings = {name: name for name in grid}
    assert explain_missing_analysis(runs, "test_rmse", grid, trainings) == reason


def test_without_an_analysis_the_table_has_its_terms_and_empty_cells(analyse):
    table = analyse({levels: sample[:1] for levels, sample in TEETH.items()})
    assert table.index.tolist() == ["source", "dose", "source x dose", "residual"]
    assert table.columns.tolist() == analyse(TEETH).columns.tolist()
    assert table.isna().all(axis=None)


@pytest.mark.parametrize("cell", [(4.2,), (4.2, 4.2, 4.2)])
def test_a_cell_without_spread_allows_only_the_classical_test(analyse, cell):
    table = analyse(TEETH | {("VC", "0.5"): cell})
    assert np.isfinite(table["p"][:-1]).all()
    assert table[["f_robust", "p_robust"]].isna().all(axis=None)


def test_two_runs_per_cell_are_enough_for_the_robust_test(analyse):
    table = analyse({levels: sample[1:3] for levels, sample in TEETH.items()})
    assert np.isfinite(table["p_robust"][:-1]).all()


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_a_marginal_mean_weighs_every_configuration_alike(make_grid, options, confidence):
    cells = {
        ("a", "c", "x"): (1.0, 2.0, 3.0),
        ("a", "c", "y"): (10.0, 12.0),
        ("a", "d", "x"): (5.0,),
        ("a", "d", "y"): (7.0, 8.0),
        ("b", "d", "x"): (),
        ("b", "d", "y"): (1.0, 2.0),
        ("b", "c", "x"): (4.0, 4.0),
        ("b", "c", "y"): (6.0, 6.0, 6.0),
    }
    runs, grid = make_grid(cells, ("one", "two", "three"))
    trainings = {name: name for name in grid}
    means = marginal_means(runs, "test_rmse", grid, trainings, ("one", "two"), **options)
    assert means.columns.tolist() == ["one", "two", "mean", "low", "high"]
    assert means[["one", "two"]].to_numpy().tolist() == [[*"ac"], [*"ad"], [*"bd"], [*"bc"]]
    np.testing.assert_allclose(means["mean"], [(2 + 11) / 2, (5 + 7.5) / 2, np.nan, 5])
    # By Satterthwaite: the means have the variances 1/3 (2 degrees of freedom) and 2/2 (1).
    freedom = (4 / 3) ** 2 / ((1 / 3) ** 2 / 2 + 1)
    interval = stats.t.interval(confidence, freedom, 6.5, np.sqrt(4 / 3) / 2)
    assert means.loc[0, ["low", "high"]].tolist() == pytest.approx(list(interval))
    assert means.loc[1:2, ["low", "high"]].isna().all(axis=None)
    assert means.loc[3, ["low", "high"]].tolist() == [5, 5]


@pytest.fixture
def shared(make_runs):
    """Two eras of 6 and 9 networks; each network is evaluated after three numbers of epochs."""
    rng = np.random.default_rng(3)
    cells, grid, trainings = {}, {}, {}
    for era, networks in (("old", 6), ("new", 9)):
        level = rng.normal(0, 2, networks)
        for epochs in ("1", "2", "3"):
            name = f"{era},{epochs}"
            cells[name] = level + rng.normal(0.3 * int(epochs), 1, networks)
            grid[name] = {"era": era, "epochs": epochs}
            trainings[name] = era
    return make_runs(cells), grid, trainings, cells


def test_configurations_of_the_same_networks_have_one_value_per_network(shared):
    runs, grid, trainings, cells = shared
    table = analyse_effects(runs, "test_rmse", grid, trainings).set_index("term")
    averages = [np.mean([cells[f"{era},{e}"] for e in "123"], axis=0) for era in ("old", "new")]
    welch = stats.ttest_ind(*averages, equal_var=False)
    found = table.loc["era", ["f_robust", "p_robust"]].tolist()
    assert found == pytest.approx([welch.statistic**2, welch.pvalue])
    assert table[["f", "p"]].isna().all(axis=None)
    assert table["share_of_variance"].sum() == pytest.approx(1)
    assert table["degrees_of_freedom"].tolist() == [1, 2, 2, 39]


def test_a_grid_of_the_same_networks_without_enough_repeats_has_no_analysis(shared):
    runs, grid, trainings, _ = shared
    few = runs.copy()
    # Of the networks of one era, all but one diverge at one of the numbers of epochs.
    few.loc[(few["configuration"] == "old,2") & (few["repeat"] > 2), "state"] = "diverged"
    few.loc[(few["configuration"] == "old,3") & (few["repeat"] > 6), "state"] = "diverged"
    table = analyse_effects(few, "test_rmse", grid, trainings)
    assert table.drop(columns="term").isna().all(axis=None)
    assert explain_missing_analysis(few, "test_rmse", grid, trainings) == (
        "fewer than 2 repeats completed in all configurations with the training of ``old,1``"
    )
    assert explain_missing_analysis(runs, "test_rmse", grid, trainings) == ""


def test_a_marginal_mean_counts_each_network_once(make_runs, shared):
    _, grid, trainings, cells = shared
    wide = {f"{name},{k}": level | {"k": k} for name, level in grid.items() for k in "xy"}
    # The keys era and k; the average is over the epochs of the same networks.
    names = {f"{name},{k}": f"{trainings[name]},{k}" for name in grid for k in "xy"}
    values = {name: cells[name.rpartition(",")[0]] + (name[-1] == "y") for name in wide}
    found = marginal_means(make_runs(values), "test_rmse", wide, names, ("era", "k"))
    for era, k, mean, low, high in found.itertuples(index=False):
        average = np.mean([values[f"{era},{e},{k}"] for e in "123"], axis=0)
        interval = stats.ttest_1samp(average, 0).confidence_interval(0.95)
        assert [mean, low, high] == pytest.approx([average.mean(), *interval])

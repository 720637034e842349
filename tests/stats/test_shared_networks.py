import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.anova import AnovaRM

from reprise.stats.shared_networks import (
    analyse_shared_networks,
    networks_by_training,
    variance_of_average,
)


@pytest.fixture
def make_networks():
    """Return a function that makes the networks of each era, evaluated after numbers of epochs."""

    def make(rng, counts, epochs, spreads=(1, 1)):
        networks, grid = {}, {}
        for era, count in enumerate(counts):
            steps = rng.normal(0, spreads[era], (count, epochs))
            names = [f"{era},{k}" for k in range(epochs)]
            # The networks differ, and they drift apart during the training.
            networks[str(era)] = pd.DataFrame(steps.cumsum(axis=1), columns=names)
            levels = {
                name: dict(zip(("era", "epochs"), name.split(","), strict=True)) for name in names
            }
            grid |= levels
        return networks, grid

    return make


def test_only_networks_with_all_their_runs_count(make_runs):
    runs = make_runs({"a": [1.0, 2.0, 3.0], "b": [4.0, np.nan, 6.0], "c": [7.0, 8.0, 9.0]})
    networks = networks_by_training(
        runs, "test_rmse", {"a": "x", "b": "x", "c": "y"}, ["a", "b", "c"]
    )
    assert [*networks] == ["x", "y"]
    assert networks["x"].to_numpy().tolist() == [[1, 4], [3, 6]]
    assert networks["x"].index.tolist() == [2, 4] and networks["y"].index.tolist() == [2, 3, 4]


def test_two_by_two_means_have_the_tests_of_welch(make_networks):
    networks, grid = make_networks(np.random.default_rng(0), (5, 8), 2)
    found = analyse_shared_networks(networks, grid)
    one, other = (table.to_numpy() for table in networks.values())
    era = stats.ttest_ind(one.sum(axis=1), other.sum(axis=1), equal_var=False)
    gaps = [values[:, 1] - values[:, 0] for values in (one, other)]
    interaction = stats.ttest_ind(*gaps, equal_var=False)
    assert found["keys"].tolist() == [(0,), (1,), (0, 1)]
    assert found["f"][[0, 2]].tolist() == pytest.approx(
        [era.statistic**2, interaction.statistic**2]
    )
    assert found["p"][[0, 2]].tolist() == pytest.approx([era.pvalue, interaction.pvalue])
    # The same comparison with the other sign: the mean gap is 0 if one gap is minus the other.
    epochs = stats.ttest_ind(gaps[0], -gaps[1], equal_var=False)
    assert found["p"][1] == pytest.approx(epochs.pvalue)


def test_one_training_has_the_repeated_measures_analysis_with_boxs_correction(make_networks):
    networks, grid = make_networks(np.random.default_rng(1), (7,), 4)
    names = {name: {"key": levels["epochs"]} for name, levels in grid.items()}
    found = analyse_shared_networks(networks, names).iloc[0]
    values = networks["0"].to_numpy()
    long = pd.DataFrame(
        [(r, k, values[r, k]) for r, k in np.ndindex(values.shape)], columns=["r", "k", "v"]
    )
    expected = AnovaRM(long, "v", "r", within=["k"]).fit().anova_table["F Value"].iloc[0]
    assert found["f"] == pytest.approx(expected)
    # Greenhouse and Geisser 1959: epsilon from the eigenvalues of the covariance of contrasts.
    eigenvalues = np.linalg.eigvalsh(np.cov((values - values.mean(axis=1, keepdims=True)).T))
    epsilon = eigenvalues.sum() ** 2 / (eigenvalues**2).sum() / 3
    assert found["p"] == pytest.approx(stats.f.sf(expected, 3 * epsilon, 3 * 6 * epsilon))


def test_independent_runs_have_epsilon_squared():
    rng = np.random.default_rng(2)
    cells = {"".join(p): rng.normal(size=6) for p in itertools.product("ab", "cde")}
    grid = {name: {"one": name[0], "two": name[1]} for name in cells}
    networks = {name: pd.DataFrame({name: values}) for name, values in cells.items()}
    found = analyse_shared_networks(networks, grid)
    table = np.array([*cells.values()]).reshape(2, 3, 6)
    noise = table.var(axis=2, ddof=1).mean()
    squares = 18 * np.sum((table.mean(axis=(1, 2)) - table.mean()) ** 2)
    total = np.sum((table - table.mean()) ** 2)
    assert found["share_of_variance"][0] == pytest.approx((squares - noise) / total)


@pytest.mark.parametrize("spreads", [(1, 1), (1, 3)])
def test_without_an_effect_a_test_of_dependent_runs_seldom_finds_one(make_networks, spreads):
    rng = np.random.default_rng(4)
    found = np.zeros(3)
    for _ in range(300):
        found += analyse_shared_networks(*make_networks(rng, (8, 8), 4, spreads))["p"] <= 0.05
    # 15 of 300 expected for each term, standard deviation 3.8.
    assert found.between(2, 27).all(), found


def test_an_effect_that_is_equal_in_all_networks_has_no_test(make_networks):
    networks, grid = make_networks(np.random.default_rng(0), (5, 8), 2)
    for era, table in networks.items():
        table[f"{era},1"] = table[f"{era},0"] + 0.1
    found = analyse_shared_networks(networks, grid)
    assert found[["f", "p"]].isna().all(axis=1).tolist() == [False, True, True]
    assert np.isfinite(found["share_of_variance"]).all()


def test_equal_values_have_an_average_without_variance(make_networks):
    networks, _ = make_networks(np.random.default_rng(0), (5, 8), 2, (0, 0))
    assert variance_of_average(networks)[0] == 0


def test_the_average_of_dependent_means_has_the_variance_of_the_averages_of_networks(make_networks):
    networks, _ = make_networks(np.random.default_rng(5), (5,), 3)
    variance, freedom = variance_of_average(networks)
    assert np.sqrt(variance) == pytest.approx(stats.sem(networks["0"].mean(axis=1)))
    assert freedom == pytest.approx(4)

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.comparisons import compare_study
from reprise.stats.intervals import mean_interval
from reprise.stats.partition_variance import (
    compare_over_partitions,
    describe_partitions,
    variance_components,
)

# Box, Hunter & Hunter, "Statistics for Experimenters", 1978, table 6.1: blood coagulation times.
COAGULATION = (
    *([62, 60, 63, 59], [63, 67, 71, 64, 65, 66]),
    *([68, 66, 71, 67, 68, 68], [56, 62, 60, 61, 63, 64, 63, 59]),
)
ORIGINS = (10, 20, 30)
VALUES = {
    "a,origin=10": [9.0, 10.0, 11.5],
    "b,origin=10": [15.0, 16.0],
    "a,origin=20": [21.0, 19.0, 20.0, 22.0],
    "b,origin=20": [26.0, 25.0, 24.0],
    "a,origin=30": [30.0, 33.0],
    "b,origin=30": [31.0, 36.0, 35.0],
}
NAMES = {name: (name[0], int(name[-2:])) for name in VALUES}
GROUPS = {name: f"1 ahead, origin {origin}" for name, (_, origin) in NAMES.items()}


def samples_of(base):
    return [np.array(VALUES[f"{base},origin={origin}"]) for origin in ORIGINS]


@pytest.fixture
def baselines():
    return pd.DataFrame(
        [
            {
                "baseline": "mean",
                "configuration": name,
                "test_rmse": {10: 12.0, 20: 21.0, 30: 29.0}[n],
            }
            for name, (_, n) in NAMES.items()
        ]
    )


def test_the_variance_components_are_those_of_an_independent_analysis_of_variance():
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    table = pd.concat([pd.DataFrame({"y": y, "diet": k}) for k, y in enumerate(COAGULATION)])
    squares = anova_lm(ols("y ~ C(diet)", table).fit())["mean_sq"]
    within, between = variance_components(COAGULATION)
    assert within == pytest.approx(squares["Residual"])
    assert within == pytest.approx(5.6, abs=0.05)  # as the book prints it
    size = (24 - (16 + 36 + 36 + 64) / 24) / 3
    assert between == pytest.approx((squares["C(diet)"] - squares["Residual"]) / size)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_variance_components_of_equal_sizes_are_those_of_a_mixed_model():
    """For equal sizes, restricted maximum likelihood gives the same estimates."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    rng = np.random.default_rng(3)
    samples = rng.normal(rng.normal(0, 3, (6, 1)), 1, (6, 10))
    fitted = MixedLM(samples.ravel(), np.ones(60), np.repeat(range(6), 10)).fit(reml=True)
    expected = fitted.scale, float(fitted.cov_re[0, 0])
    np.testing.assert_allclose(variance_components(samples), expected, rtol=1e-3)


def test_a_variance_between_samples_is_never_negative():
    assert variance_components([[1.0, 3.0], [2.0, 2.0, 2.0]]) == (pytest.approx(2 / 3), 0)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([], (np.nan, np.nan)),
        ([[1.0], [2.0]], (np.nan, np.nan)),
        ([[1.0, 3.0]], (2, np.nan)),
        # By hand: the means are 2 and 6, the grand mean is 10/3; the sizes are 2 and 1.
        ([[1.0, 3.0], [6.0]], (2, (32 / 3 - 2) / (3 - 5 / 3))),
    ],
)
def test_few_runs_leave_components_unknown(samples, expected):
    assert variance_components(samples) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
@pytest.mark.parametrize("base", ["a", "b"])
def test_both_intervals_are_those_of_independent_means(make_runs, base, options, confidence):
    table = describe_partitions(make_runs(VALUES), "test_rmse", NAMES, **options)
    assert table["configuration"].tolist() == ["a", "b"]
    row = table.set_index("configuration").loc[base]
    samples = samples_of(base)
    means = [sample.mean() for sample in samples]
    assert row[["mean", "lowest", "highest"]].tolist() == [np.mean(means), min(means), max(means)]
    # The diverged runs of `make_runs`: one per configuration.
    expected = [3, min(map(len, samples)), 3]
    assert row[["partitions", "runs", "diverged"]].tolist() == expected
    over_origins = mean_interval(means, confidence)
    assert row[["partitions_low", "partitions_high"]].tolist() == pytest.approx(list(over_origins))
    # For these origins, the mean of their means has the variance of three independent means.
    freedom = sum(len(sample) - 1 for sample in samples)
    pooled = sum(np.sum((sample - sample.mean()) ** 2) for sample in samples) / freedom
    error = np.sqrt(sum(pooled / len(sample) for sample in samples)) / 3
    over_starts = stats.t.interval(confidence, freedom, np.mean(means), error)
    assert row[["starts_low", "starts_high"]].tolist() == pytest.approx(list(over_starts))
    assert row["std_starts"] == pytest.approx(np.sqrt(pooled))
    between = variance_components(samples)[1]
    assert row["std_partitions"] == pytest.approx(np.sqrt(between))
    assert row["share_partitions"] == pytest.approx(between / (between + pooled))


@pytest.mark.filterwarnings("error")
def test_an_origin_without_completed_runs_is_left_out_and_its_diverged_runs_are_counted(
    make_runs, baselines
):
    runs = make_runs(VALUES | {"a,origin=20": []})
    row = describe_partitions(runs, "test_rmse", NAMES).iloc[0]
    assert row[["partitions", "runs", "diverged"]].tolist() == [2, 0, 3]
    assert row["mean"] == pytest.approx((30.5 / 3 + 31.5) / 2)
    table = compare_over_partitions(runs, "test_rmse", GROUPS, baselines, NAMES)
    assert table["partitions"].tolist() == [2, 2, 3]
    others = make_runs(VALUES | {"b,origin=20": []})
    pair = compare_over_partitions(others, "test_rmse", GROUPS, baselines, NAMES).iloc[0]
    assert pair[["partitions", "mean"]].tolist() == [2, (30.5 / 3 + 31.5) / 2]
    assert table.loc[1, ["mean", "other_mean"]].tolist() == [(30.5 / 3 + 31.5) / 2, 20.5]


@pytest.mark.filterwarnings("error")
def test_few_runs_have_only_the_numbers_that_are_known(make_runs, baselines):
    one_run = make_runs({name: values[:1] for name, values in VALUES.items()})
    row = describe_partitions(one_run, "test_rmse", NAMES).iloc[1]
    unknown = ["std_starts", "std_partitions", "share_partitions", "starts_low", "starts_high"]
    assert np.isnan(row[unknown].tolist()).all()
    assert row["partitions_low"] < row["mean"] < row["partitions_high"]
    empty = make_runs(dict.fromkeys(VALUES, ()))
    row = describe_partitions(empty, "test_rmse", NAMES).iloc[0]
    assert row[["partitions", "runs", "diverged"]].tolist() == [0, 0, 3]
    assert row[[*unknown, "mean", "lowest", "highest", "partitions_low"]].isna().all()
    table = compare_over_partitions(empty, "test_rmse", GROUPS, baselines, NAMES)
    assert table[["partitions", "ahead"]].to_numpy().tolist() == [[0, 0]] * 3
    assert (
        table.drop(columns=["configuration", "other", "kind", "partitions", "ahead"])
        .isna()
        .all(axis=None)
    )
    assert table["lowest"].dtype.kind == table["highest"].dtype.kind == "f"
    described = describe_partitions(empty, "test_rmse", NAMES)
    assert described["lowest"].dtype.kind == described["highest"].dtype.kind == "f"
    equal = make_runs(dict.fromkeys(VALUES, (5.0, 5.0)))
    row = describe_partitions(equal, "test_rmse", NAMES).iloc[0]
    assert row[["std_starts", "std_partitions", "starts_low", "starts_high"]].tolist() == [
        0,
        0,
        5,
        5,
    ]
    assert np.isnan(row["share_partitions"])


def test_the_share_of_the_origins_is_one_half_if_both_variances_are_equal(make_runs):
    # By hand: the variance within is 2, and the mean square between is 6 = 2 + 2 * 2.
    samples = ([3.0, 5.0], [0.0, 2.0], [0.0, 2.0])
    runs = make_runs({f"a,origin={n}": s for n, s in zip(ORIGINS, samples, strict=True)})
    origins = {f"a,origin={n}": ("a", n) for n in ORIGINS}
    row = describe_partitions(runs, "test_rmse", origins).iloc[0]
    assert row[["std_starts", "std_partitions"]].tolist() == [np.sqrt(2), np.sqrt(2)]
    assert row["share_partitions"] == 0.5


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_differences_are_paired_by_origin(make_runs, baselines, options, confidence):
    table = compare_over_partitions(
        make_runs(VALUES), "test_rmse", GROUPS, baselines, NAMES, **options
    )
    assert table[["configuration", "other", "kind", "partitions"]].to_numpy().tolist() == [
        ["a", "b", "configuration", 3],
        ["a", "mean", "baseline", 3],
        ["b", "mean", "baseline", 3],
    ]
    a, b = ([sample.mean() for sample in samples_of(base)] for base in "ab")
    mean = [12, 21, 29]
    for (_, row), (ours, others) in zip(
        table.iterrows(), ((a, b), (a, mean), (b, mean)), strict=True
    ):
        gaps = np.subtract(ours, others)
        interval = mean_interval(gaps, confidence)
        assert row[["mean", "other_mean", "difference"]].tolist() == pytest.approx(
            [np.mean(ours), np.mean(others), gaps.mean()]
        )
        assert row[["difference_low", "difference_high"]].tolist() == pytest.approx(list(interval))
        assert row[["lowest", "highest"]].tolist() == [gaps.min(), gaps.max()]
    assert table["ahead"].tolist() == [3, 2, 0]


def test_ahead_is_higher_for_an_accuracy_and_an_equal_mean_is_not_ahead(make_runs, baselines):
    runs = make_runs(VALUES, "test_accuracy")
    accuracies = baselines.rename(columns={"test_rmse": "test_accuracy"})
    equal = accuracies["configuration"] == "b,origin=20"
    accuracies.loc[equal, "test_accuracy"] = 25.0
    nearly_equal = accuracies["configuration"] == "b,origin=30"
    accuracies.loc[nearly_equal, "test_accuracy"] = 33.5
    table = compare_over_partitions(runs, "test_accuracy", GROUPS, accuracies, NAMES)
    assert table["ahead"].tolist() == [0, 1, 2]
    errors = accuracies.rename(columns={"test_accuracy": "test_rmse"})
    table = compare_over_partitions(make_runs(VALUES), "test_rmse", GROUPS, errors, NAMES)
    assert table["ahead"].tolist() == [3, 2, 0]


def test_a_baseline_without_the_metric_is_left_out(make_runs, baselines):
    runs = make_runs(VALUES)
    other_metric = baselines.rename(columns={"test_rmse": "test_mae"})
    table = compare_over_partitions(runs, "test_rmse", GROUPS, other_metric, NAMES)
    assert table["kind"].tolist() == ["configuration"]
    nothing = compare_over_partitions(
        runs, "test_rmse", {name: name for name in NAMES}, other_metric, NAMES
    )
    assert nothing.empty and nothing.columns.tolist() == table.columns.tolist()
    baselines.loc[baselines["configuration"] == "a,origin=10", "test_rmse"] = np.nan
    table = compare_over_partitions(runs, "test_rmse", GROUPS, baselines, NAMES)
    assert table["partitions"].tolist() == [3, 2, 3]


def test_no_comparison_crosses_origins(make_runs, baselines):
    families: dict[str, list[str]] = {}
    for name, group in GROUPS.items():
        families.setdefault(group, []).append(name)
    trainings = {name: name for name in GROUPS}
    table = compare_study(make_runs(VALUES), "test_rmse", families, trainings, baselines)
    pairs = table[table["kind"] == "configuration"]
    assert [NAMES[name][1] for name in pairs["configuration"]] == [10, 20, 30]
    assert [NAMES[name][1] for name in pairs["other"]] == [10, 20, 30]


def test_intervals_over_splits_are_corrected_for_their_overlap(make_runs, baselines):
    """Nadeau & Bengio 2003, section 3: (1/J + test rows / training rows) times the variance."""
    runs, overlap = make_runs(VALUES), 10 / 40
    row = describe_partitions(runs, "test_rmse", NAMES, 0.9, overlap).iloc[0]
    means = np.array([sample.mean() for sample in samples_of("a")])
    reach = stats.t.ppf(0.95, 2) * np.sqrt((1 / 3 + overlap) * means.var(ddof=1))
    expected = [means.mean() - reach, means.mean() + reach]
    assert row[["partitions_low", "partitions_high"]].tolist() == pytest.approx(expected)
    uncorrected = describe_partitions(runs, "test_rmse", NAMES, 0.9).iloc[0]
    same = ["mean", "std_starts", "std_partitions", "starts_low", "starts_high"]
    assert row[same].tolist() == uncorrected[same].tolist()
    table = compare_over_partitions(runs, "test_rmse", GROUPS, baselines, NAMES, 0.9, overlap)
    gaps = means - [sample.mean() for sample in samples_of("b")]
    reach = stats.t.ppf(0.95, 2) * np.sqrt((1 / 3 + overlap) * gaps.var(ddof=1))
    expected = [gaps.mean() - reach, gaps.mean() + reach]
    found = table.loc[0, ["difference_low", "difference_high"]].tolist()
    assert found == pytest.approx(expected)

"""Rolling origins: what is trained at each, and the two spreads."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from scipy import stats

from reprise.config.study import load_study
from reprise.data.framing import frame_series
from reprise.errors import ConfigError
from reprise.stats.comparisons import compare_study
from reprise.stats.origin_variance import (
    compare_at_origins,
    describe_origins,
    mean_interval,
    variance_components,
)
from reprise.tables.run_tables import choose_by_validation

ORIGINS = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 3}\n"
# Box, Hunter & Hunter, "Statistics for Experimenters", 1978, table 6.1: blood coagulation times.
COAGULATION = (
    *([62, 60, 63, 59], [63, 67, 71, 64, 65, 66]),
    *([68, 66, 71, 67, 68, 68], [56, 62, 60, 61, 63, 64, 63, 59]),
)


@pytest.fixture
def study_of(tmp_path):
    """Load a study that extends lstm_epochs by some text."""

    def load(text):
        base = (ROOT / "config" / "studies" / "lstm_epochs.yaml").read_text()
        (tmp_path / "lstm_epochs.yaml").write_text(base)
        (tmp_path / "mine.yaml").write_text(f"extends: lstm_epochs\ntitle: t\n{text}\n")
        return load_study("mine", tmp_path, ROOT)

    return load


def test_an_earlier_origin_is_the_study_of_a_series_that_ends_there(study_of, shampoo):
    study = study_of(ORIGINS + "vary: {model.units: [1, 2]}")
    assert [(c.name, c.varied) for c in study.configurations[::2]] == [
        (f"units=1,origin={n}", {"units": 1, "origin": n}) for n in (24, 28, 32)
    ]
    assert list(study.panels) == ["origin=24", "origin=28", "origin=32"]
    assert list(study.panels["origin=24"].values()) == ["units=1", "units=2"]
    for c in study.configurations:
        said = c.settings["framing"]
        whole = frame_series(shampoo.values, **said)
        ended = frame_series(
            shampoo.values[: c.origin + 4], **{k: v for k, v in said.items() if k != "observations"}
        )
        assert ended.train_rows == 16 and ended.first_row + 16 == c.origin
        for field, value in vars(whole).items():
            np.testing.assert_array_equal(getattr(ended, field), value)
    alone = study_of("framing: {train_rows: 16, test_rows: 4}\nvary: {model.units: [1, 2]}")
    as_it_stands = frame_series(shampoo.values, **alone.configurations[0].settings["framing"])
    np.testing.assert_array_equal(as_it_stands.x, whole.x)


def test_one_origin_more_leaves_the_others_names_and_settings_alone(study_of):
    text = ORIGINS + "configurations: {a: {model.units: 1}, b: {model.units: 2}}"
    before, after = (study_of(text.replace("number: 3", f"number: {n}")) for n in (2, 3))
    settings = {c.name: c.training_settings() for c in after.configurations}
    assert [c.name for c in after.configurations[:2]] == ["a,origin=24", "b,origin=24"]
    for c in before.configurations:
        assert settings[c.name] == c.training_settings()
    single = study_of(ORIGINS)
    assert [c.name for c in single.configurations] == ["origin=24", "origin=28", "origin=32"]
    assert list(single.panels) == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("origins: {number: 1}", "mine.yaml: origins.number is 1, but must be at least 2"),
        ("origins: {step: 1}", "mine.yaml: origins lacks the key 'number'"),
        ("origins: {number: 2, steps: 1}", "unknown key 'steps'. Did you mean 'step'"),
        (
            ORIGINS.replace("number: 3", "number: 5"),
            "mine.yaml: origins.number is 5, but there is room for 4: at the last of 36"
            " observations 14 training rows can be spared, and each earlier origin takes away 4."
            " Lower origins.number, origins.step or framing.train_rows.",
        ),
        (
            ORIGINS + "configurations: {a: {model.units: 2}, b: {framing.test_rows: 8}}",
            "mine.yaml: configuration 'b': framing.test_rows is 8, and 4 in 'a'; with origins all",
        ),
        (
            "origins: {number: 2, step: 4}\nframing: {train_rows: 16}\ndataset: {period: 22}",
            "configuration 'origin=20': dataset.period is 22, but only 20 observations come before",
        ),
        (
            "origins: {number: 2}\nmodel: {family: 'conftest:compiled', origin: 1}\n"
            "framing: {train_rows: 10, test_rows: 4}",
            "configuration 'all': model.origin would hide the tables' column 'origin'",
        ),
    ],
)
def test_wrong_origins_say_what_where_and_what_to_do(study_of, text, expected):
    with pytest.raises(ConfigError) as caught:
        study_of(text)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("batchnorm", "mine.yaml: origins is for a series, and this dataset is of samples."),
        ("sequence_forecasters", "configuration 'all': framing.query takes the place of test rows"),
    ],
)
def test_samples_and_a_query_have_no_origins(tmp_path, base, expected):
    text = (ROOT / "config" / "studies" / f"{base}.yaml").read_text()
    (tmp_path / f"{base}.yaml").write_text(text)
    (tmp_path / "mine.yaml").write_text(f"extends: {base}\ntitle: t\norigins: {{number: 2}}\n")
    with pytest.raises(ConfigError) as caught:
        load_study("mine", tmp_path, ROOT)
    assert expected in str(caught.value)


def test_the_variance_components_are_those_of_an_independent_anova():
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    table = pd.concat([pd.DataFrame({"y": y, "diet": k}) for k, y in enumerate(COAGULATION)])
    squares = anova_lm(ols("y ~ C(diet)", table).fit())["mean_sq"]
    within, between = variance_components([np.array(y) for y in COAGULATION])
    assert within == pytest.approx(squares["Residual"])
    assert within == pytest.approx(5.6, abs=0.05)  # as the book prints it
    size = (24 - (16 + 36 + 36 + 64) / 24) / 3
    assert between == pytest.approx((squares["C(diet)"] - squares["Residual"]) / size)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_variance_components_are_those_of_a_mixed_model():
    """With equal sizes the ANOVA's are the restricted maximum likelihood's."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    rng = np.random.default_rng(3)
    samples = rng.normal(rng.normal(0, 3, (6, 1)), 1, (6, 10))
    fitted = MixedLM(samples.ravel(), np.ones(60), np.repeat(range(6), 10)).fit(reml=True)
    expected = fitted.scale, float(fitted.cov_re[0, 0])
    np.testing.assert_allclose(variance_components(samples), expected, rtol=1e-3)


def test_known_components_are_found_and_none_is_not_negative():
    rng = np.random.default_rng(4)
    found = [
        variance_components(rng.normal(rng.normal(0, 2, (5, 1)), 3, (5, 8))) for _ in range(3000)
    ]
    np.testing.assert_allclose(np.mean(found, axis=0), (9, 4), rtol=0.05)
    none = [variance_components(rng.normal(0, 3, (5, 8)))[1] for _ in range(200)]
    assert min(none) == 0 and np.mean(np.array(none) == 0) > 0.4


def runs_at():
    """Runs of `a` and `b` at origins 10, 20 and 30, and what else the tables are made of."""
    rng = np.random.default_rng(5)
    names = {f"{base},origin={n}": (base, n) for n in (10, 20, 30) for base in "ab"}
    runs = pd.DataFrame(
        [
            {"configuration": name, "state": "ok", "test_rmse": rng.normal(n + 5 * (base == "b"))}
            for name, (base, n) in names.items()
            for _ in range(4)
        ]
    )
    groups = {name: f"1 ahead, origin {n}" for name, (_, n) in names.items()}
    baselines = pd.DataFrame(
        {
            "baseline": [f"mean (origin={n})" for n in (10, 20, 30)],
            "configurations": [f"a,origin={n}; b,origin={n}" for n in (10, 20, 30)],
            "test_rmse": [12.0, 21.0, 29.0],
        }
    )
    return runs, names, groups, baselines


def test_both_intervals_are_scipys_each_with_its_own_sample():
    runs, names, _, _ = runs_at()
    table = describe_origins(runs, "test_rmse", names).set_index("configuration")
    samples = [
        runs.loc[runs["configuration"] == f"a,origin={n}", "test_rmse"] for n in (10, 20, 30)
    ]
    means = [sample.mean() for sample in samples]
    over_origins = stats.ttest_1samp(means, 0).confidence_interval()
    row = table.loc["a"]
    np.testing.assert_allclose(row[["origins_low", "origins_high"]].tolist(), over_origins)
    # The origins given, their mean has the pooled variance over all twelve runs.
    pooled = np.mean([sample.var() for sample in samples])
    over_starts = stats.t.interval(0.95, 9, np.mean(means), np.sqrt(pooled / 12))
    np.testing.assert_allclose(row[["starts_low", "starts_high"]].tolist(), over_starts)
    assert (row["std_starts"], row["mean"]) == pytest.approx((np.sqrt(pooled), np.mean(means)))
    assert row[["origins", "runs", "diverged"]].tolist() == [3, 4, 0]
    assert (row["lowest"], row["highest"]) == (min(means), max(means))
    assert row["std_origins"] == pytest.approx(np.sqrt(np.var(means, ddof=1) - pooled / 4))
    assert np.isnan(mean_interval([1.0])).all()


def test_differences_are_paired_by_origin():
    runs, names, groups, baselines = runs_at()
    table = compare_at_origins(runs, "test_rmse", groups, baselines, names)
    assert table[["configuration", "other", "kind", "ahead"]].to_numpy().tolist() == [
        ["a", "b", "configuration", 3],
        ["a", "mean", "baseline", 2],
        ["b", "mean", "baseline", 0],
    ]
    higher_is_better = [t.rename(columns={"test_rmse": "test_accuracy"}) for t in (runs, baselines)]
    table_of_shares = compare_at_origins(
        higher_is_better[0], "test_accuracy", groups, higher_is_better[1], names
    )
    assert table_of_shares["ahead"].tolist() == [0, 1, 3]
    means = runs.groupby("configuration", sort=False)["test_rmse"].mean().to_numpy().reshape(3, 2)
    for row, other in zip(table.itertuples(), (means[:, 1], [12, 21, 29]), strict=False):
        test = stats.ttest_rel(means[:, 0], other)
        low, high = test.confidence_interval()
        assert row.difference == pytest.approx(np.mean(means[:, 0] - other))
        assert (row.difference_low, row.difference_high) == pytest.approx((low, high))


def test_no_comparison_and_no_choice_crosses_origins():
    runs, names, groups, baselines = runs_at()
    table = compare_study(runs, "test_rmse", groups, baselines)
    for row in table.itertuples():
        origin = names[row.configuration][1]
        assert row.other in (f"b,origin={origin}", f"mean (origin={origin})")
    chosen = choose_by_validation(
        runs.assign(validation_rmse=runs["test_rmse"], kept_epoch=1), "test_rmse", groups
    )
    assert chosen.groupby("forecasts")["chosen"].sum().tolist() == [1, 1, 1]


@pytest.mark.filterwarnings("error")
def test_an_origin_at_which_every_run_diverged_is_left_out_and_counted():
    runs, names, groups, baselines = runs_at()
    runs.loc[runs["configuration"] == "a,origin=20", ["state", "test_rmse"]] = ["diverged", np.nan]
    row = describe_origins(runs, "test_rmse", names).iloc[0]
    assert row[["origins", "runs", "diverged"]].tolist() == [2, 0, 4]
    table = compare_at_origins(runs, "test_rmse", groups, baselines, names)
    assert table["origins"].tolist() == [2, 2, 3]
    one_run = runs.drop_duplicates("configuration")
    row = describe_origins(one_run, "test_rmse", names).iloc[1]
    assert np.isnan(
        row[["std_starts", "std_origins", "share_origins", "starts_low"]].tolist()
    ).all()
    assert row["origins_low"] < row["mean"] < row["origins_high"]

import numpy as np
import pandas as pd
import pytest

import reprise
from reprise.errors import RepriseError
from reprise.results.compare_runs import compare
from reprise.results.metric_direction import prefers_low

LOSSES = {
    "0.1": [0.52, 0.55, 0.53, 0.56, 0.54],
    "0.01": [0.41, 0.44, 0.40, 0.43, 0.42],
    "0.001": [0.42, 0.43, 0.41, 0.45, 0.40],
}


def frame_of(losses, **columns):
    """A table as MLflow exports it: parameters are texts, and the newest run comes first."""
    rows = [
        {"params.lr": lr, "params.seed": str(seed), "metrics.val_loss": loss}
        for lr, values in losses.items()
        for seed, loss in enumerate(values)
    ]
    return pd.DataFrame(rows)[::-1].assign(**columns)


def test_the_runs_of_a_study_give_its_comparisons(quick):
    """The study made its file from its settings; here the same runs are a table of a stranger."""
    results = reprise.open(quick)
    baselines = results.baselines.drop_duplicates("label").set_index("label")["test_rmse"]
    table = compare(
        results.runs.sample(frac=1, random_state=0).sort_values("epochs", kind="stable"),
        metric="test_rmse",
        by="epochs",
        repeat="seed",
        baseline=baselines.to_dict(),
        margin=5,
    )
    expected = results.comparisons.assign(reason="")
    pd.testing.assert_frame_equal(
        table.drop(columns="family"), expected.drop(columns="family"), atol=2e-6, check_dtype=False
    )


def test_runs_without_pairs_are_independent_samples():
    from scipy.stats import ttest_ind

    table = compare(frame_of(LOSSES), "metrics.val_loss", "params.lr", confidence=0.9)
    assert table["configuration"].tolist() == ["lr=0.001", "lr=0.001", "lr=0.01"]
    assert table["other"].tolist() == ["lr=0.01", "lr=0.1", "lr=0.1"]
    assert not table["paired"].any()
    assert table["verdict"].tolist() == ["cannot tell", "better", "better"]
    # Symmetric samples have no skewness, so the interval is Welch's at the level of three pairs.
    a, b = LOSSES["0.01"], LOSSES["0.1"]
    welch = ttest_ind(a, b, equal_var=False).confidence_interval(1 - 0.1 / 3)
    row = table.iloc[2]
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(tuple(welch), rel=0.03)


def test_a_run_without_a_finite_metric_has_diverged():
    frame = frame_of(LOSSES)
    for value in (np.nan, np.inf, None, "NaN"):
        changed = frame.astype({"metrics.val_loss": object})
        changed.iloc[0, changed.columns.get_loc("metrics.val_loss")] = value
        row = compare(changed, "metrics.val_loss", "params.lr").iloc[0]
        assert (row["runs"], row["diverged"], row["other_diverged"]) == (4, 1, 0), value
        assert row["mean"] == pytest.approx(np.mean(LOSSES["0.001"][:4]))


def test_pairs_are_runs_with_an_equal_repeat():
    frame = frame_of(LOSSES)
    frame = frame[(frame["params.lr"] != "0.1") | (frame["params.seed"] != "2")]
    table = compare(frame, "metrics.val_loss", "params.lr", repeat="params.seed")
    row = table.set_index(["configuration", "other"]).loc[("lr=0.01", "lr=0.1")]
    assert row["paired"] and row["runs"] == row["other_runs"] == 4
    assert row["other_mean"] == pytest.approx(np.mean([0.52, 0.55, 0.56, 0.54]))


def test_several_columns_name_a_configuration_by_their_last_parts_if_these_differ():
    frame = frame_of(LOSSES, **{"params.depth": 2, "tags.lr": "high"})
    pair = compare(frame, "metrics.val_loss", ["params.lr", "params.depth"]).iloc[0]
    assert pair["configuration"] == "lr=0.001,depth=2"
    pair = compare(frame, "metrics.val_loss", ["params.lr", "tags.lr"]).iloc[0]
    assert pair["configuration"] == "params.lr=0.001,tags.lr=high"


def test_the_direction_of_the_metric_turns_the_verdicts():
    table = compare(frame_of(LOSSES), "metrics.val_loss", "params.lr", lower_is_better=False)
    assert table["verdict"].tolist() == ["cannot tell", "worse", "worse"]


def test_a_margin_makes_small_differences_equivalent_and_baselines_are_compared():
    frame = frame_of({k: LOSSES[k] for k in ("0.01", "0.001")})
    table = compare(frame, "metrics.val_loss", "params.lr", margin=0.1, baseline={"constant": 0.69})
    assert table["verdict"].tolist() == ["equivalent", "better", "better"]
    assert table["other"].tolist() == ["lr=0.01", "constant", "constant"]
    one = compare(
        frame_of({"0.1": LOSSES["0.1"]}),
        "metrics.val_loss",
        "params.lr",
        baseline={"constant": 0.69},
    )
    assert one["verdict"].tolist() == ["better"]


@pytest.mark.parametrize(
    ("name", "is_low"),
    [
        *(("val_loss", True), ("metrics.test/rmse", True), ("eval.Perplexity", True)),
        *(("val_accuracy", False), ("metrics.F1", False), ("summary.auc", False)),
    ],
)
def test_the_words_of_a_metric_tell_its_direction(name, is_low):
    assert prefers_low(name) == is_low


FRAME = frame_of(LOSSES)
ONE_RUN = FRAME.drop_duplicates("params.lr")
OTHER_SEEDS = FRAME.assign(**{"params.seed": range(len(FRAME))})


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (FRAME, {"metric": "metrics.val_los"}, "Did you mean 'metrics.val_loss'?"),
        (FRAME, {"by": "params.rate"}, "It has params.lr, params.seed, metrics.val_loss."),
        (FRAME, {"repeat": "seed"}, "has no column 'seed'"),
        (FRAME, {"by": []}, "'by' names no column"),
        (FRAME, {"metric": "metrics.value"}, "no column 'metrics.value'"),
        (
            FRAME.rename(columns={"metrics.val_loss": "score"}),
            {"metric": "score"},
            "lower_is_better",
        ),
        (FRAME.assign(**{"metrics.val_loss": "good"}), {}, "row 14: 'good' is not a number"),
        (FRAME.assign(**{"params.lr": None}), {}, "row 14: the value is missing. Leave out"),
        (ONE_RUN, {}, "Each configuration has one run (by params.lr)"),
        (FRAME[:5], {}, "All rows are runs of lr=0.001, so there is nothing to compare"),
        (
            pd.concat([FRAME, FRAME[:1]]),
            {"repeat": "params.seed"},
            "lr=0.001 has several runs with params.seed=4",
        ),
        (OTHER_SEEDS, {"repeat": "params.seed"}, "have a value of 'params.seed' in common"),
        (FRAME[:0], {}, "The table has no rows"),
        (LOSSES, {}, "takes a pandas DataFrame with one row per run, not dict"),
        (FRAME, {"margin": -1}, "margin=-1 is not above 0"),
        (FRAME, {"confidence": 95}, "confidence=95 is not between 0 and 1"),
        (FRAME, {"baseline": {"none": float("nan")}}, "baseline 'none' is nan"),
        (
            pd.concat([FRAME, FRAME[["params.lr"]]], axis="columns"),
            {},
            "several columns 'params.lr'",
        ),
    ],
)
def test_wrong_tables_are_errors_that_say_what_to_do(frame, options, message):
    with pytest.raises(RepriseError) as error:
        reprise.compare(frame, **{"metric": "metrics.val_loss", "by": "params.lr"} | options)
    assert message in str(error.value)

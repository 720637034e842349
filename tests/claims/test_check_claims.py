"""Claims on runs whose truth is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.claims.check_claims import COLUMNS, RESAMPLES, Evidence, check_claims, verdict_of
from reprise.claims.check_kinds import KINDS
from reprise.config.schema import load_schema

RNG = np.random.default_rng(11)


def evidence_of(samples, metric="test_rmse", baselines=(("persistence", 120.0),)):
    """One study `s` with the given runs by configuration."""
    runs = pd.concat(
        [
            pd.DataFrame({"configuration": name, "state": "ok", metric: values})
            for name, values in samples.items()
        ]
    )
    beside = "; ".join(samples)
    table = pd.DataFrame(
        [{"baseline": n, "configurations": beside, metric: value} for n, value in baselines]
    )
    return Evidence({"s": SimpleNamespace(runs=runs, baselines=table)})


def claim_of(*checks, **more):
    full = [
        {"study": "s", "of": "test_rmse", "shown": c.get("among", c.get("configurations"))} | c
        for c in checks
    ]
    return {
        "claim": 1,
        "says": "so",
        "studies": ["s"],
        "parts": [{"label": "", "checks": full}],
        **more,
    }


def checked(evidence, *checks):
    return check_claims([claim_of(*checks)], evidence).iloc[0]


def test_every_kind_of_the_schema_is_checked():
    kinds = load_schema("claims")["$defs"]["check"]["properties"]["kind"]["enum"]
    assert set(kinds) == KINDS.keys()


def test_a_clear_lowest_mean_is_supported_another_contradicted_and_equals_undecided():
    values = {"a": RNG.normal(90, 5, 30), "b": RNG.normal(100, 5, 30), "c": RNG.normal(90, 5, 30)}
    evidence = evidence_of(values)
    low = {"kind": "lowest", "statistic": "mean"}
    found = checked(evidence, low | {"configurations": ["a"], "among": ["a", "b"]})
    assert found["verdict"] == "supported" and found["probability"] == 1
    assert found["number"] == pytest.approx(values["a"].mean() - values["b"].mean())
    assert found["low"] < found["number"] < found["high"] < 0
    assert found["found"].startswith("mean of test_rmse: a ")
    found = checked(evidence, low | {"configurations": ["b"], "among": ["a", "b", "c"]})
    assert found["verdict"] == "contradicted"
    found = checked(evidence, low | {"configurations": ["a"], "among": ["a", "c"]})
    assert found["verdict"] == "undecided"
    high = {"kind": "highest", "statistic": "std", "configurations": ["b"], "among": ["a", "b"]}
    assert 0.05 < checked(evidence, high)["probability"] < 0.95


def test_the_probability_is_that_of_the_means_where_it_is_known():
    # With known variances, P(mean a* < mean b*) over bootstrap samples is a normal probability.
    a, b = RNG.normal(100, 10, 40), RNG.normal(102, 10, 40)
    found = checked(
        evidence_of({"a": a, "b": b}),
        {"kind": "difference", "statistic": "mean", "configurations": ["a", "b"], "at_most": 0},
    )
    spread = np.sqrt(a.var() / 40 + b.var() / 40)
    expected = stats.norm.cdf((b.mean() - a.mean()) / spread)
    assert found["probability"] == pytest.approx(expected, abs=4 / np.sqrt(RESAMPLES) / 2)
    low, high = stats.norm.interval(0.95, a.mean() - b.mean(), spread)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=0.5)


def test_a_false_claim_is_seldom_called_supported():
    # Of two equal configurations neither is the lowest: at most one in twenty says so.
    rng = np.random.default_rng(3)
    verdicts = []
    for _ in range(200):
        evidence = evidence_of({"a": rng.normal(0, 1, 30), "b": rng.normal(0, 1, 30)})
        low = {"kind": "lowest", "configurations": ["a"], "among": ["a", "b"], "statistic": "mean"}
        verdicts.append(checked(evidence, low)["verdict"])
    assert 0.02 < np.mean(np.array(verdicts) == "supported") < 0.09
    assert 0.02 < np.mean(np.array(verdicts) == "contradicted") < 0.09


def test_all_checks_of_a_claim_must_hold_in_the_same_sample():
    a, b = RNG.normal(100, 10, 30), RNG.normal(101, 10, 30)
    evidence = evidence_of({"a": a, "b": b})
    less = {"kind": "difference", "configurations": ["a", "b"], "statistic": "mean"}
    below, above = less | {"at_most": 0}, less | {"at_least": 0}
    both = checked(evidence, below, above)
    assert both["probability"] == 0
    alone = checked(evidence, below)["probability"], checked(evidence, above)["probability"]
    assert sum(alone) == pytest.approx(1)
    assert both["found"].count("mean of test_rmse") == 2


def test_orderings_shares_ranges_and_baselines():
    values = {
        "a": np.linspace(90, 99, 10),
        "b": np.linspace(100, 109, 10),
        "c": np.linspace(110, 119, 10),
    }
    evidence = evidence_of(values, baselines=[("persistence (a, b)", 108.0)])
    names = {"configurations": ["a", "b", "c"]}
    ordering = {"kind": "ordering", "statistic": "median", **names}
    rising = checked(evidence, ordering | {"direction": "rising"})
    assert rising["verdict"] == "supported" and rising["number"] == 10
    assert checked(evidence, ordering | {"direction": "falling"})["verdict"] == "contradicted"
    share = {"kind": "share", "configurations": ["b"]}
    found = checked(evidence, share | {"below": {"baseline": "persistence"}, "at_least": 0.5})
    assert found["number"] == 0.8 and "below persistence: b 0.80" in found["found"]
    assert checked(evidence, share | {"between": [102, 104], "at_least": 0})["number"] == 0.3
    assert checked(evidence, share | {"above": 200, "at_most": 0})["number"] == 0
    inside = {"kind": "within", "statistic": "max", "configurations": ["a", "b"]}
    assert checked(evidence, inside | {"at_least": 90, "at_most": 110})["verdict"] == "supported"
    against = {"kind": "difference", "statistic": "mean", "configurations": ["a"]}
    found = checked(evidence, against | {"baseline": "persistence", "at_most": 0})
    assert found["number"] == pytest.approx(94.5 - 108)
    found = checked(
        evidence,
        {"kind": "baseline", "configurations": ["a"], "baseline": "persistence", "at_most": 100},
    )
    assert (found["number"], found["verdict"]) == (108, "contradicted")


def test_printed_means_may_come_from_one_distribution_or_not():
    values = {"a": RNG.normal(100, 15, 200), "b": RNG.normal(100, 15, 200)}
    evidence = Evidence(
        {k: SimpleNamespace(runs=evidence_of(values)._tables["s"].runs) for k in "st"}
    )
    check = {"kind": "one_distribution", "samples": {"s": "a", "t": "b"}, "printed_runs": 30}
    near = checked(evidence, check | {"printed": [100.0, 102.0, 98.0]})
    # Independent: simulate the range of three means of 30.
    pooled = np.concatenate(list(values.values()))
    drawn = RNG.normal(0, pooled.std(ddof=1), (20000, 3, 30)).mean(axis=-1)
    assert near["number"] == pytest.approx(np.mean(np.ptp(drawn, axis=1) >= 4), abs=0.015)
    assert near["verdict"] == "supported"
    assert checked(evidence, check | {"printed": [100.0, 130.0]})["verdict"] == "contradicted"


def test_each_further_era_has_its_own_columns():
    evidence = evidence_of({"k=x": RNG.normal(90, 1, 20), "k=y": RNG.normal(110, 1, 20)})
    parts = [
        {
            "label": label,
            "checks": [
                {
                    "kind": "within",
                    "study": "s",
                    "of": "test_rmse",
                    "statistic": "mean",
                    "configurations": [f"k={label}"],
                    "shown": ["all"],
                    "at_most": 100,
                }
            ],
        }
        for label in "xy"
    ]
    row = check_claims([claim_of() | {"parts": parts}], evidence).iloc[0]
    assert (row["checked_for"], row["verdict"], row["verdict_y"]) == (
        "x",
        "supported",
        "contradicted",
    )
    assert row["found_y"].startswith("mean of test_rmse: all 1")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", ["one repeat", "all diverged", "equal runs"])
def test_runs_that_decide_nothing_leave_a_claim_undecided(case):
    runs = {n: np.full(1 if case == "one repeat" else 4, 96.0) for n in "ab"}
    evidence = evidence_of(runs)
    if case == "all diverged":
        evidence._tables["s"].runs["state"] = "diverged"
    checks = [
        {"kind": "lowest", "configurations": ["a"], "among": ["a", "b"], "statistic": "mean"},
        {"kind": "share", "configurations": ["a", "b"], "below": 100, "at_least": 0.5},
        {
            "kind": "ordering",
            "configurations": ["a", "b"],
            "statistic": "std",
            "direction": "rising",
        },
        {
            "kind": "one_distribution",
            "samples": {"s": "a"},
            "printed": [1.0, 2.0],
            "printed_runs": 9,
        },
    ]
    for check in checks:
        row = checked(evidence, check)
        if case == "equal runs":
            assert row["runs"] == 4
        else:
            assert (row["verdict"], row["found"]) == (
                "undecided",
                "fewer than two runs that did not diverge",
            )


def test_no_claims_give_an_empty_table():
    assert list(check_claims([], None).columns) == list(COLUMNS)
    of = {(1, 1): "supported", (0.95, 0.96): "supported", (0.5, 0.5): "undecided"}
    of |= {(0.02, 0.4): "undecided", (0.0, 0.05): "contradicted"}
    assert {p: verdict_of(*p) for p in of} == of


def test_many_parts_that_are_each_likely_are_not_contradicted():
    normal = stats.norm.ppf((np.arange(30) + 0.5) / 30)
    rising = {"kind": "ordering", "statistic": "mean", "direction": "rising"}
    rising["configurations"] = [f"{k}" for k in range(6)]
    found = checked(evidence_of({f"{k}": normal + k / 10 for k in range(6)}), rising)
    assert found["probability"] < 0.3 and found["verdict"] == "undecided"
    assert found["weakest"].startswith("rising from ")
    assert found["weakest_probability"] >= found["probability"]
    found = checked(evidence_of({f"{k}": normal - k for k in range(6)}), rising)
    assert found["verdict"] == "contradicted"


def test_very_few_runs_decide_nothing_however_far_apart():
    evidence = evidence_of({"a": np.arange(4.0), "b": np.arange(4.0) + 100})
    low = {"kind": "lowest", "configurations": ["a"], "among": ["a", "b"], "statistic": "mean"}
    found = checked(evidence, low)
    assert (found["probability"], found["verdict"], found["runs"]) == (1, "undecided", 4)

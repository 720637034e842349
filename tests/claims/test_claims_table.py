import numpy as np
import pytest
from scipy import stats

from reprise.claim_settings import Claim, ClaimPart
from reprise.claims.claims_table import COLUMNS, check_claims, decide_verdict


def make_claim(*checks, **fields):
    """A claim about the study `s`, whose checks have the keys that the plan writes."""
    complete = [
        {"study": "s", "of": "test_rmse", "shown": check.get("among", check.get("configurations"))}
        | check
        for check in checks
    ]
    parts = (ClaimPart("", tuple(complete)),)
    defaults = {"claim": 1, "says": "So.", "studies": ("s",), "parts": parts}
    return Claim(**(defaults | fields))


def check_one(evidence, *checks):
    (row,) = check_claims([make_claim(*checks)], evidence).to_dict("records")
    return row


def lowest(name, *among):
    return {"kind": "lowest", "configurations": [name], "among": list(among)}


DIFFERENCE = {"kind": "difference", "configurations": ["a", "b"]}
QUANTILES = stats.norm.ppf((np.arange(30) + 0.5) / 30)


def test_a_clear_lowest_mean_is_supported_another_contradicted_and_equal_ones_are_undecided(
    make_evidence,
):
    evidence = make_evidence({"a": 90 + QUANTILES, "b": 100 + QUANTILES, "c": 90 + QUANTILES[::-1]})
    row = check_one(evidence, lowest("a", "a", "b"))
    assert (row["verdict"], row["probability"], row["runs"]) == ("supported", 1, 30)
    assert row["number"] == pytest.approx(-10)
    assert row["low"] < row["number"] < row["high"] < 0
    assert row["found"] == "mean of test_rmse: a 90.0, b 100.0"
    assert (row["weakest"], row["weakest_probability"]) == ("lower than b", 1)
    row = check_one(evidence, lowest("b", "a", "b", "c"))
    assert (row["verdict"], row["probability"]) == ("contradicted", 0)
    assert check_one(evidence, lowest("a", "a", "c"))["verdict"] == "undecided"


def test_the_probability_of_a_difference_of_means_is_normal(make_evidence):
    rng = np.random.default_rng(5)
    a, b = rng.normal(100, 10, 40), rng.normal(102, 10, 40)
    row = check_one(make_evidence({"a": a, "b": b}), DIFFERENCE | {"at_most": 0})
    standard_error = np.sqrt(a.var() / 40 + b.var() / 40)
    expected = stats.norm.cdf((b.mean() - a.mean()) / standard_error)
    assert row["probability"] == pytest.approx(expected, abs=0.04)
    low, high = stats.norm.interval(0.95, a.mean() - b.mean(), standard_error)
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=0.5)


def test_the_probability_and_the_interval_are_those_of_the_samples_without_the_runs(make_evidence):
    values = np.array([0.0, 1.0, 2.0, 3.0, 40.0])
    evidence = make_evidence({"a": values})
    check = {"kind": "within", "configurations": ["a"], "at_most": values.mean()}
    row = check_one(evidence, check)
    means = evidence.resample("s", "a", "test_rmse")[1:].mean(axis=-1)
    assert row["probability"] == np.mean(means <= values.mean())
    ordered = np.sort(means)  # of 2000 means, 50 lie on each side
    assert row["low"] in ordered[48:51] and row["high"] in ordered[1949:1952]


def test_two_equal_configurations_are_wrongly_decided_in_one_of_ten_cases(make_evidence):
    rng = np.random.default_rng(3)
    verdicts = []
    for _ in range(150):
        evidence = make_evidence({"a": rng.normal(0, 1, 30), "b": rng.normal(0, 1, 30)})
        verdicts.append(check_one(evidence, lowest("a", "a", "b"))["verdict"])
    # At a level of 5 % on each side.
    assert 0.01 < np.mean(np.array(verdicts) == "supported") < 0.1
    assert 0.01 < np.mean(np.array(verdicts) == "contradicted") < 0.1


def test_all_checks_must_hold_in_the_same_sample(make_evidence):
    evidence = make_evidence({"a": 100 + 10 * QUANTILES, "b": 101 + 10 * QUANTILES})
    below, above = DIFFERENCE | {"at_most": 0}, DIFFERENCE | {"at_least": 0}
    both = check_one(evidence, below, above)
    assert both["probability"] == 0
    alone = [check_one(evidence, check)["probability"] for check in (below, above)]
    assert sum(alone) == pytest.approx(1)
    assert both["weakest_probability"] == min(alone)
    assert both["found"] == "; ".join(["mean of test_rmse: a 100.0, b 101.0"] * 2)


def test_several_conditions_that_are_each_likely_do_not_contradict_a_claim(make_evidence):
    names = [f"{k}" for k in range(6)]
    rising = {"kind": "ordering", "direction": "rising", "configurations": names}
    row = check_one(make_evidence({f"{k}": QUANTILES + k / 10 for k in range(6)}), rising)
    assert row["probability"] < 0.3 < row["weakest_probability"]
    assert row["verdict"] == "undecided" and row["weakest"].startswith("rising from ")
    row = check_one(make_evidence({f"{k}": QUANTILES - k for k in range(6)}), rising)
    assert row["verdict"] == "contradicted"


@pytest.mark.parametrize(
    ("probability", "weakest", "verdict"),
    [
        (0.95, 0.96, "supported"),
        (0.9499, 0.96, "undecided"),
        (0.0, 0.0501, "undecided"),
        (0.0, 0.05, "contradicted"),
        (0.0, 0.0, "contradicted"),
        (1.0, 1.0, "supported"),
    ],
)
def test_a_verdict_is_decided_at_95_and_5_of_100(probability, weakest, verdict):
    assert decide_verdict(probability, weakest) == verdict


def test_a_verdict_needs_five_runs_of_every_configuration(make_evidence):
    for runs, verdict in ((4, "undecided"), (5, "supported")):
        evidence = make_evidence({"a": np.arange(runs), "b": 100.0 + np.arange(9)})
        row = check_one(evidence, lowest("a", "a", "b"))
        assert (row["verdict"], row["probability"], row["runs"]) == (verdict, 1, runs)


def test_numbers_need_two_runs_of_every_configuration(make_evidence):
    share = {"kind": "share", "configurations": ["a"], "above": 5, "at_least": 1}
    row = check_one(make_evidence({"a": [9.0], "b": [1.0, 2.0]}), share)
    assert (row["verdict"], row["runs"]) == ("undecided", 1)
    assert row["found"] == "fewer than two runs that did not diverge"
    assert (row["weakest"], np.isnan(row["probability"])) == ("", True)
    assert all(np.isnan(row[name]) for name in ("number", "low", "high", "weakest_probability"))
    row = check_one(make_evidence({"a": [9.0, 8.0]}), share)
    assert (row["probability"], row["number"], row["runs"]) == (1, 1, 2)
    row = check_one(make_evidence({"a": [9.0, 8.0], "b": [1.0]}), share, lowest("b", "a", "b"))
    assert row["runs"] == 1 and np.isnan(row["number"])


def test_there_is_one_row_per_claim_and_value(make_evidence):
    evidence = make_evidence({"k=x": 90 + QUANTILES, "k=y": 110 + QUANTILES})
    shared = {"kind": "within", "study": "s", "of": "test_rmse", "shown": ["all"], "at_most": 100}
    parts = tuple(ClaimPart(x, (shared | {"configurations": [f"k={x}"]},)) for x in "xy")
    fields = {"claim": 3, "tutorial": "lstm", "section": "Summary", "each": "k"}
    first = make_claim(parts=parts, studies=("s", "t"), **fields)
    second = make_claim(DIFFERENCE | {"configurations": ["k=x", "k=y"], "at_most": 0}, claim="s 1")
    table = check_claims([first, second], evidence)
    assert list(table.columns) == list(COLUMNS)
    columns = ["claim", "tutorial", "section", "each", "value", "study", "verdict"]
    assert table[columns].to_numpy().tolist() == [
        [3, "lstm", "Summary", "k", "x", "s, t", "supported"],
        [3, "lstm", "Summary", "k", "y", "s, t", "contradicted"],
        ["s 1", "", "", "", "", "s", "supported"],
    ]
    assert table["says"].tolist() == ["So."] * 3
    assert table["number"][1] == pytest.approx(110)


def test_a_claim_that_cannot_be_checked_is_undecided_with_its_reason():
    claim = make_claim(parts=(), undecided="s has no configuration 'x'.", claim=4)
    (row,) = check_claims([claim], None).to_dict("records")
    assert (row["verdict"], row["runs"], row["value"]) == ("undecided", 0, "")
    assert row["found"] == "s has no configuration 'x'."
    assert np.isnan(row["probability"])


def test_no_claims_give_an_empty_table_with_the_columns():
    table = check_claims([], None)
    assert table.empty and list(table.columns) == list(COLUMNS)


@pytest.mark.filterwarnings("error")
def test_epochs_of_events_that_never_happen_have_an_interval(make_evidence):
    check = {"kind": "within", "configurations": ["a"], "at_most": 9.0}
    row = check_one(make_evidence({"a": [3.0, 4.0, 5.0, 6.0, np.inf]}), check)
    assert row["number"] == np.inf and row["high"] == np.inf
    assert 3 <= row["low"] <= 6


def test_the_table_names_the_origin_at_which_names_without_one_are_checked(make_evidence):
    evidence = make_evidence({"a,origin=9": QUANTILES, "b,origin=9": QUANTILES + 9})
    check = lowest("a,origin=9", "a,origin=9", "b,origin=9") | {"shown": ["a", "b"]}
    assert check_one(evidence, check | {"partition": "origin 9"})["partition"] == "origin 9"
    assert check_one(evidence, check)["partition"] == ""

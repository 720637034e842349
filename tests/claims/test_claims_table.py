import numpy as np
import pytest
from figure_settings_builder import published_numbers
from scipy import stats

from reprise.claim_settings import Claim, ClaimPart
from reprise.claims.claims_table import COLUMNS, check_claims

QUANTILES = stats.norm.ppf((np.arange(30) + 0.5) / 30)
DIFFERENCE = {"kind": "difference", "configurations": ["a", "b"]}


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


def test_a_clear_lowest_mean_is_supported_another_contradicted_and_equal_ones_are_undecided(
    make_evidence,
):
    evidence = make_evidence({"a": 90 + QUANTILES, "b": 100 + QUANTILES, "c": 90 + QUANTILES[::-1]})
    row = check_one(evidence, lowest("a", "a", "b"))
    assert (row["verdict"], row["runs"], row["conditions"]) == ("supported", 30, 1)
    test = stats.ttest_ind(90 + QUANTILES, 100 + QUANTILES, alternative="less")
    assert row["p_supported"] == pytest.approx(test.pvalue)
    assert row["number"] == pytest.approx(-10)
    interval = stats.ttest_ind(90 + QUANTILES, 100 + QUANTILES).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
    assert row["found"] == "mean of test_rmse: a 90.0, b 100.0"
    row = check_one(evidence, lowest("b", "a", "b", "c"))
    assert (row["verdict"], row["decisive"]) == ("contradicted", "lower than a")
    row = check_one(evidence, lowest("a", "a", "c"))
    assert (row["verdict"], row["reason"], row["decisive"]) == ("undecided", "", "lower than c")


def test_the_checks_of_a_claim_are_corrected_together(make_evidence):
    evidence = make_evidence({"a": QUANTILES, "b": 0.5 + QUANTILES, "c": 9 + QUANTILES})
    higher = DIFFERENCE | {"at_least": 0}
    alone = check_one(evidence, higher)
    clear = {"kind": "within", "configurations": ["c"], "at_least": 0}
    both = check_one(evidence, clear, higher)
    assert alone["verdict"] == "contradicted" and both["conditions"] == 2
    assert both["p_contradicted"] == pytest.approx(2 * alone["p_contradicted"])
    assert both["found"].startswith("mean of test_rmse: c 9; mean of test_rmse: a ")


def test_several_steps_that_are_each_open_do_not_contradict_a_claim(make_evidence):
    names = [f"{k}" for k in range(6)]
    rising = {"kind": "ordering", "direction": "rising", "configurations": names}
    row = check_one(make_evidence({f"{k}": QUANTILES + k / 10 for k in range(6)}), rising)
    assert row["verdict"] == "undecided" and row["decisive"].startswith("rising from ")
    row = check_one(make_evidence({f"{k}": QUANTILES - k for k in range(6)}), rising)
    assert row["verdict"] == "contradicted"


@pytest.mark.parametrize("kind", ["lowest", "ordering", "trend"])
def test_tied_configurations_are_rarely_decided(make_evidence, kind):
    """Of 100 claims about five tied configurations, at most five are wrongly decided each way."""
    rng = np.random.default_rng(3)
    names = list("abcde")
    check = {
        "lowest": lowest("a", *names),
        "ordering": {"kind": "ordering", "direction": "rising", "configurations": names},
        "trend": {"kind": "trend", "direction": "rising", "configurations": names},
    }[kind]
    verdicts = [
        check_one(make_evidence({n: rng.gamma(4, 1, 10) for n in names}), check)["verdict"]
        for _ in range(100)
    ]
    assert verdicts.count("supported") <= 12 and verdicts.count("contradicted") <= 12


def test_a_verdict_needs_five_runs_and_a_contradiction_needs_ten(make_evidence):
    for runs, below, above in ((4, "undecided", "undecided"), (5, "supported", "undecided")):
        evidence = make_evidence({"a": np.arange(runs), "b": 100.0 + np.arange(30)})
        assert check_one(evidence, lowest("a", "a", "b"))["verdict"] == below
        assert check_one(evidence, lowest("b", "a", "b"))["verdict"] == above
    evidence = make_evidence({"a": np.arange(10), "b": 100.0 + np.arange(30)})
    assert check_one(evidence, lowest("b", "a", "b"))["verdict"] == "contradicted"


def test_a_claim_about_the_best_single_run_is_contradicted_only_by_its_other_conditions(
    make_evidence,
):
    evidence = make_evidence({"a": QUANTILES, "b": 9 + QUANTILES})
    best = lowest("a", "a", "b") | {"statistic": "min"}
    row = check_one(evidence, best)
    assert row["verdict"] == "undecided" and "best" in row["reason"]
    assert row["found"] == "min of test_rmse: a -2.13, b 6.87"
    row = check_one(evidence, best, DIFFERENCE | {"at_least": 0})
    assert (row["verdict"], row["decisive"]) == ("contradicted", "check 2: a minus b")
    assert row["number"] == pytest.approx(-9) and np.isnan(row["low"])


def test_numbers_need_two_runs_of_every_configuration(make_evidence):
    row = check_one(make_evidence({"a": [9.0], "b": [1.0, 2.0]}), lowest("b", "a", "b"))
    assert (row["verdict"], row["runs"]) == ("undecided", 1)
    assert row["reason"] == "fewer than two runs that did not diverge"
    names = ("number", "low", "high", "p_supported", "p_contradicted")
    assert all(np.isnan(row[name]) for name in names)


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
    assert row["reason"] == "s has no configuration 'x'." and row["found"] == ""
    assert np.isnan(row["p_supported"])


def test_no_claims_give_an_empty_table_with_the_columns():
    table = check_claims([], None)
    assert table.empty and list(table.columns) == list(COLUMNS)


def test_the_table_names_the_origin_at_which_names_without_one_are_checked(make_evidence):
    evidence = make_evidence({"a,origin=9": QUANTILES, "b,origin=9": QUANTILES + 9})
    check = lowest("a,origin=9", "a,origin=9", "b,origin=9") | {"shown": ["a", "b"]}
    assert check_one(evidence, check | {"partition": "origin 9"})["partition"] == "origin 9"
    assert check_one(evidence, check)["partition"] == ""


def test_a_claim_is_held_against_the_printed_tables(make_evidence):
    names = {f"units={k}": QUANTILES + k for k in range(1, 6)}
    evidence = make_evidence(names, published=published_numbers("lstm_neurons"))
    assert check_one(evidence, lowest("units=1", *names))["in_the_tables"] == "holds"
    spread = lowest("units=1", *names) | {"statistic": "std"}
    assert check_one(evidence, spread)["in_the_tables"] == "does not hold"
    assert check_one(make_evidence(names), spread)["in_the_tables"] == ""

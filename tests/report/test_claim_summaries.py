import pandas as pd

from reprise.claims.claims_table import COLUMNS
from reprise.report.claim_summaries import (
    ClaimVerdict,
    count_verdicts,
    read_claims,
    summarize_claims,
)


def claims_table(*rows):
    """Rows of claims.csv as text: claim, tutorial, sentence, value, verdict, both p-values."""
    columns = ["claim", "tutorial", "says", "value", "verdict", "p_supported", "p_contradicted"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(runs="30", study="lstm_epochs, lstm_neurons", found="a mean of 3")
    return table.reindex(columns=list(COLUMNS), fill_value="")


LSTM_CLAIMS = claims_table(
    ("1", "lstm", "More is *better*.", "keras3", "supported", "0.03", "1"),
    ("1", "lstm", "More is *better*.", "keras1", "contradicted", "1", "0.004"),
    ("2", "lstm", "Two hold.", "keras3", "undecided", "0.25", "1"),
    ("2", "lstm", "Two hold.", "keras1", "supported", "0.00001", "1"),
)


def test_a_claim_has_one_row_with_a_verdict_for_each_value():
    summary = summarize_claims(LSTM_CLAIMS)
    first, second = summary.rows
    assert (first.number, first.says, first.studies) == (
        "1",
        "More is *better*.",
        ("lstm_epochs", "lstm_neurons"),
    )
    assert first.verdicts == (
        ClaimVerdict("keras3", "supported", "p = 0.03", "a mean of 3"),
        ClaimVerdict("keras1", "contradicted", "p = 0.004", "a mean of 3"),
    )
    assert [v.because for v in second.verdicts] == ["", "p < 0.001"]


def test_the_first_value_counts():
    assert summarize_claims(LSTM_CLAIMS).counts == (
        "With today's Keras (keras3), of 2 claims, 1 is supported and 1 is undecided"
    )
    old = summarize_claims(LSTM_CLAIMS[LSTM_CLAIMS["value"] == "keras1"])
    assert old.counts == "Of 2 claims, 1 is supported and 1 is contradicted"


def test_a_claim_that_cannot_be_checked_is_counted_apart():
    broken = claims_table(("3", "lstm", "Gone.", "", "undecided", "", "")).assign(runs="0")
    summary = summarize_claims(pd.concat([LSTM_CLAIMS, broken]))
    assert summary.rows[-1].verdicts[0].verdict == "not checked"
    assert "every run diverged" in summary.rows[-1].verdicts[0].because
    assert summary.counts.endswith(
        "of 3 claims, 1 is supported, 1 is undecided and 1 is not checked"
    )


def test_equal_verdicts_are_counted_together():
    assert count_verdicts(["supported"] * 2) == "All 2 claims are supported"
    assert count_verdicts(["supported"] * 2, "Here, ") == "Here, all 2 claims are supported"
    assert count_verdicts(["undecided"]) == "Of 1 claim, 1 is undecided"


def test_an_undecided_claim_has_its_reason_and_a_split_is_named():
    row = claims_table(("1", "", "Mine.", "2", "undecided", "0.5", "1"))
    row = row.assign(reason="fewer than two runs", partition="split 1")
    verdict = summarize_claims(row).rows[0].verdicts[0]
    assert (verdict.value, verdict.because) == ("2 at split 1", "fewer than two runs")


def test_a_claim_that_fails_in_the_tables_of_its_tutorial_says_so():
    rows = LSTM_CLAIMS.assign(in_the_tables=["does not hold"] * 2 + ["holds"] * 2)
    assert [row.remark for row in summarize_claims(rows).rows] == [
        "It does not hold in the tutorial's own tables.",
        "",
    ]


def test_claims_are_read_as_text(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("claim,value,p_supported,runs\n1,1,0.5,30\n2,,,0\n")
    assert read_claims(path).to_numpy().tolist() == [["1", "1", "0.5", "30"], ["2", "", "", "0"]]
    assert read_claims(None).empty
    assert summarize_claims(read_claims(None)).rows == ()

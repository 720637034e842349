from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT
from docutils.core import publish_parts
from figure_settings_builder import make_figure_settings

from reprise.claim_settings import TutorialSettings
from reprise.claims.claims_table import COLUMNS as CLAIMS_COLUMNS
from reprise.replication.joint_table import COLUMNS as JOINT_COLUMNS
from reprise.report.front_page import (
    describe_verdict,
    read_claims,
    read_joint_table,
    render_front_page,
    summarize_study_claims,
    summarize_tutorial,
)

TEMPLATE = (ROOT / "workflow" / "report" / "front_page.rst").read_text()
TUTORIALS = {"lstm": TutorialSettings("On *LSTMs*", "One neuron_ will do.")}


def make_study(title="How many_epochs?", panel="era=keras3"):
    names = {"epochs=5": "epochs=5", "epochs=7": "epochs=7"}
    rows = [("epochs=5", "epochs=7", "configuration", "better")]
    return SimpleNamespace(
        settings=make_figure_settings("s", {panel: names}, title=title),
        description=pd.DataFrame(
            [[90.0, 100.0], [30, 30], [0, 0]],
            index=["mean", "count", "diverged"],
            columns=list(names),
        ),
        comparisons=pd.DataFrame(rows, columns=["configuration", "other", "kind", "verdict"]),
        runs=pd.DataFrame(columns=["configuration", "state", "kept_epoch"]),
        best=pd.DataFrame(columns=["configuration", "best"]),
    )


def claims_table(*rows):
    """Rows of claims.csv as text: claim, tutorial, sentence, value, verdict, both p-values."""
    columns = ["claim", "tutorial", "says", "value", "verdict", "p_supported", "p_contradicted"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(each="units", runs="30", study="lstm_neurons, lstm_epochs")
    return table.reindex(columns=list(CLAIMS_COLUMNS), fill_value="")


LSTM_CLAIMS = claims_table(
    ("1", "lstm", "More is *better*.", "keras3", "supported", "0.03", "1"),
    ("1", "lstm", "More is *better*.", "keras1", "contradicted", "1", "0.004"),
    ("2", "lstm", "Two hold.", "keras3", "undecided", "0.25", "1"),
    ("2", "lstm", "Two hold.", "keras1", "supported", "0.00001", "1"),
)
STUDY_CLAIMS = claims_table(
    ("s 1", "", "Mine.", "2", "supported", "0.01", "1"),
    ("s 1", "", "Mine.", "8", "contradicted", "1", "0"),
)
JOINT = pd.DataFrame(
    {
        "source": "a tutorial",
        "era": ["keras3", "keras3", "keras1"],
        "study": ["all", "lstm_epochs", "all"],
        "configuration": ["21 tables and lists", "epochs=5", "21 tables and lists"],
        "runs": [10, 30, 10],
        "distance": [492.3, 9.0, 120.0],
        "expected": [114.0, 5.0, 115.0],
        "p": [0.0005, 0.5, 0.4],
        "verdict": ["beyond chance", "within chance", "within chance"],
    }
)


def render(checked=None, joint=None, studies=()):
    """The page as HTML, without line breaks."""
    text = render_front_page(
        TEMPLATE,
        TUTORIALS,
        read_claims(None) if checked is None else checked,
        read_joint_table(None) if joint is None else joint,
        studies,
        "Across *all*",
    )
    settings = {"halt_level": 2, "report_level": 2}
    parts = publish_parts(text, writer="html5", settings_overrides=settings)
    return " ".join(parts["body"].split())


def code(name):
    return f'<span class="docutils literal">{name}</span>'


def test_a_tutorial_s_conclusion_stands_with_the_verdicts_on_its_claims():
    body = render(LSTM_CLAIMS, JOINT, [make_study()])
    assert ">On *LSTMs*</h" in body and "One neuron_ will do." in body
    assert "With today's Keras (keras3), of 2 claims, 1 is supported and 1 is undecided." in (
        body.replace("’", "'")
    )
    for heading in ("Claim", "Verdict in keras3", "Verdict in keras1"):
        assert f"<p>{heading}</p></th>" in body
    cells = ["More is *better*.", "supported (p = 0.03)", "contradicted (p = 0.004)"]
    cells += ["Two hold.", "undecided", "supported (p &lt; 0.001)"]
    positions = [body.index(f"<p>{cell}</p></td>") for cell in cells]
    assert positions == sorted(positions)
    assert "The claims of the studies" not in body


def test_the_published_tables_are_described_for_each_era():
    body = render(LSTM_CLAIMS, JOINT, [make_study()])
    assert "one distance of our runs from all 21 tables and lists of the tutorial together" in body
    assert (
        f"{code('keras3')}: With at least 10 runs per configuration, the distance is 492, and"
        " chance alone gives 114 on average (p &lt; 0.001). The distance is larger than chance"
        " explains."
    ) in body
    assert (
        f"{code('keras1')}: With at least 10 runs per configuration, the distance is 120, and"
        " chance alone gives 115 on average (p = 0.4). Chance can explain the distance."
    ) in body
    few = JOINT.assign(verdict="cannot tell")
    assert "There are too few runs for a verdict." in render(LSTM_CLAIMS, few)
    assert "The published tables" not in render(LSTM_CLAIMS.assign(study="batchnorm"), JOINT)
    assert "The published tables" not in render(LSTM_CLAIMS)


def test_a_study_without_eras_is_read_and_stands_in_no_tutorial(tmp_path):
    paper = JOINT[:2].assign(era="", source="A paper", study=["all", "my_paper"], distance=77.0)
    path = tmp_path / "joint.csv"
    pd.concat([paper, JOINT]).reindex(columns=list(JOINT_COLUMNS)).to_csv(path, index=False)
    joint = read_joint_table(path)
    assert joint["era"].tolist() == ["", "", "keras3", "keras3", "keras1"]
    body = render(LSTM_CLAIMS, joint)
    assert "the distance is 492" in body and "the distance is 77" not in body
    own = render(LSTM_CLAIMS.assign(study="my_paper"), joint)
    assert "<p>With at least 10 runs per configuration, the distance is 77" in own
    assert "the distance is 492" not in own


def test_eras_are_explained_if_a_study_has_eras():
    body = render(studies=[make_study(), make_study("Old?", panel="era=keras2")])
    assert f"{code('keras3')} is the Keras of today." in body
    assert f"{code('keras2')} is Keras 2.0.0 to 2.0.8, with the exact gradient." in body
    assert code("keras1") not in body
    assert "several versions of Keras" not in render(studies=[make_study(panel="")])


def test_each_study_has_its_title_and_sentences():
    body = render(studies=[make_study(), make_study("Second *study*.")])
    assert "<strong>How many_epochs?</strong>" in body
    assert "<strong>Second *study*.</strong>" in body
    assert body.count(f"{code('epochs=5')} has the best mean {code('test_rmse')}: 90.") == 2
    assert "checked on our runs</h" not in body


def test_a_study_s_own_claim_has_a_verdict_for_each_value():
    body = render(STUDY_CLAIMS)
    assert "Other claims, checked on our runs" in body
    assert "Of 2 claims, 1 is supported and 1 is contradicted." in body
    assert "<p>Mine. (units 2)</p></td> <td><p>supported (p = 0.01)</p>" in body
    assert "<p>Mine. (units 8)</p></td> <td><p>contradicted (p &lt; 0.001)</p>" in body
    without_value = claims_table(("s 1", "", "Mine.", "", "undecided", "0.5", "1"))
    assert summarize_study_claims(without_value).rows == [["Mine.", "undecided"]]


def test_a_claim_that_cannot_be_checked_stands_in_the_first_column():
    broken = claims_table(("3", "lstm", "Gone.", "", "undecided", "", "")).assign(runs="0")
    summary = summarize_tutorial(pd.concat([LSTM_CLAIMS, broken]))
    reason = "not checked (the study was changed, or every run diverged)"
    assert summary.rows[-1] == ["Gone.", reason, ""]
    assert summary.counts == (
        "With today's Keras (keras3), of 3 claims, 1 is supported and 2 are undecided"
    )
    alone = summarize_tutorial(broken)
    assert (alone.headings, alone.rows) == (["Verdict"], [["Gone.", reason]])
    assert alone.counts == "Of 1 claim, 1 is undecided"


def test_equal_verdicts_are_counted_together():
    twice = claims_table(*[(f"{k}", "lstm", f"{k}.", "", "supported", "0", "1") for k in range(2)])
    assert summarize_tutorial(twice).counts == "All 2 claims are supported"
    with_eras = summarize_tutorial(twice.assign(value="keras3"))
    assert with_eras.counts == "With today's Keras (keras3), all 2 claims are supported"


def test_an_undecided_claim_has_its_reason():
    row = {"verdict": "undecided", "reason": "fewer than two runs", "runs": "1"}
    assert describe_verdict(row) == "undecided (fewer than two runs)"
    assert describe_verdict(row | {"reason": ""}) == "undecided"


def test_a_claim_that_fails_in_the_tables_of_its_tutorial_says_so():
    rows = LSTM_CLAIMS.assign(in_the_tables=["does not hold"] * 2 + ["holds"] * 2)
    sentences = [row[0] for row in summarize_tutorial(rows).rows]
    assert sentences == [
        "More is *better*. (It does not hold in the tutorial's own tables.)",
        "Two hold.",
    ]


def test_the_page_says_how_many_decisions_may_be_wrong():
    assert "There are 4 decisions, and 3 of them are not 'undecided'." in (
        render(LSTM_CLAIMS).replace("‘", "'").replace("’", "'")
    )


def test_claims_are_read_as_text(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("claim,value,p_supported,runs\n1,1,0.5,30\n2,,,0\n")
    assert read_claims(path).to_numpy().tolist() == [["1", "1", "0.5", "30"], ["2", "", "", "0"]]
    assert read_claims(None).empty and read_joint_table(None).empty


@pytest.mark.filterwarnings("error")
def test_a_report_without_claims_and_studies_is_a_complete_page():
    body = render()
    assert "its result depends on luck" in body
    assert "How to read this report" in body

import pandas as pd
import pytest
from conftest import ROOT
from docutils.core import publish_parts

from reprise.report.front_page import front_page

TEMPLATE = (ROOT / "workflow" / "report" / "front_page.rst").read_text()
TUTORIALS = {"lstm": {"title": "On *LSTMs*", "concluded": "One neuron will do."}}


def study(verdict="worse", names=("epochs=5", "epochs=7"), means=(90.0, 100.0)):
    said = {
        "title": "How many_epochs?",
        "metric": "test_rmse",
        "configurations": list(names),
        "panels": {"era=keras3": {}},
        "origins": {},
        "framings": [{}],
        "framing_of": dict.fromkeys(names, 0),
    }
    described = pd.DataFrame([means], index=["mean"], columns=names)
    pairs = [(names[0], names[1], "configuration", "better")] if len(names) > 1 else []
    pairs.append((names[0], "least_squares (all)", "baseline", verdict))
    columns = ["configuration", "other", "kind", "verdict"]
    return said, described, pd.DataFrame(pairs, columns=columns)


def claims(**columns):
    rows = {
        "tutorial": ["lstm", "lstm", ""],
        "says": ["More is *better*.", "Two hold.", "Mine."],
        "checked_for": ["keras3", "keras3", ""],
        "verdict": ["supported", "undecided", "contradicted"],
        "probability": ["1", "0.25", "0.01"],
        "verdict_keras1": ["contradicted", "", ""],
        "probability_keras1": ["0", "", ""],
        "each": ["era", "", ""],
        "runs": ["30", "30", "0"],
    }
    return pd.DataFrame(rows | columns)


def joint():
    eras = pd.DataFrame({"era": ["keras3"], "study": ["all"], "p": [0.0005]})
    return eras.assign(
        verdict="beyond chance", configuration="21 tables and lists", distance=492, expected=114
    )


def page(*args):
    text = front_page(TEMPLATE, TUTORIALS, *args, "Across")
    parts = publish_parts(
        text, writer="html5", settings_overrides={"halt_level": 2, "report_level": 2}
    )
    return parts["body"]


def test_what_was_concluded_stands_beside_what_was_found():
    body = page(claims(), joint(), [study()])
    assert "One neuron will do." in body
    assert "of 2 claims 1 holds and 1 cannot be decided with today's Keras (keras3)" in body
    keras3 = '<span class="docutils literal">keras3</span>'
    assert f"with {keras3} 492, where chance gives 114 (p &lt; 0.001, beyond chance)." in body
    for cell in ("In keras3?", "In keras1?", "yes (100)", "no (0)", "cannot tell (25)"):
        assert f"<p>{cell}</p>" in body
    assert "More is *better*." in body  # a star of the user's is a star
    assert "What the studies claim themselves" in body
    assert "not asked: the study was changed, or no run is whole" in body
    assert "three eras of Keras" in body


def test_each_study_is_said_in_a_sentence():
    body = page(None, None, [study()])
    assert "How many_epochs?" in body and "What the tutorials concluded" not in body
    assert "The best mean test_rmse is 90, of" in body
    assert "told apart from every other." in body
    assert "Ahead of it, without a network, is" in body and "least_squares" in body
    body = page(None, None, [study("better", ("all",), (90.0,))])
    assert "The mean test_rmse is 90, of" in body and "It is ahead of every baseline." in body


def test_what_is_not_comparable_has_no_best():
    said, described, comparisons = study(names=("a,origin=1", "a,origin=2"), means=(50.0, 100.0))
    said["origins"] = {"a,origin=1": ["a", 1], "a,origin=2": ["a", 2]}
    body = page(None, None, [(said, described, comparisons)])
    assert "Over 2 rolling origins the best mean test_rmse is 75, of" in body
    assert "the means of single origins lie between 50 and 100." in body
    said, described, comparisons = study(names=("day", "week"), means=(7.0, 6.0))
    said |= {"framings": [{}, {"horizon": 7}], "framing_of": {"day": 0, "week": 1}}
    body = page(None, None, [(said, described, comparisons)])
    assert "1 step ahead: The mean test_rmse is 7, of" in body
    assert "7 steps ahead: The mean test_rmse is 6, of" in body


def test_a_studys_own_claim_has_an_answer_for_each_value():
    own = claims()[2:].assign(each="units", checked_for="2", verdict="supported", runs="9")
    body = page(own.assign(verdict_8="contradicted", probability_8="0"), None, [])
    assert "Mine. (units 2)" in body and "Mine. (units 8)" in body
    assert "of 2 claims 1 holds and 1 fails." in body


@pytest.mark.filterwarnings("error")
def test_a_study_of_diverged_runs_and_a_report_without_claims_are_whole_pages():
    body = page(None, None, [study(means=(float("nan"), float("nan")))])
    assert "No run ended with a finite error." in body
    body = page(claims()[:0], None, [])
    assert "How to read this report" in body

import json

from conftest import ROOT

from reprise.claim_settings import Claim, ClaimPart, ClaimsSettings, TutorialSettings
from reprise.config.claim_validation import load_claims


def test_settings_survive_the_way_through_a_file():
    check = {"kind": "share", "below": {"baseline": "ets"}, "at_least": 0.5}
    claim = Claim(
        says="So.",
        studies=("s", "t"),
        parts=(ClaimPart("keras3", (check,)), ClaimPart("keras1", ({"kind": "lowest"},))),
        claim=7,
        tutorial="lstm",
        section="Summary",
        each="era",
    )
    settings = ClaimsSettings(
        (claim,), {"lstm": TutorialSettings("LSTMs", "One neuron.", "A paper")}
    )
    document = json.loads(json.dumps(settings.to_json()))
    assert ClaimsSettings.from_json(document) == settings


def test_a_number_stays_a_number_and_a_name_stays_a_name():
    document = {"says": "So.", "studies": ["s"], "parts": []}
    assert Claim.from_json(document | {"claim": 7}).claim == 7
    assert Claim.from_json(document | {"claim": "s 1"}).claim == "s 1"


def test_a_claim_that_cannot_be_checked_keeps_its_reason_and_not_its_checks():
    document = {"says": "So.", "study": "s", "studies": ["s"], "parts": [], "checks": [{}]}
    document |= {"claim": 7}
    claim = Claim.from_json(document | {"undecided": "s has no configuration 'x'."})
    assert claim.undecided == "s has no configuration 'x'."
    assert (claim.parts, claim.tutorial, claim.each) == ((), None, None)


def test_the_tutorials_of_the_project_are_settings():
    tutorials = load_claims(ROOT / "data" / "claims.yaml")["tutorials"]
    settings = ClaimsSettings.from_json({"claims": [], "tutorials": tutorials})
    assert settings.tutorials["lstm"].title.startswith("How to Tune LSTM Hyperparameters")

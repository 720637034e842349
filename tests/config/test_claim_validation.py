import json

import pytest
from conftest import ROOT

from reprise.claim_settings import Claim, ClaimPart
from reprise.config.claim_validation import (
    load_claims,
    resolve_claims,
)
from reprise.config.config_file import load_config
from reprise.config.study_file import load_study

CLAIMS = ROOT / "data" / "claims.yaml"
WITHIN = {"kind": "within", "at_most": 1}
EPOCHS = "vary: {training.epochs: [5, 7]}"
ERAS = "vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]"


@pytest.fixture(scope="module")
def shipped():
    """The studies that run by default."""
    names = load_config(ROOT / "config" / "config.yaml")["studies"]
    return [load_study(name, ROOT / "config" / "studies", ROOT) for name in names]


@pytest.fixture(scope="module")
def shipped_claims(shipped):
    """The claims of the tutorials, resolved."""
    return resolve_claims(load_claims(CLAIMS), "data/claims.yaml", shipped)


def resolve_own(study):
    return resolve_claims({"claims": []}, "data/claims.yaml", [study])


def resolve_from_file(study, *claims):
    return resolve_claims({"claims": list(claims)}, "data/claims.yaml", [study])


def test_all_claims_that_ship_can_be_decided_and_name_their_source(shipped_claims):
    tutorials = load_claims(CLAIMS)["tutorials"]
    of_the_file = [claim for claim in shipped_claims if claim.tutorial != ""]
    baselines = ["18 naive", "18 ETS", "18 SARIMA"]
    names = [*range(1, 18), *baselines, *range(19, 33), 35, 36]  # 33 and 34 run on request
    assert [claim.claim for claim in of_the_file] == names
    assert {claim.undecided for claim in shipped_claims} == {None}
    assert all(claim.section for claim in of_the_file)
    assert [c.claim for c in of_the_file if c.tutorial not in tutorials] == [16, 32, 36]
    assert [len(c.parts) for c in of_the_file] == [3] * 20 + [1] * 12 + [3, 1, 1, 1]


def test_names_and_defaults_of_a_claim_that_ships_are_written_out_for_every_era(shipped_claims):
    parts = shipped_claims[5].parts
    assert [part.label for part in parts] == ["keras3", "keras1", "keras1_tf1"]
    (check,) = parts[2].checks
    assert check["configurations"] == ["era=keras1_tf1,epochs=1000"]
    assert check["shown"] == [f"epochs={n}" for n in (500, 1000, 2000, 4000, 6000)]
    assert len(check["among"]) == 5 and check["of"] == "test_rmse"
    (check,) = shipped_claims[15].parts[1].checks
    assert check["samples"]["lstm_neurons"] == "era=keras1,units=1"
    assert shipped_claims[15].studies == ("lstm_batch_size", "lstm_epochs", "lstm_neurons")


def test_claims_about_studies_that_do_not_run_are_left_out(shipped):
    alone = [study for study in shipped if study.name == "batchnorm"]
    claims = resolve_claims(load_claims(CLAIMS), "data/claims.yaml", alone)
    assert [claim.claim for claim in claims] == [19, 20, 21, 22, 23, 24, 25, 26]


def test_a_claim_is_left_out_if_one_of_its_studies_does_not_run(load_extension):
    study = load_extension()
    for check in (WITHIN | {"study": "other"}, WITHIN | {"samples": {"other": "all"}}):
        claim = {"says": "so", "study": "mine", "checks": [WITHIN, check]}
        assert resolve_from_file(study, claim) == []


def test_a_claim_of_the_file_that_no_longer_fits_its_study_is_undecided(load_extension):
    study = load_extension(EPOCHS)
    check = {"kind": "lowest", "configurations": ["epochs=6"]}
    claim = {"claim": 4, "says": " so\n it is ", "study": "mine", "section": "s", "checks": [check]}
    (resolved,) = resolve_from_file(study, claim)
    assert resolved == Claim(
        claim=4,
        says="so it is",
        studies=("mine",),
        parts=(),
        section="s",
        undecided=(
            "data/claims.yaml: claim 4, checks, item 1: mine has no configuration 'epochs=6'."
            " Did you mean 'epochs=7'? Known: epochs=5, epochs=7."
        ),
    )


def test_a_claim_of_the_file_must_name_its_study(load_extension, config_error):
    error = config_error(resolve_from_file, load_extension(), {"says": "so", "checks": [WITHIN]})
    assert str(error) == "data/claims.yaml: claim 1: the claim lacks the key 'study'."
    assert error.key == "study"


def test_a_claim_of_the_file_without_a_number_is_counted(load_extension):
    claim = {"says": "so", "study": "mine", "checks": [WITHIN]}
    resolved = resolve_from_file(load_extension(), {**claim, "claim": "a"}, claim)
    assert [claim.claim for claim in resolved] == ["a", 2]


def test_a_study_has_claims_of_its_own_which_speak_for_no_tutorial(load_extension):
    check = {"kind": "ordering", "configurations": ["epochs=5", "epochs=7"], "direction": "falling"}
    claims = [{"says": "More is better.", "tutorial": "lstm", "checks": [check]}] * 2
    first, second = resolve_own(load_extension(EPOCHS, claims))
    assert (first.claim, second.claim) == ("mine 1", "mine 2")
    assert first.studies == ("mine",) and first.tutorial == ""
    assert first.parts[0].label == "" and first.parts[0].checks[0]["statistic"] == "mean"


def test_an_error_in_a_studys_own_claim_names_claim_and_check(load_extension, config_error):
    wrong = {"kind": "lowest", "configurations": ["epochs=8"]}
    claims = [{"says": "a", "checks": [WITHIN]}, {"says": "b", "checks": [WITHIN, wrong]}]
    error = config_error(resolve_own, load_extension(EPOCHS, claims))
    assert error.where == "mine.yaml: claims, item 2, checks, item 2"
    assert error.key == "configurations"


def test_a_studys_own_claim_cannot_need_a_study_that_does_not_run(load_extension, config_error):
    claim = {"says": "so", "checks": [WITHIN | {"study": "other"}]}
    error = config_error(resolve_own, load_extension(claims=[claim]))
    assert "needs the study 'other', which does not run" in error.problem
    assert (error.where, error.value) == ("mine.yaml: claims, item 1", "other")


def test_a_claim_is_checked_for_each_value_of_a_key(load_extension):
    claim = {"says": "so", "each": "era", "checks": [WITHIN, WITHIN]}
    (resolved,) = resolve_own(load_extension(ERAS, [claim]))
    assert [part.label for part in resolved.parts] == ["keras3", "keras1"]
    assert [len(part.checks) for part in resolved.parts] == [2, 2]
    assert resolved.parts[1].checks[0]["configurations"] == [
        "era=keras1,epochs=5",
        "era=keras1,epochs=7",
    ]


def test_the_values_of_a_key_may_be_lists(load_extension):
    claim = {"says": "so", "each": "units", "checks": [WITHIN]}
    text = "vary:\n  model.units: [[1, 2], 3]\n  training.epochs: [5, 7]"
    (resolved,) = resolve_own(load_extension(text, [claim]))
    assert [part.label for part in resolved.parts] == ["[1, 2]", "3"]


def test_a_key_that_does_not_vary_is_named_with_those_that_do(load_extension, config_error):
    claim = {"says": "so", "each": "epoch", "checks": [WITHIN]}
    error = config_error(resolve_own, load_extension(EPOCHS, [claim]))
    assert error.problem == (
        "each is 'epoch', which does not vary in mine. Did you mean 'epochs'? What varies: epochs."
    )
    assert (error.key, error.value) == ("each", "epoch")
    error = config_error(resolve_own, load_extension("", [claim]))
    assert error.problem.endswith("What varies: nothing.")


def test_the_keys_of_a_resolved_claim_in_json_are_those_that_the_claims_stage_reads(load_extension):
    claim = {"says": "so", "each": "epochs", "section": "s", "checks": [WITHIN]}
    (resolved,) = resolve_own(load_extension(EPOCHS, [claim]))
    document = json.loads(json.dumps(resolved.to_json()))
    assert document.keys() == {"claim", "says", "studies", "parts", "tutorial", "section", "each"}
    assert document["parts"][0].keys() == ClaimPart("", ()).to_json().keys() == {"label", "checks"}
    assert Claim.from_json(document) == resolved


def test_a_wrong_file_of_claims_names_the_key(tmp_path, config_error):
    path = tmp_path / "claims.yaml"
    path.write_text("claims:\n  - {says: so, checks: [{kind: lowst}]}\n")
    error = config_error(load_claims, path)
    assert error.where == str(path) and error.key == "claims, item 1, checks, item 1, kind"
    assert "Did you mean 'lowest'?" in error.problem

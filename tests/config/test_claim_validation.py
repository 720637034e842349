import pytest
import yaml
from conftest import ROOT

from reprise.config.claim_validation import load_claims, resolve_claims
from reprise.config.study import load_config, load_study
from reprise.errors import ConfigError

CLAIMS = ROOT / "data" / "claims.yaml"


@pytest.fixture(scope="module")
def shipped():
    names = load_config(ROOT / "config" / "config.yaml")["studies"]
    return [load_study(name, ROOT / "config/studies", ROOT) for name in names]


@pytest.fixture
def study_of(tmp_path):
    """A study like lstm_epochs with claims of its own."""

    def load(claims, text="vary: {training.epochs: [5, 7]}"):
        base = (ROOT / "config" / "studies" / "lstm_epochs.yaml").read_text()
        (tmp_path / "lstm_epochs.yaml").write_text(base)
        claimed = yaml.safe_dump({"claims": claims})
        (tmp_path / "mine.yaml").write_text(f"extends: lstm_epochs\ntitle: t\n{text}\n{claimed}")
        return load_study("mine", tmp_path, ROOT)

    return load


def resolve(*studies, claims=()):
    return resolve_claims({"claims": list(claims)}, "claims.yaml", list(studies))


def test_all_thirty_claims_are_there_each_with_its_source(shipped):
    document = load_claims(CLAIMS)
    claims = resolve_claims(document, "data/claims.yaml", shipped)
    assert [claim["claim"] for claim in claims] == list(range(1, 31))
    assert not any("undecided" in claim for claim in claims)
    assert all(claim["section"] and claim["tutorial"] in document["tutorials"] for claim in claims)
    assert [len(claim["parts"]) for claim in claims] == [3] * 18 + [1] * 12


def test_names_and_defaults_are_written_out_for_every_era(shipped):
    claims = resolve_claims(load_claims(CLAIMS), "data/claims.yaml", shipped)
    (check,) = claims[5]["parts"][2]["checks"]
    assert check["configurations"] == ["era=keras1_tf1,epochs=1000"]
    assert check["shown"] == [f"epochs={n}" for n in (500, 1000, 2000, 4000, 6000)]
    assert len(check["among"]) == 5 and check["of"] == "test_rmse"
    (check,) = claims[15]["parts"][1]["checks"]
    assert check["samples"]["lstm_neurons"] == "era=keras1,units=1"


def test_claims_about_studies_that_do_not_run_are_left_out(shipped):
    alone = [study for study in shipped if study.name == "batchnorm"]
    claims = resolve_claims(load_claims(CLAIMS), "data/claims.yaml", alone)
    assert [claim["claim"] for claim in claims] == [19, 20, 21, 22, 23, 24, 25, 26]


def test_a_claim_about_what_a_changed_study_no_longer_has_cannot_be_decided(study_of):
    check = {"kind": "lowest", "configurations": ["epochs=6"]}
    claim = {"claim": 1, "says": "so", "study": "mine", "checks": [check]}
    (found,) = resolve(study_of([]), claims=[claim])
    assert found["parts"] == []
    assert "mine has no configuration 'epochs=6'" in found["undecided"]


def test_a_study_has_claims_of_its_own(study_of):
    check = {"kind": "ordering", "configurations": ["epochs=5", "epochs=7"], "direction": "falling"}
    (found,) = resolve(study_of([{"says": "More is better.", "checks": [check]}]))
    assert found["claim"] == "mine 1" and found["studies"] == ["mine"]
    assert found["parts"][0]["checks"][0]["statistic"] == "mean"


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ({"kind": "lowst"}, "Did you mean 'lowest'"),
        (
            {"kind": "lowest", "configurations": ["epochs=8"]},
            "no configuration 'epochs=8'. Did you",
        ),
        ({"kind": "lowest"}, "needs 'configurations'"),
        ({"kind": "lowest", "configurations": ["epochs=5", "epochs=7"]}, "needs others 'among'"),
        ({"kind": "ordering", "configurations": ["epochs=5"]}, "needs 'direction'"),
        ({"kind": "share", "below": 3}, "needs 'at_least' or 'at_most'"),
        ({"kind": "share", "at_least": 1}, "one of 'below', 'above' and 'between'"),
        (
            {"kind": "difference", "configurations": ["epochs=5"], "at_most": 1},
            "two configurations",
        ),
        (
            {"kind": "within", "at_most": 1, "of": {"curve": "test_rmse", "feature": "roughness"}},
            "mine records no curves; set evaluation.every_epoch: true",
        ),
        (
            {"kind": "within", "at_most": 1, "of": {"layer": "inference_change", "update": 0}},
            "mine watches no layers",
        ),
        ({"kind": "within", "at_most": 1, "of": {"distance_from": 3}}, "one of 'metric', 'curve'"),
        ({"kind": "within", "at_most": 1, "of": "test_rms"}, "no metric 'test_rms'. Did you mean"),
        (
            {"kind": "difference", "baseline": "persistance", "at_most": 0},
            "no baseline 'persistance'. Did you mean 'persistence'?",
        ),
        ({"kind": "within", "at_least": 3, "at_most": 1}, "'at_least' is above 'at_most'"),
        ({"kind": "share", "below": 3, "at_least": 90}, "a share lies between 0 and 1"),
        ({"kind": "share", "between": [9, 5], "at_least": 0.5}, "the smaller number first"),
        (
            {"kind": "ordering", "configurations": ["epochs=5"], "direction": "rising"},
            "needs two configurations",
        ),
        ({"kind": "lowest", "study": "other", "configurations": ["a"]}, "'other' does not run"),
    ],
)
def test_a_wrong_claim_says_what_where_and_what_to_do(study_of, check, expected):
    with pytest.raises(ConfigError) as caught:
        resolve(study_of([{"says": "so", "checks": [check]}]))
    assert expected in str(caught.value)
    assert "mine" in str(caught.value) and "claim" in str(caught.value)


RECORDED = "vary: {training.epochs: [50, 70]}\nevaluation: {every_epoch: true}"


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ({"feature": "first_reaching"}, "the feature 'first_reaching' needs 'value'"),
        ({"feature": "settling_epoch"}, "needs 'within'"),
        (
            {"feature": "at_epoch", "at": 60},
            "looks at 60 epochs, but mine trains a configuration for 50",
        ),
        ({"feature": "change_at_end", "last": 30}, "looks at 60 epochs"),
        ({"feature": "mean_of_last", "last": 51}, "looks at 51 epochs"),
    ],
)
def test_a_feature_has_its_options_and_curves_that_are_long_enough(study_of, measure, expected):
    check = {"kind": "within", "at_most": 1, "of": {"curve": "test_rmse", **measure}}
    with pytest.raises(ConfigError) as caught:
        resolve(study_of([{"says": "so", "checks": [check]}], RECORDED))
    assert expected in str(caught.value)


def test_origins_are_no_alternatives_of_a_claim(study_of):
    text = "vary: {training.epochs: [5, 7]}\norigins: {number: 2}\n"
    text += "framing: {train_rows: 16, test_rows: 4}"
    check = {"kind": "within", "at_most": 1}
    with pytest.raises(ConfigError, match="has rolling origins, whose errors are no alternatives"):
        resolve(study_of([{"says": "so", "checks": [check]}], text))
    (found,) = resolve(study_of([{"says": "so", "each": "origin", "checks": [check]}], text))
    assert [part["label"] for part in found["parts"]] == ["28", "32"]
    assert found["parts"][0]["checks"][0]["configurations"] == [
        "epochs=5,origin=28",
        "epochs=7,origin=28",
    ]


def test_a_key_that_does_not_vary_is_named_with_those_that_do(study_of):
    claim = {"says": "so", "each": "epoch", "checks": [{"kind": "within", "at_most": 1}]}
    with pytest.raises(ConfigError, match=r"'epoch' does not vary in mine. Did you mean 'epochs'"):
        resolve(study_of([claim]))

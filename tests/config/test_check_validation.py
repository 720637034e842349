from dataclasses import replace

import pytest

from reprise.config.check_validation import ClaimScope, resolve_check

WHERE = "mine.yaml: claims, item 1, checks, item 1"
EPOCHS = "vary: {training.epochs: [5, 7, 9]}"
NAMES = ["epochs=5", "epochs=7", "epochs=9"]
SHARE = {"kind": "share", "at_least": 0.5}
WITHIN = {"kind": "within", "at_most": 1}


@pytest.fixture
def resolve(load_extension):
    """A function that resolves a check on a study of three numbers of epochs."""

    def call(check, text=EPOCHS, each=None, value=None):
        scope = ClaimScope({"mine": load_extension(text)}, "mine", each, value)
        return resolve_check(check, scope, WHERE)

    return call


def test_a_check_is_about_all_configurations_and_the_headline_metric_by_default(resolve):
    assert resolve(WITHIN) == WITHIN | {
        "study": "mine",
        "of": "test_rmse",
        "configurations": NAMES,
        "shown": NAMES,
    }


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (
            {"kind": "lowest", "configurations": ["epochs=7"]},
            {"configurations": ["epochs=7"], "among": NAMES, "shown": NAMES},
        ),
        (
            {"kind": "highest", "configurations": ["epochs=7"], "among": ["epochs=9", "epochs=7"]},
            {"among": ["epochs=9", "epochs=7"], "shown": ["epochs=9", "epochs=7"]},
        ),
        (
            {"kind": "difference", "configurations": ["epochs=9", "epochs=5"], "at_most": 0},
            {"configurations": ["epochs=9", "epochs=5"], "shown": ["epochs=9", "epochs=5"]},
        ),
        (
            {"kind": "difference", "baseline": "persistence", "at_most": 0},
            {"configurations": NAMES, "baseline": "persistence"},
        ),
        ({"kind": "baseline", "baseline": "ets", "at_least": 0}, {"configurations": NAMES}),
        (SHARE | {"between": [3, 3]}, {"between": [3, 3]}),
        (SHARE | {"below": 3, "at_least": 0, "at_most": 1}, {"at_least": 0, "at_most": 1}),
        (WITHIN | {"at_least": 1}, {"at_least": 1, "at_most": 1}),
        (WITHIN | {"of": "train_rmse"}, {"of": "train_rmse"}),
        (
            {"kind": "ordering", "configurations": NAMES[:2], "direction": "rising"},
            {"configurations": NAMES[:2]},
        ),
    ],
)
def test_names_and_defaults_of_a_check_are_written_out(resolve, check, expected):
    resolved = resolve(check)
    assert {key: resolved[key] for key in expected} == expected


def test_only_the_lowest_and_the_highest_are_chosen_among_configurations(resolve):
    assert "among" not in resolve(WITHIN | {"among": NAMES})


def test_configurations_are_named_without_the_key_that_a_claim_is_checked_for(resolve):
    text = "vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]"
    check = WITHIN | {"configurations": ["epochs=7"]}
    resolved = resolve(check, text, "era", "keras1")
    assert resolved["configurations"] == ["era=keras1,epochs=7"]
    assert resolved["shown"] == ["epochs=7"]
    assert resolve(WITHIN, text, "era", "keras3")["shown"] == ["epochs=5", "epochs=7"]


def test_the_runs_of_several_studies_are_pooled(load_extension):
    studies = {"mine": load_extension(EPOCHS), "other": load_extension("")}
    samples = {"mine": "epochs=7", "other": "all"}
    check = {"kind": "one_distribution", "samples": samples, "printed": [1, 2], "printed_runs": 30}
    resolved = resolve_check(check, ClaimScope(studies, "mine", None, None), WHERE)
    assert resolved == check | {"study": "mine", "of": "test_rmse"}


def test_a_check_can_be_about_another_study_than_its_claim(load_extension):
    other = replace(load_extension("metric: test_mae"), name="other")
    scope = ClaimScope({"mine": load_extension(EPOCHS), "other": other}, "mine", None, None)
    resolved = resolve_check(WITHIN | {"study": "other"}, scope, WHERE)
    assert (resolved["study"], resolved["of"]) == ("other", "test_mae")
    assert resolved["configurations"] == ["all"]


ORIGINS = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n" + EPOCHS


SPLITS = "framing: {test_rows: 10, random_state: 1}\nsplits: {number: 2}\n" + EPOCHS


@pytest.mark.parametrize("kind", ["origin", "split"])
def test_a_claim_survives_origins_and_splits(load_extension, load_samples, kind):
    """A name without an origin or a split is checked where the study has its own rows."""
    if kind == "origin":
        study, own = load_extension(ORIGINS), "origin=32"
    else:
        study, own = load_samples("framing: {test_rows: 10}", SPLITS), "split=1"
    check = {"kind": "lowest", "configurations": ["epochs=7"]}
    scope = ClaimScope({study.name: study}, study.name, None, None)
    resolved = resolve_check(check, scope, WHERE)
    assert resolved["configurations"] == [f"epochs=7,{own}"]
    assert resolved["among"] == [f"{name},{own}" for name in NAMES]
    assert resolved["shown"] == NAMES
    assert resolved["partition"] == own.replace("=", " ")
    all_of_them = resolve_check(WITHIN, scope, WHERE)
    assert all_of_them["configurations"] == [f"{name},{own}" for name in NAMES]


def test_names_of_one_origin_and_claims_for_each_origin_stay_as_they_are(resolve):
    one_origin = resolve(WITHIN | {"configurations": ["epochs=5,origin=28"]}, ORIGINS)
    assert one_origin["configurations"] == ["epochs=5,origin=28"]
    assert "partition" not in one_origin
    each_origin = resolve(WITHIN, ORIGINS, "origin", 28)
    assert each_origin["configurations"] == [f"{name},origin=28" for name in NAMES]
    assert each_origin["shown"] == NAMES and "partition" not in each_origin
    both = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n" + (
        "vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]"
    )
    each_era = resolve(WITHIN | {"configurations": ["epochs=7"]}, both, "era", "keras1")
    assert each_era["configurations"] == ["era=keras1,epochs=7,origin=32"]
    assert each_era["partition"] == "origin 32"


@pytest.mark.parametrize(
    ("check", "key", "problem"),
    [
        ({"kind": "lowest"}, "configurations", "of kind 'lowest' needs the key 'configurations'"),
        ({"kind": "highest"}, "configurations", "needs the key 'configurations'"),
        ({"kind": "ordering", "configurations": NAMES}, "direction", "needs the key 'direction'"),
        ({"kind": "baseline", "at_most": 1}, "baseline", "needs the key 'baseline'"),
        ({"kind": "one_distribution", "samples": {}}, "printed", "needs the key 'printed'"),
        *(
            ({"kind": kind, "baseline": "ets", "below": 1}, "at_least", "'at_least' or 'at_most'")
            for kind in ("share", "within", "difference", "baseline")
        ),
        (SHARE, "below", "exactly one of the keys 'below', 'above' and 'between'"),
        (SHARE | {"below": 1, "above": 0}, "below", "exactly one of the keys"),
        (WITHIN | {"at_least": 2}, "at_least", "at_least is 2, which is larger than at_most, 1."),
        (
            SHARE | {"below": 1, "at_least": 90},
            "at_least",
            "at_least is 90, but a share is between",
        ),
        (SHARE | {"below": 1, "at_most": 1.5}, "at_most", "at_most is 1.5, but a share is between"),
        (SHARE | {"below": 1, "at_least": -0.5}, "at_least", "write 90 % as 0.9"),
        (SHARE | {"between": [9, 5]}, "between", "between is [9, 5]; write the smaller number fir"),
        ({"kind": "trend", "configurations": NAMES}, "direction", "needs the key 'direction'"),
        *(
            (
                {"kind": kind, "configurations": NAMES[:1], "direction": "rising"},
                "configurations",
                f"a check of kind '{kind}' needs two or more configurations",
            )
            for kind in ("ordering", "trend")
        ),
        (
            {"kind": "difference", "configurations": NAMES[:1], "at_most": 1},
            "configurations",
            "a check of kind 'difference' needs two configurations, not 1. With a 'baseline', one",
        ),
        ({"kind": "difference", "at_most": 1}, "configurations", "two configurations, not 3"),
        (
            {"kind": "lowest", "configurations": NAMES},
            "among",
            "'lowest' compares 'configurations'",
        ),
        (
            {"kind": "highest", "configurations": NAMES[:1], "among": NAMES[1:]},
            "among",
            "'among' must have all of 'configurations' and at least one other",
        ),
        (
            {"kind": "lowest", "configurations": ["epochs=8"]},
            "configurations",
            "mine has no configuration 'epochs=8'. Did you mean 'epochs=9'?",
        ),
        (
            {"kind": "lowest", "configurations": NAMES[:1], "among": ["epochs=5", "all"]},
            "among",
            "mine has no configuration 'all'. Known: epochs=5, epochs=7, epochs=9.",
        ),
        (
            {
                **{"kind": "one_distribution", "samples": {"mine": "a"}},
                **{"printed": [1, 2], "printed_runs": 30},
            },
            "samples.mine",
            "mine has no configuration 'a'",
        ),
    ],
)
def test_a_wrong_check_is_explained(resolve, config_error, check, key, problem):
    error = config_error(resolve, check)
    assert problem in error.problem
    assert (error.where, error.key) == (WHERE, key)

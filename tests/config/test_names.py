import pytest

from reprise.config.names import (
    LONGEST,
    RESERVED_STUDIES,
    check_name,
    fold_name,
    refuse_equal_names,
)
from reprise.config.study_groups import check_group_name, expand_groups
from reprise.errors import ConfigError


def problem_of(name, kind="study", key="studies", **options):
    with pytest.raises(ConfigError) as caught:
        check_name(name, kind, "c.yaml", key, **options)
    assert (caught.value.where, caught.value.key, caught.value.value) == ("c.yaml", key, name)
    return caught.value.problem


@pytest.mark.parametrize(
    "name",
    [
        *("epochs=1000", "batch_size=4,units=2", "optimizer=sgd-momentum0.9", "a", "7", "2024.1"),
        *("a" * LONGEST["study"], "año", "größe=1", "研究", "हिन्दी", "console", "com10", "a-b+c"),
    ],
)
def test_a_name_that_is_the_same_file_everywhere_is_accepted(name):
    check_name(name, "study", "c.yaml", "studies", RESERVED_STUDIES)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "which is empty"),
        (".hidden", "which begins with another character"),
        ("..", "which begins with another character"),
        ("-n", "which begins with another character"),
        ("=1", "which begins with another character"),
        ("a.", "which ends with a point"),
        *((f"a{mark}b", f"which has the character '{mark}'") for mark in "/{}\"*?<>|: ~$`;&#%\\'"),
        *((f"a{mark}b", f"the character {mark!a}") for mark in "\n\t\0\x7f\u200b\u202e"),
        (" a", "which has the character ' '"),
        *((name, "a device on Windows") for name in ("CON", "nul", "Aux.v2", "com1", "LPT9")),
        ("cafe\u0301", r"'cafe\u0301', which some systems write as 'café'"),
        ("com\u00b9", "which some systems write as 'com1'"),
        ("\ufb01t", "which some systems write as 'fit'"),
        ("\uff21", "which some systems write as 'A'"),
        ("a" * 81, "which has 81 bytes, but 80 are allowed"),
        ("\u00e4" * 41, "which has 82 bytes, but 80 are allowed"),
    ],
)
def test_a_name_that_is_no_file_or_another_file_somewhere_is_refused(name, problem):
    assert problem in problem_of(name)


def test_a_reserved_name_is_refused_in_any_case():
    for name in (
        "findings",
        "Findings",
        "LOGS",
        "benchmarks",
        "settings",
        "report",
        "write_report",
    ):
        assert "reserved for Reprise itself" in problem_of(name, reserved=RESERVED_STUDIES)


def test_a_grid_with_a_value_that_is_no_name_is_told_to_name_its_configurations():
    problem = problem_of("path=../../x", "configuration", "vary")
    assert problem.endswith("list the configurations under 'configurations' with a name each.")


@pytest.mark.parametrize("pair", [("units=A", "units=a"), ("Straße", "STRASSE"), ("É", "é")])
def test_two_names_of_one_file_are_refused(pair):
    assert fold_name(pair[0]) == fold_name(pair[1])
    with pytest.raises(ConfigError) as caught:
        refuse_equal_names(["other", *pair, *pair], "configuration", "s.yaml", "vary")
    assert f"'{pair[0]}' and '{pair[1]}', which are one file on Windows" in caught.value.problem
    refuse_equal_names(["other", pair[0], pair[0]], "configuration", "s.yaml", "vary")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("configurations: {../../x: {}}", "configurations"),
        ("configurations: {.x: {}}", "configurations"),
        ("configurations: {nul: {}}", "configurations"),
        ("configurations: {all: {training.epochs: 3}}", "configurations"),
        ("configurations: {'a\n': {}}".replace("\n", "\\n").replace("'", '"'), "configurations"),
        ("configurations: {a: {}, A: {training.epochs: 3}}", "configurations"),
        ("configurations: {ETS: {}}", "configurations.ETS"),
        ("vary: {model.x: ['../../x']}", "vary"),
        ("vary: {model.x: ['{repeat}']}", "vary"),
        (f"vary: {{model.x: [{'x' * 200}]}}", "vary"),
        ("vary: {'model.a b': [1]}", "vary"),
        ("vary: {model.: [1]}", "vary"),
        ("group: ../x", "group"),
        ("group: findings", "group"),
    ],
)
def test_every_name_of_a_study_follows_the_rule(load_extension, config_error, text, key):
    error = config_error(load_extension, text)
    assert error.where.endswith("mine.yaml") and error.key.startswith(key)


def test_a_grid_that_no_machine_can_train_is_refused_at_once(load_extension, config_error):
    keys = ("training.epochs", "training.batch_size", "model.units", "framing.lags")
    vary = "".join(f"\n  {key}: {list(range(1, 101))}" for key in keys)
    error = config_error(load_extension, f"vary: {vary}")
    assert "vary has 100000000 combinations of values" in error.problem


def test_a_family_of_the_user_is_a_part_of_a_name(load_extension):
    from reprise.config.named_changes import list_named_changes

    named = list_named_changes({"vary": {"model.family": ["mlp", "mine:net"]}}, "s.yaml")
    assert [name for name, _ in named] == ["family=mlp", "family=mine:net"]


def test_a_study_or_group_that_equals_a_study_in_another_case_is_refused(tmp_path, config_error):
    for name in ("tiny", "other"):
        (tmp_path / f"{name}.yaml").write_text("group: Tiny\n")
    assert expand_groups(["tiny"], tmp_path) == ["tiny"]
    error = config_error(check_group_name, "Tiny", tmp_path / "other.yaml")
    assert "the group has the name of the study tiny" in error.problem
    (tmp_path / "Tiny.yaml").write_text("title: t\n")
    if len(list(tmp_path.glob("*.yaml"))) == 3:  # macOS keeps one file
        error = config_error(expand_groups, ["tiny"], tmp_path)
        assert "'Tiny' and 'tiny', which are one file" in error.problem

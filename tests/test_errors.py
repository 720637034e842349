import errno
import pickle

import pytest

from reprise.errors import (
    ConfigError,
    DamagedFileError,
    ModelError,
    RepriseError,
    did_you_mean,
    explain_os_error,
    key_path,
)


def test_a_config_error_names_the_place_before_the_problem():
    assert str(ConfigError("x is 1.", "s.yaml", "x", 1)) == "s.yaml: x is 1."
    assert str(ConfigError("x is 1.")) == "x is 1."


def test_an_error_inside_a_larger_place_keeps_its_own_place_key_and_value():
    error = ConfigError("x is 1.", "f.csv, line 2", "x", 1).inside("s.yaml", "dataset")
    assert (error.problem, error.where) == ("x is 1.", "s.yaml: f.csv, line 2")
    assert (error.key, error.value) == ("x", 1)


def test_an_error_without_place_and_key_takes_those_of_the_larger_place():
    error = ConfigError("wrong.").inside("s.yaml", "dataset")
    assert (str(error), error.key) == ("s.yaml: wrong.", "dataset")


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("x is 1.", "s.yaml", "x", 1),
        DamagedFileError("a/b.json", "is not complete"),
        ModelError("no such layer"),
    ],
)
def test_an_error_survives_the_way_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, RepriseError)
    assert str(copy) == str(error) and vars(copy) == vars(error)


def test_a_damaged_file_is_deleted_by_the_user():
    assert str(DamagedFileError("a.json", "is not complete")) == (
        "a.json: is not complete; delete this file and run the same command again to make it again."
    )
    assert str(DamagedFileError("a.json", "was changed", "to train it")).endswith(" to train it.")


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room and run the same command again"),
        (errno.EDQUOT, "Make room"),
        (errno.EFBIG, "Make room"),
        (errno.EROFS, "Make it writable"),
        (errno.EACCES, "--config results=..."),
        (errno.EPERM, "Make it writable"),
    ],
)
def test_a_refusal_of_the_system_comes_with_advice(number, advice):
    text = explain_os_error(OSError(number, "Refused", "a/b.json"))
    assert text.startswith("Refused: a/b.json. ") and advice in text


def test_other_refusals_of_the_system_are_shown_without_advice():
    assert explain_os_error(OSError(errno.EIO, "Input/output error")) == "Input/output error."
    assert explain_os_error(OSError("broken")) == "broken."


def test_only_a_similar_word_is_suggested():
    assert did_you_mean("epoch", ["epochs", "units"]) == " Did you mean 'epochs'?"
    assert did_you_mean("epoch", ["units"]) == did_you_mean("epoch", []) == ""
    assert did_you_mean(10, ["100"]) == " Did you mean '100'?"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("training", "epochs"), "training.epochs"),
        (("checks", 1, "kind"), "checks, item 2, kind"),
        (("claims", 0, "checks", 1, "of", "last"), "claims, item 1, checks, item 2, of.last"),
        ((0, "a"), "item 1, a"),
        (("a", 0, 1), "a, item 1, item 2"),
    ],
)
def test_the_path_of_a_key_counts_list_positions_from_one(parts, text):
    assert key_path(*parts) == text

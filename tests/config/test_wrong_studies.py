from dataclasses import replace

import pytest
from conftest import ROOT

from reprise.config.config_file import load_config
from reprise.config.study_file import load_study
from reprise.config.wrong_studies import WrongStudies, leave_out_wrong
from reprise.errors import ConfigError


@pytest.fixture(scope="module")
def study():
    return load_study("quick", ROOT / "config" / "studies", ROOT)


def claim_about(name):
    return ({"says": "x", "checks": [{"kind": "lowest", "study": name, "configurations": ["c"]}]},)


def test_the_error_of_each_study_is_one_line_that_names_the_study():
    wrong = WrongStudies("/project")
    for name, error in {
        "a": ConfigError("epochs is\n 0.", "/project/config/studies/a.yaml"),
        "b": ConfigError("no title."),
        "c": PermissionError(13, "Permission denied", "c.csv"),
        "d": TypeError("unexpected"),
    }.items():
        with wrong.collect(name):
            raise error
    assert list(wrong.problems) == ["a", "b", "c", "d"]
    assert wrong.problems["a"] == "config/studies/a.yaml: epochs is 0."
    assert wrong.problems["b"] == "b: no title."
    assert wrong.problems["c"].startswith("c: Permission denied: c.csv. Make it writable")
    assert wrong.problems["d"].startswith("d: the study cannot be read, because of an error of")
    assert "test_wrong_studies.py, line" in wrong.problems["d"]


def test_all_wrong_studies_are_refused_together():
    wrong = WrongStudies()
    wrong.refuse([])
    for name in ("a", "b"):
        with wrong.collect(name):
            raise ConfigError("wrong.")
    with pytest.raises(ConfigError) as error:
        wrong.refuse(["c"])
    heading, *problems, advice = str(error.value).splitlines()
    assert heading == "2 studies are wrong, so nothing was started:"
    assert problems == ["a: wrong.", "b: wrong."]
    assert advice.endswith("with --config on_study_error=continue.")
    assert wrong.describe_left_out().splitlines()[0] == "Reprise: 2 wrong studies were left out:"


def test_a_single_wrong_study_is_refused_in_one_line():
    wrong = WrongStudies()
    with wrong.collect("a"):
        raise ConfigError("wrong.")
    with pytest.raises(ConfigError, match=r"^a: wrong\.$"):
        wrong.refuse([])


def test_ctrl_c_is_no_error_of_a_study():
    with pytest.raises(KeyboardInterrupt), WrongStudies().collect("a"):
        raise KeyboardInterrupt


def test_a_study_with_the_title_of_an_earlier_one_is_left_out(study):
    wrong = WrongStudies()
    assert leave_out_wrong([study, replace(study, name="again")], wrong) == [study]
    assert list(wrong.problems) == ["again"]


def test_a_study_that_claims_something_about_a_study_that_was_left_out_is_left_out(study):
    first = replace(study, name="first", title="1", claims=claim_about("second"))
    second = replace(study, name="second", title="2", claims=claim_about("none"))
    wrong = WrongStudies()
    assert leave_out_wrong([first, second, study], wrong) == [study]
    problem = wrong.problems["second"]
    assert "second.yaml: claims, item 1: the claim needs the study 'none'" in problem
    assert sorted(wrong.problems) == ["first", "second"]


def test_names_that_are_no_studies_and_broken_files_of_groups_are_wrong_studies(tmp_path):
    folder = tmp_path / "studies"
    folder.mkdir()
    for name, text in {"a": "group: g", "b": "group: [", "c": "title: t"}.items():
        (folder / f"{name}.yaml").write_text(f"{text}\n")
    (tmp_path / "config.yaml").write_text("studies: [c, none, g]\n")
    wrong = WrongStudies()
    assert load_config(tmp_path / "config.yaml", None, wrong)["studies"] == ["c", "a"]
    assert sorted(wrong.problems) == ["b", "none"]
    assert "b.yaml, line" in wrong.problems["b"]
    with pytest.raises(ConfigError):
        load_config(tmp_path / "config.yaml", None)

from pathlib import Path

import pytest

from reprise.config.study_groups import check_group_name, expand_groups, read_groups


@pytest.fixture
def folder(tmp_path):
    for name, text in {"a": "title: t", "b": "group: g", "c": "group: h", "d": "group: g"}.items():
        (tmp_path / f"{name}.yaml").write_text(f"{text}\n")
    return tmp_path


def test_a_group_has_the_studies_that_name_it(folder):
    assert read_groups(folder) == {"g": ["b", "d"], "h": ["c"]}


def test_a_group_that_names_no_text_is_left_to_the_schema(folder):
    (folder / "e.yaml").write_text("group: [g]\n")
    assert read_groups(folder) == {"g": ["b", "d"], "h": ["c"]}


def test_other_files_are_read_only_if_a_name_is_not_a_study(folder):
    (folder / "broken.yaml").write_text("title: [\n")
    assert expand_groups(["c", "a"], folder) == ["c", "a"]


def test_a_study_comes_before_a_group_of_the_same_name(folder):
    (folder / "g.yaml").write_text("title: t\n")
    assert expand_groups(["g"], folder) == ["g"]


def test_a_group_with_the_name_of_a_study_is_refused(folder, config_error):
    (folder / "g.yaml").write_text("title: t\n")
    error = config_error(check_group_name, "g", folder / "b.yaml")
    assert error.problem == "the group has the name of the study g.yaml; rename the group."
    assert (error.where, error.key, error.value) == (str(folder / "b.yaml"), "group", "g")
    check_group_name("h", folder / "c.yaml")
    check_group_name(None, Path(folder / "a.yaml"))

import pytest
from conftest import ROOT

from reprise.config.config_file import check_config_files, load_config
from reprise.config.study_groups import read_groups


@pytest.fixture
def config_file(tmp_path):
    """The path of a config that lists `plain`; `long` and `longer` are the group `slow`."""
    (tmp_path / "studies").mkdir()
    for name, text in {
        "plain": "extends: long",
        "longer": "group: slow",
        "long": "group: slow",
    }.items():
        (tmp_path / "studies" / f"{name}.yaml").write_text(f"{text}\ntitle: t\n")
    path = tmp_path / "config.yaml"
    path.write_text("studies: [plain]\n")
    return path


def test_the_config_that_ships_lists_the_studies_without_a_group():
    listed = load_config(ROOT / "config" / "config.yaml")["studies"]
    folder = ROOT / "config" / "studies"
    grouped = {study for studies in read_groups(folder).values() for study in studies}
    on_request = {"lstm_grid", "lstm_replication", "lstm_until_decided", "quick"}
    assert set(listed) == {file.stem for file in folder.glob("*.yaml")} - grouped - on_request


def test_defaults_are_filled_in(config_file):
    config = load_config(config_file)
    assert config["results"] == "results" and config["job_size"] == "share"


@pytest.mark.parametrize(
    ("overrides", "studies"),
    [
        (None, ["plain"]),
        ({"repeats": 3}, ["plain"]),
        ({"studies": "long"}, ["long"]),
        ({"studies": ["plain", "long"]}, ["plain", "long"]),
        ({"studies": "long, plain"}, ["long", "plain"]),
        ({"studies": "long plain"}, ["long", "plain"]),
        ({"studies": "slow"}, ["long", "longer"]),
        ({"studies": "plain,slow"}, ["plain", "long", "longer"]),
        ({"studies": "longer,slow"}, ["longer", "long"]),
    ],
)
def test_the_command_line_names_studies_and_groups(config_file, overrides, studies):
    assert load_config(config_file, overrides)["studies"] == studies


def test_the_config_can_name_a_group(config_file):
    config_file.write_text("studies: [slow, plain]\n")
    assert load_config(config_file)["studies"] == ["long", "longer", "plain"]


def test_the_command_line_replaces_keys_of_the_config(config_file):
    assert load_config(config_file, {"results": "elsewhere"})["results"] == "elsewhere"


@pytest.mark.parametrize(
    ("overrides", "key", "problem"),
    [
        ({"studies": ","}, "studies", "studies is [], but must be a list of at least 1 item."),
        ({"studies": "a,a"}, "studies", "but must be a list without repetition."),
        ({"studies": "a.yaml"}, "studies", "write only the name of the study: a."),
        ({"job_siz": "run"}, "job_siz", "unknown key 'job_siz'. Did you mean 'job_size'?"),
    ],
)
def test_a_wrong_key_on_the_command_line_names_the_config(
    config_file, config_error, overrides, key, problem
):
    error = config_error(load_config, config_file, overrides)
    assert problem in error.problem
    assert (error.where, error.key) == (f"{config_file} with --config", key)


@pytest.mark.parametrize(
    ("name", "similar"), [("plan", "plain"), ("slo", "slow"), ("longest", "longer")]
)
def test_an_unknown_name_lists_the_studies_and_the_groups(config_file, config_error, name, similar):
    error = config_error(load_config, config_file, {"studies": name})
    assert f"studies has '{name}', but there is no file " in error.problem
    assert f"Did you mean '{similar}'?" in error.problem
    assert error.problem.endswith("Studies: long, longer, plain. Groups: slow.")
    assert (error.where, error.key) == (f"{config_file} with --config", "studies")


def test_the_words_of_a_config_on_the_command_line_are_checked(tmp_path, config_error):
    first, second, third = (tmp_path / name for name in ("a.yaml", "b.yml", "c.json"))
    first.write_text("repeats: 8\n")
    second.write_text("repeats: 010\n")
    third.write_text('{\n\t"repeats": 8}')
    check_config_files([first, third])
    error = config_error(check_config_files, [first, second])
    assert error.where == f"{second}, line 1" and error.value == "010"


def test_the_name_of_a_study_can_be_a_number(config_file):
    (config_file.parent / "studies" / "2024.yaml").write_text("title: t\n")
    assert load_config(config_file, {"studies": 2024})["studies"] == ["2024"]

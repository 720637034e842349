import pytest
from conftest import ROOT

from reprise.config.config_file import load_config


@pytest.fixture
def config_file(tmp_path):
    """The path of a config that lists `plain`, and `long`, which runs only when asked for."""
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "plain.yaml").write_text("extends: long\ntitle: t\n")
    (tmp_path / "studies" / "long.yaml").write_text("only_when_asked: true\n")
    path = tmp_path / "config.yaml"
    path.write_text("studies: [plain, long]\n")
    return path


def test_the_config_that_ships_lists_every_study_but_those_for_a_request():
    studies = load_config(ROOT / "config" / "config.yaml")["studies"]
    assert len(studies) == 25 and "lstm_grid" not in studies


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
    ],
)
def test_a_study_runs_only_when_asked_if_its_file_says_so(config_file, overrides, studies):
    assert load_config(config_file, overrides)["studies"] == studies


def test_the_command_line_replaces_keys_of_the_config(config_file):
    assert load_config(config_file, {"results": "elsewhere"})["results"] == "elsewhere"


def test_a_config_with_only_such_studies_explains_how_to_name_them(config_file, config_error):
    config_file.write_text("studies: [long]\n")
    error = config_error(load_config, config_file)
    assert error.problem.startswith("every study of the config runs only when the command line")
    assert error.problem.endswith("--config studies=long.")
    assert (error.where, error.key) == (str(config_file), "studies")


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


def test_a_missing_study_names_the_most_similar_one(config_file, config_error):
    config_file.write_text("studies: [plan]\n")
    assert "Did you mean 'plain'?" in config_error(load_config, config_file).problem

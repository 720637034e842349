import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import ROOT

from reprise.config.schema import read_yaml
from reprise.config.study import load_config, load_study
from reprise.config.study_checks import choose_baselines
from reprise.errors import ConfigError


@pytest.fixture
def study_of(tmp_path):
    """Load a study that extends lstm_epochs by some text."""

    def load(text, **options):
        base = (ROOT / "config" / "studies" / "lstm_epochs.yaml").read_text()
        (tmp_path / "lstm_epochs.yaml").write_text(base)
        (tmp_path / "mine.yaml").write_text(f"extends: lstm_epochs\ntitle: t\n{text}\n")
        return load_study("mine", tmp_path, ROOT, **options)

    return load


def test_every_study_that_ships_is_valid_and_has_the_tutorials_size():
    config = load_config(ROOT / "config" / "config.yaml")
    studies = {n: load_study(n, ROOT / "config/studies", ROOT) for n in config["studies"]}
    sizes = {n: (len(s.configurations), s.repeats) for n, s in studies.items()}
    assert sizes["lstm_epochs"] == (15, 30)
    assert sizes["lstm_batch_size"] == (9, 30)
    assert sizes["lstm_neurons"] == (15, 30)
    assert sizes["lstm_epochs_diagnostic"] == (12, 10)
    assert sizes["batchnorm"] == (3, 30)
    assert sizes["batchnorm_extensions"] == (7, 30)
    assert sizes["sequence_forecasters"] == (5, 30)
    assert sizes["births_forecasters"] == (5, 30)
    assert sizes["lstm_origins"] == (2 * 4, 30)
    assert sizes["births_origins"] == (2 * 5, 10)
    assert len(studies) == 25
    grid = load_study("lstm_grid", ROOT / "config/studies", ROOT)
    assert (len(grid.configurations), grid.repeats) == (75, 30)
    assert all(s.baselines for s in studies.values())


def test_a_grid_is_named_by_what_varies(study_of):
    study = study_of("vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]")
    names = [c.name for c in study.configurations]
    assert names == [f"era={era},epochs={n}" for era in ("keras3", "keras1") for n in (5, 7)]
    assert study.configurations[3].varied == {"era": "keras1", "epochs": 7}
    assert study.configurations[3].settings["training"]["epochs"] == 7
    assert study.name_within_panel(study.configurations[3]) == "epochs=7"


def test_a_key_named_as_a_column_of_the_tables_keeps_its_whole_name(study_of):
    study = study_of("vary: {evaluation.state: [carried, reset]}")
    assert [c.varied for c in study.configurations] == [
        {"evaluation_state": "carried"},
        {"evaluation_state": "reset"},
    ]


def test_slow_baselines_of_a_long_series_have_to_be_asked_for():
    def chosen(said, train_rows):
        framing = {"framing": {"test_rows": 12}}
        configurations = [SimpleNamespace(settings=framing, train_rows=train_rows)]
        return choose_baselines(said, "forecast", {}, configurations, "mine.yaml")

    assert chosen(None, 10_001) == ("persistence", "mean", "least_squares")
    assert "ets" in chosen(None, 10_000) and "sarima" in chosen(None, 10_000)
    assert chosen(["ets"], 10_001) == ("ets",)


def test_a_joint_grid_is_one_in_which_two_keys_vary(study_of):
    vary = "vary:\n  training.epochs: [5, 7]\n  training.batch_size: [4]\n  "
    assert study_of(vary).grid == {}
    study = study_of(vary + "framing.scale: [null, [0, 1]]")
    assert list(study.grid["epochs=7,batch_size=4,scale=none"].items()) == [
        ("epochs", "7"),
        ("scale", "none"),
    ]
    named = "{training.epochs: 5, model.units: 1}, b: {training.epochs: 6, model.units: 2}"
    assert study_of(f"configurations: {{a: {named}}}").grid == {}
    horizons = "framing.horizon: [1, 5]\nframing: {train_rows: 16}"
    assert study_of(vary + horizons).grid == {}


def test_named_configurations_keep_their_names(study_of):
    study = study_of("configurations:\n  small: {model.units: 1}\n  large: {model.units: 9}")
    assert [c.name for c in study.configurations] == ["small", "large"]
    assert study.configurations[1].settings["model"]["units"] == 9


def test_extending_takes_over_everything_but_what_is_asked(study_of):
    study = study_of("repeats: 4")
    assert (study.repeats, [c.name for c in study.configurations]) == (4, ["all"])
    assert study.configurations[0].settings["framing"]["train_rows"] == 20


def test_a_title_is_not_among_what_decides_a_run(study_of):
    one = study_of("repeats: 4").configurations[0].training_settings()
    other = study_of("repeats: 5\ndescription: d").configurations[0].training_settings()
    assert one == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("training: {batch_size: 3}", "batch_size is 3.*20 rows and the 12 rows.*: 1, 2, 4"),
        ("evaluation: {batch_size: 5}", "evaluation.batch_size is 5.*: 1, 2, 4"),
        ("training: {shuffle: true}", "a stateful model needs its rows in order"),
        ("framing: {test_rows: 30}", "36 observations.*leave 34 rows.*4 for training"),
        ("vary: {training.epoch: [1]}", "has an unknown key 'epoch'. Did you mean 'epochs'"),
        ("vary: {trainin.epochs: [1]}", "cannot vary. Did you mean 'training.epochs'"),
        ("vary: {training.epochs: 5}", "vary.training.epochs is 5, but must be a list"),
        ("framing: {scale: [1, -1]}", "framing.scale is .1, -1.; the second number must be the"),
        ("repeats: 0", "mine.yaml: repeats is 0, but must be at least 1"),
        ("vary: {model.units: [1, 2]}\nrepeats: 0", "mine.yaml: repeats is 0"),
        ("configurations: {ets: {model.units: 1}}", "cannot be called 'ets'"),
        (
            "configurations: {a: {training.batch_size: 4, evaluation.batch_size: 1}}",
            "sets two keys that end in 'batch_size'",
        ),
        ("vary: {model.units: [1, [1]]}", "two configurations come out as 'units=1'"),
        ("vary: {training.epochs: [0]}", "configuration 'epochs=0': training.epochs is 0"),
        ("dataset: {file: data/no.csv}", "data/no.csv: there is no such CSV file"),
        ("dataset: {value: Sale}", "no column 'Sale'. Did you mean 'Sales'"),
        (
            "vary: {model.units: [1]}\nconfigurations: {a: {model.units: 1}}",
            "both 'vary' and 'configurations'",
        ),
        ("dataset: {period: 24}", "dataset.period is 24, but only 24 observations come before"),
        ("metric: test_rmes", "metric is 'test_rmes'.*Did you mean 'test_rmse'"),
        ("metric: validation_rmse", "Hold back framing.validation_rows for it"),
        ("training: {loss: binary_crossentropy}", "loss is binary_crossentropy, .* for forecasts"),
        ("training: {keep: best}", "without framing.validation_rows there is nothing"),
        ("baselines: [logistic_regression]", "baselines has 'logistic_regression', but this study"),
        ("tables: {reaching: {test_rmse: 90}}", "tables.reaching needs evaluation.every_epoch"),
        ("framing: {target: above_mean, horizon: 2}", "needs a horizon of 1"),
        ("framing: {horizon: 13}", "test_rows is 12, fewer than the horizon of 13"),
        ("framing: {query: {inputs: [1, 2], answer: [3]}}", "has both 'test_rows' and 'query'"),
        ("dataset: {builtin: iris}", "unknown key 'difference'"),
        ("model: {family: cnn}", "a row has one time step.*set framing.lags_as: time_steps"),
        (
            "model: {family: cnn}\nframing: {lags: 2, lags_as: time_steps}",
            "of 2 time steps or pixels 1 are left .* fewer than model.pool_size 2",
        ),
        (
            "model: {family: cnn_lstm}\nframing: {lags: 3, lags_as: time_steps}",
            "model.subsequences is 2, which does not divide the 3 time steps",
        ),
        ("model: {family: lstmm}", "must be one of .*, or a function in a module, `module:func"),
        ("model: {family: 'nowhere:wide'}", "neither a file .*nowhere.py nor an installed module"),
        ("model: {family: 'conftest.py:wide'}", "a module is named without '.py': conftest:wide"),
        ("evaluation: {layer_statistics: true}", "watches batch normalization, and model.batch_n"),
        (
            "configurations: {a: {framing.target: value}, b: {framing.target: above_mean,"
            " training.loss: binary_crossentropy}}",
            "some configurations forecast values and some classify",
        ),
        (
            "model: {era: keras1_tf1}\nframing: {lags: 2, lags_as: time_steps}",
            "keras1_tf1 describes .* one time step",
        ),
    ],
)
def test_a_wrong_study_says_what_where_and_what_to_do(study_of, text, expected):
    with pytest.raises(ConfigError, match=expected) as caught:
        study_of(text)
    assert "mine.yaml" in str(caught.value)


def test_a_batch_size_of_the_forecasts_frees_the_one_of_the_training(study_of):
    study = study_of("training: {batch_size: 10}\nevaluation: {batch_size: 1}")
    assert study.configurations[0].settings["training"]["batch_size"] == 10


SAMPLES = """\
title: t
repeats: 1
dataset: {builtin: circles, samples: 40, random_state: 1}
framing: {test_rows: 10}
model: {family: mlp}
training: {epochs: 1, batch_size: 8}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", random_state: 1", "", "dataset lacks the key 'random_state'"),
        ("builtin: circles, samples: 40", "samples: 40", "dataset lacks a source"),
        ("builtin: circles, samples: 40", "builtin: iris", "random_state does not go with"),
        ("test_rows: 10", "test_rows: 40", "40 rows, less test_rows 40"),
        ("test_rows: 10", "test_rows: 10, lags: 2", "framing has an unknown key 'lags'"),
        ("family: mlp", "family: lstm", "reads the time steps of a series; this dataset has"),
        ("batch_size: 8", "batch_size: 8, loss: huber", "loss is huber, .* for 2 classes"),
        ("repeats: 1", "repeats: 1\nmetric: test_rmse", "They have test_accuracy, test_loss"),
    ],
)
def test_a_wrong_study_of_samples_says_what_where_and_what_to_do(tmp_path, old, new, expected):
    (tmp_path / "mine.yaml").write_text(SAMPLES)
    study = load_study("mine", tmp_path, ROOT)
    assert (study.task, study.metric) == ("classify", "test_accuracy")
    assert study.configurations[0].settings["training"]["loss"] == "binary_crossentropy"
    assert old in SAMPLES
    (tmp_path / "mine.yaml").write_text(SAMPLES.replace(old, new))
    with pytest.raises(ConfigError, match=expected) as caught:
        load_study("mine", tmp_path, ROOT)
    assert "mine.yaml" in str(caught.value)


def test_a_model_file_that_is_not_python_is_told_by_its_line(tmp_path):
    (tmp_path / "broken.py").write_text("def wide(model, input_shape:\n    pass\n")
    (tmp_path / "mine.yaml").write_text(SAMPLES.replace("family: mlp", "family: 'broken:wide'"))
    with pytest.raises(
        ConfigError, match=r"broken.py, line 1 is not Python: '\(' was never closed"
    ):
        load_study("mine", tmp_path, tmp_path)


def test_a_model_file_is_found_without_running_it(tmp_path):
    (tmp_path / "mine.py").write_text("raise RuntimeError('run')\ndef wide(*a): pass\n")
    (tmp_path / "mine.yaml").write_text(SAMPLES.replace("family: mlp", "family: 'mine:wide'"))
    study = load_study("mine", tmp_path, tmp_path)
    assert study.configurations[0].family_path == str(tmp_path / "mine.py")


def test_the_tables_name_what_varies_in_every_configuration():
    study = load_study("sequence_forecasters", ROOT / "config" / "studies", ROOT)
    varied = {c.name: c.varied for c in study.configurations}
    assert varied["cnn"]["epochs"] == 1000 and varied["cnn"]["units"] is None
    assert varied["mlp"]["family"] == "mlp" and varied["encoder_decoder"]["horizon"] == 2


def test_a_study_is_named_without_its_folder():
    with pytest.raises(ConfigError, match="named without folder and ending: quick"):
        load_study("config/studies/quick.yaml", ROOT / "config" / "studies", ROOT)


def test_a_study_that_extends_itself_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b\n")
    (tmp_path / "b.yaml").write_text("extends: a\n")
    with pytest.raises(ConfigError, match="extends itself"):
        load_study("a", tmp_path, ROOT)


def test_no_study_and_one_study_twice_are_refused():
    for said in (",", "quick,quick"):
        with pytest.raises(ConfigError, match="studies is"):
            load_config(None, {"studies": said})


def test_studies_may_be_given_as_one_word():
    assert load_config(None, {"studies": "a, b"})["studies"] == ["a", "b"]


@pytest.fixture
def two_studies(tmp_path):
    """The path of a config that lists `plain` and `long`, which runs only when asked for."""
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "plain.yaml").write_text("extends: long\ntitle: t\n")
    (tmp_path / "studies" / "long.yaml").write_text("only_when_asked: true\n")
    path = tmp_path / "config.yaml"
    path.write_text("studies: [plain, long]\n")
    return path


def test_a_study_that_runs_only_when_asked_for_waits_to_be_named(two_studies):
    assert load_config(two_studies)["studies"] == ["plain"]
    assert load_config(two_studies, {"repeats": 3})["studies"] == ["plain"]
    assert load_config(two_studies, {"studies": "long"})["studies"] == ["long"]


def test_a_config_of_nothing_but_such_studies_says_how_to_ask(two_studies):
    two_studies.write_text("studies: [long]\n")
    with pytest.raises(ConfigError, match=r"config.yaml: every study.*--config studies=long\."):
        load_config(two_studies)


def test_reading_every_study_imports_no_tensorflow():
    names = read_yaml(ROOT / "config" / "config.yaml")["studies"]
    code = (
        "import sys; from reprise.config.study import load_study; import reprise.files, reprise.jobs\n"
        f"for n in {names!r}: load_study(n, 'config/studies')\n"
        "print(sorted({'tensorflow', 'keras', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

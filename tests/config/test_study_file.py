import subprocess
import sys

import pytest
from conftest import ROOT

from reprise.config.config_file import load_config
from reprise.config.study_file import load_study
from reprise.errors import ConfigError
from reprise.framing_settings import QuerySettings
from reprise.settings import ComparisonSettings, FigureOptions, StopSettings, TableSettings

STUDIES = ROOT / "config" / "studies"


def test_every_study_that_ships_is_valid_and_has_the_size_of_its_tutorial():
    names = [file.stem for file in STUDIES.glob("*.yaml")]
    studies = {name: load_study(name, STUDIES, ROOT) for name in names}
    sizes = {name: (len(s.configurations), s.repeats) for name, s in studies.items()}
    assert sizes["lstm_epochs"] == (15, 30)
    assert sizes["lstm_batch_size"] == (9, 30)
    assert sizes["lstm_neurons"] == (15, 30)
    assert sizes["lstm_epochs_diagnostic"] == (12, 10)
    assert sizes["batchnorm"] == (3, 30)
    assert sizes["batchnorm_extensions"] == (10, 30)
    assert sizes["sequence_forecasters"] == (5, 30)
    assert sizes["births_forecasters"] == (5, 30)
    assert sizes["births_naive"] == (5, 15)
    assert sizes["lstm_origins"] == (2 * 4, 30)
    assert sizes["births_origins"] == (2 * 5, 10)
    assert sizes["lstm_grid"] == (75, 30)
    assert sizes["lstm_replication"] == (3 * 19, 300)
    assert all(study.baselines for study in studies.values())


def test_a_configuration_has_its_varied_values_and_its_settings(load_extension):
    study = load_extension("vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]")
    last = study.configurations[3]
    assert last.name == last.base == "era=keras1,epochs=7"
    assert last.varied == {"era": "keras1", "epochs": 7}
    assert last.run.training.epochs == 7 and last.run.model["era"] == "keras1"
    assert (last.train_rows, last.classes, last.partition) == (20, 0, None)
    assert last.family_path is None


def test_the_sections_of_a_study_become_settings(load_extension):
    study = load_extension(
        "description: ' d '\nsource: s\nrepeats: 4\ncomparison: {margin: 2}\n"
        "evaluation: {every_epoch: true}\nfigures: {curves: one_and_band}\n"
        "tables: {reaching: {test_rmse: 90}, at_epochs: [5], within: [1.5]}\n"
    )
    assert (study.name, study.title, study.task) == ("mine", "t", "forecast")
    assert (study.description, study.source, study.repeats) == ("d", "s", 4)
    assert study.comparison == ComparisonSettings(0.95, 0.8, 2)
    assert study.figures == FigureOptions("one_and_band", False)
    assert study.tables == TableSettings({"test_rmse": 90}, (5,), (1.5,))
    assert study.dataset.file == "data/shampoo_sales.csv" and study.claims == ()


def test_the_command_line_can_replace_the_number_of_repeats(load_extension):
    assert load_extension("repeats: 4", repeats=9).repeats == 9


@pytest.mark.parametrize(
    ("text", "optimizer"),
    [
        ("training: {optimizer: sgd}", {"name": "sgd"}),
        ("training: {optimizer: {name: sgd, momentum: 0.5}}", {"name": "sgd", "momentum": 0.5}),
    ],
)
def test_an_optimizer_becomes_a_mapping_with_a_name(load_extension, text, optimizer):
    (configuration,) = load_extension(text).configurations
    assert configuration.run.training.optimizer == optimizer


@pytest.mark.parametrize(
    ("text", "strategy", "updates"),
    [
        ("{}", None, (None, None)),
        (
            "framing: {horizon: 3, strategy: multiple_output}\ntraining: {batch_size: 2}",
            None,
            (None, None),
        ),
        (
            "framing: {horizon: 3, strategy: recursive}\ntraining: {batch_size: 2}",
            "recursive",
            (None, None),
        ),
        ("evaluation: {update_epochs: 0, update_rows: all}", None, (None, None)),
        ("evaluation: {update_epochs: 3, update_rows: all}", None, (3, "all")),
        ("evaluation: {update_epochs: 3}\ntraining: {batch_size: 1}", None, (3, 1)),
    ],
)
def test_a_usual_network_has_equal_settings_however_it_is_written(
    load_extension, text, strategy, updates
):
    (configuration,) = load_extension(text if text != "{}" else "repeats: 2").configurations
    evaluation = configuration.run.evaluation
    assert configuration.run.framing.strategy == strategy
    assert (evaluation.update_epochs, evaluation.update_rows) == updates


STOPPED = "{test_rows: 10, validation_rows: 5}\ntraining: {epochs: 9, batch_size: 8, stop: "


def load_stopped(load_samples, stop):
    old = "{test_rows: 10}\nmodel: {family: mlp}\ntraining: {epochs: 1, batch_size: 8"
    new = STOPPED.replace("\n", "\nmodel: {family: mlp}\n")
    return load_samples(old, new + stop)


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        ("{patience: 5}", StopSettings(5, 0.0)),
        ("{patience: 5.0, min_delta: 1}", StopSettings(5, 1.0)),
        ("null", None),
    ],
)
def test_early_stopping_is_written_with_a_patience(load_samples, stop, expected):
    (configuration,) = load_stopped(load_samples, stop).configurations
    assert configuration.run.training.stop == expected
    assert configuration.fewest_epochs == (6 if expected else 9)


@pytest.mark.parametrize(
    ("stop", "key", "problem"),
    [
        ("50", "", "is 50, but must be a mapping of keys to values or null."),
        ("{}", ".patience", "lacks the key 'patience'."),
        ("{patience: 0}", ".patience", "is 0, but must be at least 1."),
        ("{patience: 2.5}", ".patience", "is 2.5, but must be a whole number."),
        ("{patience: 2, min_delta: -0.1}", ".min_delta", "is -0.1, but must be at least 0."),
        ("{patience: 2, delta: 1}", ".delta", "has an unknown key 'delta'."),
    ],
)
def test_a_wrong_key_of_early_stopping_is_named(load_samples, config_error, stop, key, problem):
    error = config_error(load_stopped, load_samples, stop)
    assert error.key == f"training.stop{key}"
    assert problem in error.problem and error.problem.startswith("training.stop")


def test_lists_of_a_framing_become_tuples(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "title: t\ndataset: {values: [10, 20, 30, 40, 50]}\nrepeats: 1\n"
        "framing: {difference: 0, lags: 2, query: {inputs: [40, 50], answer: [60]}}\n"
        "model: {family: mlp}\ntraining: {epochs: 1, batch_size: 1}\n"
    )
    study = load_study("mine", tmp_path, tmp_path)
    assert study.dataset.values == (10, 20, 30, 40, 50)
    assert study.framings[0].query == QuerySettings((40, 50), (60,))
    assert study.framings[0].scale == (-1, 1)


@pytest.mark.parametrize(
    ("dataset", "loss", "classes"),
    [
        ("builtin: circles, samples: 40, random_state: 1", "binary_crossentropy", 2),
        ("builtin: digits", "sparse_categorical_crossentropy", 10),
    ],
)
def test_a_study_of_samples_classifies_with_a_suitable_loss(load_samples, dataset, loss, classes):
    study = load_samples("builtin: circles, samples: 40, random_state: 1", dataset)
    (configuration,) = study.configurations
    assert (study.task, configuration.classes) == ("classify", classes)
    assert configuration.run.training.loss == loss


def test_a_class_of_a_series_is_learned_with_a_loss_for_classes(load_extension):
    text = "baselines: []\nframing: {target: above_mean}\ntraining: {loss: "
    study = load_extension(f"{text}binary_crossentropy}}")
    assert study.task == "classify" and study.configurations[0].classes == 2


def test_each_origin_repeats_every_configuration(load_extension):
    study = load_extension(
        "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\nvary: {model.units: [1, 2]}"
    )
    assert [(c.name, c.base, c.partition.number) for c in study.configurations] == [
        ("units=1,origin=28", "units=1", 28),
        ("units=2,origin=28", "units=2", 28),
        ("units=1,origin=32", "units=1", 32),
        ("units=2,origin=32", "units=2", 32),
    ]
    first = study.configurations[0]
    assert first.varied == {"units": 1, "origin": 28} and first.run.framing.observations == 32


def test_the_file_of_a_users_model_family_is_known(tmp_path, load_samples):
    (tmp_path / "wide_models.py").write_text("def wide(*a): pass\n")
    study = load_samples("family: mlp", "family: 'wide_models:wide'")
    assert study.configurations[0].family_path == str(tmp_path / "wide_models.py")


@pytest.mark.parametrize(
    ("text", "where", "key"),
    [
        ("repeats: 0", "mine.yaml", "repeats"),
        ("vary: {model.units: [1, 2]}\nrepeats: 0", "mine.yaml", "repeats"),
        ("vary: {model.units: [1, [1]]}", "mine.yaml", "vary"),
        ("vary: {training.epochs: [0]}", "mine.yaml: configuration 'epochs=0'", "training.epochs"),
        ("dataset: {builtin: moons, samples: 9}", "mine.yaml", "framing.difference"),
        ("dataset: {values: [1, 2, 3]}", "mine.yaml", "framing"),
        ("dataset: {values: [1, 2, 3], time: t}", "mine.yaml", "dataset.time"),
        ("dataset: {period: 24}", "mine.yaml", "dataset.period"),
        ("training: {batch_size: 3}", "mine.yaml", "training.batch_size"),
        ("model: {family: cnn}", "mine.yaml", "framing.lags_as"),
        ("model: {family: 'no:wide'}", "mine.yaml", "model.family"),
        (
            "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 9}",
            "mine.yaml",
            "origins.number",
        ),
        ("metric: test_rmes", "mine.yaml", "metric"),
        ("baselines: [logistic_regression]", "mine.yaml", "baselines, item 1"),
        ("tables: {reaching: {test_rmse: 90}}", "mine.yaml", "tables.reaching"),
        (
            "claims: [{says: so, checks: [{kind: x}]}]",
            "mine.yaml",
            "claims, item 1, checks, item 1",
        ),
    ],
)
def test_an_error_names_the_file_the_configuration_and_the_key(
    tmp_path, load_extension, config_error, text, where, key
):
    error = config_error(load_extension, text)
    assert error.where == str(tmp_path / where)
    assert error.key.startswith(key)


def test_an_error_in_the_csv_names_the_study_too(tmp_path, load_extension, config_error):
    error = config_error(load_extension, "dataset: {value: Sale}")
    csv = ROOT / "data" / "shampoo_sales.csv"
    assert error.where == f"{tmp_path / 'mine.yaml'}: {csv}"
    assert "Did you mean 'Sales'" in error.problem and error.key == "dataset"


def test_reading_every_study_imports_no_heavy_library():
    names = load_config(ROOT / "config" / "config.yaml")["studies"]
    code = (
        "import sys, reprise.plan.workflow_plan\n"
        "from reprise.config.study_file import load_study\n"
        f"for name in {names!r}: load_study(name, 'config/studies')\n"
        "heavy = {'tensorflow', 'keras', 'matplotlib', 'sklearn', 'scipy', 'statsmodels'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == "[]"


@pytest.mark.parametrize("family", ["gru", "simple_rnn"])
def test_only_the_lstm_has_the_eras_of_old_keras(load_extension, config_error, family):
    changes = f"configurations: {{a: {{model.family: {family}, model.era: keras1}}}}"
    error = config_error(load_extension, changes)
    assert 'model.era is "keras1", but must be one of "keras3"' in error.problem
    (configuration,) = load_extension(changes.replace("keras1", "keras3")).configurations
    assert configuration.run.model["stateful"]


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("{family: mlp, units: 1000000000}", "units"),
        ("{family: mlp, units: [4, 1000000000]}", "units, item 2"),
        ("{family: cnn, filters: 1000000000}", "filters"),
        ("{family: cnn, dense_units: 1000000000}", "dense_units"),
    ],
)
def test_a_network_with_a_billion_units_is_refused(tmp_path, model, key):
    (tmp_path / "a.yaml").write_text(
        "title: t\nframing: {difference: 0, lags: 7, lags_as: time_steps, test_rows: 30}\n"
        "dataset: {file: data/daily_female_births.csv, time: Date, value: Births, period: 7}\n"
        f"training: {{epochs: 4, batch_size: 32}}\nmodel: {model}\n"
    )
    with pytest.raises(ConfigError, match=f"model.{key} is 1000000000, but must be at most"):
        load_study("a", tmp_path, ROOT)

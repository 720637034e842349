from dataclasses import replace

import pytest

from reprise.config.study_checks import (
    check_ensembles,
    check_names,
    check_tables,
    find_task,
    refuse_equal_runs,
    refuse_equal_titles,
)
from reprise.settings import EvaluationSettings, TableSettings


def test_a_title_can_have_every_mark(load_extension):
    title = "How many {units} (1–5) & [why]: 100 %? </script> {{ 1 }} {% raw %}"
    assert load_extension(title=title).title == title


def test_two_studies_with_the_same_title_are_refused(load_extension, config_error):
    study = load_extension()
    refuse_equal_titles([study, replace(study, name="other", title="Another")])
    error = config_error(refuse_equal_titles, [study, replace(study, name="other")])
    assert "the studies 'mine' and 'other' have the same title 't'" in error.problem
    assert (error.key, error.value) == ("title", "t")


@pytest.mark.parametrize(
    ("named_changes", "key", "problem"),
    [
        (
            [("units=1", {}), ("units=1", {})],
            "vary",
            "two configurations of vary have the name 'units=1'",
        ),
        ([("a", {}), ("ets", {})], "configurations.ets", "'ets', which is the name of a baseline"),
        (
            [("a", {"training.batch_size": 4, "evaluation.batch_size": 1})],
            "evaluation.batch_size",
            "configuration 'a' sets 'training.batch_size' and 'evaluation.batch_size', which would"
            " have the same column 'batch_size'",
        ),
    ],
)
def test_names_and_columns_must_be_distinct(config_error, named_changes, key, problem):
    error = config_error(check_names, named_changes, "s.yaml")
    assert problem in error.problem and (error.where, error.key) == ("s.yaml", key)


def test_two_configurations_can_set_different_keys_with_the_same_column():
    check_names([("a", {"training.batch_size": 4}), ("b", {"evaluation.batch_size": 1})], "s.yaml")


def test_a_study_either_forecasts_or_classifies(load_extension, config_error):
    (forecast,) = load_extension().configurations
    classify = replace(forecast, task="classify", classes=2)
    assert find_task([forecast, forecast], "s.yaml") == "forecast"
    assert find_task([classify], "s.yaml") == "classify"
    error = config_error(find_task, [forecast, classify], "s.yaml")
    assert "write one study for each" in error.problem and error.key == "framing.target"


@pytest.fixture
def configurations(load_extension):
    """A function that gives two configurations of 5 and 7 epochs, with changed settings."""
    loaded = load_extension("vary: {training.epochs: [5, 7]}").configurations

    def change(every_epoch=(True, True), validation_rows=0):
        return [
            replace(
                c,
                run=replace(
                    c.run,
                    evaluation=EvaluationSettings(every_epoch=records),
                    framing=replace(c.run.framing, validation_rows=validation_rows),
                ),
            )
            for c, records in zip(loaded, every_epoch, strict=True)
        ]

    return change


@pytest.mark.parametrize(
    "tables", [TableSettings(reaching={"test_rmse": 90.0}), TableSettings(at_epochs=(5,))]
)
def test_tables_of_epochs_need_histories_of_all_configurations(
    configurations, config_error, tables
):
    check_tables(tables, configurations(), "forecast", "s.yaml")
    key = "tables.reaching" if tables.reaching else "tables.at_epochs"
    for every_epoch in ((True, False), (False, False)):
        error = config_error(
            check_tables, tables, configurations(every_epoch), "forecast", "s.yaml"
        )
        assert error.problem == f"{key} needs evaluation.every_epoch: true." and error.key == key


def test_tables_without_epochs_need_no_histories(configurations):
    tables = TableSettings(within=(5.0,))
    check_tables(tables, configurations((False, False)), "forecast", "s.yaml")


@pytest.mark.parametrize(
    ("metric", "validation_rows", "problem"),
    [
        ("test_rmes", 0, "Did you mean 'test_rmse'? They have test_rmse, train_rmse."),
        ("test_mae", 0, "which the histories do not have."),
        ("test_rmse", 4, "With validation rows, the test rows are read only once, at the end."),
        ("test_mae", 4, "They have train_rmse, validation_rmse."),
    ],
)
def test_a_table_needs_a_metric_that_the_histories_have(
    configurations, config_error, metric, validation_rows, problem
):
    tables = TableSettings(reaching={metric: 90.0})
    chosen = configurations(validation_rows=validation_rows)
    error = config_error(check_tables, tables, chosen, "forecast", "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml", f"tables.reaching.{metric}")


def test_a_table_needs_epochs_that_every_configuration_trains(configurations, config_error):
    tables = TableSettings(at_epochs=(1, 6))
    error = config_error(check_tables, tables, configurations(), "forecast", "s.yaml")
    assert "tables.at_epochs has 6, but a configuration is trained for 5 epochs" in error.problem
    assert (error.key, error.value) == ("tables.at_epochs, item 2", 6)


def test_only_forecasts_can_be_within_a_distance(configurations, config_error):
    tables = TableSettings(within=(5.0,))
    error = config_error(check_tables, tables, configurations(), "classify", "s.yaml")
    assert error.key == "tables.within"


def test_an_ensemble_has_at_most_as_many_networks_as_the_study_has_repeats(
    configurations, config_error
):
    tables = TableSettings(ensembles=(2, 10))
    check_ensembles(tables, configurations(), 10, "s.yaml")
    error = config_error(check_ensembles, tables, configurations(), 9, "s.yaml")
    assert "tables.ensembles has 10, but the study has only 9 repeats" in error.problem
    assert (error.key, error.value) == ("tables.ensembles, item 2", 10)


def test_ensembles_need_probabilities_in_the_run_files(configurations, config_error):
    tables = TableSettings(ensembles=(2,))
    two, three = ([replace(c, classes=classes) for c in configurations()] for classes in (2, 3))
    check_ensembles(tables, two, 10, "s.yaml")
    check_ensembles(TableSettings(), three, 10, "s.yaml")
    error = config_error(check_ensembles, tables, three, 10, "s.yaml")
    assert "This study has 3 classes" in error.problem and error.key == "tables.ensembles"


def test_two_configurations_with_equal_settings_are_refused(config_error, settings):
    other = replace(settings, training=replace(settings.training, epochs=7))
    refuse_equal_runs({"a": settings, "b": other}, "s.yaml")
    equal = replace(settings, training=replace(settings.training))
    error = config_error(refuse_equal_runs, {"a": settings, "b": other, "c": equal}, "s.yaml")
    assert error.problem == (
        "the configurations 'a' and 'c' have equal settings, so they would be compared although"
        " they do not differ; change or remove one of them."
    )
    assert (error.where, error.key) == ("s.yaml", "configurations.c")

from dataclasses import replace

import pytest

from reprise.config.common_columns import common_history_columns, common_metric_columns
from reprise.config.study import METRICS_OF_TASKS
from reprise.framing_settings import QuerySettings
from reprise.settings import EvaluationSettings

GRID = "vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7]"
NAMED = "configurations:\n  small: {model.units: 1}\n  large: {model.units: 2, training.epochs: 7}"
ORIGINS = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n"


def framed(configuration, **changes):
    framing = replace(configuration.run.framing, **changes)
    return replace(configuration, run=replace(configuration.run, framing=framing))


def test_a_run_has_every_metric_of_every_split(load_extension, load_samples):
    (forecast,) = load_extension().configurations
    assert set(forecast.metric_columns) == {
        *("train_rmse", "train_mae", "train_mase", "test_rmse", "test_mae", "test_mase"),
        *("train_r2", "test_r2"),
    }
    with_validation = framed(forecast, validation_rows=4)
    assert set(with_validation.metric_columns) - set(forecast.metric_columns) == {
        *("validation_rmse", "validation_mae", "validation_mase", "validation_r2")
    }
    with_query = framed(
        forecast, query=QuerySettings((1.0,), (2.0, 3.0)), horizon=2, test_rows=None
    )
    assert with_query.metric_columns[-2:] == ["query_forecast_1", "query_forecast_2"]
    assert "test_r2" not in with_query.metric_columns, "one row has no variance"
    (classify,) = load_samples().configurations
    assert set(classify.metric_columns) == {
        *("train_accuracy", "train_loss", "test_accuracy", "test_loss")
    }


def test_a_history_has_the_rmse_or_the_metrics_of_classes(load_extension, load_samples):
    (forecast,) = load_extension().configurations
    assert set(forecast.history_columns) == {"train_rmse", "test_rmse"}
    with_query = framed(forecast, query=QuerySettings((1.0,), (2.0,)))
    assert set(with_query.history_columns) == {"train_rmse", "test_rmse", "query_forecast_1"}
    (classify,) = load_samples().configurations
    assert set(classify.history_columns) == {
        *("train_accuracy", "train_loss", "test_accuracy", "test_loss"),
        *("fit_accuracy", "fit_loss"),
    }


def test_a_history_with_validation_rows_does_not_read_the_test_rows(load_extension, load_samples):
    (forecast,) = load_extension().configurations
    with_validation = framed(forecast, validation_rows=4)
    assert set(with_validation.history_columns) == {"train_rmse", "validation_rmse"}
    (classify,) = load_samples("test_rows: 10", "test_rows: 10, validation_rows: 5").configurations
    assert not any(column.startswith("test") for column in classify.history_columns)


def test_common_columns_are_those_of_all_configurations(load_extension):
    (plain,) = load_extension().configurations
    with_validation = framed(plain, validation_rows=4)
    assert common_metric_columns([with_validation, plain]) == sorted(plain.metric_columns)
    assert {f"test_{name}" for name in METRICS_OF_TASKS["forecast"]} <= set(plain.metric_columns)
    assert common_history_columns([with_validation, plain]) == ["train_rmse"]


def test_a_grid_has_a_panel_for_each_value_of_the_first_key(load_extension):
    study = load_extension(GRID)
    assert study.panel_column == "era" and not study.is_named
    assert study.panels == {
        "era=keras3": {"era=keras3,epochs=5": "epochs=5", "era=keras3,epochs=7": "epochs=7"},
        "era=keras1": {"era=keras1,epochs=5": "epochs=5", "era=keras1,epochs=7": "epochs=7"},
    }


def test_named_configurations_at_values_of_a_grid_have_a_panel_for_each_value(load_extension):
    study = load_extension(
        "vary: {model.era: [keras3, keras1]}\n"
        "configurations: {small: {model.units: 1}, large: {model.units: 2}}"
    )
    assert study.panels == {
        "era=keras3": {"era=keras3,small": "small", "era=keras3,large": "large"},
        "era=keras1": {"era=keras1,small": "small", "era=keras1,large": "large"},
    }
    assert not study.is_named and study.grid_levels == {}
    last = study.configurations[-1]
    assert study.era_of(last) == "keras1" and study.name_without(last, "era") == "large"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vary: {training.epochs: [5, 7]}", ["epochs=5", "epochs=7"]),
        (NAMED, ["small", "large"]),
        ("", ["all"]),
    ],
)
def test_other_studies_have_one_panel_without_a_title(load_extension, text, names):
    study = load_extension(text)
    assert study.panel_column is None
    assert study.panels == {"": {name: name for name in names}}


def test_each_origin_has_a_panel_if_there_is_more_than_one_configuration(load_extension):
    study = load_extension(f"{ORIGINS}vary: {{training.epochs: [5, 7]}}")
    assert study.partition_kind == "origin" and study.panel_column == "origin"
    assert study.panels == {
        "origin=28": {"epochs=5,origin=28": "epochs=5", "epochs=7,origin=28": "epochs=7"},
        "origin=32": {"epochs=5,origin=32": "epochs=5", "epochs=7,origin=32": "epochs=7"},
    }
    alone = load_extension(ORIGINS)
    assert alone.panel_column is None
    assert alone.panels == {"": {"origin=28": "all", "origin=32": "all"}}


def test_a_name_can_be_written_without_one_varied_key(load_extension):
    study = load_extension(GRID)
    last = study.configurations[3]
    assert study.name_without(last, "epochs") == "era=keras1"
    assert study.name_without(last, None) == "era=keras1,epochs=7"
    named = load_extension(NAMED)
    assert named.name_without(named.configurations[0], "units") == "small"
    with_origins = load_extension(f"{ORIGINS}vary: {{model.units: [1, 2]}}")
    assert with_origins.name_without(with_origins.configurations[0], "origin") == "units=1"


def test_the_levels_of_a_grid_are_the_keys_with_more_than_one_value(load_extension):
    vary = "vary:\n  training.epochs: [5, 7]\n  training.batch_size: [4]\n  "
    assert load_extension(vary).grid_levels == {}
    study = load_extension(vary + "framing.scale: [null, [0, 1]]")
    assert list(study.grid_levels) == [c.name for c in study.configurations]
    assert study.grid_levels["epochs=7,batch_size=4,scale=none"] == {"epochs": "7", "scale": "none"}


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        "vary: {training.epochs: [5, 7], framing.horizon: [1, 5]}\nframing: {train_rows: 16}",
        f"{ORIGINS}vary: {{training.epochs: [5, 7], model.units: [1, 2]}}",
        "",
    ],
)
def test_configurations_that_cannot_be_compared_in_a_grid_have_no_levels(load_extension, text):
    assert load_extension(text).grid_levels == {}


def test_equal_framings_are_stored_once_and_numbered_in_order(load_extension):
    study = load_extension("vary:\n  framing.lags: [1, 2]\n  model.units: [1, 2]")
    assert [framing.lags for framing in study.framings] == [1, 2]
    numbers = [study.framing_number(c) for c in study.configurations]
    assert numbers == [0, 0, 1, 1]


def test_only_configurations_that_record_epochs_have_a_figure_of_histories(load_extension):
    assert load_extension(GRID).names_of_learning_curves == []
    study = load_extension(f"{GRID}\nevaluation: {{every_epoch: true}}")
    assert study.records_epochs and study.names_of_learning_curves == ["epochs=5", "epochs=7"]


def test_a_study_has_what_its_configurations_have(load_extension):
    study = load_extension(
        "vary: {framing.horizon: [1, 3]}\nframing: {train_rows: 16}\ntraining: {batch_size: 2}"
    )
    assert study.forecasts_several_steps
    assert not replace(study, configurations=study.configurations[:1]).forecasts_several_steps
    assert not replace(study, task="classify").forecasts_several_steps, "classes have no errors"
    assert not (
        study.has_validation or study.has_query or study.records_layers or study.partition_kind
    )
    first, second = study.configurations
    recording = EvaluationSettings(layer_statistics=True)
    second = replace(framed(second, validation_rows=4), classes=0)
    changed = replace(
        study,
        configurations=(replace(first, run=replace(first.run, evaluation=recording)), second),
    )
    assert changed.records_layers and not changed.records_epochs
    assert not changed.has_validation, "every framing must have validation rows"
    assert replace(study, configurations=(second,)).has_validation
    with_query = framed(first, query=QuerySettings((1.0,), (2.0,)))
    assert replace(study, configurations=(second, with_query)).has_query


def test_configurations_that_only_evaluate_differently_share_their_training(load_extension):
    keys = "training.epochs: [5, 9], model.units: [1, 2], evaluation.state: [carried, reset]"
    study = load_extension(f"vary: {{{keys}}}")
    assert {c.training for c in study.configurations} == {"units=1", "units=2"}
    at_origins = load_extension("vary: {training.epochs: [5, 9]}\norigins: {number: 2, step: 1}")
    assert {c.training for c in at_origins.configurations} == {"origin=23", "origin=24"}

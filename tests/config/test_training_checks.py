from dataclasses import replace

import pytest

from reprise.config.framing_checks import RowCounts
from reprise.config.training_checks import check_training, choose_default_loss
from reprise.settings import StopSettings

ROWS = RowCounts(20, 0, 12)


@pytest.fixture
def changed(settings):
    """A function that changes the settings of a stateful LSTM, by section."""

    def change(model=None, **sections):
        run = replace(settings, model=settings.model | (model or {}))
        return replace(run, **{k: replace(getattr(run, k), **v) for k, v in sections.items()})

    return change


@pytest.mark.parametrize(
    ("classes", "loss"),
    [
        (0, "mean_squared_error"),
        (2, "binary_crossentropy"),
        (3, "sparse_categorical_crossentropy"),
        (10, "sparse_categorical_crossentropy"),
    ],
)
def test_the_default_loss_follows_from_the_number_of_classes(changed, classes, loss):
    assert choose_default_loss(classes) == loss
    check_training(changed(training={"loss": loss}), ROWS, classes, "s.yaml")


def test_forecasts_can_have_any_loss_for_numbers(changed):
    check_training(changed(training={"loss": "huber"}), ROWS, 0, "s.yaml")


@pytest.mark.parametrize(
    ("loss", "classes", "problem"),
    [
        (
            "binary_crossentropy",
            0,
            "is not a loss for numbers; use mean_squared_error, or another loss for numbers.",
        ),
        ("sparse_categorical_crossentropy", 0, "is not a loss for numbers"),
        ("huber", 2, "is not a loss for 2 classes; use binary_crossentropy."),
        ("binary_crossentropy", 3, "for 3 classes; use sparse_categorical_crossentropy."),
        ("sparse_categorical_crossentropy", 2, "for 2 classes; use binary_crossentropy."),
    ],
)
def test_a_loss_that_cannot_measure_the_outputs_is_refused(
    changed, config_error, loss, classes, problem
):
    run = changed(training={"loss": loss})
    error = config_error(check_training, run, ROWS, classes, "s.yaml")
    assert error.problem.startswith(f"training.loss is {loss}, which is not a loss")
    assert problem in error.problem
    assert (error.where, error.key, error.value) == ("s.yaml", "training.loss", loss)


def test_the_best_epoch_needs_validation_rows_and_a_model_without_state(changed, config_error):
    best, validation = {"keep": "best"}, {"validation_rows": 4}
    run = changed({"stateful": False}, training=best, framing=validation)
    check_training(run, RowCounts(20, 4, 12), 0, "s.yaml")
    run = changed({"stateful": False}, training=best)
    error = config_error(check_training, run, ROWS, 0, "s.yaml")
    assert "set framing.validation_rows" in error.problem and error.key == "training.keep"
    run = changed(training=best, framing=validation)
    error = config_error(check_training, run, RowCounts(20, 4, 12), 0, "s.yaml")
    assert "only for models without state" in error.problem and error.key == "training.keep"


def test_early_stopping_needs_validation_rows_a_model_without_state_and_no_updates(
    changed, config_error
):
    stop, validation = {"stop": StopSettings(50, 0.01)}, {"validation_rows": 4}
    rows = RowCounts(20, 4, 12)
    run = changed({"stateful": False}, training=stop, framing=validation)
    check_training(run, rows, 0, "s.yaml")
    error = config_error(check_training, changed(training=stop), ROWS, 0, "s.yaml")
    assert error.problem == (
        "training.stop is {patience: 50, min_delta: 0.01}, but there are no validation rows to end"
        " the training by; set framing.validation_rows."
    )
    run = changed(training=stop, framing=validation)
    error = config_error(check_training, run, rows, 0, "s.yaml")
    assert error.problem == (
        "training.stop is {patience: 50, min_delta: 0.01}, which works only for models without"
        " state; set model.stateful to false or training.stop to null."
    )
    updates = {"update_epochs": 3, "update_rows": 1}
    run = changed({"stateful": False}, training=stop, framing=validation, evaluation=updates)
    error = config_error(check_training, run, rows, 0, "s.yaml")
    assert error.problem == (
        "training.stop is {patience: 50, min_delta: 0.01}, but evaluation.update_epochs is 3: the"
        " updates between the forecasts have no validation rows to end by. Remove one of the two"
        " keys."
    )
    assert (error.where, error.key) == ("s.yaml", "training.stop")


def test_only_a_stateful_model_needs_its_rows_in_order(changed, config_error):
    error = config_error(check_training, changed(training={"shuffle": True}), ROWS, 0, "s.yaml")
    assert "needs its rows in order" in error.problem and error.key == "training.shuffle"
    check_training(changed({"stateful": False}, training={"shuffle": True}), ROWS, 0, "s.yaml")


@pytest.mark.parametrize(
    ("training_size", "evaluation_size", "rows"),
    [
        (4, None, RowCounts(20, 0, 12)),
        (2, None, RowCounts(20, 6, 12)),
        (10, 1, RowCounts(20, 0, 12)),
        (20, 3, RowCounts(21 * 20, 6, 12)),
        (5, None, RowCounts(20, 0, 0)),
    ],
)
def test_a_batch_size_that_divides_all_rows_is_accepted(
    changed, training_size, evaluation_size, rows
):
    run = changed(
        training={"batch_size": training_size}, evaluation={"batch_size": evaluation_size}
    )
    check_training(run, rows, 0, "s.yaml")


@pytest.mark.parametrize(
    ("training_size", "evaluation_size", "rows", "key", "problem"),
    [
        (
            3,
            None,
            ROWS,
            "training.batch_size",
            "training.batch_size is 3, which does not divide the 20 training rows and the 12 test"
            " rows. A stateful model needs a batch size that does: 1, 2, 4.",
        ),
        (4, None, RowCounts(20, 6, 12), "training.batch_size", "that does: 1, 2."),
        (20, None, RowCounts(20, 0, 12), "training.batch_size", "that does: 1, 2, 4."),
        (
            3,
            1,
            ROWS,
            "training.batch_size",
            "does not divide the 20 training rows. A stateful model needs a batch size that does:"
            " 1, 2, 4, 5, 10, 20.",
        ),
        (4, 5, ROWS, "evaluation.batch_size", "evaluation.batch_size is 5, which does not divide"),
    ],
)
def test_a_batch_size_that_leaves_a_part_of_a_batch_is_refused(
    changed, config_error, training_size, evaluation_size, rows, key, problem
):
    run = changed(
        training={"batch_size": training_size}, evaluation={"batch_size": evaluation_size}
    )
    error = config_error(check_training, run, rows, 0, "s.yaml")
    assert problem in error.problem and error.key == key


def test_a_model_without_state_takes_any_batch_size(changed):
    run = changed({"stateful": False}, training={"batch_size": 3})
    check_training(run, ROWS, 0, "s.yaml")

from dataclasses import replace

import numpy as np
import pytest

from reprise.training import program_arguments
from reprise.training.program_arguments import (
    ProgramOptions,
    divide_into_batches,
    prepare_buffers,
    prepare_data,
)

OPTIONS = ProgramOptions(
    batch_size=4,
    shuffle=False,
    classify=False,
    rows=10,
    train_rows=6,
    recorded_rows=8,
    state_reset_batch=-1,
)


def test_the_first_rows_fill_up_the_last_batch():
    x = np.arange(10).reshape(5, 2)
    batches = divide_into_batches(x, 3).numpy()
    np.testing.assert_array_equal(batches, [x[:3], [x[3], x[4], x[0]]])
    assert batches.dtype == np.float32
    np.testing.assert_array_equal(divide_into_batches(x, 5).numpy(), [x])


def test_the_test_rows_are_not_among_the_data_of_the_program():
    x, y = np.arange(10.0)[:, None], np.arange(10.0, 20.0)[:, None]
    data = prepare_data(x, y, OPTIONS, forecast_rows=100)
    np.testing.assert_array_equal(data.x, x[:6])
    np.testing.assert_array_equal(data.y, y[:6])
    np.testing.assert_array_equal(data.x_recorded, [x[:8]])
    np.testing.assert_array_equal(data.y_validation, y[6:8])


@pytest.mark.parametrize(("train_rows", "updates"), [(7, 2), (8, 2), (9, 3)])
def test_an_epoch_has_one_update_per_batch_and_one_for_a_smaller_last_batch(train_rows, updates):
    assert replace(OPTIONS, train_rows=train_rows).updates_per_epoch == updates


@pytest.mark.parametrize(("limit", "epochs"), [(24, 1), (47, 1), (48, 2), (10_000, 500)])
def test_the_buffers_hold_as_many_epochs_as_the_limits_permit(monkeypatch, limit, epochs):
    monkeypatch.setattr(program_arguments, "MAX_OUTPUT_VALUES_PER_CALL", limit)
    buffers = prepare_buffers(OPTIONS, (3,), None)  # 24 values per epoch
    expected = min(epochs, limit // 24)
    assert buffers.epochs == expected
    assert buffers.outputs.shape == (expected, 8, 3)
    assert buffers.fit.shape == (expected, 0)
    assert buffers.layers.shape == (0, 0, 0)


def test_one_epoch_is_recorded_even_if_it_is_larger_than_the_limit(monkeypatch):
    monkeypatch.setattr(program_arguments, "MAX_OUTPUT_VALUES_PER_CALL", 7)
    assert prepare_buffers(OPTIONS, (1,), None).epochs == 1


def test_a_call_trains_at_most_500_epochs():
    assert prepare_buffers(OPTIONS, (1,), None).epochs == 500


def test_classes_record_loss_and_accuracy_and_layers_one_entry_per_update(monkeypatch):
    monkeypatch.setattr(program_arguments, "MAX_EPOCHS_PER_CALL", 3)
    buffers = prepare_buffers(replace(OPTIONS, classify=True), (1,), (5, 9))
    assert buffers.fit.shape == (3, 2)
    assert buffers.layers.shape == (6, 5, 9)

from dataclasses import replace

import numpy as np
import pytest

from reprise.data.framing import Framing


def framing_of_rows(difference=0, subtracted=None, classes=0, horizon=3):
    """A framing of 2 training rows, 1 validation row and 3 test rows with a known scaling."""
    return Framing(
        x=np.zeros((6, 1, 2)),
        y=np.zeros((6, horizon)),
        actual=np.zeros((6, horizon)),
        subtracted=np.zeros((6, horizon)) if subtracted is None else subtracted,
        last_observation=np.zeros((6, 1)),
        target_minimum=np.array([10.0, 20.0, 30.0][:horizon]),
        target_range=np.array([1.0, 2.0, 3.0][:horizon]),
        naive_error=np.ones(1),
        train_rows=2,
        validation_rows=1,
        first_targets=np.arange(3, 9),
        difference_weights=np.eye(difference)[-1:] if difference else np.zeros((1, 0)),
        classes=classes,
    )


def test_splits_follow_each_other_and_hold_all_rows():
    framing = framing_of_rows()
    assert framing.split("train") == slice(0, 2)
    assert framing.split("validation") == slice(2, 3)
    assert framing.split("test") == slice(3, 6)
    assert framing.test_rows == 3
    without_validation = replace(framing, validation_rows=0)
    assert without_validation.split("validation") == slice(2, 2)
    assert without_validation.split("test") == slice(2, 6)
    assert without_validation.test_rows == 4
    with pytest.raises(KeyError, match="rest"):
        framing.split("rest")


@pytest.mark.parametrize(
    ("classes", "horizon", "outputs"), [(0, 3, 3), (0, 1, 1), (2, 1, 1), (3, 1, 3), (10, 1, 10)]
)
def test_a_network_has_one_output_per_step_or_per_class_beyond_two(classes, horizon, outputs):
    assert framing_of_rows(classes=classes, horizon=horizon).outputs == outputs


def test_outputs_are_scaled_back_step_by_step():
    outputs = np.array([[0, 0, 0], [1, 1, 1]], dtype=np.float32)
    forecasts = framing_of_rows().forecasts(outputs)
    np.testing.assert_array_equal(forecasts, [[10, 20, 30], [11, 22, 33]])
    assert forecasts.dtype == np.float64


def test_a_difference_of_one_is_undone_from_step_to_step():
    subtracted = np.zeros((6, 3))
    subtracted[:, 0] = [100, 200, 300, 400, 500, 600]
    framing = framing_of_rows(1, subtracted)
    # Changes of 10, 20 and 30 that follow each other, from the observation before.
    expected = [[110, 130, 160], [210, 230, 260]]
    np.testing.assert_array_equal(framing.forecasts(np.zeros((2, 3))), expected)


def test_a_difference_of_two_is_undone_from_two_steps_before():
    subtracted = np.zeros((6, 3))
    subtracted[0, :2] = [100, 200]
    framing = framing_of_rows(2, subtracted)
    np.testing.assert_array_equal(framing.forecasts(np.zeros((1, 3))), [[110, 220, 140]])


def test_all_epochs_are_turned_into_forecasts_at_once():
    subtracted = np.arange(18.0).reshape(6, 3)
    framing = framing_of_rows(1, subtracted)
    outputs = np.random.default_rng(3).normal(size=(4, 6, 3))
    all_epochs = framing.forecasts(outputs)
    for epoch in range(4):
        np.testing.assert_array_equal(all_epochs[epoch], framing.forecasts(outputs[epoch]))


def test_the_outputs_that_a_network_gave_are_not_changed():
    outputs = np.ones((6, 3))
    framing_of_rows(1).forecasts(outputs)
    np.testing.assert_array_equal(outputs, np.ones((6, 3)))


def test_probabilities_of_classes_stay_as_they_are():
    probabilities = np.full((6, 3), 0.25)
    framing = framing_of_rows(classes=3)
    np.testing.assert_array_equal(framing.forecasts(probabilities), probabilities)


def test_a_recursive_network_has_one_output_and_reads_its_forecast_as_the_newest_lag():
    framing = replace(
        framing_of_rows(), feedback_factor=np.array([2.0, 10.0]), feedback_offset=np.array([1.0, 3])
    )
    assert framing.is_recursive and not framing_of_rows().is_recursive
    assert framing.outputs == 1
    following = framing.feed_back(np.array([[5.0, 6.0], [7.0, 8.0]]), np.array([[0.1], [0.2]]))
    np.testing.assert_allclose(following, [[6 * 2 + 1, 0.1 * 10 + 3], [8 * 2 + 1, 0.2 * 10 + 3]])


def test_the_digest_of_data_covers_values_and_shapes(framing):
    digests = {
        framing.digest,
        replace(framing, x=framing.x.reshape(-1)).digest,
        replace(framing, train_rows=19).digest,
        replace(framing, actual=framing.actual + 1).digest,
    }
    assert len(digests) == 4
    assert replace(framing, x=np.asfortranarray(framing.x)).digest in digests

import numpy as np
import pytest

from reprise.training import reference
from reprise.training.reference import train_by_fit


class RecordedModel:
    """Records the calls of the loop; it predicts the number of epochs trained."""

    def __init__(self):
        self.calls, self.epochs = [], 0

    def fit(self, x, y, epochs, batch_size, verbose, shuffle):
        assert (epochs, shuffle) == (1, False)
        self.calls.append(f"fit {len(x)}")
        self.epochs += 1

    def predict(self, x, batch_size, verbose):
        self.calls.append(f"predict {len(x)}")
        return np.full((len(x), 1), self.epochs)


@pytest.fixture
def model(monkeypatch):
    monkeypatch.setattr(reference, "reset_state", lambda model: model.calls.append("reset"))
    return RecordedModel()


def test_the_loop_resets_states_after_each_epoch_and_after_each_evaluation(model, framing):
    forecasts = train_by_fit(model, framing, 2, 4)
    evaluation = ["predict 20", "predict 12", "reset"]
    assert model.calls == ["fit 20", "reset", "fit 20", "reset", *evaluation]
    np.testing.assert_array_equal(forecasts, [framing.forecasts(np.full((32, 1), 2))])


def test_the_loop_can_evaluate_every_epoch_and_start_the_test_rows_without_state(model, framing):
    forecasts = train_by_fit(model, framing, 2, 4, every_epoch=True, carry_state=False)
    epoch = ["fit 20", "reset", "predict 20", "reset", "predict 12", "reset"]
    assert model.calls == epoch + epoch
    assert forecasts.shape == (2, 32, 1)

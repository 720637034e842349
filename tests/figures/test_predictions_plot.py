import numpy as np
import pandas as pd
import pytest

from reprise.figures import predictions_plot
from reprise.figures.figure_modules import predictions_plot as import_predictions_plot
from reprise.settings import DatasetSettings

OBSERVED = np.array([10.0, 20.0, 40.0])


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(predictions):
        """Tables of a study; configuration to the predictions of each run for three rows."""
        dataset = DatasetSettings(builtin="diabetes", units="points")
        settings = make_settings(list(predictions), task="regress", dataset=dataset)
        rows = [
            {"configuration": name, "repeat": k, "row": r, "observed": o, "prediction": p}
            for name, runs in predictions.items()
            for k, run in enumerate(runs, start=1)
            for r, o, p in zip((7, 3, 9), OBSERVED, run, strict=True)
        ]
        return make_tables(settings, make_runs({"a": [1.0]}), predictions=pd.DataFrame(rows))

    return make


RUNS = [[10.0, 30.0, 40.0], [14.0, 30.0, 44.0], [12.0, 36.0, 30.0]]


def test_the_median_prediction_stands_over_its_observation(make):
    assert import_predictions_plot() is predictions_plot
    left, right = predictions_plot.draw(make({"a": RUNS, "b": RUNS[:1]})).axes
    dots, diagonal = left.lines
    drawn = dict(zip(dots.get_xdata(), dots.get_ydata(), strict=True))
    assert drawn == {10: 12, 20: 30, 40: 40}
    np.testing.assert_array_equal(diagonal.get_xdata(), diagonal.get_ydata())
    bars = {s[0, 0]: s[:, 1].tolist() for s in left.collections[0].get_segments()}
    assert bars[20] == pytest.approx(np.quantile([30, 30, 36], (0.05, 0.95)))
    assert (left.get_xlabel(), left.get_ylabel()) == ("observed (points)", "predicted (points)")
    assert right.get_title() == "b"


def test_the_caption_speaks_of_predictions_and_has_the_r2_of_scikit_learn(make, render):
    from sklearn.metrics import r2_score

    caption = predictions_plot.caption(make({"a": RUNS, "b": [[np.nan] * 3]}))
    render(caption)
    r2 = np.mean([r2_score(OBSERVED, run) for run in RUNS])
    assert f"A run explains {r2:.0%} of the variance of the test rows (R² {r2:.3f})." in caption
    error = np.abs(np.array(RUNS) - OBSERVED).mean()
    assert f"miss the observations by {error:.2f} on average" in caption
    assert "``b``: Every run diverged." in caption
    assert "forecast" not in caption


def test_the_description_names_the_configuration_that_is_nearest_to_the_diagonal(make):
    better = [[value + 1 for value in OBSERVED]]
    description = predictions_plot.describe(make({"a": RUNS, "b": better}))
    far = np.abs(np.array(RUNS) - OBSERVED).mean()
    assert (
        "The lowest mean distance from the diagonal is 1.000 (b), and the highest is"
        f" {far:.2f} (a)." in description
    )


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(predictions_plot.draw, make({"a": RUNS, "b": RUNS[:1]}))

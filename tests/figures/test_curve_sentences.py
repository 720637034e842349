import numpy as np
import pandas as pd

from reprise.figures.curve_sentences import column_label, summarize_curves


def make_history(*runs):
    rows = [
        {"epoch": epoch, "repeat": repeat, "test_rmse": value}
        for repeat, values in enumerate(runs, start=1)
        for epoch, value in enumerate(values, start=1)
    ]
    return pd.DataFrame(rows)


def test_a_sentence_names_the_best_and_the_last_epoch_of_the_median():
    history = make_history([5.0, 2.0, 3.0], [7.0, 4.0, 9.0], [6.0, 3.0, 8.0])
    assert summarize_curves(history, ["test_rmse"]) == [
        "The median test RMSE is lowest at epoch 2 (3.00) and ends at 8.00."
    ]
    assert summarize_curves(make_history([np.nan] * 2), ["test_rmse"]) == ["Every run diverged."]


def test_the_metric_of_fit_is_that_of_keras():
    assert column_label("fit_loss") == "cross-entropy that Keras reports during training"

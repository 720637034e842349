import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from figure_settings_builder import published_numbers, published_scores

from reprise.data.published import (
    COLUMNS,
    published_descriptions,
    published_table,
)


def test_every_describe_table_is_complete_and_plausible():
    sizes = {"lstm_epochs": 5, "lstm_batch_size": 3, "lstm_neurons": 5}
    for study, columns in sizes.items():
        table = published_descriptions(published_numbers(study), "test_rmse")
        assert table.shape == (8, columns)
        assert (table.loc["count"] == 30).all()
        # A slip in copying the numbers would break the order of the statistics.
        ordered = table.loc[["min", "25%", "50%", "75%", "max"]]
        assert (ordered.diff().iloc[1:] > 0).all(axis=None)
        assert (table.loc["mean"] > table.loc["min"]).all()
        assert (table.loc["mean"] < table.loc["max"]).all()


def test_every_list_of_final_scores_has_ten_runs():
    for name, configurations in (("epochs", 4), ("batch_size", 2), ("neurons", 2)):
        scores = published_scores(published_numbers(f"lstm_{name}_diagnostic"))
        assert set(scores) == {"configuration", "repeat", "train_rmse", "test_rmse"}
        repeats = scores.groupby("configuration", sort=False)["repeat"].apply(list)
        assert repeats.tolist() == [list(range(1, 11))] * configurations


def test_single_numbers_are_as_the_tutorials_print_them():
    # LSTM tutorial, "Summary of Results" of each part, and "Diagnostic of 500 Epochs"
    epochs = published_descriptions(published_numbers("lstm_epochs"), "test_rmse")
    assert epochs.loc["mean", "epochs=1000"] == 104.566259
    neurons = published_descriptions(published_numbers("lstm_neurons"), "test_rmse")
    assert neurons.loc["std", "units=3"] == 12.905631
    first = published_scores(published_numbers("lstm_epochs_diagnostic")).iloc[0]
    assert (first["train_rmse"], first["test_rmse"]) == (63.495594, 113.472643)
    # Batch-normalization tutorial, the accuracies of each listing
    table = published_table(published_numbers("batchnorm"))
    after = table[table["configuration"] == "after_activation"]
    assert after["published"].tolist() == [0.846, 0.848] and set(after["kind"]) == {"run"}
    assert after["rounding"].tolist() == pytest.approx([0.0005] * 2)


def test_listed_scores_are_described():
    numbers = published_numbers("lstm_neurons_diagnostic")
    scores = published_scores(numbers)
    listed = scores.loc[scores["configuration"] == "units=2", "test_rmse"]
    described = published_descriptions(numbers, "test_rmse")["units=2"]
    assert described["count"] == 10 and described["min"] == 86.393213
    assert described["std"] == pytest.approx(np.std(listed, ddof=1))
    assert described["75%"] == pytest.approx(np.quantile(listed, 0.75))


def test_without_numbers_the_tables_are_empty_and_have_their_columns():
    assert published_descriptions((), "test_rmse").shape == (8, 0)
    assert published_scores(()).empty
    pd.testing.assert_frame_equal(published_table(()), pd.DataFrame(columns=list(COLUMNS)))


def test_the_replication_study_has_the_numbers_of_all_tables():
    """The file of `lstm_replication` repeats those of six studies, with other names."""
    together = published_table(published_numbers("lstm_replication"))
    tables = dict(list(together.groupby("table", sort=False)))
    assert len(tables) == 6
    for name, table in tables.items():
        alone = published_table(published_numbers(f"lstm_{name}"))
        columns = ["metric", "statistic", "published"]
        pd.testing.assert_frame_equal(table[columns].reset_index(drop=True), alone[columns])
    assert (ROOT / "data" / "published" / "lstm_replication.csv").exists()

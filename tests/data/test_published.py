import csv

import numpy as np
import pandas as pd
import pytest

from reprise.data.published import published_descriptions, published_numbers, published_scores
from reprise.paths import PUBLISHED


def test_every_describe_table_is_complete_and_plausible():
    sizes = {"lstm_epochs": 5, "lstm_batch_size": 3, "lstm_neurons": 5}
    for study, columns in sizes.items():
        table = published_descriptions(study)
        assert table.shape == (8, columns)
        assert (table.loc["count"] == 30).all()
        # A slip in copying the numbers would break the order of the statistics.
        ordered = table.loc[["min", "25%", "50%", "75%", "max"]]
        assert (ordered.diff().iloc[1:] > 0).all(axis=None)
        assert (table.loc["mean"] > table.loc["min"]).all()
        assert (table.loc["mean"] < table.loc["max"]).all()


def test_every_list_of_final_scores_has_ten_runs():
    for name, configurations in (("epochs", 4), ("batch_size", 2), ("neurons", 2)):
        scores = published_scores(f"lstm_{name}_diagnostic")
        assert list(scores) == ["configuration", "repeat", "train_rmse", "test_rmse"]
        repeats = scores.groupby("configuration")["repeat"].apply(list)
        assert repeats.tolist() == [list(range(1, 11))] * configurations


def test_single_numbers_are_as_the_tutorial_prints_them():
    # LSTM tutorial, "Summary of Results" of each part, and "Diagnostic of 500 Epochs"
    assert published_descriptions("lstm_epochs").loc["mean", "epochs=1000"] == 104.566259
    assert published_descriptions("lstm_neurons").loc["std", "units=3"] == 12.905631
    first = published_scores("lstm_epochs_diagnostic").iloc[0]
    assert (first["train_rmse"], first["test_rmse"]) == (63.495594, 113.472643)


def test_listed_scores_are_described():
    with (PUBLISHED / "lstm_final_scores.csv").open() as file:
        scores = [
            float(row["test_rmse"])
            for row in csv.DictReader(file)
            if row["study"] == "lstm_neurons_diagnostic" and row["configuration"] == "units=2"
        ]
    described = published_descriptions("lstm_neurons_diagnostic")["units=2"]
    assert described["count"] == 10
    columns = published_descriptions("lstm_epochs_diagnostic").columns.tolist()
    assert columns == [f"epochs={epochs}" for epochs in (500, 1000, 2000, 4000)]
    assert described["mean"] == pytest.approx(np.mean(scores))
    assert described["std"] == pytest.approx(np.std(scores, ddof=1))
    assert described["min"] == min(scores) == 86.393213
    assert described["75%"] == pytest.approx(np.quantile(scores, 0.75))


def test_the_figures_of_a_study_are_all_numbers_that_are_printed_for_it():
    figures = published_numbers("lstm_epochs")
    assert list(figures) == ["configuration", "kind", "statistic", "published"]
    assert figures.index.tolist() == list(range(41))
    assert figures["kind"].value_counts().to_dict() == {"describe": 40, "baseline": 1}
    baseline = figures[figures["kind"] == "baseline"].iloc[0]
    assert baseline.tolist() == ["persistence", "baseline", "test_rmse", 136.761]
    described = figures[figures["kind"] == "describe"].iloc[1]
    assert described.tolist() == ["epochs=500", "describe", "mean", 109.439203]


def test_each_listed_score_is_a_figure():
    figures = published_numbers("lstm_epochs_diagnostic")
    assert figures["kind"].unique().tolist() == ["list"]
    counts = figures.groupby(["configuration", "statistic"]).size()
    assert len(counts) == 8 and (counts == 10).all()
    first = figures[figures["statistic"] == "test_rmse"].iloc[0]
    assert (first["configuration"], first["published"]) == ("epochs=500", 113.472643)


def test_a_single_run_is_a_figure():
    figures = published_numbers("batchnorm")
    assert figures["kind"].unique().tolist() == ["run"]
    table = figures.pivot(index="configuration", columns="statistic", values="published")
    # Batch-normalization tutorial, the accuracies of each listing
    assert table.loc["after_activation"].to_dict() == {
        "test_accuracy": 0.848,
        "train_accuracy": 0.846,
    }


def test_a_study_without_published_numbers_has_empty_tables():
    assert published_descriptions("lstm_dropout").empty
    assert published_scores("lstm_dropout").empty
    figures = published_numbers("lstm_dropout")
    columns = ["configuration", "kind", "statistic", "published"]
    pd.testing.assert_frame_equal(figures, pd.DataFrame(columns=columns))

import pytest

from reprise.data.published import published_descriptions, published_scores


def test_the_describe_tables_are_all_there():
    sizes = {"lstm_epochs": 5, "lstm_batch_size": 3, "lstm_neurons": 5}
    for study, columns in sizes.items():
        table = published_descriptions(study)
        assert table.shape == (8, columns)
        assert (table.loc["count"] == 30).all()
        # What a slip of the pen would break.
        ordered = table.loc[["min", "25%", "50%", "75%", "max"]]
        assert (ordered.diff().iloc[1:] > 0).all(axis=None)
        assert (
            (table.loc["mean"] > table.loc["min"]) & (table.loc["mean"] < table.loc["max"])
        ).all()


def test_the_lists_of_final_scores_are_all_there():
    scores = [
        published_scores(f"lstm_{name}_diagnostic") for name in ("epochs", "batch_size", "neurons")
    ]
    assert [len(table) for table in scores] == [40, 20, 20]
    assert (scores[0].groupby("configuration").size() == 10).all()


def test_single_figures_are_as_printed():
    # LSTM tutorial, "Summary of Results" of each part, and "Diagnostic of 500 Epochs"
    assert published_descriptions("lstm_epochs").loc["mean", "epochs=1000"] == 104.566259
    assert published_descriptions("lstm_neurons").loc["std", "units=3"] == 12.905631
    first = published_scores("lstm_epochs_diagnostic").iloc[0]
    assert (first["train_rmse"], first["test_rmse"]) == pytest.approx((63.495594, 113.472643))


def test_listed_scores_are_described_too():
    table = published_descriptions("lstm_neurons_diagnostic")
    assert table.loc["count"].tolist() == [10, 10]
    assert table.loc["min", "units=2"] == 86.393213


def test_a_study_without_published_figures_has_an_empty_table():
    assert published_descriptions("lstm_dropout").empty
    assert published_scores("lstm_dropout").empty

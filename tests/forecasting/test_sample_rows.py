"""The rows that a classifier or a regressor predicts, without the networks."""

import numpy as np
import pandas as pd
import pytest
from predictor_studies import samples

from reprise.errors import RepriseError
from reprise.forecasting.sample_rows import read_sample_rows
from reprise.settings import DatasetSettings

NEW = samples(40, seed=1)
DATASET = DatasetSettings(file="mine.csv", features=("b", "a"), label="kind")


def test_rows_are_read_by_the_names_of_their_columns(tmp_path):
    labelled = NEW.set_index(pd.Index([f"row {k}" for k in range(40)]))
    values, labels = read_sample_rows(labelled, ["b", "a"], DATASET)
    np.testing.assert_array_equal(values, NEW[["b", "a"]])
    assert labels.equals(labelled.index)
    NEW.to_csv(tmp_path / "new.csv", index=False, sep=";", decimal=",")
    german = DatasetSettings(separator=";", decimal=",")
    values, labels = read_sample_rows(tmp_path / "new.csv", ["b", "a"], german)
    np.testing.assert_array_equal(values, NEW[["b", "a"]])
    assert labels.equals(NEW.index)
    texts = NEW[["a", "b"]].astype(str)
    np.testing.assert_array_equal(read_sample_rows(texts, ["b", "a"], DATASET)[0], values)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t.drop(columns="a"), "the rows lack the column a"),
        (lambda t: t.drop(columns=["a", "b"]), "the rows lack the column b, a. The networks"),
        (lambda t: t.assign(a=["x"] * 40), "row 0, column 'a': 'x' is not a finite number"),
        (
            lambda t: t.assign(b=t["b"].where(t.index != 3)),
            "row 3, column 'b': nan is not a",
        ),
        (lambda t: t.assign(b=t["b"].replace(t["b"][2], np.inf)), "row 2, column 'b': inf is not"),
        (lambda t: t[["a", "b", "a"]], "two columns named 'a'"),
        (lambda t: t[:0], "there is no row to predict"),
        (lambda t: t.to_numpy(), "rows is of the type ndarray. Give a DataFrame, or the path"),
    ],
)
def test_wrong_rows_are_refused_with_their_place(change, problem):
    with pytest.raises(RepriseError, match=problem):
        read_sample_rows(change(NEW), ["b", "a"], DATASET)


def test_wrong_cells_of_a_file_are_refused_with_their_line(tmp_path):
    (tmp_path / "new.csv").write_text("a,b\n1,2\n,3\n")
    with pytest.raises(RepriseError, match=r"new\.csv, line 3, column 'a'"):
        read_sample_rows(tmp_path / "new.csv", ["b", "a"], DATASET)
    (tmp_path / "new.csv").write_text("a,c\n1,2\n")
    with pytest.raises(RepriseError, match="has no column 'b'"):
        read_sample_rows(tmp_path / "new.csv", ["b", "a"], DATASET)

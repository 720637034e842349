import numpy as np
import pandas as pd

from reprise.figures.partition_sentences import sentence_on_difference, sentences_on_spread
from reprise.figures.partition_sentences import sentences_on_clear_differences as clear

ROW = {"configuration": "a", "other": "b", "partitions": 3, "ahead": 2, "difference": -1.5}


def test_a_difference_has_its_interval_and_the_number_of_partitions():
    row = ROW | {"difference_low": -3.0, "difference_high": -0.5}
    assert sentence_on_difference(row, "95%", "origin") == (
        "``a`` differs by \N{MINUS SIGN}1.500 (95% interval over origins: \N{MINUS SIGN}3.00 to"
        " \N{MINUS SIGN}0.500) and is better at 2 of 3 origins."
    )
    assert "No split has runs of both." in sentence_on_difference(
        row | {"partitions": 0}, "95%", "split"
    )


def test_intervals_without_zero_are_counted():
    rows = [(-3.0, -0.5), (-1.0, 1.0), (np.nan, np.nan)]
    table = pd.DataFrame([ROW | {"difference_low": a, "difference_high": b} for a, b in rows])
    (sentence,) = clear(table, "95%")
    assert sentence.startswith("1 of these 2 intervals excludes zero: ``a`` compared with ``b``.")


def test_without_any_run_there_is_no_spread():
    row = {"partitions": 0, "diverged": 6}
    assert list(sentences_on_spread(row, "test RMSE", "95%", "origin")) == ["Every run diverged."]

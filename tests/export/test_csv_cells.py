import pandas as pd
import pytest

from reprise.export.csv_cells import (
    TextTable,
    choose_decimals,
    number_latex,
    p_value_text,
    round_cell,
)


@pytest.mark.parametrize(
    ("text", "decimals", "rounded"),
    [
        ("99.397439", 2, "99.40"),
        ("2.675", 2, "2.68"),  # as a number in two digits, it would become 2.67
        ("2.665", 2, "2.66"),
        ("-0.001", 2, "0.00"),
        ("30.000000", 0, "30"),
        ("", 2, "--"),
        ("inf", 2, "inf"),
    ],
)
def test_a_number_is_the_rounded_text_of_its_cell(text, decimals, rounded):
    assert round_cell(text, decimals) == rounded


@pytest.mark.parametrize(
    ("means", "spreads", "decimals"),
    [
        ([99.4, 136.8], [6.7, 20.4], 1),
        ([0.8469, 0.8311], [0.0053, None], 4),
        ([12345.0], [None], 0),
        ([1000.0], [0.013], 3),
        ([1e-9], [None], 6),
        ([None], [None], 0),
    ],
)
def test_the_digits_follow_the_largest_mean_and_the_smallest_spread(means, spreads, decimals):
    assert choose_decimals(pd.Series(means, dtype=float), pd.Series(spreads, dtype=float)) == (
        decimals
    )


def test_signs_and_relations_are_mathematics():
    assert number_latex("-1.20") == r"\ensuremath{-1.20}"
    assert number_latex(p_value_text("0.00002")) == r"\ensuremath{<0.001}"
    assert number_latex(p_value_text("0.0316")) == "0.032"
    assert number_latex("--") == p_value_text("") == "--"


def test_a_cell_knows_the_texts_that_only_its_row_has():
    table = TextTable("../a.csv", pd.DataFrame({"name": ["x", "y"], "value": ["1", ""]}), ("name",))
    _, second = table.rows()
    assert second["value"].row == {"name": "y"} and second["value"].text == ""
    assert second["value"].file == "../a.csv" and second["value"].column == "value"

import re
import struct
from math import nan

import numpy as np
import pytest

from reprise.data.csv_numbers import LARGEST_NUMBER, explain_number, is_missing, parse_numbers
from reprise.errors import ConfigError


def place(row):
    return f"mine.csv, line {row + 2}, column 'a'"


def parse(text, decimal=".", **options):
    return parse_numbers([text], place, decimal, **options)[0]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.5", ".", 1.5),
        (" -2 ", ".", -2),
        ("1e3", ".", 1000),
        (".5", ".", 0.5),
        ("+1.", ".", 1),
        ("1,5", ",", 1.5),
        ("-1,5E-3", ",", -0.0015),
        ("3e38", ".", 3e38),
    ],
)
def test_a_finite_number_is_parsed(text, decimal, number):
    assert parse(text, decimal) == number


def test_numbers_are_parsed_to_the_bit():
    rng = np.random.default_rng(1)
    numbers = [struct.unpack("<d", rng.bytes(8))[0] for _ in range(5000)]
    numbers = [number for number in numbers if abs(number) < 1e38]
    texts = [repr(number) for number in numbers]
    assert parse_numbers(texts, place).tobytes() == np.array(numbers).tobytes()
    with_commas = [text.replace(".", ",") for text in texts]
    assert parse_numbers(with_commas, place, ",").tobytes() == np.array(numbers).tobytes()


@pytest.mark.parametrize(
    ("text", "decimal", "problem"),
    [
        ("1,5", ".", "'1,5' has a decimal comma; set dataset.decimal: \",\"."),
        ("1.5", ",", "'1.5' has a decimal point; set dataset.decimal: \".\"."),
        ("-,5", ".", "has a decimal comma"),
        ("1,234", ".", "'1,234' can be read as two numbers. If ',' groups the digits, remove it"),
        ("1.234", ",", "'1.234' can be read as two numbers. If '.' groups the digits, remove it"),
        ("1,234,567", ".", "'1,234,567' groups its digits by ','; write the digits without"),
        ("1,234.5", ".", "'1,234.5' groups its digits by ','"),
        ("1.234,5", ",", "'1.234,5' groups its digits by '.'"),
        ("1 000", ".", "'1 000' groups its digits; write the digits without a mark between them."),
        ("1\u00a0000", ".", "groups its digits"),
        ("1'000", ".", "groups its digits"),
        ("1_000", ".", "'1_000' groups its digits by _"),
        ("inf", ".", "'inf' is not a finite number"),
        ("-Infinity", ".", "'-Infinity' is not a finite number"),
        ("12%", ".", "'12%' has a percent sign; write the number alone."),
        ("0x1F", ".", "'0x1F' is a hexadecimal number; write a decimal number."),
        ("١٢", ".", "'١٢' is not a number in the digits 0 to 9"),
        ("²", ".", "is not a number in the digits 0 to 9"),
        ("−5", ".", "'−5' has a dash in the place of the minus sign; write the minus sign: -."),
        ("5 €", ".", "'5 €' is not a number; write a number"),
        (
            "#N/A",
            ".",
            "'#N/A' is not a number; if it stands for a missing value, fill in the value.",
        ),
        ("?", ".", "'?' is not a number; if it stands for a missing value, fill in"),
        ("-", ".", "'-' is not a number; if it stands for a missing value, fill in"),
        ("None", ".", "'None' is not a number; if it stands for a missing value, fill"),
        ("1 2", ".", "'1 2' is not a number; write a number, such as -1.5 or 2e3."),
        ("12 EUR", ".", "'12 EUR' is not a number; write a number"),
        ("$12", ".", "'$12' is not a number"),
        ("1e300", ".", "'1e300' is too large: the largest number that a network can calculate"),
        ("-1e999", ".", "'-1e999' is too large"),
        ("3.5e38", ".", "'3.5e38' is too large: the largest number that a network can calculate"),
        ("1e", ".", "'1e' is not a number"),
        ("--1", ".", "'--1' is not a number"),
        ("e", ".", "'e' is not a number"),
        ("", ".", "the cell is empty; fill in the value."),
        ("  ", ".", "the cell is empty; fill in the value."),
        ("NaN", ".", "the cell has 'NaN'; fill in the value."),
        ("n/a", ".", "the cell has 'n/a'; fill in the value."),
        (".", ".", "the cell has '.'; fill in the value."),
    ],
)
def test_what_a_person_would_not_take_for_the_number_is_refused(text, decimal, problem):
    with pytest.raises(ConfigError) as caught:
        parse_numbers(["1", "2", text], place, decimal)
    assert str(caught.value).startswith("mine.csv, line 4, column 'a': ")
    assert problem in str(caught.value)


@pytest.mark.parametrize("decimal", [".", ","])
def test_random_texts_are_numbers_only_if_they_look_like_one(decimal):
    looks_right = re.compile(rf"[+-]?(\d+\{decimal}?\d*|\{decimal}\d+)([eE][+-]?\d+)?")
    rng = np.random.default_rng(1)
    accepted = 0
    for _ in range(20_000):
        text = "".join(rng.choice(list("0123456789.,eE+-_xn "), size=rng.integers(1, 6)))
        number = float(text.replace(decimal, ".")) if looks_right.fullmatch(text.strip()) else nan
        if abs(number) <= LARGEST_NUMBER:
            assert parse(text, decimal) == number
            accepted += 1
        else:
            with pytest.raises(ConfigError):
                parse(text, decimal)
    assert accepted > 500


@pytest.mark.parametrize("text", ["", " ", "NA", "n/a", "NaN", "nan", "null", "."])
def test_an_observation_may_be_missing(text):
    assert is_missing(text)
    numbers = parse_numbers(["1", text, "2.5"], place, may_be_missing=True)
    np.testing.assert_array_equal(numbers, [1, np.nan, 2.5])


@pytest.mark.parametrize("text", ["-", "?", "0", "inf", "none at all"])
def test_other_texts_are_not_missing_observations(text):
    assert not is_missing(text)


def test_a_text_that_may_stand_for_a_missing_value_is_not_guessed():
    with pytest.raises(
        ConfigError, match=r"if it stands for a missing value, leave the cell empty"
    ):
        parse("?", may_be_missing=True)


def test_the_advice_for_an_empty_cell_can_be_given():
    with pytest.raises(ConfigError, match=r"line 2, column 'a': the cell is empty; look\.$"):
        parse("", advice="look.")


def test_a_wrong_number_is_explained_with_the_mark_of_the_decimals():
    assert explain_number("x", ",") == "'x' is not a number; write a number, such as -1,5 or 2e3."

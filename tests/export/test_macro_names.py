import re

import pytest

from reprise.export.macro_names import distinct_names, macro_name, number_words


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("lstm_epochs", "epochs=500", "Mean"), "LstmEpochsEpochsFiveHundredMean"),
        (("era=keras1_tf1,epochs=1000",), "EraKerasOneTfOneEpochsOneThousand"),
        (("batch_norm_momentum=0.99",), "BatchNormMomentumZeroPointNinetyNine"),
        (("rate=-1", "rate=1e-05"), "RateMinusOneRateOneEMinusZeroFive"),
        (("conv-2.5",), "ConvTwoPointFive"),
        (("größe",), "GrLatinSmallLetterOWithDiaeresisLatinSmallLetterSharpSE"),
    ],
)
def test_a_name_has_only_letters_and_can_be_read(texts, name):
    assert macro_name(*texts) == name
    assert re.fullmatch("[A-Za-z]+", name)


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "Zero"),
        ("13", "Thirteen"),
        ("40", "Forty"),
        ("101", "OneHundredOne"),
        ("6000", "SixThousand"),
        ("512345", "FiveHundredTwelveThousandThreeHundredFortyFive"),
        ("1234567", "OneTwoThreeFourFiveSixSeven"),
        ("007", "ZeroZeroSeven"),
    ],
)
def test_numbers_become_words(digits, words):
    assert number_words(digits) == words


def test_all_numbers_up_to_ten_thousand_have_different_words():
    assert len({number_words(str(number)) for number in range(10_000)}) == 10_000


def test_equal_names_get_different_ends():
    assert distinct_names(["A", "B", "A", "AB", "A"]) == ["A", "B", "AB", "ABB", "AC"]
    many = distinct_names(["A"] * 60)
    assert len(set(many)) == 60 and many[26:28] == ["AAA", "AAB"]

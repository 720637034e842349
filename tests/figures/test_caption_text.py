import pytest

from reprise.figures.caption_text import (
    bullets,
    count_nouns,
    describe_explained_share,
    format_number,
    format_signed,
    join_paragraphs,
    join_words,
    list_literals,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (136.76, "136.8"),
        (20, "20.0"),
        (19.994, "19.99"),
        (2, "2.00"),
        (1.9994, "1.999"),
        (0.84712, "0.847"),
        (-25, "-25.0"),
    ],
)
def test_a_number_has_three_or_four_digits(value, text):
    assert format_number(value) == text


def test_a_difference_has_a_sign():
    assert format_signed(0.5) == "+0.500"
    assert format_signed(-0.5) == "\N{MINUS SIGN}0.500"
    assert format_signed(0) == "+0.000"


@pytest.mark.parametrize(
    ("r2", "words"),
    [
        (0.07, "explains 7% of the variance of the test rows (R² 0.070)"),
        (0.01, "explains 1% of the variance of the test rows (R² 0.010)"),
        (0.009, "explains less than 1% of the variance of the test rows (R² 0.009)"),
        (
            0,
            "explains none of the variance of the test rows: the mean of these rows would be a"
            " better forecast (R² 0.000)",
        ),
    ],
)
def test_a_share_of_variance_is_written_in_words(r2, words):
    assert describe_explained_share(r2) == words


def test_a_noun_has_a_plural():
    assert [count_nouns(n, "run") for n in (0, 1, 2)] == ["0 runs", "1 run", "2 runs"]


def test_words_are_joined_as_in_a_sentence():
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b"]) == "a and b"
    assert join_words(["a", "b", "c"]) == "a, b and c"


def test_names_are_literal_text(render):
    assert list_literals(["a_b", "c*"]) == "``a_b``, ``c*``"
    assert "c*</span>" in render(list_literals(["a_b", "c*"]))


def test_paragraphs_and_bullets_are_valid_markup(render):
    caption = join_paragraphs(["First.", "", bullets(["one", "two"])])
    assert caption == "First.\n\n- one\n- two\n"
    assert render(caption).count("<li>") == 2

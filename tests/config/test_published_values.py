import pytest

from reprise.config.published_values import read_count, read_number


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("104.570", 104.57, 3),
        ("1.5e-3", 0.0015, 4),
        ("2e3", 2000, -3),
        ("84.6%", 0.846, 3),
        ("-.5", -0.5, 1),
        ("0e999", 0, -15),
    ],
)
def test_a_number_keeps_its_printed_decimals(text, value, decimals):
    assert read_number(text, "here") == (pytest.approx(value), decimals)


def test_a_count_is_a_whole_number_within_its_limits(config_error):
    assert [read_count(text, "runs", 1, 9, "here") for text in (1, "9", "3.0")] == [1, 9, 3]
    for text in (0, 10, "2.5", "-3", "nan"):
        error = config_error(read_count, text, "runs", 1, 9, "here")
        assert error.problem == f"runs is '{text}', but must be a whole number from 1 to 9."
        assert (error.where, error.key) == ("here", "runs")

import numpy as np
import pytest

from reprise.framing_settings import FramingSettings, QuerySettings
from reprise.stage_settings import FramingUse
from reprise.tables.sliding_windows import describe_windows


def use(configurations=("a",), **settings):
    return FramingUse(FramingSettings(**settings), configurations)


def test_a_sliding_window_has_the_format_of_the_crash_course():
    # Crash course, lesson 2
    x = np.array([[1, 2, 3], [2, 3, 4.5]])
    y = np.array([[4], [5]])
    assert describe_windows([(x, y)], [use(lags=3)]) == (
        "# all configurations: 3 in, 1 out, observations\n"
        "X -> y\n"
        "[1, 2, 3] -> [4]\n"
        "[2, 3, 4.5] -> [5]\n"
    )


@pytest.mark.parametrize(("rows", "lines"), [(5, 7), (6, 8)])
def test_only_the_first_five_rows_are_listed(rows, lines):
    window = np.arange(rows)[:, None], np.arange(rows)[:, None]
    text = describe_windows([window], [use(lags=1)]).splitlines()
    assert len(text) == lines
    assert text[6] == "[4] -> [4]"
    assert text[7:] == ["... 6 rows to train on"] * (rows > 5)


def test_differences_and_the_query_are_described():
    query = QuerySettings(inputs=(70, 80), answer=(90, 100))
    framing = use(lags=2, horizon=2, difference=1, query=query)
    text = describe_windows([(np.zeros((1, 2)), np.ones((1, 2)))], [framing])
    assert text.splitlines() == [
        "# all configurations: 2 in, 2 out, differences at lag 1",
        "X -> y",
        "[0, 0] -> [1, 1]",
        "query, observations: [70, 80] -> [90, 100]",
    ]


def test_a_subtracted_mean_is_described():
    framing = use(lags=1, difference=0, subtract_mean=28)
    heading = describe_windows([(np.zeros((1, 1)), np.ones((1, 1)))], [framing]).splitlines()[0]
    assert heading == (
        "# all configurations: 1 in, 1 out, observations minus the mean of the 28 before the first"
        " target"
    )


def test_each_framing_has_a_block_with_the_names_of_its_configurations():
    window = np.zeros((1, 1)), np.ones((1, 1))
    uses = [use(("a", "b"), lags=1), use(("c",), lags=1)]
    first, second = describe_windows([window, window], uses).split("\n\n")
    assert first.startswith("# a, b: 1 in")
    assert second.startswith("# c: 1 in")


@pytest.mark.parametrize(
    ("settings", "heading"),
    [
        ({"lags": (1, 2, 12)}, "3 in (lags 12, 2, 1), 1 out, observations"),
        ({"lags": 1, "transform": "log"}, "1 in, 1 out, logarithms of the observations"),
        (
            {"lags": 1, "transform": "log", "difference": 2},
            "1 in, 1 out, differences of the logarithms at lag 2",
        ),
    ],
)
def test_chosen_lags_and_logarithms_are_described(settings, heading):
    text = describe_windows([(np.zeros((1, 1)), np.ones((1, 1)))], [use(**settings)])
    assert text.splitlines()[0] == f"# all configurations: {heading}"

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from reprise.stats.families import compact_letters, first_families, letters_of_families


def test_a_configuration_has_the_first_family_that_names_it():
    families = {"era 1": ["a", "b"], "all eras": ["b", "c"]}
    assert first_families(families) == {"a": "era 1", "b": "era 1", "c": "all eras"}


@pytest.mark.parametrize(
    ("different", "expected"),
    [
        ([], ["a", "a", "a", "a"]),
        ([("w", "z")], ["a", "ab", "ab", "b"]),
        ([("w", "y"), ("w", "z"), ("x", "z")], ["a", "ab", "bc", "c"]),
        (list(combinations("wxyz", 2)), ["a", "b", "c", "d"]),
        ([("x", "w"), ("x", "y"), ("x", "z")], ["a", "b", "a", "a"]),
    ],
)
def test_the_letters_of_small_examples(different, expected):
    assert list(compact_letters("wxyz", different).values()) == expected


@pytest.mark.parametrize("seed", range(30))
def test_two_names_share_a_letter_exactly_if_they_are_not_different(seed):
    """No group is a part of another one, and the display has the groups of a brute-force search."""
    rng = np.random.default_rng(seed)
    names = [f"n{k}" for k in range(7)]
    different = [pair for pair in combinations(names, 2) if rng.random() < 0.4]
    letters = compact_letters(names, different)
    for one, other in combinations(names, 2):
        shares = bool(set(letters[one]) & set(letters[other]))
        assert shares == ((one, other) not in different)
    groups = {
        frozenset(n for n in names if letter in letters[n]) for letter in "".join(letters.values())
    }
    free = [
        frozenset(group)
        for size in range(1, 8)
        for group in combinations(names, size)
        if not any(pair in different for pair in combinations(group, 2))
    ]
    assert groups == {group for group in free if not any(group < other for other in free)}


def test_a_letter_after_the_alphabet_is_a_number():
    names = [f"n{k:02d}" for k in range(54)]
    letters = compact_letters(names, combinations(names, 2))
    assert [letters[names[k]] for k in (0, 25, 26, 51, 52)] == ["a", "z", "A", "Z", "(53)"]


def test_only_verdicts_of_the_family_separate_its_configurations():
    table = pd.DataFrame(
        [
            ("x", "a", "b", "configuration", "better"),
            ("x", "a", "c", "configuration", "cannot tell"),
            ("x", "b", "c", "configuration", "equivalent"),
            ("x", "a", "c", "baseline", "worse"),
            ("y", "a", "c", "configuration", "worse"),
        ],
        columns=["family", "configuration", "other", "kind", "verdict"],
    )
    means = pd.Series({"a": 3.0, "b": 1.0, "c": 2.0, "d": np.nan})
    families = {"x": ["a", "b", "c"], "y": ["d", "c", "a"]}
    letters = letters_of_families(table, families, means, "test_rmse")
    assert letters == {
        "x": {"b": "a", "c": "ab", "a": "b"},
        "y": {"c": "a", "a": "b", "d": "ab"},
    }
    assert [*letters["x"]] == ["b", "c", "a"]
    of_accuracy = letters_of_families(table, families, means, "test_accuracy")
    assert of_accuracy["x"] == {"a": "a", "c": "ab", "b": "b"}

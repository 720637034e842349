import numpy as np
import pandas as pd

from reprise.report.reference_sentences import compare_with_references

COLUMNS = ["configuration", "other", "kind", "difference", "verdict"]


def compare(references, *pairs, panels=None):
    rows = [(one, other, "configuration", gap, verdict) for one, other, gap, verdict in pairs]
    rows += [("a", "r", "baseline", 99.0, "worse")]  # a baseline is no configuration
    panels = panels or {"": {name: name for name in [*references, *references.values()]}}
    table = pd.DataFrame(rows, columns=COLUMNS)
    return compare_with_references(references, "test_rmse", table, panels)


def test_the_difference_is_the_configuration_minus_its_reference():
    pairs = [("a", "r", -4.0, "better"), ("r", "b", -25.0, "better"), ("r", "c", 3.0, "worse")]
    assert compare(dict.fromkeys("abc", "r"), *pairs) == [
        "Mean ``test_rmse`` compared with ``r``: ``a`` (\N{MINUS SIGN}4.00) and ``c``"
        " (\N{MINUS SIGN}3.00) are better; ``b`` (+25.0) is worse."
    ]


def test_equivalence_and_doubt_are_said_in_words():
    pairs = [("r", "a", 0.5, "equivalent"), ("b", "r", 1.0, "cannot tell")]
    pairs += [("c", "r", np.nan, "cannot tell")]
    assert compare(dict.fromkeys("abc", "r"), *pairs) == [
        "Mean ``test_rmse`` compared with ``r``: ``a`` (\N{MINUS SIGN}0.500) is"
        " equivalent; the runs cannot tell for ``b`` (+1.000) and ``c`` (no number)."
    ]


def test_a_pair_that_is_in_no_family_is_said_to_have_no_comparison():
    assert compare(dict.fromkeys("ab", "r"), ("a", "r", 2.0, "worse")) == [
        "Mean ``test_rmse`` compared with ``r``: ``a`` (+2.00) is worse; no comparison with"
        " ``b``, because the era and other keys differ."
    ]


def test_every_reference_has_a_sentence():
    pairs = [("a", "r", 1.0, "worse"), ("b", "s", 2.0, "worse"), ("c", "r", 3.0, "worse")]
    sentences = compare({"a": "r", "b": "s", "c": "r"}, *pairs)
    assert [text.count("``") // 2 for text in sentences] == [4, 3]
    assert "with ``r``: ``a``" in sentences[0] and "with ``s``: ``b``" in sentences[1]
    assert compare({}) == []


def test_every_panel_has_a_sentence_with_the_names_within_the_panel():
    panels = {"x=1": {"x=1,y=1": "y=1", "x=1,y=2": "y=2"}, "x=2": {"x=2,y=1": "y=1"}}
    sentences = compare({"x=1,y=2": "x=1,y=1"}, ("x=1,y=1", "x=1,y=2", 4, "worse"), panels=panels)
    assert sentences == [
        "``x=1``, mean ``test_rmse`` compared with ``y=1``: ``y=2`` (\N{MINUS SIGN}4.00) is better."
    ]


def test_the_name_of_a_configuration_is_no_markup():
    (text,) = compare({"a`_": "r"}, ("a`_", "r", 1.0, "worse"))
    assert "a\\`\\_" in text

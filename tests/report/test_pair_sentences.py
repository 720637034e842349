import pandas as pd

from reprise.report.pair_sentences import compare_with_others

COLUMNS = ["configuration", "other", "kind", "verdict", "difference"]


def compare(*pairs):
    """The sentences on `a` and the configurations of the pairs."""
    rows = [(one, other, "configuration", verdict, 1.0) for one, other, verdict in pairs]
    table = pd.DataFrame(rows, columns=COLUMNS).assign(difference_low=0.0, difference_high=2.0)
    others = sorted({name for pair in pairs for name in pair[:2]} - {"a"})
    return compare_with_others("a", others, {name: f"*{name}" for name in others}, table)


def test_verdicts_are_read_from_both_sides_and_names_are_those_for_the_reader():
    sentences = compare(("a", "b", "better"), ("c", "a", "worse"), ("d", "a", "better"))
    assert sentences == [r"It is better than \*b and \*c."], "d is better than a, and not listed"
    assert compare(("a", "b", "better")) == [], "another sentence compares two configurations"


def test_configurations_that_are_not_asked_for_do_not_count():
    table = pd.DataFrame([("a", "z", "configuration", "better", 1.0)] * 2, columns=COLUMNS)
    table = table.assign(difference_low=0.0, difference_high=2.0)
    assert compare_with_others("a", ["b", "c"], {}, table) == []

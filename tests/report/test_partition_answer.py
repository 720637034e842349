import numpy as np
import pandas as pd
import pytest

from reprise.report.partition_answer import compare_over_partitions

MINUS = "\N{MINUS SIGN}"


def compare(*rows, metric="test_rmse", kind="origin"):
    columns = ["configuration", "other", "kind", "difference", "difference_low"]
    table = pd.DataFrame(rows, columns=[*columns, "difference_high", "ahead"])
    return compare_over_partitions(table.assign(partitions=5), "a", metric, kind)


def test_the_best_configuration_is_compared_over_all_origins_from_both_sides():
    assert compare(("b", "a", "configuration", 0.5, -0.25, 1.0, 2)) == [
        f"It is ahead of ``b`` at 3 of 5 origins; the mean difference is {MINUS}0.500, and its"
        f" interval reaches from {MINUS}1.000 to +0.250, so the test periods cannot tell the two"
        " apart."
    ]
    (better,) = compare(("a", "b", "configuration", -2.0, -3.0, -1.0, 5))
    assert better.endswith(f"from {MINUS}3.00 to {MINUS}1.00, so it is better.")


def test_a_pair_without_an_interval_has_no_verdict():
    (text,) = compare(("a", "b", "configuration", -2.0, np.nan, np.nan, 5), kind="split")
    assert text == "It is ahead of ``b`` at 5 of 5 splits."


@pytest.mark.parametrize("metric", ["test_rmse", "test_accuracy"])
def test_baselines_are_sorted_by_what_their_intervals_say(metric):
    sign = 1 if metric == "test_rmse" else -1
    rows = []
    for other, difference in (("worse one", -2.0 * sign), ("better one", 2.0 * sign), ("c", 0.0)):
        rows.append(("a", other, "baseline", difference, difference - 1, difference + 1, 3))
    rows.append(("another", "d", "baseline", 0.0, -1.0, 1.0, 3))
    assert compare(*rows, metric=metric) == [
        "These baselines are better over all origins: ``better one``.",
        "It is better over all origins than ``worse one``.",
        "Over all origins, it cannot be told apart from ``c``.",
    ]

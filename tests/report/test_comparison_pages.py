import itertools
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.report import comparison_pages
from reprise.report.comparison_pages import PAIRS_SHOWN


def study_tables(metric="test_rmse", names=("a", "b"), **tables):
    """The tables of a study, as far as these pages need them."""
    families = tables.pop("families", {})
    settings = SimpleNamespace(
        study="s", metric=metric, configuration_names=list(names), families=families
    )
    files = {"row_comparisons.csv": tables.pop("row_comparisons", None)}
    return SimpleNamespace(settings=settings, read=files.__getitem__, **tables)


def cells(html):
    """The text of each cell of the page's table, row by row."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def comparisons(names):
    pairs = list(itertools.combinations(names, 2))
    return pd.DataFrame(pairs, columns=["configuration", "other"]).assign(
        verdict="better",
        kind="configuration",
        difference=-1.5,
        difference_low=-2.0,
        difference_high=-1.0,
        probability_better=0.75,
        p=0.00099,
        reason=None,
    )


def test_the_page_of_comparisons_shows_the_verdict_and_what_decides_it():
    html = comparison_pages.comparisons_page(study_tables(comparisons=comparisons("ab")))
    assert "<title>s: test_rmse, every pair</title>" in html
    assert cells(html) == [
        [
            *("configuration", "other", "verdict", "difference of means", "lower limit"),
            *("upper limit", "probability of improvement", "p"),
        ],
        ["a", "b", "better", "-1.500", "-2.000", "-1.000", "0.750", "&lt; 0.001"],
    ]


def test_a_missing_p_value_is_an_empty_cell_with_its_reason():
    table = comparisons("ab").assign(p=float("nan"), reason="fewer than 3 runs")
    html = comparison_pages.comparisons_page(study_tables(comparisons=table))
    assert cells(html)[0][-1] == "why there is no verdict"
    assert cells(html)[1][-2:] == ["", "fewer than 3 runs"]


def described(means):
    return pd.DataFrame([means], index=["mean"]).astype(float)


def test_letters_group_the_configurations_of_a_family_from_the_best_mean_on():
    table = comparisons("abc").assign(
        family="1 ahead", verdict=["cannot tell", "worse", "cannot tell"]
    )
    html = comparison_pages.comparisons_page(
        study_tables(
            comparisons=table,
            families={"1 ahead": ["a", "b", "c"]},
            description=described({"a": 3.0, "b": 2.0, "c": 1.0, "ets": 0.0}),
        )
    )
    assert cells(html)[:4] == [
        ["family", "configuration", "mean", "letters"],
        ["1 ahead", "c", "1.000", "a"],
        ["1 ahead", "b", "2.000", "ab"],
        ["1 ahead", "a", "3.000", "b"],
    ]
    assert "share a letter if neither is better" in html


def many_pairs(count):
    names = [f"n{k:02d}" for k in range(21)]  # 210 pairs
    return names, comparisons(names)[:count]


def test_all_pairs_are_shown_if_they_are_not_too_many():
    names, pairs = many_pairs(PAIRS_SHOWN)
    html = comparison_pages.comparisons_page(study_tables(names=names, comparisons=pairs))
    assert len(cells(html)) == 1 + 200
    assert "rows of" not in html


@pytest.mark.parametrize(("metric", "best"), [("test_rmse", "n03"), ("test_accuracy", "n05")])
def test_of_too_many_pairs_those_of_the_best_mean_are_shown(metric, best):
    names, pairs = many_pairs(PAIRS_SHOWN + 1)
    means = dict.fromkeys(names, 5.0) | {"n03": 1.0, "n05": 9.0, "n06": float("nan"), "ets": 0.0}
    html = comparison_pages.comparisons_page(
        study_tables(metric, names, comparisons=pairs, description=described(means))
    )
    assert f"20 rows of 201, those of the best mean, {best}; the CSV file has all rows" in html
    rows = cells(html)[1:]
    assert len(rows) == 20 and all(best in row[:2] for row in rows)


def test_of_too_many_pairs_without_a_mean_the_first_are_shown():
    names, pairs = many_pairs(PAIRS_SHOWN + 1)
    means = described(dict.fromkeys(names, float("nan")))
    html = comparison_pages.comparisons_page(
        study_tables(names=names, comparisons=pairs, description=means)
    )
    assert "200 rows of 201, the first ones" in html
    assert len(cells(html)) == 1 + 200


def test_the_page_of_rows_shows_intervals_and_why_one_is_missing():
    table = pd.DataFrame(
        {
            "family": "x",
            "configuration": ["a", "a"],
            "other": ["b", "mean"],
            "kind": ["configuration", "baseline"],
            "rows": [12, 12],
            "value": 2.0,
            "other_value": 1.0,
            "difference": 1.0,
            "difference_low": [0.5, None],
            "difference_high": [1.5, None],
            "reason": [None, "the rows do not differ"],
        }
    )
    html = comparison_pages.row_comparisons_page(study_tables(row_comparisons=table))
    assert "<title>s: test_rmse, other test rows</title>" in html
    assert cells(html) == [
        [
            *("configuration", "other", "test rows", "difference", "lower limit", "upper limit"),
            "why there is no interval",
        ],
        ["a", "b", "12", "1.000", "0.500", "1.500", ""],
        ["a", "mean", "12", "1.000", "", "", "the rows do not differ"],
    ]
    html = comparison_pages.row_comparisons_page(study_tables(row_comparisons=table[:1]))
    assert len(cells(html)[0]) == 6

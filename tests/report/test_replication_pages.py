import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from reprise.replication.published_checks import QUANTILES_RISE
from reprise.replication.replicate import COLUMNS
from reprise.report.replication_pages import (
    count_verdicts,
    describe_published,
    eras_page,
    replication_page,
    summarize_eras,
)

REPORT = ROOT / "workflow" / "report"


def figures_table(*rows):
    """Rows of replication.csv: study, configuration, era, kind, statistic, verdict."""
    names = ["study", "configuration", "era", "kind", "statistic", "verdict"]
    table = pd.DataFrame(rows, columns=names).reindex(columns=list(COLUMNS))
    return table.assign(reason="<b>because</b>", table="", metric="test_rmse")


TABLE = figures_table(
    ("s", "a", "keras3", "describe", "count", ""),
    ("s", "a", "keras3", "describe", "mean", "replicates"),
    ("s", "a", "keras3", "describe", "std", "does not"),
    ("t", "a", "keras3", "list", "test_rmse, run 1", "cannot tell"),
    ("t", "a", "keras3", "list", "test_rmse, run 2", "cannot tell"),
    ("t", "a", "keras3", "list", "train_rmse, run 1", "does not"),
    ("t", "b", "keras3", "list", "test_rmse, run 1", "cannot tell"),
    ("t", "b", "keras1", "list", "test_rmse, run 1", "cannot tell"),
)
JOINT = pd.DataFrame(
    {
        "source": "a tutorial",
        "era": ["keras3", "keras3"],
        "study": ["all", "s"],
        "configuration": ["2 tables and lists", "a"],
        "distance": [50.4, 40.0],
        "expected": [9.6, 5.0],
        "limit": [20.4, 11.0],
        "p": [0.0005, 0.2],
        "verdict": ["beyond chance", "within chance"],
    }
)
CHECKS = pd.DataFrame(
    {
        "study": "s",
        "configuration": ["a", "b", "c"],
        "check": [QUANTILES_RISE, QUANTILES_RISE, "three tables agree"],
        "holds": [True, False, True],
        "found": ["holds alone", "fails alone", "between tables"],
    }
)
TABLES = {"table": TABLE, "joint": JOINT, "checks": CHECKS, "runs": {}}


def test_the_published_numbers_of_a_study_are_counted_in_words():
    assert describe_published(TABLE, "s") == [
        "In ``keras3``, of 2 published numbers and lists, 1 replicate, 1 do not, and for 0 the runs"
        " cannot tell."
    ]
    (keras3, keras1) = describe_published(TABLE, "t")
    assert keras3.startswith("In ``keras3``, of 3 published numbers and lists, 0 replicate, 1 do")
    assert keras1.startswith("In ``keras1``, of 1 published")
    assert describe_published(TABLE.assign(era=""), "s")[0].startswith("Of 2 published numbers")
    assert describe_published(TABLE, "another") == []


def test_a_list_counts_once_per_metric_and_the_count_of_runs_does_not_count():
    counts = count_verdicts(TABLE)
    assert list(counts.columns) == ["study", "era", "replicates", "cannot tell", "does not"]
    assert counts.to_numpy().tolist() == [
        ["s", "keras3", 1, 0, 1],
        ["t", "keras3", 0, 2, 1],
        ["t", "keras1", 0, 1, 0],
    ]


def test_the_page_shows_every_number_and_the_checks_that_fail_or_compare_tables():
    text = replication_page(TABLES, (REPORT / "replication.html").read_text())
    assert "2 of 3 checks hold" in text
    assert "fails alone" in text and "between tables" in text and "holds alone" not in text
    assert text.count("&lt;b&gt;because&lt;/b&gt;") == len(TABLE)
    assert "<b>because</b>" not in text and "&lt;table" not in text
    assert text.count("<table") == 4


def test_our_standard_deviations_are_compared_with_the_published_ones():
    stds = pd.DataFrame(
        {
            "kind": ["describe"] * 5 + ["list"],
            "statistic": ["std"] * 4 + ["mean", "std"],
            "study": "s",
            "era": ["keras3"] * 3 + ["keras1"] + ["keras3"] * 2,
            "ours": [5.0, 8.0, np.nan, 1.0, 1.0, 1.0],
            "published": [10.0, 8.0, 1.0, 1.0, 9.0, 9.0],
        }
    )
    paper = JOINT.assign(era="", source="A paper", study=["all", "t"])
    joint = pd.concat([JOINT, paper, JOINT.assign(source="B", study=["all", "u"])])
    era, of_another_paper = summarize_eras({"table": stds, "joint": joint})
    assert (of_another_paper["source"], of_another_paper["tables"]) == ("B", 0)
    assert (era["tables"], era["smaller"], era["ratio"]) == (2, 1, pytest.approx(0.75))
    assert (era["era"], era["p"], era["distance"]) == ("keras3", "p < 0.001", 50.4)


def test_the_story_of_the_eras_has_the_numbers_of_the_report():
    template = (REPORT / "eras.html").read_text()
    text = eras_page(TABLES, template)
    row = "<td>50</td>\n<td>10</td><td>20</td>\n<td>p &lt; 0.001</td><td>beyond chance</td>"
    assert row in text and "<td>a tutorial</td><td>2 tables and lists</td>" in text
    nothing = eras_page(TABLES | {"joint": JOINT[:0]}, template)
    assert "too few runs of the studies" in nothing and "beyond chance" not in nothing

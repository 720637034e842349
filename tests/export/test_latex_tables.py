"""The tables of a kit, read back from LaTeX and compared with the CSV files."""

from types import SimpleNamespace

import pandas as pd
import pytest
from latex_rows import read_table

from reprise.export.captions import caption_of_comparisons, caption_of_description, titled
from reprise.export.latex_tables import interval_latex, table_tex
from reprise.export.pairs import configuration_pairs, select_pairs


def csv_of(kit, name):
    return pd.read_csv(kit.files.path(name))


def test_a_row_describes_the_runs_of_a_configuration(kit):
    rows = {row["Configuration"]: row for row in read_table(kit.texts["describe.tex"])}
    runs = csv_of(kit, "runs.csv")
    assert list(rows) == ["epochs=100", "epochs=500", "epochs=1000"]
    for name, row in rows.items():
        values = runs.loc[(runs["configuration"] == name) & (runs["state"] == "ok"), "test_rmse"]
        found = {
            **{"$n$": f"{len(values)}", "diverged": "1", "mean": f"{values.mean():.1f}"},
            **{"std": f"{values.std(ddof=1):.1f}", "min": f"{values.min():.1f}"},
            **{"median": f"{values.median():.1f}", "max": f"{values.max():.1f}"},
        }
        assert {key: row[key] for key in found} == found
    summary = csv_of(kit, "summary.csv").set_index("configuration").loc["epochs=500"]
    expected = f"{{[}}{summary['mean_low']:.1f}, {summary['mean_high']:.1f}{{]}}"
    assert rows["epochs=500"]["interval"] == expected


def test_a_row_compares_two_configurations(kit):
    rows = read_table(kit.texts["comparisons.tex"])
    table = csv_of(kit, "comparisons.csv")
    table = table[table["kind"] == "configuration"].to_dict("records")
    assert len(rows) == len(table) == 3
    for row, entry in zip(rows, table, strict=True):
        assert (row["First"], row["second"]) == (entry["configuration"], entry["other"])
        assert row["difference"] == f"{entry['difference']:.1f}"
        low, high = entry["difference_low"], entry["difference_high"]
        assert row["interval"] == f"{{[}}{low:.1f}, {high:.1f}{{]}}"
        assert row["verdict"] == entry["verdict"] and row["$n$"] == "5"


def test_a_row_compares_a_baseline_with_the_best_configuration(kit):
    rows = read_table(kit.texts["baselines.tex"])
    means = csv_of(kit, "describe.csv").set_index("statistic").loc["mean"]
    best = means[["epochs=100", "epochs=500", "epochs=1000"]].astype(float).idxmin()
    assert {row["best configuration"] for row in rows} == {best}
    values = {row["Baseline"]: row["value"] for row in rows}
    assert values == {
        r"least\_squares": f"{means['least_squares']:.1f}",
        "persistence": f"{means['persistence']:.1f}",
    }


def test_a_caption_says_what_the_columns_and_the_intervals_are(kit):
    caption = caption_of_description(kit.data, has_diverged=True)
    for said in (
        r"How many epochs? 50 \% \& more. The test RMSE (sales\_in\_\$)",
        "$n$ is the number of runs that did not diverge",
        r"confidence of 90\,\%: Student's $t$, corrected for the skewness",
        "not the standard error",
    ):
        assert said in caption
    pairs = caption_of_comparisons(kit.data, configuration_pairs(kit.data), is_selection=True)
    assert r"within the margin of the study, $\pm5$" in pairs
    assert "differences of runs with the same random seed" in pairs and "Welch" not in pairs
    assert r"(\texttt{comparisons.csv} has all pairs)" in pairs


@pytest.mark.parametrize(
    ("title", "written"),
    [("LSTM_s", r"LSTM\_s."), ("Why? ", "Why?"), ("x_" * 200, r"x\_" * 150 + "….")],
)
def test_a_title_is_a_sentence_that_tex_can_set_in_one_line(title, written):
    data = SimpleNamespace(settings=SimpleNamespace(title=title))
    assert titled(data, "Runs.") == f"{written} Runs."


def test_many_pairs_are_those_of_the_best_mean_of_each_family(kit):
    few = configuration_pairs(kit.data)
    assert select_pairs(few, kit.data) == few
    chosen = select_pairs(few * 11, kit.data)
    best = kit.data.best_of(kit.data.settings.configuration_names)
    assert len(chosen) == 22
    assert all(best in (row["configuration"].text, row["other"].text) for row in chosen)


def test_a_long_table_has_its_first_rows_and_says_so():
    rows = [{"name": f"n{number}", "value": f"{number}"} for number in range(45)]
    text = table_tex(rows, "Caption.", "tab:x")
    assert r"\caption{Caption. The table has the first 40 of 45 rows.}" in text
    assert len(read_table(text)) == 40
    assert r"\begin{tabular}{lr}" in text, "numbers are aligned to the right"
    assert table_tex([], "Caption.", "tab:x") == ("% This study has no rows for the table tab:x.\n")


@pytest.mark.parametrize(("low", "high", "written"), [("1", "2", "{[}1, 2{]}"), ("--", "--", "--")])
def test_an_interval_begins_no_option(low, high, written):
    assert interval_latex(low, high) == written

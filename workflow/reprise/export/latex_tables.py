"""The tables of a study for a paper: LaTeX with the rules of booktabs, a caption and a label.

A table has the digits of the macros in `values.tex`.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from reprise.escape import escape_latex
from reprise.export.captions import (
    caption_of_baselines,
    caption_of_comparisons,
    caption_of_description,
    of_rows,
)
from reprise.export.csv_cells import MISSING, Row
from reprise.export.macro_names import macro_name
from reprise.export.pairs import baseline_pairs, configuration_pairs, select_pairs
from reprise.export.paper_data import PaperData
from reprise.export.values import Macros

MOST_ROWS = 40  # a longer table does not fit a page
# A table that is wider than the page is made smaller, with commands of the package graphicx.
FIT = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%"


def description_table(data: PaperData, macros: Macros) -> str:
    """One row per configuration: runs, mean with its interval, spread and extremes."""
    names = data.settings.configuration_names
    has_diverged = data.tables.description.loc["diverged", names].astype(int).any()
    rows = [
        {"Configuration": escape_latex(name), "$n$": macros.latex("describe", name, "count")}
        | ({"diverged": macros.latex("describe", name, "diverged")} if has_diverged else {})
        | {
            "mean": macros.latex("describe", name, "mean"),
            "interval": interval_latex(
                *(macros.latex("summary", name, end) for end in ("mean_low", "mean_high"))
            ),
            "std": macros.latex("describe", name, "std"),
            "min": macros.latex("describe", name, "min"),
            "median": macros.latex("describe", name, "50%"),
            "max": macros.latex("describe", name, "max"),
        }
        for name in names
    ]
    return _study_table(data, "describe", rows, caption_of_description(data, bool(has_diverged)))


def comparisons_table(data: PaperData, macros: Macros) -> str:
    """One row per pair of configurations: the difference with its interval, p and the verdict."""
    pairs = configuration_pairs(data)
    shown = select_pairs(pairs, data)
    rows = [
        {
            "First": escape_latex(row["configuration"].text),
            "second": escape_latex(row["other"].text),
            "$n$": escape_latex(_numbers_of_runs(row)),
            **_result(row, macros),
        }
        for row in shown
    ]
    caption = caption_of_comparisons(data, pairs, is_selection=len(shown) < len(pairs))
    return _study_table(data, "comparisons", rows, caption)


def baselines_table(data: PaperData, macros: Macros) -> str:
    """One row per baseline: its value, and how the best configuration on its rows differs."""
    rows = [
        {
            "Baseline": escape_latex(pair.label),
            "value": macros.latex("baselines", pair.label),
            "best configuration": escape_latex(pair.row["configuration"].text),
            **_result(pair.row, macros),
        }
        for pair in baseline_pairs(data)
    ]
    return _study_table(data, "baselines", rows, caption_of_baselines(data))


def interval_latex(low: str, high: str) -> str:
    """Write an interval; its bracket must not look like an option."""
    if low == high == MISSING:
        return MISSING
    return f"{{[}}{low}, {high}{{]}}"


def table_tex(rows: Sequence[Mapping[str, str]], caption: str, label: str) -> str:
    """Write a float with a table.

    Parameters
    ----------
    rows : sequence of mapping of str to str
        Heading to cell, both in LaTeX. The first column is aligned to the left, and numbers to the
        right.
    caption, label : str
        In LaTeX.
    """
    if not rows:
        return f"% This study has no rows for the table {label}.\n"
    frame = pd.DataFrame(rows[:MOST_ROWS])
    others = frame.columns[1:]
    alignment = "l" + "".join("r" if _is_numeric(frame[name]) else "l" for name in others)
    styler = frame.style.hide(axis="index")
    tabular = styler.to_latex(hrules=True, column_format=alignment).strip()
    return "\n".join(
        [
            r"\begin{table*}[t]",
            r"\centering\small",
            r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}",
            rf"\caption{{{caption}{of_rows(len(rows), MOST_ROWS)}}}",
            rf"\label{{{label}}}",
            FIT,
            f"{tabular}%",
            "}",
            r"\end{table*}",
            "",
        ]
    )


def label_of(study: str, table: str) -> str:
    """The label of a table or a figure: ``tab:LstmEpochsDescribe``."""
    return f"tab:{macro_name(study, table)}"


def _study_table(
    data: PaperData, name: str, rows: Sequence[Mapping[str, str]], caption: str
) -> str:
    return table_tex(rows, caption, label_of(data.settings.study, name))


def _result(row: Row, macros: Macros) -> dict[str, str]:
    """The cells of a table that tell how the members of a pair differ."""
    pair = tuple(row[name].text for name in ("kind", "family", "configuration", "other"))

    def latex(column: str) -> str:
        return macros.latex("comparisons", *pair, column)

    return {
        "difference": latex("difference"),
        "interval": interval_latex(latex("difference_low"), latex("difference_high")),
        "$p$": latex("p"),
        "P(better)": latex("probability_better"),
        "verdict": latex("verdict"),
    }


def _numbers_of_runs(row: Row) -> str:
    """The number of runs, or of pairs of runs; two numbers if they differ."""
    runs, others = row["runs"].text, row["other_runs"].text
    return runs if runs == others else f"{runs}, {others}"


def _is_numeric(cells: pd.Series) -> bool:
    """Whether a column has numbers, which are aligned to the right."""
    return bool(cells.str.fullmatch(r"--|[0-9.]+|\\ensuremath\{[-<0-9.]+\}").all())

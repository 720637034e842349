"""Tables of published numbers and of claims about one study, for a paper."""

from collections import Counter

from reprise.escape import escape_latex
from reprise.export.captions import metric_latex, titled
from reprise.export.csv_cells import MISSING, Row, number_latex, p_value_text, round_cell
from reprise.export.latex_tables import interval_latex, label_of, table_tex
from reprise.export.paper_data import PaperData

VERDICTS = {"does not": "does not replicate"}
SHOWN_STATISTICS = ("mean", "std")  # of a published description
CLAIMS_CAPTION = (
    "Claims, checked on our runs. A claim is supported if $p$ of support is small, and contradicted"
    " if $p$ of contradiction is small; otherwise our runs cannot decide. The column"
    " \\texttt{found} of \\texttt{claims.csv} has the numbers."
)


def replication_table(data: PaperData) -> str:
    """One row per published number that has a verdict; of a description, mean and std."""
    table = data.table_of_findings("replication.csv")
    all_rows = table.rows() if table else []
    shown = [row for row in all_rows if _is_shown(row)]
    rows = [
        {
            "Configuration": escape_latex(row["configuration"].text),
            "era": escape_latex(row["era"].text) or MISSING,
            "number": escape_latex(f"{row['statistic'].text} of {row['metric'].text}"),
            "published": _rounded(row, "published"),
            "ours": _rounded(row, "ours"),
            "interval": interval_latex(
                _rounded(row, "prediction_low"), _rounded(row, "prediction_high")
            ),
            "$p$": number_latex(p_value_text(row["p_holm"].text)),
            "verdict": VERDICTS.get(row["verdict"].text, row["verdict"].text),
        }
        for row in shown
    ]
    label = label_of(data.settings.study, "replication")
    return table_tex(rows, _replication_caption(data, all_rows), label)


def claims_table(data: PaperData) -> str:
    """One row per claim that was checked on the study, and per value of what varies."""
    table = data.table_of_findings("claims.csv")
    rows = [
        {
            "Claim": rf"\parbox[t]{{9cm}}{{\raggedright {escape_latex(row['says'].text)}}}",
            "for": escape_latex(row["value"].text) or MISSING,
            "runs": escape_latex(row["runs"].text) or MISSING,
            "$p$ of support": number_latex(p_value_text(row["p_supported"].text)),
            "$p$ of contradiction": number_latex(p_value_text(row["p_contradicted"].text)),
            "verdict": escape_latex(row["verdict"].text),
        }
        for row in (table.rows() if table else [])
    ]
    return table_tex(rows, titled(data, CLAIMS_CAPTION), label_of(data.settings.study, "claims"))


def _is_shown(row: Row) -> bool:
    if not row["verdict"].text or row["kind"].text == "list":
        return False
    return row["kind"].text != "describe" or row["statistic"].text in SHOWN_STATISTICS


def _replication_caption(data: PaperData, rows: list[Row]) -> str:
    verdicts = Counter(row["verdict"].text for row in rows if row["verdict"].text)
    counts = ", ".join(f"{number} {VERDICTS.get(name, name)}" for name, number in verdicts.items())
    return titled(
        data,
        f"Published numbers beside ours ({metric_latex(data)}"
        " unless the row says otherwise). The interval is the one in which a number of as many runs"
        " falls if the published runs have the same distribution as ours; $p$ is corrected for the"
        f" number of tests (Holm). Of all published numbers with a verdict: {counts or 'none'}.",
    )


def _rounded(row: Row, column: str) -> str:
    """A number with as many decimals as the published number has."""
    decimals = len(row["published"].text.partition(".")[2])
    return number_latex(round_cell(row[column].text, decimals))

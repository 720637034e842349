r"""The macros of a paper kit: a LaTeX command for every number, with the cell that it comes from.

A name is that of the study, of the configuration and of the number, in letters only:
``\LstmEpochsEpochsFiveHundredMean``. See `macro_names`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from reprise.escape import escape_latex
from reprise.export.csv_cells import Cell, number_latex, p_value_text, round_cell
from reprise.export.macro_names import distinct_names, macro_name
from reprise.export.pairs import baseline_pairs, configuration_pairs
from reprise.export.paper_data import PaperData

Key = tuple[str, ...]
Write = Callable[[str], str]
HEADER = """\
% The numbers of this study. Each comment names the cell of the CSV that the macro prints.
% Reprise writes this file anew when a number changes. Do not edit it; use the macros:
% \\input{values.tex} before \\begin{document}, then \\Name{} in a sentence."""
# The row of describe.csv, and the end of the macro's name.
STATISTICS = {
    **{"count": "N", "diverged": "Diverged", "mean": "Mean", "std": "Std"},
    **{"min": "Min", "50%": "Median", "max": "Max"},
}
COUNTS = ("count", "diverged")
INTERVAL = {"mean_low": "MeanLow", "mean_high": "MeanHigh"}
COMPARISON = {
    **{"difference": "Difference", "difference_low": "DifferenceLow"},
    **{"difference_high": "DifferenceHigh", "p": "P", "probability_better": "ProbabilityBetter"},
    **{"probability_low": "ProbabilityLow", "probability_high": "ProbabilityHigh"},
    "verdict": "Verdict",
}
PROBABILITY_DECIMALS = 2


@dataclass(frozen=True)
class Macro:
    """One macro.

    Attributes
    ----------
    name : str
        Without the backslash.
    text : str
        What it prints, as plain text.
    latex : str
        What it prints, as LaTeX.
    cell : Cell
    """

    name: str
    text: str
    latex: str
    cell: Cell

    @property
    def definition(self) -> str:
        """The line of LaTeX that defines the macro; its comment is a document of JSON."""
        place = {"file": self.cell.file, "row": self.cell.row, "column": self.cell.column}
        return rf"\newcommand{{\{self.name}}}{{{self.latex}}}% {json.dumps(place)}"


@dataclass(frozen=True)
class Macros:
    r"""The macros of a study, by what they are about.

    A key is ("facts", fact), ("describe", configuration, statistic), ("summary", configuration,
    column), ("partitions", configuration, column), ("baselines", label), or ("comparisons", kind,
    family, configuration, other, column).
    """

    by_key: dict[Key, Macro]

    def has(self, *key: str) -> bool:
        """Whether there is such a macro."""
        return key in self.by_key

    def use(self, *key: str) -> str:
        r"""Write the use of a macro in a sentence of LaTeX: ``\Name{}``."""
        return rf"\{self.by_key[key].name}{{}}"

    def text(self, *key: str) -> str:
        """What a macro prints, as plain text."""
        return self.by_key[key].text

    def latex(self, *key: str) -> str:
        """What a macro prints, as LaTeX."""
        return self.by_key[key].latex


def collect_macros(data: PaperData) -> Macros:
    """Make the macros of a study."""
    study = data.settings.study
    made = [*_facts(data), *_descriptions(data), *_partitions(data), *_baselines(data)]
    made += _comparisons(data)
    names = distinct_names(macro_name(study, *parts) for _, parts, _, _ in made)
    macros = {}
    for name, (key, _, cell, write) in zip(names, made, strict=True):
        text = write(cell.text)
        latex = escape_latex(text) if write is _as_it_is else number_latex(text)
        macros[key] = Macro(name, text, latex, cell)
    return Macros(macros)


def values_tex(macros: Macros) -> str:
    """The content of `values.tex`."""
    lines = [HEADER, *(macro.definition for macro in macros.by_key.values())]
    return "\n".join(lines) + "\n"


def _as_it_is(text: str) -> str:
    return text


def _facts(data: PaperData) -> Iterator[tuple[Key, Key, Cell, Write]]:
    for row in data.facts.rows():
        fact = row["fact"].text
        yield ("facts", fact), (fact,), row["value"], _as_it_is


def _descriptions(data: PaperData) -> Iterator[tuple[Key, Key, Cell, Write]]:
    names = data.settings.configuration_names
    statistics = {row["statistic"].text: row for row in data.text_table("describe.csv").rows()}
    intervals = {row["configuration"].text: row for row in data.text_table("summary.csv").rows()}
    rounded = partial(round_cell, decimals=data.decimals)
    for name in names:
        for statistic, end in STATISTICS.items():
            cell = statistics[statistic][name]
            write = partial(round_cell, decimals=0) if statistic in COUNTS else rounded
            yield ("describe", name, statistic), (name, end), cell, write
        for column, end in INTERVAL.items():
            yield ("summary", name, column), (name, end), intervals[name][column], rounded


def _partitions(data: PaperData) -> Iterator[tuple[Key, Key, Cell, Write]]:
    """The mean of a configuration over all origins or splits, with what its table has."""
    kind = data.settings.partition_kind
    if kind is None:
        return
    rounded = partial(round_cell, decimals=data.decimals)
    ends = {
        **{"mean": "Mean", "starts_low": "SeedsLow", "starts_high": "SeedsHigh"},
        **{f"{kind}s_low": "Low", f"{kind}s_high": "High"},
        **{"std_starts": "StdOfSeeds", f"std_{kind}s": "Std"},
    }
    for row in data.text_table(f"{kind}s.csv").rows():
        name, over = row["configuration"].text, f"Over{kind.title()}s"
        yield ("partitions", name, f"{kind}s"), (name, over), row[f"{kind}s"], _as_it_is
        for column, end in ends.items():
            yield ("partitions", name, column), (name, over, end), row[column], rounded


def _baselines(data: PaperData) -> Iterator[tuple[Key, Key, Cell, Write]]:
    metric, seen = data.settings.metric, set()
    rounded = partial(round_cell, decimals=data.decimals)
    for row in data.text_table("baselines.csv").rows():
        label = row["label"].text
        if metric in row and label not in seen:
            seen.add(label)
            yield ("baselines", label), ("Baseline", label), row[metric], rounded


def _comparisons(data: PaperData) -> Iterator[tuple[Key, Key, Cell, Write]]:
    writers: dict[str, Write] = {
        **dict.fromkeys(COMPARISON, partial(round_cell, decimals=PROBABILITY_DECIMALS)),
        **dict.fromkeys(
            ("difference", "difference_low", "difference_high"),
            partial(round_cell, decimals=data.decimals),
        ),
        "p": p_value_text,
        "verdict": _as_it_is,
    }
    rows = [*configuration_pairs(data), *(pair.row for pair in baseline_pairs(data))]
    for row in rows:
        pair = tuple(row[name].text for name in ("kind", "family", "configuration", "other"))
        names = (pair[2], "Versus", pair[3])
        for column, end in COMPARISON.items():
            yield ("comparisons", *pair, column), (*names, end), row[column], writers[column]

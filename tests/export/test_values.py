"""Every macro prints a cell of a CSV, which the comment of the macro names."""

import csv
import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

from reprise.export.values import collect_macros, values_tex

DEFINITION = re.compile(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}% (\{.*\})")
ESCAPED = re.compile(r"\\([{}$&#%_])")


def definitions(text):
    """The name, the text and the named place of every macro, read without the library."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    return [
        (match[1], match[2], json.loads(match[3])) for match in map(DEFINITION.fullmatch, lines)
    ]


def cell_of(folder, place):
    """The text of the only cell of a CSV that a comment names."""
    with open(Path(folder, place["file"]), newline="") as file:
        rows = [row for row in csv.DictReader(file) if place["row"].items() <= row.items()]
    (row,) = rows
    return row[place["column"]]


def printed(latex):
    """What LaTeX prints for the text of a macro."""
    return ESCAPED.sub(r"\1", re.sub(r"\\ensuremath\{(.*)\}", r"\1", latex))


def test_every_macro_equals_the_cell_that_its_comment_names(kit):
    found = definitions(kit.texts["values.tex"])
    kinds = {"rounded": 0, "small": 0, "empty": 0, "text": 0}
    for name, latex, place in found:
        cell, text = cell_of(kit.folder, place), printed(latex)
        if text.startswith("<"):
            kinds["small"] += 1
            assert float(cell) < float(text[1:]) == 0.001, name
        elif text == "--":
            kinds["empty"] += 1
            assert cell == "", name
        elif re.fullmatch(r"-?\d+(\.\d+)?", text) and cell != text:
            kinds["rounded"] += 1
            digits = Decimal(text).as_tuple().exponent
            if place["column"] == "p":
                assert float(f"{float(cell):.2g}") == float(text), name
            else:
                unit = Decimal(1).scaleb(digits)
                assert Decimal(cell).quantize(unit, ROUND_HALF_EVEN) == Decimal(text), name
        else:
            kinds["text"] += 1
            assert cell == text, name
    assert kinds["rounded"] > 60 and kinds["text"] > 20 and kinds["small"] > 1, kinds


def test_the_names_are_different_and_can_be_read(kit):
    names = [name for name, _, _ in definitions(kit.texts["values.tex"])]
    assert len(set(names)) == len(names) == len(kit.texts["values.tex"].splitlines()) - 3
    assert {
        "MadeUpRepeats",
        "MadeUpMargin",
        "MadeUpSecondsOfAllRuns",
        "MadeUpEpochsFiveHundredMean",
        "MadeUpEpochsFiveHundredMeanLow",
        "MadeUpEpochsOneHundredVersusEpochsOneThousandVerdict",
        "MadeUpBaselineLeastSquares",
    } <= set(names)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (("facts", "confidence_percent"), "90"),
        (("facts", "margin"), "5"),
        (("facts", "diverged_runs"), "3"),
        (("describe", "epochs=500", "count"), "5"),
        (("describe", "epochs=500", "diverged"), "1"),
    ],
)
def test_a_macro_is_found_by_what_it_is_about(kit, key, text):
    macros = collect_macros(kit.data)
    assert macros.text(*key) == text
    assert not macros.has("facts", "no such fact")
    assert rf"{{{text}}}%" in next(
        line for line in values_tex(macros).splitlines() if macros.use(*key)[:-2] + "}" in line
    )


def test_a_text_in_a_macro_is_escaped(kit):
    macros = collect_macros(kit.data)
    assert macros.latex("facts", "processor") == r"A\_processor \& more"
    assert macros.text("facts", "processor") == "A_processor & more"

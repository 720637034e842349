"""Write docs/calibration.md: how often intervals and verdicts are right on simulated runs.

`make calibrate` runs this script. Every file in this folder has the rows of one subject. They call
the functions of the library on runs with a known distribution. No network is trained. Equal numbers
of draws give equal tables.
"""

import argparse
import importlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rows import Row

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "calibration.md"
INTRODUCTION = HERE / "introduction.md"
SUBJECTS = (
    *("intervals", "one_training", "improvement", "comparisons", "row_comparisons"),
    *("best_choice", "effects", "repeats_needed", "repeated_looks", "replication", "claims"),
)
WORST_RATIO = 1.5  # of an error rate and its nominal value
TOLERANCES = {5: 0.05}  # of a coverage, by the number of runs
TOLERANCE = 0.03
STANDARD_ERRORS = 2  # a cell counts as off if this many standard errors do not explain it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000, help="simulated studies per row")
    parser.add_argument("--output", type=Path, default=PAGE)
    parser.add_argument("subjects", nargs="*", default=SUBJECTS, help="default: all")
    options = parser.parse_args()
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        draws = [options.draws] * len(options.subjects)
        tables = dict(
            zip(options.subjects, pool.map(list_rows, options.subjects, draws), strict=True)
        )
    options.output.write_text(page(tables), encoding="utf-8")
    print(broken_promises([row for table in tables.values() for row in table]))


def list_rows(subject: str, draws: int) -> list[Row]:
    """The rows of one subject."""
    return list(importlib.import_module(subject).rows(draws))


def page(tables: dict[str, Sequence[Row]]) -> str:
    """The whole page, as Markdown."""
    parts = [INTRODUCTION.read_text(encoding="utf-8").rstrip()]
    parts.append("## Where promises are broken")
    parts.append(broken_promises([row for rows in tables.values() for row in rows]))
    for subject, rows in tables.items():
        parts.append(f"## {importlib.import_module(subject).SUBJECT}")
        parts.append(table(rows))
    return "\n\n".join(parts) + "\n"


def broken_promises(rows: Sequence[Row]) -> str:
    """A sentence, and a list of the rows that are off."""
    wrong = [row for row in rows if is_off(row)]
    lines = [f"{len(wrong)} of {len(rows)} rows break their promise:", ""]
    lines += [
        f"- {row.promise}; {row.case}; n = {row.runs}: {describe_found(row)}"
        f" (promised: {describe_nominal(row)})"
        for row in wrong
    ]
    return "\n".join(lines) if wrong else f"No row of {len(rows)} breaks its promise."


def table(rows: Sequence[Row]) -> str:
    """The rows of one subject, as a Markdown table."""
    lines = ["| promise | simulated | n | promised | found |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        cells = (row.promise, row.case, row.runs, describe_nominal(row), describe_found(row))
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def describe_nominal(row: Row) -> str:
    """What is promised: `at most 5 %`, `95 %`."""
    if row.kind == "value":
        return f"{row.nominal:.3g}"
    prefix = {"error": "at most ", "coverage": "", "power": ""}[row.kind]
    return "no promise" if row.kind == "power" else f"{prefix}{100 * row.nominal:g} %"


def describe_found(row: Row) -> str:
    """What was found; bold if it is off, and `refused` if Reprise gives no answer."""
    if row.found is None:
        return "refused"
    text = f"{row.found:.3g}" if row.kind == "value" else f"{100 * row.found:.1f} %"
    return f"**{text}**" if is_off(row) else text


def is_off(row: Row) -> bool:
    """Whether the found share breaks the promise by more than the tolerance and chance.

    An error rate may be 1.5 times the nominal one. A coverage may differ by 3 points, and by 5 with
    5 runs. A larger coverage is allowed where the case says that it is at least the nominal one.
    """
    if row.found is None or row.kind in ("power", "value"):
        return False
    chance = STANDARD_ERRORS * (row.nominal * (1 - row.nominal) / row.draws) ** 0.5
    if row.kind == "error":
        return row.found > WORST_RATIO * row.nominal + chance
    tolerance = TOLERANCES.get(row.runs, TOLERANCE) + chance
    if "at least" in row.promise and row.found > row.nominal:
        return False
    return abs(row.found - row.nominal) > tolerance


if __name__ == "__main__":
    main()

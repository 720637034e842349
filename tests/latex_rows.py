"""Read a table of LaTeX back into rows."""

import re


def read_table(text):
    """The headings and the rows of a table of booktabs."""
    inside = text.partition(r"\toprule")[2].partition(r"\bottomrule")[0]
    lines = [line for line in inside.splitlines() if line.endswith(r"\\")]
    heading, *rows = [
        [re.sub(r"\\ensuremath\{(.*?)\}", r"\1", cell.strip()) for cell in line[:-2].split("&")]
        for line in lines
    ]
    return [dict(zip(heading, row, strict=True)) for row in rows]

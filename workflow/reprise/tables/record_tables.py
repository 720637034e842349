"""Tables of what the runs recorded during training: histories and layer statistics."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class RecordFile:
    """A CSV file that a run wrote during training."""

    configuration: str
    repeat: int
    path: str


def join_records(files: list[RecordFile]) -> Iterator[str]:
    """Join the files of all runs into one CSV table, one file at a time.

    The columns are configuration, repeat, and the columns of the files. A column that the file of
    a configuration does not have is empty there.

    Parameters
    ----------
    files : list of RecordFile
        The files of a configuration have the same columns.

    Yields
    ------
    str
        The header of the table, then the rows of each file.
    """
    headers: dict[str, list[str]] = {}
    for file in files:
        if file.configuration not in headers:
            with open(file.path, newline="") as lines:
                headers[file.configuration] = next(csv.reader(lines))
    columns = list(dict.fromkeys(name for header in headers.values() for name in header))
    yield _csv_line(["configuration", "repeat", *columns]) + "\n"
    for file in files:
        start = _csv_line([file.configuration, file.repeat], quote_text=True)
        with open(file.path, newline="") as lines:
            rows = _rows_with_columns(lines, columns)
            yield "".join(f"{start},{row}" for row in rows)


def _rows_with_columns(lines: Iterable[str], columns: list[str]) -> Iterable[str]:
    """The lines after the header of a CSV file, with other columns if its own differ."""
    reader = csv.DictReader(lines)
    if reader.fieldnames == columns:
        return lines  # The reader has consumed the header.
    text = io.StringIO()
    csv.DictWriter(text, columns, restval="", lineterminator="\n").writerows(reader)
    text.seek(0)
    return text


def _csv_line(cells: list[str | int], quote_text: bool = False) -> str:
    """Format one line of a CSV file; text is quoted where it must be, or everywhere."""
    line = io.StringIO()
    writer = (
        csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="")
        if quote_text
        else csv.writer(line, lineterminator="")
    )
    writer.writerow(cells)
    return line.getvalue()

"""Columns of a Parquet file, as the texts that a CSV would have."""

import io
import math
from collections.abc import Callable
from typing import Any

from reprise.errors import ConfigError

HOW_TO_INSTALL = "pip install pyarrow"


def read_parquet(content: bytes, file: str) -> tuple[list[str], Callable[[int], list[str]]]:
    """Open a Parquet file.

    Parameters
    ----------
    content : bytes
        The content of the file.
    file : str
        For the message of an error.

    Returns
    -------
    (list of str, callable)
        The names of all columns, and a function that gives the texts of the cells of a column by
        its position. A number has the digits that give it back to the bit, and a missing value is
        an empty text.

    Raises
    ------
    ConfigError
        If pyarrow is not installed, or if the file cannot be read.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ConfigError(
            "is a Parquet file, which needs the package pyarrow. Install it with"
            f" `{HOW_TO_INSTALL}` in the environment of Reprise, or save the file as CSV.",
            file,
        ) from None
    try:
        parquet = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError) as error:
        raise ConfigError(
            f"is not a complete Parquet file ({error}); copy it again.", file
        ) from None
    names = list(parquet.schema_arrow.names)

    def read_column(position: int) -> list[str]:
        column = parquet.read(columns=[names[position]])
        return list(map(_to_text, column[names[position]].to_pylist()))

    return names, read_column


def _to_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

"""Columns of a Parquet file, as the texts that a CSV would have."""

import io
import math
from collections.abc import Sequence
from typing import Any

from reprise.errors import ConfigError

HOW_TO_INSTALL = "pip install pyarrow"


def read_parquet(
    content: bytes, columns: Sequence[str], file: str
) -> tuple[list[str], dict[str, list[str]]]:
    """Read some columns of a Parquet file.

    Parameters
    ----------
    content : bytes
        The content of the file.
    columns : sequence of str
        The names of the columns to read; those that the file lacks are left out.
    file : str
        For the message of an error.

    Returns
    -------
    (list of str, dict of str to list of str)
        The names of all columns, and the texts of the cells of each column that is read. A number
        has the digits that give it back to the bit, and a missing value is an empty text.

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
        names = list(parquet.schema_arrow.names)
        wanted = [name for name in columns if name in names]
        table = parquet.read(columns=wanted)
    except (pyarrow.ArrowException, OSError) as error:
        raise ConfigError(
            f"is not a complete Parquet file ({error}); copy it again.", file
        ) from None
    return names, {name: list(map(_to_text, table[name].to_pylist())) for name in wanted}


def _to_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

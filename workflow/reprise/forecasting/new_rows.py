"""New rows of a stored series: read like the first rows, checked, and put after them."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.later_times import later_times
from reprise.data.series import Series, read_series
from reprise.data.series_calendar import IRREGULAR, format_time
from reprise.errors import ConfigError, RepriseError
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings
from reprise.storage import FilePath

Rows = pd.DataFrame | FilePath


def read_new_rows(rows: Rows, series: Series, dataset: DatasetSettings) -> Series:
    """Read new rows of a series as the study reads its file.

    Parameters
    ----------
    rows : DataFrame or path-like
        With the column of the times (or times as index) and all columns of the series; or the path
        of a file in the format of the study's file.
    series : Series
        The stored series.
    dataset : DatasetSettings
        The dataset of the study.

    Raises
    ------
    RepriseError
        If a column or a time is missing or wrong. The message names the line and the column.
    """
    if not isinstance(rows, pd.DataFrame):
        return _read(rows, series, dataset, dataset.time_format, dataset.time_prefix)
    table = rows
    if series.time_name not in table.columns and table.index.name in (series.time_name, None):
        has_times = isinstance(table.index, pd.DatetimeIndex) or not _has_dates(series)
        table = table.rename_axis(series.time_name).reset_index() if has_times else table
    has_texts = series.time_name in table and not pd.api.types.is_datetime64_any_dtype(
        table[series.time_name]
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "new_rows.csv")
        table.to_csv(file, index=False)
        plain = replace(dataset, separator=",", decimal=".")
        try:
            return _read(
                file,
                series,
                plain,
                dataset.time_format if has_texts else None,
                dataset.time_prefix if has_texts else None,
            )
        except (
            ConfigError
        ) as error:  # the file is ours: its lines are those of the rows and a header
            problem = str(error).replace(str(file), "new rows as CSV")
            raise RepriseError(problem) from None


def refuse_values_without_transform(new: Series, framing: FramingSettings) -> None:
    """Refuse new values that the transform of their column cannot take.

    Raises
    ------
    RepriseError
    """
    for name, values in new.columns.items():
        transform = framing.column(name, name in new.targets).transform
        for position in np.flatnonzero(values <= 0)[:1] if transform else ():
            raise RepriseError(
                f"the new rows have {values[position]:g} in the column '{name}' at"
                f" {_format(new.times[position])}, but framing.transform is {transform}, which"
                " needs values above 0."
            )


def join_rows(series: Series, new: Series, may_have_gaps: bool) -> Series:
    """Put new rows after a series.

    Parameters
    ----------
    series, new : Series
        Rows that both have must be equal.
    may_have_gaps : bool
        Whether times may be missing between the two; their observations are then missing, too.

    Raises
    ------
    RepriseError
        If a row that both have differs, or if times are missing between them.
    """
    last, times = series.times[-1], new.times
    is_later = np.asarray(times > last)
    _check_overlap(series, new, ~is_later)
    columns = {name: values[is_later] for name, values in new.columns.items()}
    later = times[is_later]
    if not len(later):
        return replace(series, future=new.future, future_times=new.future_times)
    expected = _expected_times(series, later[-1])
    if expected is not None and len(expected) != len(later):
        missing = expected.difference(later)
        if not may_have_gaps:
            raise RepriseError(
                f"the new rows lack {_describe_times(missing)} after the last stored row, which is"
                f" {_format(last)}. Add the missing rows."
            )
        positions = expected.get_indexer(later)
        for name, values in columns.items():
            filled = np.full(len(expected), np.nan)
            filled[positions] = values
            columns[name] = filled
        later = expected
    joined = {
        name: np.concatenate([values, columns[name]]) for name, values in series.columns.items()
    }
    return replace(
        series,
        times=series.times.append(later),
        columns=joined,
        future=new.future,
        future_times=new.future_times,
    )


def _read(
    file: FilePath,
    series: Series,
    dataset: DatasetSettings,
    time_format: str | None,
    time_prefix: str | None,
) -> Series:
    if not _has_dates(series):
        return _read_positions(file, series)
    options = dataset.series_options | dataset.format_options
    options |= {
        "time_format": time_format,
        "time_prefix": time_prefix,
        "frequency": series.frequency or IRREGULAR,
    }
    return read_series(file, series.time_name, series.targets, **options)


def _read_positions(file: FilePath, series: Series) -> Series:
    """Read new values of a series whose times are positions: 1, 2, 3..."""
    try:
        table = pd.read_csv(file)
    except (OSError, ValueError) as error:
        raise RepriseError(f"{file}: the new rows cannot be read: {error}") from None
    (target,) = series.targets
    for name in (series.time_name, target):
        if name not in table.columns:
            raise RepriseError(f"{file}: the new rows have no column '{name}'.")
    values = pd.to_numeric(table[target], errors="coerce").to_numpy(dtype=np.float64)
    times = pd.to_numeric(table[series.time_name], errors="coerce")
    for row in np.flatnonzero(np.isnan(values) | times.isna().to_numpy())[:1]:
        raise RepriseError(f"{file}: row {row + 1} of the new rows is not a time and a number.")
    return Series(pd.Index(times.astype(int)), {target: values}, series.time_name, (target,))


def _has_dates(series: Series) -> bool:
    return isinstance(series.times, pd.DatetimeIndex)


def _check_overlap(series: Series, new: Series, is_earlier: np.ndarray) -> None:
    """Check that rows at stored times are the stored rows."""
    positions = series.times.get_indexer(new.times[is_earlier])
    for name, values in new.columns.items():
        for position, time, value in zip(
            positions, new.times[is_earlier], values[is_earlier], strict=True
        ):
            if position < 0:
                raise RepriseError(
                    f"the new rows have the time {_format(time)}, which lies before the end of the"
                    f" stored series ({_format(series.times[-1])}) and is not one of its times."
                )
            stored = series.columns[name][position]
            if not (stored == value or (np.isnan(stored) and np.isnan(value))):
                raise RepriseError(
                    f"the new rows have {value:g} in the column '{name}' at {_format(time)}, but"
                    f" the stored series has {stored:g} there. A forecaster goes on from the rows"
                    " that its networks were trained on. Correct the row; or, if the data were"
                    " revised, run the study again with the new data."
                )


def _expected_times(series: Series, last: Any) -> pd.Index | None:
    """The times of the calendar after the series up to a time; None for irregular times."""
    times = series.times
    if not isinstance(times, pd.DatetimeIndex):
        return pd.RangeIndex(int(times[-1]) + 1, int(last) + 1)
    if series.frequency is None:
        return None
    number = 1
    while True:
        expected = later_times(times, series.frequency, number)
        if expected[-1] >= last:
            return expected[expected <= last]
        number *= 2


def _describe_times(times: Sequence[pd.Timestamp] | pd.Index) -> str:
    shown = ", ".join(_format(time) for time in times[:3])
    more = f" and {len(times) - 3} more" if len(times) > 3 else ""
    noun = "time" if len(times) == 1 else "times"
    return f"the {noun} {shown}{more}"


def _format(time: pd.Timestamp | int) -> str:
    return format_time(time) if isinstance(time, pd.Timestamp) else str(time)

"""The table of all forecasts or predictions, and how many are close to the observations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from gzip import GzipFile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reprise.storage import FilePath, complete_gzip_file

if TYPE_CHECKING:
    from reprise.data.framing import Framing

# This many rows fit into any memory, and writing them at once is fast.
ROWS_AT_ONCE = 50_000
QUERY_TIME = "query"


def forecast_targets(framing: "Framing", times: pd.Index) -> pd.DataFrame:
    """List what the test rows of a framing forecast.

    Parameters
    ----------
    framing : Framing
    times : Index
        The time of each observation.

    Returns
    -------
    DataFrame
        One row per forecast value: time (`query` for a query), target (only if there are several),
        step (from 1), observed.
    """
    test = framing.split("test")
    observed, horizon = framing.actual[test], framing.horizon
    rows, targets = len(observed), framing.target_names.tolist()
    steps = np.repeat(np.arange(horizon), len(targets))
    if framing.has_query:
        target_times: Any = QUERY_TIME
    else:
        target_times = times[(framing.first_targets[test][:, None] + steps).ravel()]
    columns = {"time": target_times, "target": targets * horizon * rows}
    if len(targets) == 1:
        del columns["target"]
    columns |= {"step": np.tile(steps + 1, rows), "observed": observed.ravel()}
    return pd.DataFrame(columns)


def prediction_targets(framing: "Framing") -> pd.DataFrame:
    """List what the test rows of samples with numbers predict.

    Parameters
    ----------
    framing : Framing

    Returns
    -------
    DataFrame
        One row per test row: row (of the dataset, from 1), observed.
    """
    test = framing.split("test")
    columns = {"row": framing.first_targets[test] + 1, "observed": framing.actual[test, 0]}
    return pd.DataFrame(columns)


class ForecastWriter:
    """Writes the forecasts of runs into an open file, and keeps those of a few runs in memory.

    Parameters
    ----------
    file : GzipFile
        Open for writing.
    targets : mapping of str to DataFrame
        Configuration to what its test rows forecast, as `forecast_targets` makes it.
    column : str
        The name of the column of the forecasts.
    """

    def __init__(self, file: GzipFile, targets: Mapping[str, pd.DataFrame], column: str):
        self._file = file
        self._column = column
        self._targets = targets
        self._waiting: list[pd.DataFrame] = []
        self._waiting_rows = 0
        self._has_header = False

    def add(self, document: dict[str, Any]) -> None:
        """Add the forecasts of a run, given the content of its file."""
        rows = self._targets[document["configuration"]].copy()
        rows.insert(0, "configuration", document["configuration"])
        rows.insert(1, "repeat", document["repeat"])
        rows[self._column] = np.array(document["forecasts"], dtype=float).ravel()
        self._waiting.append(rows)
        self._waiting_rows += len(rows)
        if self._waiting_rows >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the rows that are still in memory."""
        if self._waiting:
            table = pd.concat(self._waiting, ignore_index=True)
            text = table.to_csv(index=False, header=not self._has_header, float_format="%.7g")
            self._file.write(text.encode())
            self._waiting, self._waiting_rows, self._has_header = [], 0, True


@contextmanager
def write_forecasts(
    path: FilePath, targets: Mapping[str, pd.DataFrame], column: str = "forecast"
) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Open the compressed table of all forecasts of the test rows for writing.

    Its columns are configuration, repeat, time, target (only if there are several), step, observed
    and forecast. For samples, they are configuration, repeat, row, observed and prediction. A
    forecast that is not a finite number is empty.

    Parameters
    ----------
    path : path-like
    targets : mapping of str to DataFrame
        Configuration to what its test rows forecast, as `forecast_targets` or
        `prediction_targets` makes it.
    column : {"forecast", "prediction"}

    Yields
    ------
    callable
        Adds the forecasts of a run, given the content of its file.
    """
    with complete_gzip_file(path) as file:
        writer = ForecastWriter(file, targets, column)
        yield writer.add
        writer.flush()


def shares_within(
    forecasts: pd.DataFrame, tolerances: Sequence[float], column: str = "forecast"
) -> pd.DataFrame:
    """Compute the share of forecasts or predictions whose error is at most a tolerance.

    Parameters
    ----------
    forecasts : DataFrame
        As `write_forecasts` writes it. An empty forecast is within no tolerance.
    tolerances : sequence of float
        In the dataset's units.
    column : {"forecast", "prediction"}

    Returns
    -------
    DataFrame
        One row per configuration, target (if there are several) and step: forecasts (their number),
        mean_forecast, and one share per tolerance (`within 0.5`). Predictions have no steps; their
        columns are predictions and mean_prediction.
    """
    errors = (forecasts[column] - forecasts["observed"]).abs()
    is_within = {f"within {t:g}": (errors <= t).astype(float) for t in tolerances}
    keys = [key for key in ("configuration", "target", "step") if key in forecasts]
    grouped = forecasts.assign(**is_within).groupby(keys, sort=False)
    shares = grouped[list(is_within)].mean()
    shares.insert(0, f"{column}s", grouped.size())
    shares.insert(1, f"mean_{column}", grouped[column].mean())
    return shares.reset_index()

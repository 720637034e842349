"""The table of all forecasts, and the shares of forecasts that are close to the observations."""

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


def forecast_targets(framing: "Framing", times: Sequence[Any]) -> pd.DataFrame:
    """List what the test rows of a framing forecast.

    Parameters
    ----------
    framing : Framing
    times : list
        The time of each observation that the framing uses.

    Returns
    -------
    DataFrame
        One row per forecast value: time (`query` for a query), step (from 1), observed.
    """
    observed = framing.actual[framing.split("test")]
    rows, horizon = observed.shape
    if framing.has_query:
        target_times = [QUERY_TIME] * observed.size
    else:
        first = len(times) - rows - horizon + 1
        target_times = [times[first + row + k] for row in range(rows) for k in range(horizon)]
    return pd.DataFrame(
        {
            "time": target_times,
            "step": np.tile(np.arange(1, horizon + 1), rows),
            "observed": observed.ravel(),
        }
    )


class ForecastWriter:
    """Writes the forecasts of runs into an open file, and keeps those of a few runs in memory.

    Parameters
    ----------
    file : GzipFile
        Open for writing.
    targets : mapping of str to DataFrame
        Configuration to what its test rows forecast, as `forecast_targets` makes it.
    """

    def __init__(self, file: GzipFile, targets: Mapping[str, pd.DataFrame]):
        self._file = file
        self._targets = targets
        self._waiting: list[pd.DataFrame] = []
        self._waiting_rows = 0
        self._has_header = False

    def add(self, document: dict[str, Any]) -> None:
        """Add the forecasts of a run, given the content of its file."""
        rows = self._targets[document["configuration"]].copy()
        rows.insert(0, "configuration", document["configuration"])
        rows.insert(1, "repeat", document["repeat"])
        rows["forecast"] = np.array(document["forecasts"], dtype=float).ravel()
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
    path: FilePath, targets: Mapping[str, pd.DataFrame]
) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Open the compressed table of all forecasts of the test rows for writing.

    Its columns are configuration, repeat, time, step, observed and forecast. A forecast that is
    not a finite number is empty.

    Parameters
    ----------
    path : path-like
    targets : mapping of str to DataFrame
        Configuration to what its test rows forecast, as `forecast_targets` makes it.

    Yields
    ------
    callable
        Adds the forecasts of a run, given the content of its file.
    """
    with complete_gzip_file(path) as file:
        writer = ForecastWriter(file, targets)
        yield writer.add
        writer.flush()


def shares_within(forecasts: pd.DataFrame, tolerances: Sequence[float]) -> pd.DataFrame:
    """Compute the share of forecasts whose error is at most a tolerance.

    Parameters
    ----------
    forecasts : DataFrame
        As `write_forecasts` writes it. An empty forecast is within no tolerance.
    tolerances : sequence of float
        In the dataset's units.

    Returns
    -------
    DataFrame
        One row per configuration and step: forecasts (their number), mean_forecast, and one share
        per tolerance (`within 0.5`).
    """
    errors = (forecasts["forecast"] - forecasts["observed"]).abs()
    is_within = {f"within {t:g}": (errors <= t).astype(float) for t in tolerances}
    grouped = forecasts.assign(**is_within).groupby(["configuration", "step"], sort=False)
    shares = grouped[list(is_within)].mean()
    shares.insert(0, "forecasts", grouped.size())
    shares.insert(1, "mean_forecast", grouped["forecast"].mean())
    return shares.reset_index()

"""The folder of a forecaster: what it contains, and the checks when it is read.

    forecaster.json     settings, framing, versions, earlier forecasts, digests of the other files
    series.csv.gz       the observations that the networks were trained on
    members/001.keras   one file per network, in the format of Keras

Nothing in the folder is a pickle, and nothing in it is executed.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.generated_datasets import POSITION
from reprise.data.series import Series, read_series
from reprise.data.series_calendar import IRREGULAR
from reprise.digests import file_digest
from reprise.forecast_settings import ForecastSettings
from reprise.forecasting.past_forecasts import absolute_errors
from reprise.forecasting.stored_folder import (
    FORECASTER,
    Member,
    read_document,
    write_document,
)
from reprise.json_settings import Settings
from reprise.settings import DatasetSettings, RunSettings
from reprise.storage import FilePath, complete_gzip_file

SERIES = "series.csv.gz"


@dataclass(frozen=True)
class EarlierForecasts(Settings):
    """The earlier forecasts of one model, from whose errors its intervals follow.

    Attributes
    ----------
    positions : tuple of int
        The number of observations before each forecast.
    forecasts : dict of str to tuple, of the shape (forecasts, steps)
        By column, in the dataset's units. None where all networks diverged.
    """

    positions: tuple[int, ...]
    forecasts: dict[str, tuple[tuple[float | None, ...], ...]]

    @classmethod
    def of_arrays(
        cls, positions: np.ndarray, forecasts: Mapping[str, np.ndarray]
    ) -> "EarlierForecasts":
        """Make it of arrays with NaN."""
        stored = {
            column: tuple(
                tuple(f if math.isfinite(f) else None for f in row) for row in values.tolist()
            )
            for column, values in forecasts.items()
        }
        return cls(tuple(positions.tolist()), stored)

    def followed_by(self, origins: np.ndarray, forecasts: np.ndarray) -> "EarlierForecasts":
        """Put forecasts of later origins after these.

        Parameters
        ----------
        origins : ndarray of int, shape (origins,)
        forecasts : ndarray, shape (origins, steps, columns)
        """
        earlier = np.array(self.positions) < origins[0]
        positions = np.concatenate([np.array(self.positions)[earlier], origins])
        joined = {
            column: np.concatenate([self.array(column)[earlier], forecasts[:, :, k]])
            for k, column in enumerate(self.forecasts)
        }
        return self.of_arrays(positions, joined)

    def array(self, column: str) -> np.ndarray:
        """The forecasts of a column, shape (forecasts, steps), with NaN."""
        return np.array(self.forecasts[column], dtype=np.float64)

    def scores(self, column: str, values: np.ndarray, power: float) -> np.ndarray:
        """The absolute errors of the forecasts of a column, on the scale of its transform.

        Parameters
        ----------
        column : str
        values : ndarray, shape (observations,)
            The column; NaN where an observation is missing.
        power : float
            The Box-Cox parameter of the column.

        Returns
        -------
        ndarray, shape (forecasts, steps)
            NaN where nothing was observed, or not yet.
        """
        forecasts = self.array(column)
        steps = forecasts.shape[1]
        known = np.concatenate([values, np.full(steps, np.nan)])
        actual = known[np.array(self.positions)[:, None] + np.arange(steps)]
        return absolute_errors(actual, forecasts, power)


@dataclass(frozen=True)
class StoredForecaster(Settings):
    """The content of forecaster.json.

    Attributes
    ----------
    study, configuration, reason : str
        The study, its chosen configuration, and why it was chosen.
    versions : dict of str to str
        Of Python and the packages that decide the bits of a forecast.
    dataset : DatasetSettings
    run : RunSettings
        As `retraining.retrained_settings` makes them for all observations.
    forecast : ForecastSettings
    framing : dict
        The fitted transforms and scaling, for a person.
    frequency : str or None
        Of the series.
    columns : tuple of str
        All columns of the series.
    observations : int
        The number of observations that the networks were trained on.
    series_sha256 : str
    members : tuple of Member
        The networks that did not diverge.
    diverged : int
        The number of networks that diverged.
    by_network : EarlierForecasts
    baseline : str
        The best baseline; empty without baselines.
    by_baseline : EarlierForecasts or None
    fingerprint : str
        Of the runs of the members.
    """

    study: str
    configuration: str
    reason: str
    versions: dict[str, str]
    dataset: DatasetSettings
    run: RunSettings
    forecast: ForecastSettings
    framing: dict[str, Any]
    frequency: str | None
    columns: tuple[str, ...]
    observations: int
    series_sha256: str
    members: tuple[Member, ...]
    diverged: int
    by_network: EarlierForecasts
    baseline: str
    fingerprint: str
    by_baseline: EarlierForecasts | None = None


def write_forecaster(folder: FilePath, stored: StoredForecaster) -> None:
    """Write forecaster.json. The other files must be there."""
    write_document(folder, FORECASTER, stored.to_json())


def read_forecaster(folder: FilePath) -> StoredForecaster:
    """Read forecaster.json, and compare all files of the folder with their digests.

    Raises
    ------
    RepriseError
        If a file is missing, was changed, or is of another forecaster. The message names it.

    Warns
    -----
    UserWarning
        If a version differs from the version that trained the networks.
    """
    document = read_document(folder, FORECASTER, {SERIES: "series_sha256"})
    return StoredForecaster.from_json(document)


def write_series(folder: FilePath, series: Series) -> str:
    """Write the observations of a series and its future, and return the SHA-256 of the file."""
    path = Path(folder, SERIES)
    table = pd.concat([pd.DataFrame(series.columns), pd.DataFrame(series.future)])
    times = series.times
    if series.future and series.future_times is not None:
        times = times.append(series.future_times)
    texts = [t.isoformat() for t in times] if isinstance(times, pd.DatetimeIndex) else times
    table.insert(0, series.time_name, texts)
    with complete_gzip_file(path) as file:
        file.write(table.to_csv(index=False, lineterminator="\n").encode())
    return file_digest(path)


def read_stored_series(folder: FilePath, stored: StoredForecaster) -> Series:
    """Read the observations that the networks were trained on."""
    path, dataset = Path(folder, SERIES), stored.dataset
    if dataset.is_generated:
        table = pd.read_csv(path)
        (target,) = stored.columns
        return Series.of_values(table[POSITION], table[target], POSITION, target)
    assert dataset.time is not None
    return read_series(
        path,
        dataset.time,
        dataset.targets,
        inputs=dataset.inputs,
        known_inputs=dataset.known_inputs,
        time_zone=dataset.time_zone,
        frequency=stored.frequency or IRREGULAR,
        missing=dataset.missing,
    )

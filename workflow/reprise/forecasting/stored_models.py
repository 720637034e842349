"""The models of a forecaster: the stored networks, and the best baseline."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reprise.config.retraining import rows_of_full_batches
from reprise.data.forecast_rows import extend_series, frame_forecasts
from reprise.data.framing import Framing
from reprise.data.series import Series
from reprise.errors import RepriseError
from reprise.evaluation.baselines import baseline_outputs, split_columns
from reprise.forecasting.past_forecasts import by_step
from reprise.forecasting.stored_forecaster import StoredForecaster
from reprise.settings import RunSettings
from reprise.storage import FilePath

if TYPE_CHECKING:
    from reprise.training.network_forecasts import StoredForecast


class StoredModels:
    """The stored networks and the best baseline of a forecaster.

    Parameters
    ----------
    folder : path-like
    stored : StoredForecaster
    custom_objects : mapping of str to class or function, optional
        As `load_forecaster` takes them.

    Attributes
    ----------
    folder : Path
    """

    def __init__(
        self,
        folder: FilePath,
        stored: StoredForecaster,
        custom_objects: Mapping[str, Any] | None = None,
    ):
        self.folder = Path(folder)
        self._stored, self._custom_objects = stored, custom_objects
        self._networks: StoredForecast | None = None

    def frame(self, series: Series) -> Framing:
        """Frame a series with the transforms and the scaling that the networks were trained with.

        Parameters
        ----------
        series : Series
            The observations that the networks were trained on, and later ones.

        Returns
        -------
        Framing
            The test rows are those of the origins since the training. The last of them forecasts
            the steps after the series.
        """
        run, dataset = self._run(len(series)), self._stored.dataset
        extended = extend_series(series, run.framing.horizon, run.framing.known_inputs)
        return frame_forecasts(
            extended, run.framing, dataset.missing, dataset.period, rows_of_full_batches(run)
        )

    def forecast_rows(self, framing: Framing, last: int) -> np.ndarray:
        """Forecast the last rows of a framing with each network.

        Parameters
        ----------
        framing : Framing
            As `frame` makes it.
        last : int
            The number of rows.

        Returns
        -------
        ndarray, shape (members, last, horizon, columns)
        """
        rows = framing.x
        if self._stored.run.evaluation.state == "reset":
            rows = rows[framing.split("test")]
        outputs = self._load_networks(framing).outputs(rows, last)
        filled = np.zeros((len(outputs), len(framing.y), outputs.shape[2]))
        filled[:, len(framing.y) - last :] = outputs
        forecasts = framing.forecasts(filled)[:, len(framing.y) - last :]
        return forecasts.reshape(len(outputs), last, framing.horizon, framing.targets)

    def forecast_last_row(self, framing: Framing) -> np.ndarray:
        """Forecast the last row with each network whose forecast is finite.

        Returns
        -------
        ndarray, shape (members, horizon, columns)

        Raises
        ------
        RepriseError
            If no forecast is finite.
        """
        members = self.forecast_rows(framing, last=1)[:, 0]
        members = members[np.isfinite(members).all(axis=(1, 2))]
        if not len(members):
            raise RepriseError("no network gives a finite forecast of these rows.")
        return np.asarray(members)

    def forecast_baseline(self, series: Series, framing: Framing) -> np.ndarray:
        """Forecast the test rows with the best baseline, shape (rows, steps, columns)."""
        name, dataset, run = self._stored.baseline, self._stored.dataset, self._run(len(series))
        extended = extend_series(series, run.framing.horizon, run.framing.known_inputs)
        columns = split_columns(extended, framing, run.framing, dataset)
        outputs = baseline_outputs([name], columns, framing, run.framing, dataset.period)
        return by_step(outputs[name][1], framing, self._stored.forecast.steps)

    def _run(self, observations: int) -> RunSettings:
        """The settings of the framing of a series with so many observations."""
        run = self._stored.run
        used = observations + run.framing.horizon
        framing = replace(
            run.framing, observations=used, test_rows=used - self._stored.observations
        )
        return replace(run, framing=framing)

    def _load_networks(self, framing: Framing) -> "StoredForecast":
        """Load the networks when they are needed, because TensorFlow takes seconds to import."""
        if self._networks is None:
            from reprise.training.network_forecasts import StoredForecast
            from reprise.training.recursion import Recursion

            recursion = None
            if framing.is_recursive:
                factor, offset = framing.feedback_factor, framing.feedback_offset
                recursion = Recursion(framing.horizon, factor, offset)
            paths = [self.folder / member.file for member in self._stored.members]
            self._networks = StoredForecast(paths, recursion, self._custom_objects)
        return self._networks

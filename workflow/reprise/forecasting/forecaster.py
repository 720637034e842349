"""A forecaster: the stored networks of a study, which forecast from Python.

    from reprise import load_forecaster
    forecaster = load_forecaster("results/my_study/forecaster")
    forecaster.forecast(steps=12)

Neither Snakemake nor the file of the study is needed.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.forecast_rows import times_with_later
from reprise.data.framing import Framing
from reprise.data.series import Series
from reprise.errors import RepriseError
from reprise.forecasting.new_rows import (
    Rows,
    join_rows,
    read_new_rows,
    refuse_values_without_transform,
)
from reprise.forecasting.past_forecasts import interval_bounds
from reprise.forecasting.stored_forecaster import (
    EarlierForecasts,
    StoredForecaster,
    read_forecaster,
    read_stored_series,
    write_forecaster,
    write_series,
)
from reprise.forecasting.stored_models import StoredModels
from reprise.stats.conformal import half_widths
from reprise.storage import FilePath


def load_forecaster(
    folder: FilePath, custom_objects: Mapping[str, Any] | None = None
) -> "Forecaster":
    """Load the forecaster that a study has stored.

    Parameters
    ----------
    folder : path-like
        `results/{study}/forecaster`, or a copy of this folder at any place.
    custom_objects : mapping of str to class or function, optional
        The classes of your own that the networks contain, by name. Classes that are registered with
        keras.saving.register_keras_serializable need not be given.

    Raises
    ------
    RepriseError
        If a file is missing, was changed, or is of another forecaster.

    Warns
    -----
    UserWarning
        If a version differs from the version that trained the networks.
    """
    stored = read_forecaster(folder)
    return Forecaster(folder, stored, read_stored_series(folder, stored), custom_objects)


class Forecaster:
    """The stored networks of a study; `load_forecaster` makes it.

    Attributes
    ----------
    stored : StoredForecaster
        What the folder says of the networks.
    series : Series
        The observations from which it goes on.
    """

    def __init__(
        self,
        folder: FilePath,
        stored: StoredForecaster,
        series: Series,
        custom_objects: Mapping[str, Any] | None = None,
    ):
        self.stored, self.series = stored, series
        self._models = StoredModels(folder, stored, custom_objects)

    def __repr__(self) -> str:
        stored = self.stored
        return (
            f"Forecaster of {stored.study} / {stored.configuration}: {len(stored.members)}"
            f" networks, {', '.join(self.series.targets)}, up to {self.steps} steps after"
            f" {self.series.times[-1]}"
        )

    @property
    def steps(self) -> int:
        """The largest number of steps of a forecast."""
        return self.stored.forecast.steps

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of the intervals, in percent."""
        return self.stored.forecast.levels

    def forecast(self, new_rows: Rows | None = None, steps: int | None = None) -> pd.DataFrame:
        """Forecast the steps after the last row.

        The weights of the networks and the parameters of the baseline do not change. New rows are
        inputs of the forecast; the intervals follow from the errors up to the last `update`.

        Parameters
        ----------
        new_rows : DataFrame or path-like, optional
            Rows that came since the networks were trained, with the time and all columns of the
            series; or a file of such rows. Rows that are stored already must be equal.
        steps : int, optional
            At most `self.steps`, which is the default.

        Returns
        -------
        DataFrame
            One row per step and column, as in forecast.csv: time, step, column, mean and median of
            the members, the bounds low and high of each level, members, baseline (its name),
            and the forecast and the bounds of the baseline.

        Raises
        ------
        RepriseError
            If the new rows do not continue the series, or if there are too many steps.
        """
        steps = self._check_steps(steps)
        series = self._joined(new_rows)
        models, framing = self._models, self._models.frame(series)
        members = models.forecast_last_row(framing)
        # All steps, because NumPy adds up in another order, with other last digits, for fewer.
        mean, median = members.mean(axis=0)[:steps], np.median(members, axis=0)[:steps]
        table = _forecast_table(series, steps, framing)
        table["mean"], table["median"] = mean.ravel(), median.ravel()
        table = table.assign(**self._bounds(mean, self.stored.by_network, framing))
        table["members"] = len(members)
        if self.stored.by_baseline:
            outputs = models.forecast_baseline(series, framing)[-1, :steps]
            bounds = self._bounds(outputs, self.stored.by_baseline, framing)
            table["baseline"], table["baseline_forecast"] = self.stored.baseline, outputs.ravel()
            table = table.assign(**{f"baseline_{name}": v for name, v in bounds.items()})
        return table

    def forecast_members(
        self, new_rows: Rows | None = None, steps: int | None = None
    ) -> pd.DataFrame:
        """Forecast the steps after the last row with each network.

        Parameters
        ----------
        new_rows, steps
            As in `forecast`.

        Returns
        -------
        DataFrame
            One row per member, step and column: member, time, step, column, forecast.
        """
        steps = self._check_steps(steps)
        series = self._joined(new_rows)
        framing = self._models.frame(series)
        members = self._models.forecast_last_row(framing)[:, :steps]
        table = _forecast_table(series, steps, framing)
        tables = [table.assign(forecast=forecast.ravel()) for forecast in members]
        joined = pd.concat(tables, ignore_index=True)
        joined.insert(0, "member", np.repeat(np.arange(1, len(members) + 1), len(table)))
        return joined

    def update(self, new_rows: Rows) -> None:
        """Go on from new rows, and renew the intervals with the errors that have become known.

        The weights of the networks do not change. `save` stores the result.

        Parameters
        ----------
        new_rows : DataFrame or path-like
            As in `forecast`.
        """
        series = self._joined(new_rows)
        origins = np.arange(self.stored.observations, len(series))
        if len(origins):
            models, framing = self._models, self._models.frame(series)
            members = models.forecast_rows(framing, last=len(origins) + 1)[:, :-1, : self.steps]
            members = members[np.isfinite(members).all(axis=(1, 2, 3))]
            by_network = self.stored.by_network.followed_by(origins, members.mean(axis=0))
            by_baseline = self.stored.by_baseline
            if by_baseline:
                outputs = models.forecast_baseline(series, framing)[:-1]
                by_baseline = by_baseline.followed_by(origins, outputs)
            self.stored = replace(self.stored, by_network=by_network, by_baseline=by_baseline)
        self.series = series

    def save(self, folder: FilePath) -> None:
        """Store the forecaster in another folder, with the rows of `update`.

        Raises
        ------
        RepriseError
            If the folder is that of the study, or has files.
        """
        folder = Path(folder)
        if folder.exists() and any(folder.iterdir()):
            raise RepriseError(
                f"the folder {folder} has files. Name a new folder, so that nothing is overwritten."
            )
        (folder / "members").mkdir(parents=True, exist_ok=True)
        for member in self.stored.members:
            copyfile(self._models.folder / member.file, folder / member.file)
        digest = write_series(folder, self.series)
        write_forecaster(folder, replace(self.stored, series_sha256=digest))

    def _check_steps(self, steps: int | None) -> int:
        if steps is None:
            return self.steps
        if not 1 <= steps <= self.steps:
            raise RepriseError(
                f"steps is {steps}, but this forecaster forecasts 1 to {self.steps} steps: the"
                " errors of later steps are not known. Raise forecast.steps in the study and run it"
                " again."
            )
        return steps

    def _joined(self, new_rows: Rows | None) -> Series:
        if new_rows is None:
            return self.series
        new = read_new_rows(new_rows, self.series, self.stored.dataset)
        refuse_values_without_transform(new, self.stored.run.framing)
        return join_rows(self.series, new, self.stored.dataset.missing != "refuse")

    def _bounds(
        self, forecasts: np.ndarray, earlier: EarlierForecasts, framing: Framing
    ) -> dict[str, np.ndarray]:
        """The bounds of each level, in the order of the rows of a forecast."""
        plan, steps = self.stored.forecast, len(forecasts)
        of_columns = []
        for k, column in enumerate(framing.target_names.tolist()):
            scores = earlier.scores(column, self.series.columns[column], framing.powers[k])
            widths = half_widths(scores, plan.levels, plan.method, earlier.positions)[:, :steps]
            of_columns.append(interval_bounds(forecasts[:, k], widths, framing.powers[k]))
        return {
            f"{name}_{level}": np.stack([bounds[end][k] for bounds in of_columns], axis=1).ravel()
            for k, level in enumerate(plan.levels)
            for end, name in enumerate(("low", "high"))
        }


def _forecast_table(series: Series, steps: int, framing: Framing) -> pd.DataFrame:
    """The time, the step and the column of each row of a forecast."""
    columns = framing.target_names.tolist()
    times = times_with_later(series, steps)[len(series) :]
    positions = np.repeat(np.arange(steps), len(columns))
    return pd.DataFrame(
        {"time": times[positions], "step": positions + 1, "column": columns * steps}
    )

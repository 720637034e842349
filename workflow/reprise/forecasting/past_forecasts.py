"""The forecasts of the past: from every origin, by the networks and by the baselines.

Every model forecasts from the same origins. It was fitted to observations before the origin alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reprise.config.retraining import retrained_settings
from reprise.data.forecast_rows import extend_series
from reprise.data.framing import Framing
from reprise.data.power_transforms import apply_power, undo_power
from reprise.data.series import Series
from reprise.evaluation.baselines import baseline_outputs, split_columns
from reprise.forecast_settings import MEMBERS
from reprise.retraining_settings import ForecastStageSettings
from reprise.settings import DatasetSettings, RunSettings

NETWORK = "network"  # the name of the ensemble beside the names of the baselines
Document = dict[str, Any]


@dataclass(frozen=True)
class PastForecasts:
    """Forecasts from all origins, and what was observed then.

    Attributes
    ----------
    positions : ndarray of int, shape (origins,)
        The number of observations before each origin.
    columns : tuple of str
        The columns that are forecast.
    actual : ndarray, shape (origins, steps, columns)
        NaN where nothing was observed, or not yet.
    scales : ndarray, shape (origins, columns)
        The mean absolute error of the naive forecast before each origin, the scale of MASE.
    powers : ndarray, shape (columns,)
        The Box-Cox parameter of each column, on whose scale errors are measured.
    forecasts : dict of str to ndarray, shape (origins, steps, columns)
        By the name of the model: `NETWORK`, or a baseline.
    forms : dict of str to str
        The form of each baseline, as a person would write it.
    """

    positions: np.ndarray
    columns: tuple[str, ...]
    actual: np.ndarray
    scales: np.ndarray
    powers: np.ndarray
    forecasts: dict[str, np.ndarray]
    forms: dict[str, str]

    @property
    def baselines(self) -> list[str]:
        """The names of the baselines."""
        return [name for name in self.forecasts if name != NETWORK]

    def scaled_errors(self, model: str) -> np.ndarray:
        """The absolute errors of a model in units of the error of the naive forecast.

        Their mean is the MASE (Hyndman & Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001).

        Returns
        -------
        ndarray, shape (origins, steps, columns)
            NaN where nothing was observed, or if the naive forecast has no error.
        """
        scales = np.where(self.scales == 0, np.nan, self.scales)
        return np.abs(self.forecasts[model] - self.actual) / scales[:, None, :]

    def scores(self, model: str) -> np.ndarray:
        """The absolute errors of a model on the scale of the transform.

        Returns
        -------
        ndarray, shape (columns, origins, steps)
        """
        return np.stack(
            [
                absolute_errors(
                    self.actual[:, :, k], self.forecasts[model][:, :, k], self.powers[k]
                )
                for k in range(len(self.columns))
            ]
        )


def absolute_errors(actual: np.ndarray, forecasts: np.ndarray, power: float) -> np.ndarray:
    """The absolute errors of forecasts after the transform of their column.

    Parameters
    ----------
    actual, forecasts : ndarray of one shape, in the dataset's units
    power : float
        The Box-Cox parameter, as `power_transforms.fit_power` gives it.
    """
    return np.abs(apply_power(actual, power) - apply_power(forecasts, power))


def interval_bounds(
    forecasts: np.ndarray, half_widths: np.ndarray, power: float
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of intervals around forecasts, in the dataset's units.

    Parameters
    ----------
    forecasts : ndarray, in the dataset's units
    half_widths : ndarray, on the scale of the transform
    power : float

    Returns
    -------
    (ndarray, ndarray)
    """
    centre = apply_power(forecasts, power)
    return undo_power(centre - half_widths, power), undo_power(centre + half_widths, power)


def collect_past_forecasts(
    settings: ForecastStageSettings,
    run: RunSettings,
    series: Series,
    framings: Sequence[Framing],
    documents: Mapping[str, Sequence[Document]],
) -> PastForecasts:
    """Collect the forecasts from all origins.

    Parameters
    ----------
    settings : ForecastStageSettings
    run : RunSettings
        The settings of the chosen configuration in the study.
    series : Series
    framings : sequence of Framing
        One for each name of `settings.forecast.run_names`.
    documents : mapping of str to sequence of dict
        The contents of the run files of each name.
    """
    plan = settings.forecast
    parts: list[dict[str, np.ndarray]] = []
    actual, scales = [], []
    forms: dict[str, str] = {}
    for name, framing in zip(plan.run_names, framings, strict=True):
        if name == MEMBERS:
            continue
        rows = np.array(plan.origins_of(name)) - plan.first_forecast(name)
        retrained = retrained_settings(run, plan, name, run.training.epochs)
        outputs = outputs_of_baselines(
            settings.baselines, series, framing, retrained, settings.dataset
        )
        forms |= {baseline: form for baseline, (form, _) in outputs.items()}
        of_networks = [read_forecasts(d, framing) for d in documents[name] if d["state"] == "ok"]
        part = {NETWORK: mean_of_members(of_networks, framing)}
        part |= {baseline: values for baseline, (_, values) in outputs.items()}
        parts.append(
            {model: by_step(values, framing, plan.steps)[rows] for model, values in part.items()}
        )
        actual.append(by_step(framing.actual[framing.split("test")], framing, plan.steps)[rows])
        scales.append(np.tile(framing.naive_error, (len(rows), 1)))
    return PastForecasts(
        positions=np.array(plan.origins),
        columns=tuple(framings[-1].target_names.tolist()),
        actual=np.concatenate(actual),
        scales=np.concatenate(scales),
        powers=framings[-1].powers,
        forecasts={model: np.concatenate([part[model] for part in parts]) for model in parts[0]},
        forms=forms,
    )


def outputs_of_baselines(
    names: Sequence[str],
    series: Series,
    framing: Framing,
    run: RunSettings,
    dataset: DatasetSettings,
) -> dict[str, tuple[str, np.ndarray]]:
    """Fit baselines to the observations before the first origin of a framing.

    Parameters
    ----------
    names : sequence of str
    series : Series
    framing : Framing
        As `frame_retrained` makes it of the series and the settings.
    run : RunSettings
    dataset : DatasetSettings

    Returns
    -------
    dict of str to (str, ndarray of shape (test rows, outputs))
        The form and the forecasts of each baseline.
    """
    assert run.framing.observations is not None
    later = run.framing.observations - len(series)
    extended = extend_series(series, later, run.framing.known_inputs)
    columns = split_columns(extended, framing, run.framing, dataset)
    return baseline_outputs(names, columns, framing, run.framing, dataset.period)


def read_forecasts(document: Document, framing: Framing) -> np.ndarray:
    """The forecasts in a run file, shape (test rows, outputs)."""
    forecasts = np.array(document["forecasts"], dtype=np.float64)
    return forecasts.reshape(framing.test_rows, framing.y.shape[1])


def mean_of_members(members: Sequence[np.ndarray], framing: Framing) -> np.ndarray:
    """The mean forecast of some networks; NaN if all of them diverged."""
    if not members:
        return np.full((framing.test_rows, framing.y.shape[1]), np.nan)
    return np.asarray(np.mean(members, axis=0))


def by_step(outputs: np.ndarray, framing: Framing, steps: int) -> np.ndarray:
    """Outputs of shape (rows, horizon * targets) as an array of shape (rows, steps, targets)."""
    return outputs.reshape(len(outputs), framing.horizon, framing.targets)[:, :steps]

"""Choose the headline metric and the baselines of a study."""

from collections.abc import Sequence

from reprise.config.common_columns import common_metric_columns
from reprise.config.study import Configuration
from reprise.errors import ConfigError, did_you_mean, key_path
from reprise.evaluation.metrics import MEAN_OVER_TARGETS, metric_without_split, split_of
from reprise.settings import DatasetSettings, Task

BASELINES_OF_FORECASTS = ("persistence", "mean", "least_squares", "ets", "sarima")
SLOW_BASELINES = ("ets", "sarima", "gradient_boosting")  # each takes minutes on a long dataset
ROWS_OF_A_LONG_DATASET = 10_000
BASELINES_OF_A_QUERY = ("persistence", "mean", "least_squares")
BASELINES_OF_REGRESSION = ("mean", "least_squares", "gradient_boosting")
BASELINES_OF_CLASSES = ("most_frequent", "logistic_regression")


def choose_metric(
    metric: str | None, task: Task, configurations: Sequence[Configuration], where: str
) -> str:
    """Choose the headline metric of a study.

    Parameters
    ----------
    metric : str or None
        As the study file has it.
    task : {"forecast", "classify", "regress"}
    configurations : sequence of Configuration
    where : str
        The file.

    Raises
    ------
    ConfigError
        If the study's runs do not have the metric, or it cannot compare configurations.
    """
    if metric is None:
        if task == "classify":
            return "test_accuracy"
        has_one_target = len(configurations[0].targets) == 1
        return "test_rmse" if has_one_target else f"test_{MEAN_OVER_TARGETS}"
    known = common_metric_columns(configurations)
    if metric not in known:
        hint = did_you_mean(metric, known)
        if split_of(metric) == "validation" and f"test_{metric_without_split(metric)}" in known:
            hint = " Set framing.validation_rows to have it."
        raise ConfigError(
            f"metric is '{metric}', which the runs of this study do not have.{hint} They"
            f" have {', '.join(known)}.",
            where,
            "metric",
            metric,
        )
    if split_of(metric) == "query" and len(configurations) > 1:
        raise ConfigError(
            f"metric is '{metric}', which is a forecast: neither a lower nor a higher value is"
            " better. Use test_mae to compare configurations.",
            where,
            "metric",
            metric,
        )
    return metric


def choose_baselines(
    names: Sequence[str] | None,
    task: Task,
    dataset: DatasetSettings,
    configurations: Sequence[Configuration],
    where: str,
) -> tuple[str, ...]:
    """Choose the baselines of a study.

    Parameters
    ----------
    names : sequence of str or None
        As the study file has them; None gives all that suit the study and are fast.
    task : {"forecast", "classify", "regress"}
    dataset : DatasetSettings
    configurations : sequence of Configuration
    where : str
        The file.

    Raises
    ------
    ConfigError
        If a baseline does not suit the study.
    """
    suitable, reason = _suitable_baselines(task, dataset, configurations)
    for position, name in enumerate(names or ()):
        if name not in suitable:
            raise ConfigError(
                f"baselines has '{name}', but this study {reason}; it can have"
                f" {', '.join(suitable)}.",
                where,
                key_path("baselines", position),
                name,
            )
    if names is not None:
        return tuple(names)
    is_long = max(_count_planned_rows(c, dataset) for c in configurations) > ROWS_OF_A_LONG_DATASET
    return tuple(name for name in suitable if not (is_long and name in SLOW_BASELINES))


def _count_planned_rows(configuration: Configuration, dataset: DatasetSettings) -> int:
    """Count the training rows; those of a download as far as the study file tells them.

    The baselines must be the same before and after a download.
    """
    if dataset.url is None:
        return configuration.train_rows
    framing = configuration.run.framing
    return framing.train_rows or framing.observations or 0


def _suitable_baselines(
    task: Task, dataset: DatasetSettings, configurations: Sequence[Configuration]
) -> tuple[tuple[str, ...], str]:
    """The baselines that suit a study, and the property of the study that decides."""
    if task == "classify":
        return BASELINES_OF_CLASSES, "classifies"
    if task == "regress":
        return BASELINES_OF_REGRESSION, "predicts a number for each sample"
    if any(c.run.framing.query for c in configurations):
        return BASELINES_OF_A_QUERY, "forecasts a query"
    if dataset.period:
        return (*BASELINES_OF_FORECASTS, "seasonal_naive"), "forecasts"
    return BASELINES_OF_FORECASTS, "forecasts and has no dataset.period"

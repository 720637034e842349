"""What must hold of a whole study and no schema can say: names, metric, baselines, tables.

`data_checks` and `model_checks` look at each configuration.
"""

from reprise.config.schema import load_schema
from reprise.errors import ConfigError, did_you_mean
from reprise.evaluation.metrics import (
    CLASS_METRICS,
    FIT_METRICS,
    FORECAST_METRICS,
    metric_of,
    split_of,
)

TABLE_COLUMNS = ("study", "configuration", "repeat", "seed", "state", "kept_epoch", "seconds")
BASELINES_OF_FORECASTS = ("persistence", "mean", "least_squares", "ets", "sarima")
SLOW_BASELINES = ("ets", "sarima")  # each takes minutes on a long series, and must be asked for
ROWS_OF_A_LONG_SERIES = 10_000
BASELINES_OF_A_QUERY = ("persistence", "mean", "least_squares")
BASELINES_OF_CLASSES = ("most_frequent", "logistic_regression")


def refuse_equal_titles(studies):
    """Titles are the report's table of contents: two equal ones would become one section.

    Raises
    ------
    ConfigError
    """
    seen = {}
    for study in studies:
        other = seen.setdefault(study.title, study.name)
        if other != study.name:
            raise ConfigError(
                f"studies '{other}' and '{study.name}' have the same title '{study.title}', which"
                " would be one section of the report; give one of them another."
            )


def check_names(points, where):
    """Names and columns must not hide one another, nor what the tables have of their own.

    Parameters
    ----------
    points : list of (str, dict)
        Each configuration's name and the dotted keys that it sets.
    where : str
        The file.
    """
    names = [name for name, _ in points]
    baselines = load_schema("study")["properties"]["baselines"]["items"]["enum"]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{where}: two configurations come out as '{name}'; name them.")
        if name in baselines:
            raise ConfigError(f"{where}: a configuration cannot be called '{name}', a baseline is.")
    for name, overrides in points:
        columns = [column_of(key) for key in overrides]
        for column in columns:
            if columns.count(column) > 1:
                raise ConfigError(
                    f"{where}: configuration '{name}' sets two keys that end in '{column}',"
                    " which would be one column."
                )


def column_of(key):
    """The column of a varied key: its last part, or all of it where the tables have that one."""
    last = key.rsplit(".", 1)[-1]
    return key.replace(".", "_") if last in TABLE_COLUMNS else last


def check_task(configurations, where):
    """Whether a study forecasts or classifies; one that does both has no common table.

    Parameters
    ----------
    configurations : tuple of study.Configuration
    where : str
        The file.

    Returns
    -------
    {"forecast", "classify"}
    """
    tasks = {"classify" if c.classes else "forecast" for c in configurations}
    if len(tasks) > 1:
        raise ConfigError(
            f"{where}: some configurations forecast values and some classify (framing.target);"
            " make a study of each."
        )
    return tasks.pop()


def choose_metric(said, task, configurations, where):
    """The headline metric that holds for a study.

    Raises
    ------
    ConfigError
        If the study's runs do not have it.
    """
    if said is None:
        return "test_accuracy" if task == "classify" else "test_rmse"
    known = set.intersection(*(set(metric_columns(c)) for c in configurations))
    if said not in known:
        hint = did_you_mean(said, known)
        if split_of(said) == "validation" and f"test_{metric_of(said)}" in known:
            hint = " Hold back framing.validation_rows for it."
        raise ConfigError(
            f"{where}: metric is '{said}', which the runs of this study do not have.{hint} They"
            f" have {', '.join(sorted(known))}."
        )
    if split_of(said) == "query" and len(configurations) > 1:
        raise ConfigError(
            f"{where}: metric is '{said}', a forecast, of which neither the lower nor the higher is"
            " better; to compare configurations take test_mae."
        )
    return said


def metric_columns(configuration):
    """The metrics that every run of a configuration has."""
    framing = configuration.settings["framing"]
    splits = ["train", "test"] + (["validation"] if framing["validation_rows"] else [])
    names = CLASS_METRICS if configuration.classes else FORECAST_METRICS
    columns = [f"{split}_{name}" for split in splits for name in names]
    if framing.get("query"):
        columns += [f"query_forecast_{k + 1}" for k in range(framing["horizon"])]
    return columns


def history_columns(configuration):
    """The metrics that a history of a configuration has."""
    columns = metric_columns(configuration)
    if not configuration.classes:
        columns = [c for c in columns if metric_of(c) == "rmse" or split_of(c) == "query"]
    if configuration.settings["framing"]["validation_rows"]:
        columns = [c for c in columns if split_of(c) != "test"]
    return columns + (list(FIT_METRICS) if configuration.classes else [])


def choose_baselines(said, task, dataset, configurations, where):
    """The baselines that hold for a study.

    Raises
    ------
    ConfigError
        If one does not suit what the study does.
    """
    asked = any(c.settings["framing"].get("query") for c in configurations)
    if task == "classify":
        fitting, does = BASELINES_OF_CLASSES, "classifies"
    elif asked:
        fitting, does = BASELINES_OF_A_QUERY, "forecasts a query"
    elif "period" in dataset:
        fitting, does = (*BASELINES_OF_FORECASTS, "seasonal_naive"), "forecasts"
    else:
        fitting, does = BASELINES_OF_FORECASTS, "forecasts and has no dataset.period"
    for name in said or ():
        if name not in fitting:
            raise ConfigError(
                f"{where}: baselines has '{name}', but this study {does}; it can have"
                f" {', '.join(fitting)}."
            )
    if said is None and max(c.train_rows for c in configurations) > ROWS_OF_A_LONG_SERIES:
        fitting = [name for name in fitting if name not in SLOW_BASELINES]
    return tuple(fitting if said is None else said)


def check_tables(tables, configurations, task, where):
    """The tables that a study asks for need histories, and metrics that these have."""
    for key in ("reaching", "at_epochs"):
        if key in tables and not all(
            c.settings["evaluation"]["every_epoch"] for c in configurations
        ):
            raise ConfigError(f"{where}: tables.{key} needs evaluation.every_epoch: true.")
    known = sorted(set.intersection(*(set(history_columns(c)) for c in configurations)))
    for metric in tables.get("reaching", {}):
        if metric not in known:
            hint = did_you_mean(metric, known)
            if split_of(metric) == "test" and f"validation_{metric_of(metric)}" in known:
                hint = " With validation rows, the test rows are read once, at the end."
            raise ConfigError(
                f"{where}: tables.reaching has the metric '{metric}', which the histories do not"
                f" have.{hint} They have {', '.join(known)}."
            )
    fewest = min(c.settings["training"]["epochs"] for c in configurations)
    for epoch in tables.get("at_epochs", []):
        if epoch > fewest:
            raise ConfigError(
                f"{where}: tables.at_epochs has {epoch}, but a configuration is trained for"
                f" {fewest} epochs."
            )
    if "within" in tables and task == "classify":
        raise ConfigError(f"{where}: tables.within is for forecasts, and this study classifies.")

"""Check what concerns all configurations of a study: title, names, task and tables."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reprise.config.common_columns import common_history_columns
from reprise.config.names import check_name, fold_name, refuse_equal_names
from reprise.config.naming import column_of
from reprise.config.schema import load_schema
from reprise.config.study import (
    Configuration,
    Study,
)
from reprise.errors import ConfigError, did_you_mean, key_path
from reprise.evaluation.metrics import metric_without_split, split_of
from reprise.settings import RunSettings, TableSettings, Task


def refuse_equal_titles(studies: Iterable[Study]) -> None:
    """Refuse two studies with the same title, which would share one section of the report.

    Raises
    ------
    ConfigError
    """
    study_of_title: dict[str, str] = {}
    for study in studies:
        other = study_of_title.setdefault(study.title, study.name)
        if other != study.name:
            raise ConfigError(
                f"the studies '{other}' and '{study.name}' have the same title '{study.title}',"
                " but each title is a section of the report; change one of them.",
                key="title",
                value=study.title,
            )


def check_names(named_changes: Sequence[tuple[str, dict[str, Any]]], where: str) -> None:
    """Check that the names of configurations and of their columns are distinct.

    Parameters
    ----------
    named_changes : sequence of (str, dict)
        The name of each configuration, and what it changes: dotted key to value.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    baselines = load_schema("study")["properties"]["baselines"]["items"]["enum"]
    numbers = Counter(name for name, _ in named_changes)
    for name, changes in named_changes:
        if numbers[name] > 1:
            raise ConfigError(
                f"two configurations of vary have the name '{name}'; list them under"
                " 'configurations' with a name each.",
                where,
                "vary",
            )
        if fold_name(name) in baselines:
            raise ConfigError(
                f"a configuration has the name '{name}', which is the name of a baseline; rename"
                " the configuration.",
                where,
                key_path("configurations", name),
            )
        key_of_column: dict[str, str] = {}
        for key in changes:
            check_name(column_of(key), "key", where, key, marks="_.-")
            other = key_of_column.setdefault(column_of(key), key)
            if other != key:
                raise ConfigError(
                    f"configuration '{name}' sets '{other}' and '{key}', which would have the same"
                    f" column '{column_of(key)}' in the tables; let only one of them vary.",
                    where,
                    key,
                )
    refuse_equal_names(numbers, "configuration", where, "configurations")


def refuse_equal_runs(runs: Mapping[str, RunSettings], where: str) -> None:
    """Refuse two configurations that differ in nothing but their names.

    Parameters
    ----------
    runs : mapping of str to RunSettings
        The settings of each configuration.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    names: list[str] = []
    for name, run in runs.items():
        other = next((n for n in names if runs[n] == run), None)
        if other is not None:
            raise ConfigError(
                f"the configurations '{other}' and '{name}' have equal settings, so they would be"
                " compared although they do not differ; change or remove one of them.",
                where,
                key_path("configurations", name),
            )
        names.append(name)


def find_task(configurations: Sequence[Configuration], where: str) -> Task:
    """Find whether a study forecasts, classifies, or predicts numbers of samples.

    Raises
    ------
    ConfigError
        If it does both, because the two have no common metric.
    """
    tasks = {c.task for c in configurations}
    if len(tasks) > 1:
        raise ConfigError(
            "some configurations forecast values and some classify (framing.target);"
            " write one study for each.",
            where,
            "framing.target",
        )
    return tasks.pop()


def check_tables(
    tables: TableSettings, configurations: Sequence[Configuration], task: Task, where: str
) -> None:
    """Check that the histories of a study have what its additional tables need.

    Raises
    ------
    ConfigError
        If no history is recorded, or it lacks a metric or an epoch that a table needs.
    """
    records_epochs = all(c.run.evaluation.every_epoch for c in configurations)
    for key in ("reaching", "at_epochs"):
        if getattr(tables, key) and not records_epochs:
            raise ConfigError(
                f"tables.{key} needs evaluation.every_epoch: true.", where, f"tables.{key}"
            )
    known = common_history_columns(configurations)
    for metric in tables.reaching:
        if metric not in known:
            hint = did_you_mean(metric, known)
            if split_of(metric) == "test" and f"validation_{metric_without_split(metric)}" in known:
                hint = " With validation rows, the test rows are read only once, at the end."
            raise ConfigError(
                f"tables.reaching has the metric '{metric}', which the histories do not"
                f" have.{hint} They have {', '.join(known)}.",
                where,
                key_path("tables", "reaching", metric),
            )
    fewest_epochs = min(c.run.training.epochs for c in configurations)
    for position, epoch in enumerate(tables.at_epochs):
        if epoch > fewest_epochs:
            raise ConfigError(
                f"tables.at_epochs has {epoch}, but a configuration is trained for"
                f" {fewest_epochs} epochs.",
                where,
                key_path("tables", "at_epochs", position),
                epoch,
            )
    if tables.within and task == "classify":
        raise ConfigError(
            "tables.within is for numbers, but this study classifies; remove it.",
            where,
            "tables.within",
        )


def check_ensembles(
    tables: TableSettings, configurations: Sequence[Configuration], repeats: int, where: str
) -> None:
    """Check that the runs of a study can form the ensembles of its table.

    Parameters
    ----------
    tables : TableSettings
    configurations : sequence of Configuration
    repeats : int
        As the study file has them; the command line may ask for fewer.
    where : str
        The file.

    Raises
    ------
    ConfigError
        If an ensemble needs more networks than the study has repeats, or if the run files have no
        probabilities.
    """
    for position, size in enumerate(tables.ensembles):
        if size > repeats:
            raise ConfigError(
                f"tables.ensembles has {size}, but the study has only {repeats} repeats; raise"
                " repeats or remove the number.",
                where,
                key_path("tables", "ensembles", position),
                size,
            )
    classes = max(c.classes for c in configurations)
    if tables.ensembles and classes > 2:
        raise ConfigError(
            f"tables.ensembles needs numbers or two classes. This study has {classes} classes,"
            " and its run files have no probabilities. Remove tables.ensembles.",
            where,
            "tables.ensembles",
        )

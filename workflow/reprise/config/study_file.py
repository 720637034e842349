"""Read one study from its file, check it, and list its configurations.

Reading a study imports no TensorFlow, so that a wrong study stops within a second.
"""

import os
from dataclasses import replace
from typing import Any

from reprise.config.dataset_checks import (
    check_dataset,
    dataset_file,
    read_dataset_size,
)
from reprise.config.dataset_content import check_content
from reprise.config.family_files import find_family_file
from reprise.config.forecast_plan import plan_forecast
from reprise.config.framing_checks import check_and_count_rows, count_target_classes, task_of
from reprise.config.framing_document import framing_settings, with_tuples
from reprise.config.model_checks import check_model
from reprise.config.named_changes import (
    labels_of_grid,
    list_named_changes,
    training_names,
    varied_values,
)
from reprise.config.naming import configuration_place
from reprise.config.partitions import partition_name, plan_partitions, settings_at
from reprise.config.predictor_plan import plan_predictor
from reprise.config.published_numbers import read_published
from reprise.config.reference_choices import resolve_references
from reprise.config.repeats_rule import check_can_decide, fewest_repeats, repeats_rule
from reprise.config.sample_splits import check_stratified
from reprise.config.schema import apply_schema
from reprise.config.study import FIRST_SPLIT, Configuration, Study
from reprise.config.study_checks import (
    check_ensembles,
    check_names,
    check_tables,
    find_task,
    refuse_equal_runs,
)
from reprise.config.study_choices import choose_baselines, choose_metric
from reprise.config.study_document import (
    configuration_document,
    read_with_inherited,
    study_path,
)
from reprise.config.study_groups import check_group_name
from reprise.config.training_checks import check_training, choose_default_loss
from reprise.config.transform_checks import check_transform
from reprise.config.update_checks import check_updates
from reprise.config.yaml_files import Document
from reprise.data.dataset import DatasetSize
from reprise.settings import (
    ComparisonSettings,
    DatasetSettings,
    EvaluationSettings,
    FigureOptions,
    RunSettings,
    StopSettings,
    TableSettings,
    TrainingSettings,
)

# The training rows of a download that is not there yet, from which the time of jobs is estimated.
ASSUMED_ROWS = 1000


def load_study(
    name: str,
    folder: str | os.PathLike[str] = "config/studies",
    root: str | os.PathLike[str] = ".",
    repeats: int | None = None,
    downloads: str | os.PathLike[str] = "downloads",
) -> Study:
    """Read and check one study, and list its configurations.

    Parameters
    ----------
    name : str
        The name of the file without `.yaml`.
    folder : path-like
        The folder of the study files.
    root : path-like
        The folder that `dataset.file` is relative to.
    repeats : int, optional
        Replaces the study's own number of repeats.
    downloads : path-like
        The folder of all downloads. A download is checked as soon as its file is there.

    Raises
    ------
    ConfigError
        With the file, the path of the key, the bad value and what is allowed.
    """
    file = study_path(name, folder)
    where = str(file)
    document = read_with_inherited(file)
    named_changes = list_named_changes(document, where)
    check_names(named_changes, where)
    documents = {
        name: configuration_document(document, name, changes, where)
        for name, changes in named_changes
    }
    common = next(iter(documents.values()))  # the sections that cannot vary are equal in all
    check_group_name(common.get("group"), file)
    check_dataset(common["dataset"], where)
    dataset = DatasetSettings(**with_tuples(common["dataset"]))
    size = read_dataset_size(dataset, where, root, downloads)
    configurations = _list_configurations(
        documents,
        varied_values(named_changes, documents),
        training_names(document, named_changes),
        labels_of_grid(document, named_changes),
        dataset,
        size,
        dataset_file(dataset, root, downloads),
        where,
        root,
    )
    task = find_task(configurations, where)
    tables = TableSettings(**with_tuples(common["tables"]))
    check_tables(tables, configurations, task, where)
    check_ensembles(tables, configurations, fewest_repeats(common["repeats"]), where)
    claims = apply_schema({"claims": document.get("claims", [])}, "claims", where)["claims"]
    study = Study(
        name=file.stem,
        title=common["title"],
        description=common["description"].strip(),
        source=common["source"],
        dataset=dataset,
        task=task,
        metric=choose_metric(common.get("metric"), task, configurations, where),
        baselines=choose_baselines(common.get("baselines"), task, dataset, configurations, where),
        comparison=ComparisonSettings(**common["comparison"]),
        tables=tables,
        figures=FigureOptions(**common["figures"]),
        claims=tuple(claims),
        repeats=repeats or fewest_repeats(common["repeats"]),
        until=None if repeats else repeats_rule(common["repeats"], where),
        configurations=configurations,
    )
    check_can_decide(study, where)
    if "published" in common:
        numbers = read_published(common["published"], study, where, root)
        study = replace(study, published=numbers)
    forecast = None
    if "forecast" in common:
        forecast = plan_forecast(common["forecast"], dataset, task, configurations, size, where)
    predictor = None
    if "predictor" in common:
        predictor = plan_predictor(common["predictor"], dataset, task, configurations, size, where)
    references = resolve_references(common.get("references"), study, where)
    return replace(study, references=references, forecast=forecast, predictor=predictor)


def _list_configurations(
    documents: dict[str, Document],
    varied: dict[str, dict[str, Any]],
    trainings: dict[str, str],
    labels: dict[str, tuple[str, dict[str, Any]]],
    dataset: DatasetSettings,
    size: DatasetSize,
    file: str | None,
    where: str,
    root: str | os.PathLike[str],
) -> tuple[Configuration, ...]:
    """Check every configuration at every origin or split.

    Parameters
    ----------
    documents : dict of str to dict
        The document of each configuration.
    varied : dict of str to dict
        Configuration name to the column and value of every varied key.
    trainings : dict of str to str
        Configuration name to the name of its training.
    labels : dict of str to (str, dict)
        As `labels_of_grid` gives them.
    dataset : DatasetSettings
    size : DatasetSize
    file : str or None
        The file of the dataset; None if it is generated.
    where : str
        The file of the study.
    root : path-like
    """
    runs = {
        name: _run_settings(d, dataset, size, configuration_place(where, name))
        for name, d in documents.items()
    }
    refuse_equal_runs(runs, where)
    common = next(iter(documents.values()))
    configurations = []
    for partition in plan_partitions(common, dataset, runs, size, where):
        column = {partition.kind: partition.number} if partition else {}
        for base, base_run in runs.items():
            name, run = partition_name(base, partition), settings_at(base_run, partition, common)
            place = configuration_place(where, name)
            check_model(dataset, run, place)
            rows = check_and_count_rows(
                dataset, run.framing, size.observations, place, size.is_observed
            )
            if size.observations is not None:  # a download is checked when its file is there
                check_transform(dataset, run.framing, file, place)
            target_classes = count_target_classes(dataset, run.framing, size.classes)
            if run.framing.stratified:
                check_stratified(size.classes, place)
            check_training(run, rows, target_classes, place)
            check_updates(run, rows, dataset, place)
            family = run.model["family"]
            configurations.append(
                Configuration(
                    name=name,
                    varied=varied[base] | column,
                    run=run,
                    train_rows=rows.train if rows else run.framing.train_rows or ASSUMED_ROWS,
                    task=task_of(dataset, target_classes),
                    classes=target_classes,
                    family_path=find_family_file(family, place, root) if ":" in family else None,
                    partition=partition,
                    base=base,
                    training=(
                        trainings[base]
                        if partition == FIRST_SPLIT
                        else partition_name(trainings[base], partition)
                    ),
                    targets=dataset.targets or ("value",),
                    label=labels[base][0],
                    grid=labels[base][1],
                )
            )
    if size.observations is not None:
        framings = list(dict.fromkeys(c.run.framing for c in configurations))
        check_content(dataset, framings, file, where)
    return tuple(configurations)


def _run_settings(
    document: Document, dataset: DatasetSettings, size: DatasetSize, where: str
) -> RunSettings:
    """The typed settings of one configuration; the loss is chosen if the study names none."""
    # The updates of a usual network are not written, so that a study with these keys and a study
    # without them have equal settings.
    evaluation = dict(document["evaluation"])
    if evaluation.get("update_epochs"):
        evaluation.setdefault("update_rows", 1)
    else:
        evaluation |= {"update_epochs": None, "update_rows": None}
    framing = framing_settings(document["framing"], dataset, size.observations, size.times, where)
    training = dict(document["training"])
    optimizer = training["optimizer"]
    training["optimizer"] = {"name": optimizer} if isinstance(optimizer, str) else optimizer
    stop = training.pop("stop", None)
    if stop:
        training["stop"] = StopSettings(stop["patience"], float(stop["min_delta"]))
    target_classes = count_target_classes(dataset, framing, size.classes)
    training.setdefault("loss", choose_default_loss(target_classes))
    return RunSettings(
        framing=framing,
        model=document["model"],
        training=TrainingSettings(**training),
        evaluation=EvaluationSettings(**evaluation),
    )

"""The settings files of a study: what its file defines, divided by the stage that needs it.

The files are inputs of the stages. A new title changes the settings of the figures and not those
of the training, and a new value in the grid changes those of its own configuration.
"""

import hashlib
import json
from dataclasses import replace
from typing import Any

from reprise.config.study import Configuration, Study
from reprise.json_settings import Settings
from reprise.plan.files import StudyFiles
from reprise.repeat_settings import RoundSettings
from reprise.retraining_settings import ForecastStageSettings, PredictorStageSettings
from reprise.settings import DatasetSettings
from reprise.stage_settings import (
    Candidate,
    ConfigurationEntry,
    ConfigurationSettings,
    FigureSettings,
    FramingUse,
    PrepareSettings,
    TabulateSettings,
    TrainStageSettings,
)
from reprise.training.versions import versions


def settings_documents(files: StudyFiles) -> dict[str, dict[str, Any]]:
    """The path and the content of every settings file of a study."""
    study = files.study
    settings: dict[str, Settings] = {
        files.settings("prepare"): _prepare_settings(study),
        files.settings("train"): TrainStageSettings(
            configurations={c.name: c.run for c in study.configurations}, versions=versions()
        ),
        files.settings("tabulate"): TabulateSettings(**_table_settings(study)),
        files.settings("draw"): FigureSettings(
            **_table_settings(study),
            title=study.title,
            description=study.description,
            source=study.source,
            panels=study.panels,
            figures=study.figures,
            references=study.references,
            published=study.published,
            forecast=study.forecast,
            predictor=study.predictor,
        ),
    }
    if study.until:
        settings[files.settings("rounds")] = _round_settings(study)
    common = _retraining_settings(study)
    if study.forecast:
        settings[files.settings("forecast")] = ForecastStageSettings(
            **common, forecast=study.forecast
        )
    if study.predictor:
        settings[files.settings("forecast")] = PredictorStageSettings(
            **common, predictor=study.predictor
        )
    if files.made_datasets:
        settings[files.settings("dataset")] = _without_units(study.dataset)
    for configuration in study.configurations:
        path = files.configuration_settings(configuration.name)
        settings[path] = ConfigurationSettings(
            study=study.name,
            configuration=configuration.name,
            varied=configuration.varied,
            framing_number=study.framing_number(configuration),
            run=configuration.run,
            versions=versions(),
        )
    return {path: document.to_json() for path, document in settings.items()}


def distribution_key(study: Study, configuration: Configuration) -> str:
    """A key that is equal for configurations whose runs have the same distribution.

    Two studies that train the same network on the same data have equal keys, whatever they
    record and in whichever units they show their values.
    """
    run = configuration.run
    evaluation = replace(run.evaluation, every_epoch=False, layer_statistics=False)
    parts = replace(run, evaluation=evaluation).to_json()
    parts["dataset"] = _without_units(study.dataset).to_json()
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _prepare_settings(study: Study) -> PrepareSettings:
    uses = []
    for framing in study.framings:
        users = [c for c in study.configurations if c.run.framing == framing]
        uses.append(FramingUse(framing, tuple(c.name for c in users), users[0].partition))
    return PrepareSettings(
        study=study.name,
        dataset=_without_units(study.dataset),
        framings=tuple(uses),
        baselines=study.baselines,
    )


def _round_settings(study: Study) -> RoundSettings:
    assert study.until and study.comparison.margin is not None
    tables = TabulateSettings(**_table_settings(study))
    return RoundSettings(
        study=study.name,
        metric=study.metric,
        at_least=study.until.at_least,
        confidence=study.comparison.confidence,
        margin=study.comparison.margin,
        families=tables.families,
        trainings=tables.trainings,
        framing_numbers=tables.framing_numbers,
    )


def _retraining_settings(study: Study) -> dict[str, Any]:
    return {
        "study": study.name,
        "metric": study.metric,
        "confidence": study.comparison.confidence,
        "dataset": _without_units(study.dataset),
        "baselines": study.baselines,
        "candidates": _candidates(study),
        "versions": versions(),
    }


def _candidates(study: Study) -> dict[str, Candidate]:
    """The configurations that may be chosen, by their names without the origin or the split.

    A later origin has more rows before it, and the first split is the study without splits.
    """
    position = 0 if study.partition_kind == "split" else -1
    of_base: dict[str, list[Configuration]] = {}
    for configuration in study.configurations:
        of_base.setdefault(configuration.base, []).append(configuration)
    return {
        base: Candidate(tuple(c.name for c in all_), all_[position].run, all_[position].family_path)
        for base, all_ in of_base.items()
    }


def _table_settings(study: Study) -> dict[str, Any]:
    levels = study.grid_levels
    return {
        "study": study.name,
        "task": study.task,
        "metric": study.metric,
        "dataset": study.dataset,
        "comparison": study.comparison,
        "tables": study.tables,
        "repeats": study.repeats,
        "until": study.until,
        "framings": tuple(study.framings),
        "configurations": tuple(
            ConfigurationEntry(
                name=c.name,
                base=c.base,
                framing_number=study.framing_number(c),
                distribution_key=distribution_key(study, c),
                partition=c.partition,
                levels=levels.get(c.name, {}),
                records_epochs=c.run.evaluation.every_epoch,
                epochs_to_choose_from=_epochs_to_choose_from(c),
                epoch_limit=c.run.training.epochs if c.run.training.stop else None,
                training=c.training,
                era=study.era_of(c),
                name_without_era=study.name_without(c, "era"),
            )
            for c in study.configurations
        ),
    }


def _epochs_to_choose_from(configuration: Configuration) -> int | None:
    training = configuration.run.training
    return training.epochs if training.keep == "best" else None


def _without_units(dataset: DatasetSettings) -> DatasetSettings:
    """A dataset whose units, which only figures show, are the default."""
    return replace(dataset, units=DatasetSettings.units)

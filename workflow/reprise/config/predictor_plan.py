"""Plan the predictor of a study of samples, and check that its samples suffice for it.

As in `forecast_plan`, every configuration that may be chosen is checked.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reprise.config.candidates import list_candidates
from reprise.config.naming import configuration_place
from reprise.config.study import Configuration
from reprise.conformal_levels import refuse_unsupported_levels
from reprise.data.dataset import DatasetSize
from reprise.data.folds import FOLD_SEED, refuse_too_many_folds
from reprise.errors import ConfigError
from reprise.forecast_settings import MEMBERS
from reprise.predictor_settings import PredictorSettings
from reprise.settings import DatasetSettings, EvaluationSettings, RunSettings, Task

Document = dict[str, Any]


def plan_predictor(
    document: Document,
    dataset: DatasetSettings,
    task: Task,
    configurations: Sequence[Configuration],
    size: DatasetSize,
    where: str,
) -> PredictorSettings:
    """Plan which networks are trained anew to predict new samples.

    Parameters
    ----------
    document : dict
        The `predictor` section of a study, with defaults.
    dataset : DatasetSettings
    task : {"forecast", "classify", "regress"}
    configurations : sequence of Configuration
        With all splits.
    size : DatasetSize
    where : str
        The file.

    Raises
    ------
    ConfigError
        If the study has a series, cannot choose a configuration, or has too few samples for the
        folds or the levels.
    """
    if dataset.is_series or task == "forecast":
        raise ConfigError(
            "predictor needs samples, but this dataset is a series. Write forecast instead, which"
            " forecasts beyond the last observation.",
            where,
            "predictor",
        )
    for candidate in list_candidates(document["configuration"], configurations, "predictor", where):
        if candidate.run.model.get("stateful"):
            raise ConfigError(
                "predictor needs networks that read each sample alone, but model.stateful is true,"
                " so that a prediction depends on the samples before it. Set model.stateful to"
                " false, or remove predictor.",
                configuration_place(where, candidate.base),
                "model.stateful",
                True,
            )
    settings = PredictorSettings(
        task=task,
        levels=tuple(sorted(document["levels"])),
        configuration=document["configuration"],
        members=document["members"],
        folds=document["folds"],
    )
    check_samples_suffice(settings, size, where)
    return settings


def check_samples_suffice(settings: PredictorSettings, size: DatasetSize, where: str) -> None:
    """Check that there are enough samples for the folds and the levels.

    A download is checked when its file is there.

    Parameters
    ----------
    settings : PredictorSettings
    size : DatasetSize
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    if size.observations is None:
        return
    refuse_too_many_folds(settings.folds, size.observations, size.smallest_class, where)
    # The coverage of a fold is measured with the errors of the other folds.
    errors = size.observations - math.ceil(size.observations / settings.folds)
    refuse_unsupported_levels(errors, settings.levels, "predictor.levels", where, "sample")


def retrained_on_samples(run: RunSettings, epochs: int, test_rows: int) -> RunSettings:
    """The settings of a configuration that is trained anew to predict samples.

    Parameters
    ----------
    run : RunSettings
        The settings of the configuration in the study.
    epochs : int
        As in `retraining.retrained_settings`.
    test_rows : int
        The number of samples of the fold; 0 for the networks that learn all samples.
    """
    framing, evaluation = run.framing, run.evaluation
    return replace(
        run,
        framing=replace(
            framing,
            test_rows=test_rows,
            validation_rows=0,
            train_rows=None,
            random_state=FOLD_SEED,
            split=None,
        ),
        training=replace(run.training, epochs=epochs, keep="last", stop=None),
        evaluation=EvaluationSettings(state=evaluation.state, batch_size=evaluation.batch_size),
    )


def plan_retrained_on_samples(
    configuration: Configuration, settings: PredictorSettings, name: str
) -> tuple[RunSettings, int]:
    """The likely settings and training rows of the networks of a name of `settings.run_names`.

    The plan may not know the number of samples, so they are those of the study's own framing.
    """
    framing = configuration.run.framing
    samples = configuration.train_rows + framing.validation_rows + (framing.test_rows or 0)
    test_rows = 0 if name == MEMBERS else math.ceil(samples / settings.folds)
    run = retrained_on_samples(configuration.run, configuration.run.training.epochs, test_rows)
    return run, max(1, samples - test_rows)

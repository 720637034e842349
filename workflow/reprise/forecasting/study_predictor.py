"""The predictor of one study of samples: its out-of-fold errors, and the folder that predicts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.framing_files import load_framings
from reprise.data.generated_datasets import columns_of_features
from reprise.data.samples import Samples
from reprise.data.scaling import scale_columns
from reprise.digests import file_digest
from reprise.forecast_settings import MEMBERS
from reprise.forecasting.choice import Choice
from reprise.forecasting.out_of_fold import OutOfFold, collect_out_of_fold, list_predictions
from reprise.forecasting.predictor_accuracy import judge_predictor, tabulate_predictor
from reprise.forecasting.stored_folder import describe_members
from reprise.forecasting.stored_predictor import StoredPredictor, write_predictor
from reprise.forecasting.study_forecast import ForecastPaths, read_runs
from reprise.retraining_settings import PredictorStageSettings
from reprise.stage_settings import ConfigurationSettings
from reprise.stats.class_calibration import (
    AFTER,
    BEFORE,
    choose_temperature,
    measure_calibration,
    tabulate_reliability,
)
from reprise.stats.class_sets import EVERY_CLASS, fit_class_threshold, measure_class_sets
from reprise.stats.residual_intervals import fit_half_width, measure_residual_intervals
from reprise.stats.temperature import cross_fit_temperature, fit_temperature
from reprise.storage import FilePath, json_text, read_json, write_text_file

NO_TEMPERATURE = 1.0


def predict_study(
    files: ForecastPaths,
    settings: PredictorStageSettings,
    choice: Choice,
    samples: Samples,
    observations: FilePath,
    fingerprints: Mapping[str, str],
) -> str:
    """Write everything that the stage `forecast` makes of samples, besides its record.

    Parameters
    ----------
    files : ForecastPaths
    settings : PredictorStageSettings
    choice : Choice
    samples : Samples
    observations : path-like
        The file of the samples.
    fingerprints : mapping of str to str
        The fingerprint that the runs of each configuration must have.

    Returns
    -------
    str
        What came out, as a sentence for a person.

    Raises
    ------
    DamagedFileError
        If the file of a run is not complete, was changed, or contains another run.
    """
    plan, confidence = settings.predictor, settings.confidence
    framings = load_framings(files.framing)
    documents = read_runs(files.runs, plan.run_names, fingerprints)
    configurations = [
        ConfigurationSettings.from_json(read_json(files.configuration_settings(name)))
        for name in plan.run_names
    ]
    framing_settings = [configuration.run.framing for configuration in configurations]
    predicted = collect_out_of_fold(
        plan.run_names, framings, framing_settings, documents, settings.baselines
    )
    is_class = bool(samples.class_names)
    verdict = judge_predictor(predicted, is_class, confidence)
    tables = {
        "predictor_accuracy.csv": tabulate_predictor(predicted, is_class, confidence),
        "predictor_out_of_fold.csv": list_predictions(predicted, samples.class_names),
        "predictor_coverage.csv": _tabulate_coverage(predicted, plan.levels, samples, confidence),
    }
    fitted = temperature = NO_TEMPERATURE
    if is_class:
        network, classes, folds = predicted.network, predicted.actual, predicted.folds
        calibration = measure_calibration(network, classes, folds, confidence)
        fitted = fit_temperature(network, classes)
        temperature = choose_temperature(calibration, fitted)
        tables["predictor_calibration.csv"] = calibration
        tables["reliability.csv"] = _tabulate_reliability(predicted, confidence)
    folder = Path(files.path(plan.product))
    members = describe_members(folder, files.runs, documents[MEMBERS])
    run, target = configurations[-1].run, framings[-1]
    flat = samples.x.reshape(len(samples.x), -1)
    _, minimum, value_range = scale_columns(flat, np.arange(len(flat)), run.framing.scale)
    stored = StoredPredictor(
        study=settings.study,
        configuration=choice.configuration,
        reason=choice.reason,
        versions=settings.versions,
        dataset=settings.dataset,
        run=run,
        predictor=plan,
        columns=tuple(settings.dataset.features or columns_of_features(samples)),
        row_shape=target.x.shape[1:],
        input_minimum=tuple(minimum.tolist()),
        input_range=tuple(value_range.tolist()),
        target=samples.target_name,
        target_minimum=float(target.target_minimum[0]),
        target_range=float(target.target_range[0]),
        class_names=tuple(samples.class_names),
        samples=len(flat),
        data_sha256=file_digest(observations),
        temperature=temperature,
        limits=tuple(_fit_limit(predicted, level, is_class) for level in plan.levels),
        members=members,
        diverged=len(documents[MEMBERS]) - len(members),
        fingerprint=documents[MEMBERS][0]["fingerprint"],
    )
    write_predictor(folder, stored)
    for name, table in tables.items():
        write_text_file(files.path(name), table.to_csv(index=False, lineterminator="\n"))
    summary: dict[str, Any] = vars(verdict) | {
        "sentence": verdict.sentence,
        "configuration": choice.configuration,
        "reason": choice.reason,
        "is_chosen": len(choice.scores) > 1,
        "epochs": choice.epochs,
        "members": len(members),
        "diverged": stored.diverged,
        "diverged_of_folds": sum(
            document["state"] != "ok"
            for name in plan.run_names
            if name != MEMBERS
            for document in documents[name]
        ),
        "fitted_temperature": fitted,
        "temperature": temperature,
    }
    summary = {k: v if v == v else None for k, v in summary.items()}  # JSON has no NaN
    write_text_file(files.path("predictor_summary.json"), json_text(summary))
    return f"{verdict.sentence} The folder {plan.product}/ predicts new samples."


def _fit_limit(predicted: OutOfFold, level: int, is_class: bool) -> float:
    """The threshold of the sets of a level, or the half width of its intervals."""
    if is_class:
        return fit_class_threshold(predicted.network, predicted.actual, level)
    return fit_half_width(predicted.actual, predicted.network[:, 0], level)


def _tabulate_coverage(
    predicted: OutOfFold, levels: Sequence[int], samples: Samples, confidence: float
) -> pd.DataFrame:
    """The coverage of the sets of all samples and of each class, or of the intervals."""
    actual, folds, names = predicted.actual, predicted.folds, samples.class_names
    if not names:
        return measure_residual_intervals(
            actual, predicted.network[:, 0], folds, levels, confidence
        )
    table = measure_class_sets(predicted.network, actual, folds, levels, names, confidence)
    is_all = table["class"] == EVERY_CLASS
    table.insert(1, "samples_of", np.where(is_all, "all", "class"))
    return table


def _tabulate_reliability(predicted: OutOfFold, confidence: float) -> pd.DataFrame:
    """The bins of the probabilities before and after calibration, in one table."""
    network, classes = predicted.network, predicted.actual
    kinds = {BEFORE: network, AFTER: cross_fit_temperature(network, classes, predicted.folds)}
    tables = [
        tabulate_reliability(probabilities, classes, confidence).assign(probabilities=kind)
        for kind, probabilities in kinds.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["probabilities", *table.columns.drop("probabilities")]]

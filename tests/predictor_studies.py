"""Studies that predict samples, made by the library without Snakemake."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from forecast_studies import write_study

from reprise.data.dataset import load_dataset
from reprise.forecasting.choice import choose_configuration
from reprise.forecasting.retraining import write_retraining
from reprise.forecasting.study_predictor import predict_study
from reprise.tables.run_index import index_planned_runs

CLASSES = """\
title: A study of kinds
dataset: {file: mine.csv, features: [b, a], label: kind}
framing: {random_state: 1, test_rows: 10, scale: standard}
model: {family: mlp, units: 4}
training: {epochs: 20, batch_size: 8, shuffle: true}
repeats: 2
predictor: {members: 3, folds: 3, levels: [90, 50]}
"""
TWO_CLASSES = CLASSES.replace("label: kind", "label: side")
VALUES = CLASSES.replace("label: kind", "target: price")
IMAGES = CLASSES.replace("features: [b, a]", "features: [a, b, c, d], image_shape: [2, 2]").replace(
    "{family: mlp, units: 4}", "{family: cnn, filters: 2, kernel_size: 1, pool_size: 1}"
)
STUDIES = {"classes": CLASSES, "two_classes": TWO_CLASSES, "values": VALUES, "images": IMAGES}


def samples(count=72, seed=0):
    """Rows of four features, with a class of three, a class of two, and a number."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 4)).round(3)
    table = pd.DataFrame(x, columns=list("abcd"))
    kinds = np.array(["low", "in the middle", "<b>high"])
    table["kind"] = kinds[np.digitize(x[:, 0] + rng.normal(0, 0.3, count), [-0.4, 0.4])]
    table["side"] = np.where(x[:, 1] > 0, "right", "left")
    table["price"] = (50 + 3 * x[:, 0] - 2 * x[:, 1] + rng.normal(size=count)).round(3)
    return table


def make_predictor(folder, text, rows):
    """Choose, train and predict as the rules do, in this process."""
    from reprise.study_errors import StudyErrors
    from reprise.training.train_runs import train_runs

    files, settings = write_study(folder, text, rows)
    dataset = load_dataset(settings.dataset, files.observations)
    choice = choose_configuration(pd.DataFrame(), settings)
    write_retraining(dataset, settings, choice, files.forecast.work_path)
    errors = StudyErrors()
    silent = SimpleNamespace(advance=lambda work, doing: None)
    train_runs(files.forecast.runs, lambda work: silent, errors)
    assert not errors.messages
    fingerprints = index_planned_runs("mine", files.forecast.runs, files.folder)["fingerprints"]
    said = predict_study(
        files.forecast, settings, choice, dataset, files.observations, fingerprints
    )
    return SimpleNamespace(
        files=files,
        settings=settings,
        rows=rows,
        folder=Path(files.path(settings.predictor.product)),
        said=said,
        table=lambda name: pd.read_csv(files.path(name), keep_default_na=False),
    )

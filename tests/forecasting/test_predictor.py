"""Stored classifiers and regressors: the same bits everywhere, and nothing foreign or changed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from predictor_studies import STUDIES, make_predictor, samples
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.preprocessing import StandardScaler

from reprise.data.dataset import load_dataset
from reprise.data.framing_files import load_framings
from reprise.digests import document_digest, file_digest
from reprise.errors import DamagedFileError, RepriseError
from reprise.forecasting.choice import Choice
from reprise.forecasting.commands import main
from reprise.forecasting.predictor import load_classifier, load_regressor, scale_inputs
from reprise.forecasting.stored_folder import CLASSIFIER
from reprise.forecasting.stored_predictor import read_predictor
from reprise.forecasting.study_predictor import predict_study
from reprise.stats.temperature import stack_classes
from reprise.storage import json_text, read_json
from reprise.tables.run_index import index_planned_runs

NEW = samples(40, seed=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the predictor of a study in STUDIES once."""
    cache = {}

    def make(name):
        if name not in cache:
            cache[name] = make_predictor(tmp_path_factory.mktemp(name), STUDIES[name], samples())
        return cache[name]

    return make


def load(predictor):
    return (load_classifier if predictor.folder.name == "classifier" else load_regressor)(
        predictor.folder
    )


FRESH = """
import sys
from reprise.forecasting.predictor import load_classifier, load_regressor
load = load_classifier if sys.argv[1] == "classifier" else load_regressor
sys.stdout.write(load(sys.argv[2]).predict(sys.argv[3]).to_csv(lineterminator="\\n"))
"""


@pytest.mark.parametrize("name", ["classes", "values"])
def test_a_fresh_process_gives_the_same_bits_from_a_moved_folder(made, tmp_path, name):
    predictor = made(name)
    moved = shutil.copytree(predictor.folder, tmp_path / "moved")
    NEW.to_csv(tmp_path / "new.csv", index=False)
    command = [sys.executable, "-c", FRESH, predictor.folder.name, moved, tmp_path / "new.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == load(predictor).predict(NEW).to_csv(lineterminator="\n")


@pytest.mark.parametrize("name", STUDIES)
def test_a_row_has_the_same_prediction_whichever_rows_and_columns_stand_beside_it(made, name):
    loaded = load(made(name))
    together = loaded.predict(NEW)
    few = NEW.loc[[31, 7], ["d", "c", "b", "a"]]
    pd.testing.assert_frame_equal(loaded.predict(few), together.loc[[31, 7]], check_exact=True)
    same_labels = loaded.predict(NEW.set_index(pd.Index([5] * len(NEW))))
    assert same_labels.reset_index(drop=True).equals(together)


@pytest.mark.parametrize("name", STUDIES)
def test_rows_are_scaled_as_in_the_training(made, name):
    predictor = made(name)
    stored = load(predictor).stored
    framing = load_framings(predictor.files.forecast.framing)[-1]
    rows = predictor.rows.iloc[framing.first_targets]
    x = rows[list(stored.columns)].to_numpy()
    expected = StandardScaler().fit_transform(x).reshape(framing.x.shape)
    np.testing.assert_allclose(framing.x, expected)
    np.testing.assert_allclose(scale_inputs(x, stored).reshape(framing.x.shape), expected)
    assert framing.test_rows == 0 and framing.train_rows == len(predictor.rows)


def test_a_classifier_gives_calibrated_probabilities_sets_and_agreement(made):
    predictor = made("classes")
    classifier = load_classifier(predictor.folder)
    table = classifier.predict(NEW)
    names = ["<b>high", "in the middle", "low"]
    assert classifier.classes == names and classifier.columns == ["b", "a"]
    members = classifier._networks.outputs(
        scale_inputs(NEW[["b", "a"]].to_numpy(), classifier.stored)
    ).astype(float)
    mean = members.mean(axis=0)
    calibrated = mean ** (1 / classifier.stored.temperature)
    calibrated /= calibrated.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        table[[f"probability_{name}" for name in names]], calibrated, rtol=1e-4
    )
    chosen = mean.argmax(axis=1)
    assert table["class"].tolist() == [names[k] for k in chosen]
    votes = (members.argmax(axis=2) == chosen).mean(axis=0)
    np.testing.assert_allclose(table["agreement"], votes)
    for level, column in ((50, "set_50"), (90, "set_90")):
        listed = predictor.table("predictor_out_of_fold.csv")
        right = [row[f"probability_{row['observed']}"] for _, row in listed.iterrows()]
        threshold = np.sort(right)[::-1][int(np.ceil(73 * level / 100)) - 1]
        for set_, row, top in zip(table[column], mean, chosen, strict=True):
            expected = {names[k] for k in range(3) if row[k] >= threshold} | {names[top]}
            assert set(set_) == expected and type(set_) is tuple
    assert (table["set_50"].map(len) <= table["set_90"].map(len)).all()


def test_a_regressor_gives_the_mean_the_median_and_the_intervals_in_units(made):
    predictor = made("values")
    regressor = load_regressor(predictor.folder)
    table = regressor.predict(NEW)
    outputs = regressor._networks.outputs(
        scale_inputs(NEW[["b", "a"]].to_numpy(), regressor.stored)
    )[:, :, 0].astype(float)
    prices = predictor.rows["price"]
    values = outputs * prices.std(ddof=0) + prices.mean()
    np.testing.assert_allclose(table["mean"], values.mean(axis=0))
    np.testing.assert_allclose(table["median"], np.median(values, axis=0))
    listed = predictor.table("predictor_out_of_fold.csv")
    errors = np.sort(np.abs(listed["observed"] - listed["prediction"]))
    for level in (50, 90):
        half_width = errors[int(np.ceil(73 * level / 100)) - 1]
        np.testing.assert_allclose(table["mean"] - table[f"low_{level}"], half_width)
        np.testing.assert_allclose(table[f"high_{level}"] - table["mean"], half_width)
    assert np.sqrt(np.mean((table["mean"] - NEW["price"]) ** 2)) < NEW["price"].std()


def test_the_baselines_are_fitted_to_the_same_folds_as_the_networks(made):
    predictor = made("classes")
    accuracy = predictor.table("predictor_accuracy.csv").set_index("model")
    folds = predictor.table("predictor_out_of_fold.csv")
    assert folds["fold"].value_counts().tolist() == [24, 24, 24]
    x, rows = predictor.rows[["a", "b"]].to_numpy(), predictor.rows
    expected = np.empty(len(x), dtype=object)
    for fold in (1, 2, 3):
        own = (folds["fold"] == fold).to_numpy()
        scaler = StandardScaler().fit(x[~own])
        model = LogisticRegression(max_iter=10_000).fit(
            scaler.transform(x[~own]), rows.loc[~own, "kind"]
        )
        expected[own] = model.predict(scaler.transform(x[own]))
    right = (expected == rows["kind"]).mean()
    assert accuracy.loc["logistic_regression", "accuracy"] == pytest.approx(right)
    by_network = (folds["prediction"] == folds["observed"]).mean()
    assert accuracy.loc["network", "accuracy"] == pytest.approx(by_network)
    assert (folds["observed"] == rows["kind"]).all()
    dummy = cross_val_predict(
        LogisticRegression(max_iter=10_000),
        np.zeros((72, 1)),
        rows["kind"],
        cv=PredefinedSplit(folds["fold"]),
    )
    share = (dummy == rows["kind"]).mean()
    assert accuracy.loc["most_frequent", "accuracy"] == pytest.approx(share)


@pytest.mark.parametrize("name", ["classes", "two_classes"])
def test_the_runs_of_a_fold_store_all_probabilities_of_their_fold(made, name):
    predictor = made(name)
    listed = predictor.table("predictor_out_of_fold.csv")
    framings = load_framings(predictor.files.forecast.framing)
    columns = [column for column in listed if column.startswith("probability")]
    for number in (1, 2, 3):
        runs = [
            json.loads(
                (predictor.folder.parent / f"predictor/runs/fold={number}/{k:03d}.json").read_text()
            )
            for k in (1, 2, 3)
        ]
        mean = stack_classes(np.mean([run["probabilities"] for run in runs], axis=0))
        rows = framings[number - 1].first_targets[-24:]
        assert (listed["fold"].iloc[rows] == number).all()
        np.testing.assert_allclose(listed[columns].to_numpy()[rows], mean)
        assert len({run["seed"] for run in runs}) == 3


def test_the_files_say_what_they_were_made_from(made):
    predictor = made("values")
    stored = load_regressor(predictor.folder).stored
    assert stored.data_sha256 == file_digest(predictor.files.observations)
    assert (stored.samples, len(stored.members), stored.diverged) == (72, 3, 0)
    summary = json.loads((predictor.folder.parent / "predictor_summary.json").read_text())
    assert summary["sentence"] in predictor.said and "regressor/" in predictor.said
    assert repr(load_regressor(predictor.folder)) == (
        "Regressor of mine / all: 3 networks, price from 2 columns"
    )


@pytest.mark.parametrize("file", ["classifier.json", "members/002.keras"])
@pytest.mark.parametrize("change", ["one byte", "shorter", "missing", "another study"])
def test_a_changed_or_foreign_file_is_refused_by_name(made, tmp_path, file, change):
    copied = shutil.copytree(made("classes").folder, tmp_path / "elsewhere")
    path = copied / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if change == "one byte":
        path.write_bytes(content)
    elif change == "shorter":
        path.write_bytes(path.read_bytes()[:-20])
    elif change == "missing":
        path.unlink()
    else:
        shutil.copy(made("two_classes").folder / file, path)
    is_other = change == "another study" and file == "classifier.json"
    with pytest.raises(RepriseError, match="members/001.keras" if is_other else file):
        load_classifier(copied)


def test_a_folder_of_another_kind_is_refused(made):
    folder = made("values").folder
    message = "is not the folder of a classifier, because it has no classifier.json. A study with"
    with pytest.raises(RepriseError, match=message):
        load_classifier(folder)


def test_another_version_or_format_is_named(made, tmp_path):
    copied = shutil.copytree(made("classes").folder, tmp_path / "elsewhere")
    path = copied / "classifier.json"

    def rewrite(**changes):
        document = json.loads(path.read_text()) | changes
        del document["checksum"]
        path.write_text(json_text(document | {"checksum": document_digest(document)}))

    rewrite(versions={"keras": "3.0.0"})
    with pytest.warns(UserWarning, match=r"classifier were trained with keras 3\.0\.0 \(here 3\."):
        assert read_predictor(copied, CLASSIFIER).study == "mine"
    rewrite(format=7)
    with pytest.raises(RepriseError, match=r"has the format 7, but .* reads the format 1\."):
        load_classifier(copied)


def test_a_row_without_a_finite_output_is_refused_with_its_label(made):
    regressor = load_regressor(made("values").folder)
    far = NEW.assign(a=NEW["a"].where(NEW.index != 3, 1e300))
    with pytest.raises(RepriseError, match="row 3: a network gives no finite output"):
        regressor.predict(far)
    with pytest.raises(RepriseError, match="the rows lack the column a"):
        regressor.predict(NEW[["b"]])


def test_a_changed_run_stops_the_predictor(made, tmp_path):
    predictor = made("values")
    files = predictor.files.forecast
    fingerprints = index_planned_runs("mine", files.runs, files.folder)["fingerprints"]
    path = Path(files.runs[0].run_path)
    content = path.read_text()
    path.write_text(content.replace('"ok"', '"no"'))
    choice = Choice.from_json(read_json(files.choice))
    dataset = load_dataset(predictor.settings.dataset, predictor.files.observations)
    try:
        with pytest.raises(DamagedFileError, match=r"fold=1/001\.json: was changed"):
            predict_study(
                files,
                predictor.settings,
                choice,
                dataset,
                predictor.files.observations,
                fingerprints,
            )
    finally:
        path.write_text(content)


@pytest.mark.parametrize("name", ["classes", "values"])
def test_the_command_predicts_as_python_does(made, tmp_path, capfd, name):
    predictor, file = made(name), tmp_path / "new.csv"
    NEW.to_csv(file, index=False)
    output = tmp_path / "predictions.csv"
    arguments = ["predict", str(predictor.folder), "--data", str(file)]
    assert main([*arguments, "--output", str(output)]) == 0
    assert main(arguments) == 0
    assert capfd.readouterr().out == output.read_text()
    expected, found = load(predictor).predict(NEW), pd.read_csv(output)
    assert list(found) == list(expected) and len(found) == len(NEW)
    for column in expected.columns[expected.columns.str.startswith("set_")]:
        expected[column] = expected[column].map(" | ".join)
    assert expected.to_csv(index=False, lineterminator="\n") == output.read_text()
    assert main(["predict", str(tmp_path), "--data", str(file)]) == 1
    assert "is not the folder of a classifier" in capfd.readouterr().err

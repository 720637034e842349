"""Studies whose dataset is downloaded: what is known before the file is there, and after."""

import hashlib
from pathlib import Path

import pytest

from reprise.config.dataset_checks import dataset_file
from reprise.config.download_checks import check_with_download
from reprise.config.study_file import ASSUMED_ROWS, load_study

MONTHS = [f"20{10 + k // 12}-{k % 12 + 1:02d}" for k in range(40)]
SERIES = "Month,Sales\n" + "".join(f"{month},{k}\n" for k, month in enumerate(MONTHS))
POINTS = "a,b,kind\n" + "".join(f"{k},{k % 7},{'xyz'[k % 3]}\n" for k in range(40))
FRAMING = "framing: {test_rows: 10, train_rows: 24}\n"
STUDY = """\
title: t
repeats: 1
dataset: {url: 'https://example.org/f.csv', sha256: SHA, time: Month, value: Sales}
framing: {test_rows: 10, train_rows: 24}
model: {family: lstm}
training: {epochs: 1, batch_size: 2}
"""
SAMPLES = """\
title: t
repeats: 1
dataset: {url: 'https://example.org/f.csv', sha256: SHA, features: [a, b], label: kind, classes: 3}
framing: {test_rows: 10}
model: {family: mlp}
training: {epochs: 1, batch_size: 8}
"""


@pytest.fixture
def load(tmp_path):
    """A function that loads a study of a download, with a text replaced."""

    def read(study=STUDY, old="", new="", content=SERIES):
        text = study.replace("SHA", f"'{hashlib.sha256(content.encode()).hexdigest()}'")
        assert old in text
        (tmp_path / "mine.yaml").write_text(text.replace(old, new) if old else text)
        return load_study("mine", tmp_path, tmp_path, downloads=tmp_path / "downloads")

    return read


@pytest.fixture
def store(tmp_path):
    """A function that puts the file of a study where its download belongs."""

    def write(study, content=SERIES):
        path = Path(dataset_file(study.dataset, tmp_path, tmp_path / "downloads"))
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        return str(path)

    return write


@pytest.mark.parametrize(("study", "content"), [(STUDY, SERIES), (SAMPLES, POINTS)])
def test_the_plan_of_a_study_is_the_same_before_and_after_its_download(load, store, study, content):
    before = load(study, content=content)
    store(before, content)
    after = load(study, content=content)
    for name in ("task", "metric", "baselines", "dataset", "framings"):
        assert getattr(before, name) == getattr(after, name)
    pairs = zip(before.configurations, after.configurations, strict=True)
    for one, other in pairs:
        assert (one.name, one.run, one.classes) == (other.name, other.run, other.classes)


def test_the_number_of_training_rows_is_assumed_until_the_file_is_there(load, store):
    study = load(STUDY, FRAMING, "framing: {test_rows: 10}\n")
    assert study.configurations[0].train_rows == ASSUMED_ROWS
    assert load(STUDY).configurations[0].train_rows == 24
    store(study)
    study = load(STUDY, FRAMING, "framing: {test_rows: 10}\n")
    assert study.configurations[0].train_rows == 28


@pytest.mark.parametrize(
    ("study", "content", "old", "new", "key"),
    [
        (STUDY, SERIES, "train_rows: 24", "train_rows: 29", "framing"),
        (STUDY, SERIES, ", train_rows: 24", ", observations: 50", "framing.observations"),
        (STUDY, SERIES, "train_rows: 24", "lags: 30", "framing"),
        (STUDY, SERIES, ", train_rows: 24", ", validation_rows: 1", "training.batch_size"),
        (STUDY, SERIES, "value: Sales", "value: Sale", "dataset"),
        (SAMPLES, POINTS, "test_rows: 10", "test_rows: 40", "framing"),
        (SAMPLES, POINTS, "classes: 3", "classes: 2", "dataset.classes"),
        (SAMPLES, POINTS, "[a, b]", "[a, c]", "dataset"),
    ],
)
def test_a_study_that_does_not_suit_the_file_is_refused_after_the_download(
    load, store, config_error, study, content, old, new, key
):
    wrong = load(study, old, new, content)
    file = store(wrong, content)
    error = config_error(check_with_download, wrong, file, "mine.yaml")
    told_by_the_plan = config_error(load, study, old, new, content)
    assert error.where.startswith("mine.yaml") and error.key == key
    assert error.problem == told_by_the_plan.problem


def test_a_study_that_suits_the_file_is_accepted(load, store):
    study = load()
    check_with_download(study, store(study), "mine.yaml")


def test_what_needs_no_file_is_checked_before_the_download(load, config_error):
    cases = {
        "training.loss": ("batch_size: 2", "batch_size: 2, loss: binary_crossentropy"),
        "training.keep": ("batch_size: 2", "batch_size: 2, keep: best"),
        "framing.test_rows": ("test_rows: 10, ", ""),
        "training.batch_size": (", train_rows: 24", ", observations: 37"),
        "framing": (", train_rows: 24", ", observations: 11"),
        "dataset.url": ("https", "gopher"),
        "dataset.sha256": ("sha256: '", "sha256: 'x"),
    }
    for key, (old, new) in cases.items():
        assert config_error(load, STUDY, old, new).key == key


def test_origins_of_a_download_need_the_number_of_observations(load, store, config_error):
    with_origins = FRAMING + "origins: {number: 2, step: 1}\n"
    for _ in range(2):  # before and after the download
        error = config_error(load, STUDY, FRAMING, with_origins)
        assert error.key == "framing.observations" and "the size of a download" in error.problem
        store(load())
    told = with_origins.replace("test_rows", "observations: 40, test_rows")
    study = load(STUDY, FRAMING, told)
    assert [c.partition.number for c in study.configurations] == [29, 30]


def test_a_long_download_has_slow_baselines_only_if_its_file_would_not_tell(load):
    assert "sarima" in load().baselines
    text = "framing: {test_rows: 10, observations: 20000}\n"
    assert "sarima" not in load(STUDY, FRAMING, text).baselines

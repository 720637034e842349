"""Splits: a study of samples at several random divisions of its samples."""

from dataclasses import replace

import pytest

from reprise.config.partition_checks import check_column_is_free
from reprise.config.sample_splits import settings_at_split
from reprise.config.study_file import load_study

FRAMING = "framing: {test_rows: 10}"
WITH_SPLITS = "framing: {test_rows: 10, random_state: 3}\nsplits: {number: 3}"


def test_the_first_split_is_the_study_without_splits(load_samples):
    alone = load_samples(FRAMING, "framing: {test_rows: 10, random_state: 3}").configurations
    first, second, third = load_samples(FRAMING, WITH_SPLITS).configurations
    assert [first.name, second.name, third.name] == ["split=1", "split=2", "split=3"]
    assert first.run == alone[0].run and first.training == alone[0].training == "all"
    assert (second.run.framing.split, second.training) == (2, "split=2")
    assert third.varied == {"split": 3} and third.base == "all"


def test_one_more_split_changes_no_name_and_no_settings_of_the_others(load_samples):
    three = load_samples(FRAMING, WITH_SPLITS).configurations
    two = load_samples(FRAMING, WITH_SPLITS.replace("number: 3", "number: 2")).configurations
    assert two == three[:2]


def test_stratified_splits_are_those_of_a_stratified_framing(load_samples):
    text = WITH_SPLITS.replace("number: 3", "number: 2, stratified: true")
    framings = [c.run.framing for c in load_samples(FRAMING, text).configurations]
    assert all(framing.stratified for framing in framings)
    same = "framing: {test_rows: 10, random_state: 3, stratified: true}"
    assert load_samples(FRAMING, same).configurations[0].run.framing == framings[0]
    run = load_samples(FRAMING, same).configurations[0].run
    assert settings_at_split(run, 2, {"number": 2}).framing == framings[1]


DIABETES = "dataset: {builtin: diabetes}"
SINE = "dataset: {builtin: sine, samples: 60, wavelength: 9}"


@pytest.mark.parametrize(
    ("dataset", "framing", "key", "problem"),
    [
        (None, "framing: {test_rows: 10}\nsplits: {number: 2}", "framing.random_state", "Set"),
        (
            SINE,
            "framing: {test_rows: 10}\nsplits: {number: 2}",
            "splits",
            "splits needs samples, but this dataset is a series, whose rows cannot be put into a"
            " random order. Write origins in place of splits.",
        ),
        (
            None,
            "framing: {test_rows: 10}\norigins: {number: 2}",
            "origins",
            "origins needs a series, but this dataset has samples. Write splits in place of",
        ),
        (
            None,
            WITH_SPLITS + "\norigins: {number: 2}",
            "origins",
            "the study has both origins, which a series can have, and splits, which samples can"
            " have. Remove origins.",
        ),
        (
            DIABETES,
            WITH_SPLITS.replace("number: 3", "number: 2, stratified: true"),
            "splits.stratified",
            "splits.stratified is true, which keeps the shares of the classes, but the target of"
            " this dataset is a number; remove splits.stratified.",
        ),
        (
            DIABETES,
            "framing: {test_rows: 10, random_state: 1, stratified: true}",
            "framing.stratified",
            "but the target of this dataset is a number; remove framing.stratified.",
        ),
        (
            None,
            "framing: {test_rows: 10, stratified: true}",
            "framing.random_state",
            "framing.stratified is true, but framing.random_state is missing",
        ),
        (
            None,
            "framing: {test_rows: 10, random_state: 1, stratified: true}\n"
            "splits: {number: 2, stratified: false}",
            "splits.stratified",
            "framing.stratified is true, but splits.stratified is false; remove one of them.",
        ),
        (
            None,
            WITH_SPLITS + "\nvary: {framing.test_rows: [10, 12]}",
            "framing.test_rows",
            "framing.test_rows is 12 here and 10 in the configuration 'test_rows=10'. With splits,",
        ),
        (
            None,
            WITH_SPLITS + "\nvary: {framing.random_state: [1, 2]}",
            "framing.random_state",
            "With splits, all configurations are tested on the same rows",
        ),
        (None, WITH_SPLITS.replace("3}\nsplits: {number: 3", "3}\nsplits: {number: 1"), None, "1"),
        (None, WITH_SPLITS.replace("number: 3", "number: 3, step: 1"), "splits.step", "step"),
    ],
)
def test_wrong_splits_are_refused_with_advice(
    load_samples, config_error, tmp_path, dataset, framing, key, problem
):
    text = framing + (f"\n{dataset}" if dataset else "")
    if dataset:
        (tmp_path / "mine.yaml").write_text(
            f"title: t\nrepeats: 1\n{text}\n"
            "model: {family: mlp}\ntraining: {epochs: 1, batch_size: 8}\n"
        )
        error = config_error(load_study, "mine", tmp_path, tmp_path)
    else:
        error = config_error(load_samples, FRAMING, text)
    assert problem in error.problem
    assert error.key == (key or "splits.number")


def test_a_key_of_a_model_cannot_be_named_like_the_splits(load_samples, config_error):
    (configuration,) = load_samples().configurations
    run = replace(configuration.run, model=configuration.run.model | {"split": 2})
    error = config_error(check_column_is_free, {"all": run}, "split", "s.yaml")
    assert "the same column as the split in the tables" in error.problem
    assert (error.key, error.value) == ("model.split", 2)

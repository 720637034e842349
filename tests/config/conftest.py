"""Small studies and settings for the tests of reading them."""

import pytest
import yaml
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.errors import ConfigError

SAMPLES = """\
title: t
repeats: 1
dataset: {builtin: circles, samples: 40, random_state: 1}
framing: {test_rows: 10}
model: {family: mlp}
training: {epochs: 1, batch_size: 8}
"""


@pytest.fixture
def load_extension(tmp_path):
    """A function that loads the study `mine`, which extends lstm_epochs by some text."""
    base = (ROOT / "config" / "studies" / "lstm_epochs.yaml").read_text()
    (tmp_path / "lstm_epochs.yaml").write_text(base)

    def load(text="", claims=(), title="t", **options):
        text = f"extends: lstm_epochs\ntitle: '{title}'\n{text}\n"
        text += yaml.safe_dump({"claims": list(claims)}) if claims else ""
        (tmp_path / "mine.yaml").write_text(text)
        return load_study("mine", tmp_path, ROOT, **options)

    return load


@pytest.fixture
def load_samples(tmp_path):
    """A function that loads the study `mine` of samples, with one text of it replaced."""

    def load(old="", new=""):
        assert old in SAMPLES
        (tmp_path / "mine.yaml").write_text(SAMPLES.replace(old, new) if old else SAMPLES)
        return load_study("mine", tmp_path, tmp_path)

    return load


@pytest.fixture
def config_error():
    """A function that calls a function and returns the ConfigError that it raises."""

    def call(function, *arguments, **options):
        with pytest.raises(ConfigError) as caught:
            function(*arguments, **options)
        return caught.value

    return call

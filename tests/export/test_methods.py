"""The paragraph on methods: its sentences, and numbers that are macros."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from reprise.export.methods import (
    describe_optimizer,
    describe_training,
    describe_varied,
    methods_tex,
)
from reprise.export.values import collect_macros
from reprise.framing_settings import FramingSettings
from reprise.repeat_settings import UntilDecided


def sentences(text):
    """The text without its comments, as one line."""
    return " ".join(line for line in text.splitlines() if not line.startswith("%"))


def test_the_paragraph_says_what_was_done(kit):
    text = sentences(kit.texts["methods.tex"])
    for said in (
        r"\MadeUpTrainingRows{} training rows and \MadeUpTestRows{} test rows",
        r"There are \MadeUpConfigurations{} configurations of the network, which vary in epochs:"
        " 100, 500, 1000.",
        r"a batch size of 2, the optimizer sgd (learning\_rate=0.01) and the loss",
        "The baselines are persistence and least squares, evaluated as the networks are.",
        r"Each configuration was trained from \MadeUpRepeats{} random seeds.",
        r"Of \MadeUpRuns{} runs, \MadeUpDivergedRuns{} diverged",
        r"at \MadeUpConfidencePercent{}\,\%",
        r"the margin of $\pm$\MadeUpMargin{}.",
        r"Keras~\MadeUpVersionKeras{}",
        r"\MadeUpSecondsOfAllRuns{} seconds",
    ):
        assert said in text


def test_every_macro_of_the_paragraph_is_defined(kit):
    used = set(re.findall(r"\\(MadeUp[A-Za-z]+)\{\}", kit.texts["methods.tex"]))
    assert len(used) > 15
    assert used <= {macro.name for macro in collect_macros(kit.data).by_key.values()}


def test_no_other_number_is_written_out(kit):
    text = sentences(kit.texts["methods.tex"])
    for known in (
        "epochs: 100, 500, 1000",
        "batch size of 2",
        "=0.01",
        "(Hall 1992)",
        "excludes 0",
    ):
        text = text.replace(known, "")
    assert re.findall(r"\d+", text) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"until": UntilDecided(6, 9)}, "until its comparisons were decided"),
        ({"framings": (FramingSettings(random_state=1, stratified=True),)}, "in the order of"),
    ],
)
def test_the_paragraph_follows_the_kind_of_the_study(kit, settings, said):
    changed = replace(kit.data.settings, **settings)
    macros = collect_macros(kit.data)
    most = macros.by_key["facts", "repeats"]
    macros.by_key["facts", "most_repeats"] = most
    if "framings" in settings:
        changed = replace(changed, dataset=replace(changed.dataset, label="class"))
        said = "The rows are divided at random, in equal shares of the classes."
    data = SimpleNamespace(
        settings=changed,
        tables=kit.data.tables,
        varied_values=kit.data.varied_values,
        common_values=kit.data.common_values,
    )
    assert said in methods_tex(data, macros)


def test_settings_are_described_in_words(kit):
    assert describe_optimizer({"name": "adam"}) == "adam"
    assert describe_varied(kit.data) == ["epochs: 100, 500, 1000"]
    assert describe_training(kit.data)[0] == "a batch size of 2", "the epochs vary"

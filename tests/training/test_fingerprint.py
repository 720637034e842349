from dataclasses import replace

import pytest

from reprise import provenance
from reprise.settings import EvaluationSettings
from reprise.training import fingerprint as module
from reprise.training.fingerprint import family_digests, fingerprint, program_key


def test_a_run_is_trained_again_if_anything_that_decides_it_changes(
    settings, framing, tmp_path, monkeypatch
):
    digest, family = framing.digest, tmp_path / "mine.py"
    run = replace(settings, model=settings.model | {"family": "mine:network"}).to_json()
    other = replace(settings, model=settings.model | {"family": "mine:network", "units": 2})

    def change(text):
        family.write_text(text)
        provenance.forget_files()
        return fingerprint(run, digest, family)

    before = change("A = 1")
    assert change("A = 1  # a comment") == before
    changed = [
        fingerprint(run, digest),
        fingerprint(other.to_json(), digest, family),
        fingerprint(run, replace(framing, y=framing.y + 1e-12).digest, family),
        change("A = 2"),
    ]
    assert change("A = 1") == before
    with monkeypatch.context() as patch:
        patch.setattr(module, "versions", lambda: {"tensorflow": "1.0"})
        changed.append(fingerprint(run, digest, family))
    with monkeypatch.context() as patch:
        patch.setattr(module, "code_digests", lambda *files: {"engine.py": "another digest"})
        changed.append(fingerprint(run, digest, family))
    with monkeypatch.context() as patch:
        patch.setattr(module, "processor", lambda: "aarch64")
        changed.append(fingerprint(run, digest, family))
    assert len({before, *changed}) == 8
    assert fingerprint(run, digest, family) == before


def test_a_family_depends_on_the_modules_of_the_user_that_it_imports(tmp_path):
    package = tmp_path / "networks"
    package.mkdir()
    files = {"__init__.py": "", "mine.py": "import numpy\nfrom . import parts", "parts.py": ""}
    for name, text in files.items():
        (package / name).write_text(text)
    digests = family_digests("networks.mine:network", package / "mine.py")
    assert digests.keys() == {"networks/mine.py", "networks/parts.py"}
    assert family_digests("networks:network", package / "__init__.py").keys() == {
        "networks/__init__.py"
    }


def test_settings_without_strategy_and_updates_are_written_as_before_these_keys(settings):
    document = settings.to_json()
    assert "strategy" not in document["framing"]
    assert not {"update_epochs", "update_rows"} & set(document["evaluation"])


def test_one_program_trains_any_number_of_epochs_with_or_without_history(settings):
    training = replace(settings.training, epochs=7)
    evaluation = replace(settings.evaluation, every_epoch=True, state="reset")
    other = replace(settings, training=training, evaluation=evaluation)
    assert program_key(other) == program_key(settings)


def test_one_program_trains_any_number_of_epochs_of_updates(settings):
    keys = {
        program_key(replace(settings, evaluation=EvaluationSettings(**update)))
        for update in (
            {"update_epochs": 1, "update_rows": 1},
            {"update_epochs": 9, "update_rows": 1},
            {"update_epochs": 9, "update_rows": "all"},
            {},
        )
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("training", {"batch_size": 5}),
        ("training", {"shuffle": True}),
        ("evaluation", {"batch_size": 1}),
        ("evaluation", {"layer_statistics": True}),
        ("framing", {"lags": 2}),
        ("framing", {"strategy": "direct"}),
    ],
)
def test_other_settings_need_another_program(settings, section, change):
    other = replace(settings, **{section: replace(getattr(settings, section), **change)})
    assert program_key(other) != program_key(settings)

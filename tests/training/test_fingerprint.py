from dataclasses import replace

import numpy as np
import pytest

from reprise.settings import EvaluationSettings
from reprise.training import fingerprint as module
from reprise.training.fingerprint import data_digest, file_digest, fingerprint, program_key


def test_a_run_is_trained_again_if_its_settings_data_family_code_or_versions_change(
    settings, framing, tmp_path, monkeypatch
):
    family = tmp_path / "mine.py"
    family.write_text("A = 1")
    before = fingerprint(settings, framing, family)
    assert fingerprint(settings, framing, family) == before
    changed = [
        fingerprint(settings, framing),
        fingerprint(replace(settings, model=settings.model | {"units": 2}), framing, family),
        fingerprint(settings, replace(framing, y=framing.y + 1e-12), family),
    ]
    family.write_text("A = 2")
    changed.append(fingerprint(settings, framing, family))
    family.write_text("A = 1")
    with monkeypatch.context() as patch:
        patch.setattr(module, "versions", lambda: {"tensorflow": "1.0"})
        changed.append(fingerprint(settings, framing, family))
    with monkeypatch.context() as patch:
        patch.setattr(module, "code_digests", lambda file: {"engine.py": "another digest"})
        changed.append(fingerprint(settings, framing, family))
    assert len({before, *changed}) == 7
    assert fingerprint(settings, framing, family) == before


def test_the_digest_of_data_covers_values_and_shapes(framing):
    digests = {
        data_digest(framing),
        data_digest(replace(framing, x=framing.x.reshape(-1))),
        data_digest(replace(framing, train_rows=19)),
        data_digest(replace(framing, actual=framing.actual + 1)),
    }
    assert len(digests) == 4
    assert data_digest(replace(framing, x=np.asfortranarray(framing.x))) in digests


def test_settings_without_strategy_and_updates_are_written_as_before_these_keys(settings):
    document = settings.to_json()
    assert "strategy" not in document["framing"]
    assert not {"update_epochs", "update_rows"} & set(document["evaluation"])


def test_the_digest_of_a_file_is_that_of_sha256sum(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_digest(tmp_path / "file") == expected


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

import pytest

from reprise.config.reference_choices import resolve_references

ERAS = "vary:\n  model.era: [keras3, keras1]\n  training.epochs: [5, 7, 9]\n"
EPOCHS = "vary: {training.epochs: [5, 7, 9]}\n"


def test_a_study_without_references_compares_with_none(load_extension):
    assert load_extension(EPOCHS).references == {}
    assert resolve_references(None, load_extension(EPOCHS), "f") == {}


def test_one_reference_is_that_of_all_other_configurations(load_extension):
    study = load_extension(EPOCHS + "references: epochs=7")
    assert study.references == {"epochs=5": "epochs=7", "epochs=9": "epochs=7"}


def test_every_panel_has_its_own_reference(load_extension):
    references = load_extension(ERAS + "references: epochs=5").references
    assert references == {
        f"era={era},epochs={epochs}": f"era={era},epochs=5"
        for era in ("keras3", "keras1")
        for epochs in (7, 9)
    }


def test_some_configurations_have_a_reference_of_their_own(load_extension):
    study = load_extension(EPOCHS + "references: {epochs=9: epochs=7, epochs=7: epochs=5}")
    assert study.references == {"epochs=7": "epochs=5", "epochs=9": "epochs=7"}
    study = load_extension(ERAS + "references: {epochs=9: epochs=7}")
    assert study.references["era=keras1,epochs=9"] == "era=keras1,epochs=7"
    name = "era=keras1,epochs=9"
    study = load_extension(ERAS + f"references: {{'{name}': epochs=7}}")
    assert study.references == {name: "era=keras1,epochs=7"}


@pytest.mark.parametrize(
    ("references", "key", "name"),
    [
        ("epochs=8", "references", "epochs=8"),
        ("{epochs=9: epochs=8}", "references.epochs=9", "epochs=8"),
        ("{epochs=8: epochs=9}", "references.epochs=8", "epochs=8"),
    ],
)
def test_an_unknown_reference_is_refused(load_extension, config_error, references, key, name):
    error = config_error(load_extension, f"{EPOCHS}references: {references}")
    assert error.problem == (
        f"references has '{name}', but mine has no such configuration. Did you mean 'epochs=9'?"
        " Known: epochs=5, epochs=7, epochs=9."
    )
    assert (error.key, error.value) == (key, name)


def test_a_reference_forecasts_as_many_steps(load_extension, config_error):
    text = "vary: {framing.horizon: [1, 2]}\nmodel: {stateful: false}\nreferences: horizon=1"
    error = config_error(load_extension, text)
    assert "'horizon=2', which forecasts 2 steps, with 'horizon=1', which forecasts 1" in (
        error.problem
    )
    assert error.key == "references.horizon=2"


def test_references_are_not_inherited(load_extension, tmp_path):
    from conftest import ROOT

    from reprise.config.study_file import load_study

    load_extension(EPOCHS + "references: epochs=7")
    (tmp_path / "child.yaml").write_text("extends: mine\ntitle: c\n" + EPOCHS)
    assert load_study("child", tmp_path, ROOT).references == {}


@pytest.mark.parametrize("references", ["epochs=5", "{epochs=7: epochs=5, epochs=9: epochs=5}"])
def test_references_survive_origins(load_extension, references):
    """A name without an origin is meant for each origin, with panels of eras and without."""
    origins = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n"
    for text, eras in ((EPOCHS, [""]), (ERAS, ["era=keras3,", "era=keras1,"])):
        study = load_extension(f"{origins}{text}references: {references}")
        assert study.references == {
            f"{era}epochs={n},origin={origin}": f"{era}epochs=5,origin={origin}"
            for origin in (28, 32)
            for era in eras
            for n in (7, 9)
        }


def test_a_reference_can_be_that_of_one_origin(load_extension):
    origins = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n"
    pair = "{'epochs=7,origin=28': 'epochs=5,origin=28'}"
    study = load_extension(f"{origins}{EPOCHS}references: {pair}")
    assert study.references == {"epochs=7,origin=28": "epochs=5,origin=28"}

"""The files of a kit: which there are, and how one uses the others."""

import re

import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.export.kit_contents import list_kit_files, list_paper_figures
from reprise.export.paper_kit import write_texts


def test_the_kit_has_the_files_that_the_plan_lists(kit):
    figures = [name for name in kit.files.kit.names if name.endswith(".pdf")]
    assert figures == ["figures/distribution.pdf"]
    assert set(kit.texts) | set(figures) == set(kit.files.kit.names)


def test_equal_tables_give_equal_texts(kit):
    again = write_texts(kit.data, kit.files.kit.names, list_paper_figures(kit.files.study))
    assert again == kit.texts


def test_the_example_uses_every_table_and_the_readme_names_every_file(kit):
    used = re.findall(r"\\input\{(.+?)\}", kit.texts["example.tex"])
    names = {name for name in kit.texts if name.endswith(".tex")}
    assert set(used) == names - {"example.tex"} and len(used) == len(set(used))
    for name in kit.files.kit.names:
        assert f"| `{name}` |" in kit.texts["README.md"]
    assert r"`\MadeUpEpochsOneHundredN{}` prints 5." in kit.texts["README.md"]


def test_every_figure_has_a_caption_that_says_what_the_boxes_are(kit):
    text = kit.texts["figures.tex"]
    assert r"keepaspectratio]{figures/distribution.pdf}" in text
    assert r"\label{fig:MadeUpDistribution}" in text
    for said in ("middle half of the runs", "ends with a probability of 90", "published quartiles"):
        assert (said in text) == (said != "published quartiles")


@pytest.mark.parametrize(
    ("study", "figures"),
    [
        ("quick", ["distribution"]),
        ("births_forecast", ["forecast", "distribution"]),
        ("lstm_neurons_diagnostic", ["distribution", "curves"]),
    ],
)
def test_a_kit_has_few_figures_and_one_part_of_each(study, figures):
    study = load_study(study, ROOT / "config" / "studies", ROOT)
    assert [figure.kind.name for figure in list_paper_figures(study)] == figures
    files = list_kit_files(study, has_claims=True)
    assert ("replication.tex" in files) == bool(study.published)
    assert "claims.tex" in files and "claims.tex" not in list_kit_files(study, has_claims=False)
    assert len(set(files)) == len(files)

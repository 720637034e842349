"""The draft answers, and what they leave to the author."""

from reprise.export.checklists import AUTHOR, checklists_md
from reprise.export.values import collect_macros


def test_the_answers_have_the_numbers_of_the_study(kit):
    text = kit.texts["checklists.md"]
    for said in (
        "NeurIPS paper checklist, item 7",
        "Number of runs: 6 per configuration, 18 in all; 3 diverged.",
        "Error bars: intervals of the mean at 90 %",
        "`A_processor & more`, 2 cores",
        "Values that were tried: `epochs: 100, 500, 1000`.",
        "`the optimizer sgd (learning_rate=0.01)`",
        "Best mean: `epochs=100`,",
        "Baselines on the same test rows (`baselines.tex`): `persistence` and `least_squares`.",
        "Versions: python 3.11.7, reprise 1.2.3, tensorflow 1.2.3,",
    ):
        assert said in text, said
    for item in ("C1", "C2", "C3", "C4"):
        assert f"### {item}:" in text


def test_what_only_the_author_knows_is_marked(kit):
    text = checklists_md(kit.data, collect_macros(kit.data))
    marked = [line for line in text.splitlines() if line.startswith(f"- {AUTHOR}")]
    assert len(marked) == 7
    for missing in (
        "has seen the test rows",
        "number of parameters",
        "other machines",
        "not in the article",
    ):
        assert any(missing in line for line in marked)

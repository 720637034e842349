import matplotlib.pyplot as plt

from reprise.figures.registry import ENDINGS
from reprise.figures.saving import save
from reprise.report.rst_html import rst_to_html


def draw():
    figure, axes = plt.subplots(figsize=(2, 1.5))
    axes.plot([0, 1], [0, 1], marker="o")
    axes.fill_between([0, 1], [0, 0], [1, 1], alpha=0.2)
    figure.suptitle("A title")
    return figure


def test_equal_figures_are_stored_as_equal_bytes(tmp_path):
    for name in ("first", "second"):
        save(draw(), tmp_path / name, "The line shows a value.\n", "A line rises.")
    for ending in ENDINGS:
        first, second = (
            (tmp_path / f"{name}.{ending}").read_bytes() for name in ("first", "second")
        )
        assert first == second
    assert (tmp_path / "first.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "first.png").read_bytes().startswith(b"\x89PNG")
    assert "dc:date" not in (tmp_path / "first.svg").read_text()
    assert len(list(tmp_path.iterdir())) == 2 * len(ENDINGS)


def test_the_description_is_a_file_and_a_part_of_the_svg(tmp_path):
    save(draw(), tmp_path / "figure", "A caption.\n", "A line rises from 0 to 1 \x1b[31m.")
    svg = (tmp_path / "figure.svg").read_text()
    assert "<title>A title</title><desc>A line rises from 0 to 1 \\x1b[31m.</desc>" in svg
    assert (tmp_path / "figure.txt").read_text() == "A line rises from 0 to 1 \\x1b[31m.\n"


def test_the_report_shows_a_caption_as_it_is(tmp_path):
    caption = "A caption with {{ 1 + 1 }} and {% endraw %}."
    save(draw(), tmp_path / "figure", caption, "")
    assert rst_to_html((tmp_path / "figure.rst").read_text()) == f"<p>{caption}</p>"

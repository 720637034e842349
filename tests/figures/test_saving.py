import jinja2
import matplotlib.pyplot as plt

from reprise.figures.saving import save


def draw():
    figure, axes = plt.subplots(figsize=(2, 1.5))
    axes.plot([0, 1], [0, 1], marker="o")
    axes.fill_between([0, 1], [0, 0], [1, 1], alpha=0.2)
    return figure


def test_equal_figures_are_stored_as_equal_bytes(tmp_path):
    for name in ("first", "second"):
        save(draw(), tmp_path / name, "The line shows a value.\n")
    for ending in ("svg", "png", "rst"):
        first, second = (
            (tmp_path / f"{name}.{ending}").read_bytes() for name in ("first", "second")
        )
        assert first == second
    assert (tmp_path / "first.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "first.png").read_bytes().startswith(b"\x89PNG")
    assert "dc:date" not in (tmp_path / "first.svg").read_text()


def test_the_report_shows_a_caption_as_it_is(tmp_path):
    caption = "A caption with {{ 1 + 1 }} and {% endraw %}."
    save(draw(), tmp_path / "figure", caption)
    template = jinja2.Template((tmp_path / "figure.rst").read_text())
    assert template.render() == caption


def test_a_saved_figure_is_closed(tmp_path):
    figure = draw()
    assert plt.fignum_exists(figure.number)
    save(figure, tmp_path / "figure", "A caption.\n")
    assert not plt.fignum_exists(figure.number)

"""The figures of a kit: equal bytes, and fonts that publishers accept."""

import pytest

from reprise.export.kit_contents import list_paper_figures
from reprise.export.paper_figures import draw_figure, figures_tex, save_pdf


@pytest.mark.usefixtures("style")
def test_equal_figures_give_equal_bytes_with_embedded_fonts(kit, tmp_path):
    (figure,) = list_paper_figures(kit.files.study)
    contents = []
    for name in ("one.pdf", "two.pdf"):
        save_pdf(draw_figure(kit.data, figure), tmp_path / name)
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]
    assert b"/FontFile2" in contents[0] and b"/Type3" not in contents[0]
    assert b"CreationDate" not in contents[0]


def test_a_float_has_the_part_of_its_figure_in_its_caption(kit):
    (figure,) = list_paper_figures(kit.files.study)
    text = figures_tex(kit.data, [figure])
    assert text.count(r"\begin{figure}") == text.count(r"\end{figure}") == 1

"""Write a figure, its caption and its description to files."""

import io
from os import PathLike

from matplotlib.figure import Figure

from reprise.escape import show_control_characters
from reprise.figures.compact_svg import compact_svg
from reprise.storage import complete_file, write_text_file

DPI_IN_SVG = 150  # of the parts that are pixels


def save(figure: Figure, stem: str | PathLike[str], caption: str, description: str) -> None:
    """Write a figure as `{stem}.svg` and `{stem}.png`, and what is said about it.

    Equal figures give equal bytes: the files contain no date and no version.

    Parameters
    ----------
    figure : Figure
    stem : path-like
    caption : str
        How to read the figure, in reStructuredText: `{stem}.rst`.
    description : str
        What is seen, as plain text for readers who cannot see the figure: `{stem}.txt`, and a part
        of the SVG.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # both files have the layout that was just computed
    svg = io.StringIO()
    figure.savefig(svg, format="svg", dpi=DPI_IN_SVG, metadata={"Date": None})
    title = figure.get_suptitle()
    write_text_file(f"{stem}.svg", compact_svg(svg.getvalue(), title, description))
    with complete_file(f"{stem}.png") as handle:
        figure.savefig(handle, format="png", metadata={"Software": None})
    write_text_file(f"{stem}.rst", caption)
    write_text_file(f"{stem}.txt", show_control_characters(description) + "\n")

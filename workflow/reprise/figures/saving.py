"""Write a figure and its caption to files."""

from os import PathLike

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from reprise.escape import escape_jinja
from reprise.storage import complete_file, write_text_file


def save(figure: Figure, stem: str | PathLike[str], caption: str) -> None:
    """Write a figure as `{stem}.svg` and `{stem}.png`, and its caption as `{stem}.rst`.

    Equal figures give equal bytes: the files contain no date and no version.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # both files have the layout that was just computed
    for ending, omitted in (("svg", "Date"), ("png", "Software")):
        with complete_file(f"{stem}.{ending}") as handle:
            figure.savefig(handle, format=ending, metadata={omitted: None})
    plt.close(figure)
    write_text_file(f"{stem}.rst", escape_jinja(caption))

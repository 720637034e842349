"""The figures of a paper kit: PDF files, and floats with captions for LaTeX."""

from os import PathLike

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from reprise.export.captions import confidence_latex, metric_latex, short_latex, titled
from reprise.export.kit_contents import figure_file
from reprise.export.macro_names import macro_name
from reprise.export.paper_data import PaperData
from reprise.figures.registry import StudyFigure
from reprise.storage import complete_file

# The caption needs the rest of the page.
SIZE = r"width=\linewidth,height=0.75\textheight,keepaspectratio"
WITHOUT_DATE = {"CreationDate": None, "Producer": None, "Creator": None}
DOTS = (
    "Each dot is one run with its own random seed. A box spans the middle half of the runs, the"
    " line in it is the median, and the whiskers reach to the lowest and the highest run. The light"
    " band behind a box is the interval in which one more training ends with a probability of"
    " {confidence}. Horizontal lines are baselines, which need no network."
)
PUBLISHED = " Narrow boxes show the published quartiles and extremes."
FAN = (
    "The forecast beyond the data. The thick line is the mean of the networks, which differ only in"
    " their random seed, and the thin lines are the single networks. The bands are intervals of"
    " {levels}; their widths follow from the errors of such forecasts in the past, not from the"
    " spread of the networks."
)
CURVES = (
    "The metric after every epoch. A line is one run, or the median of the runs if the panel says"
    " so; a band spans the runs from the 5th to the 95th percentile."
)


def draw_figure(data: PaperData, figure: StudyFigure) -> Figure:
    """Draw a figure of the kit, within `figure_style("column")`."""
    return figure.kind.import_module().draw(data.tables, figure.part)


def save_pdf(figure: Figure, path: str | PathLike[str]) -> None:
    """Write a figure as a PDF, within `figure_style`; equal figures give equal bytes."""
    with complete_file(path) as handle:
        figure.savefig(handle, format="pdf", metadata=WITHOUT_DATE)
    plt.close(figure)


def figures_tex(data: PaperData, figures: list[StudyFigure]) -> str:
    """Write a float for every figure of the kit."""
    return "\n".join(_float(data, figure) for figure in figures)


def _float(data: PaperData, figure: StudyFigure) -> str:
    study, kind = data.settings.study, figure.kind.name
    return "\n".join(
        [
            r"\begin{figure}[t]",
            r"\centering",
            rf"\includegraphics[{SIZE}]{{{figure_file(kind)}}}",
            rf"\caption{{{_caption(data, figure)}}}",
            rf"\label{{fig:{macro_name(study, kind)}}}",
            r"\end{figure}",
            "",
        ]
    )


def _caption(data: PaperData, figure: StudyFigure) -> str:
    settings = data.settings
    part = f"{short_latex(figure.part)}: " if figure.part else ""
    if figure.kind.name == "distribution":
        published = PUBLISHED if len(data.tables.published.columns) else ""
        dots = DOTS.format(confidence=confidence_latex(data))
        return titled(data, f"The {metric_latex(data)} of all runs. {dots}{published}")
    if figure.kind.name == "curves":
        return titled(data, f"{part}{CURVES}")
    assert settings.forecast is not None  # only such a study has a forecast
    levels = " and ".join(rf"{level}\,\%" for level in settings.forecast.levels)
    return titled(data, f"{part}{FAN.format(levels=levels)}")

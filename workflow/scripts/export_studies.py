"""Write the paper kits and the notebooks of some studies."""

from typing import TYPE_CHECKING, Any

from reprise.console import configure_logging
from reprise.environment import describe_environment
from reprise.export.kit_contents import figure_file, list_paper_figures
from reprise.export.notebook import make_notebook, notebook_text
from reprise.export.paper_data import PaperData
from reprise.export.paper_figures import draw_figure, save_pdf
from reprise.export.paper_kit import write_texts
from reprise.figures.style import figure_style
from reprise.results.study_results import StudyResults
from reprise.storage import write_digests, write_text_file
from reprise.study_errors import StudyErrors

if TYPE_CHECKING:
    from reprise.plan.files import StudyFiles


def export_study(files: "StudyFiles", environment: dict[str, Any]) -> None:
    """Write every file of the paper kit of one study, and its notebook."""
    data, figures = PaperData(files, environment), list_paper_figures(files.study)
    for name, text in write_texts(data, files.kit.names, figures).items():
        write_text_file(files.kit.path(name), text)
    for figure in figures:
        save_pdf(draw_figure(data, figure), files.kit.path(figure_file(figure.kind.name)))
    notebook = make_notebook(StudyResults(files.folder))
    write_text_file(files.kit.notebook, notebook_text(notebook))
    write_digests(files.digests("export"), files.digested[files.digests("export")])


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    environment = describe_environment(snakemake.params.root)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name), figure_style("column"):
            export_study(files, environment)
            record.write()
    errors.end_job()

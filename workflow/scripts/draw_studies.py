"""Draw the figures of some studies, with their texts, and show their tables as pages."""

from typing import TYPE_CHECKING

from reprise.console import configure_logging
from reprise.figures.registry import import_figure_module
from reprise.figures.saving import save
from reprise.figures.style import figure_style
from reprise.report.table_pages import make_page
from reprise.storage import write_digests, write_text_file
from reprise.study_errors import StudyErrors
from reprise.tables.study_tables import StudyTables

if TYPE_CHECKING:
    from reprise.plan.files import StudyFiles


def draw_study(files: "StudyFiles") -> None:
    """Draw each figure of one study with its texts, and write its tables as pages."""
    tables = StudyTables(files)
    for figure in files.figure_files:
        module = import_figure_module(figure.kind)
        texts = module.caption(tables, figure.part), module.describe(tables, figure.part)
        save(module.draw(tables, figure.part), figure.stem, *texts)
    for table in files.shown_tables:
        write_text_file(files.path(table.page_file), make_page(table, tables))
    write_digests(files.digests("draw"), files.digested[files.digests("draw")])


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name), figure_style():
            draw_study(files)
            record.write()
    errors.end_job()

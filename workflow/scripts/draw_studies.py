"""Draw the figures of some studies, with captions, and show their tables as pages."""

from pathlib import Path

from reprise.console import configure_logging
from reprise.figures import KINDS
from reprise.figures.style import save
from reprise.report.pages import study_page
from reprise.storage import write_whole
from reprise.tables.study_tables import StudyTables


def draw_study(files):
    """Draw each figure of one study, say what is seen in it, and show its tables."""
    tables = StudyTables(files)
    for figure in files.figure_files:
        room = KINDS[figure.kind]
        save(room.draw(tables, figure.part), figure.stem, room.caption(tables, figure.part))
    for path in files.pages:
        write_whole(path, study_page(Path(path).stem, tables))


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        draw_study(files)

"""Hold every figure that a tutorial prints against our runs."""

from pathlib import Path

import pandas as pd

from reprise.console import configure_logging
from reprise.figures.replication import FIGURES
from reprise.figures.style import save
from reprise.replication.joint_distance import joint_table
from reprise.replication.published_checks import check_published
from reprise.replication.replicate import replicate_study
from reprise.report.replication_pages import eras_page, replication_page
from reprise.storage import write_whole
from reprise.tables.study_tables import StudyTables


def replicate(studies, pooled):
    """Hold the figures of all studies against ours.

    Parameters
    ----------
    studies : list of files.StudyFiles
        Those of which a tutorial prints numbers.
    pooled : list of files.StudyFiles
        Others that train some of the same configurations.

    Returns
    -------
    dict of str to DataFrame
        `table`, a row a figure; `joint`, a row an era and table; `checks` of the printed
        tables; and `runs` by study.
    """
    tables = [StudyTables(files) for files in studies]
    others = [StudyTables(files) for files in pooled]
    found = [replicate_study(t.said, t.runs, t.baselines) for t in tables]
    level = 1 - tables[0].said["comparison"]["confidence"]
    return {
        "table": pd.concat(found, ignore_index=True),
        "joint": joint_table(
            *([(t.said, t.runs) for t in some] for some in (tables, others)), level
        ),
        "checks": check_published(),
        "runs": {t.said["study"]: t.runs for t in tables},
    }


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    found = replicate(snakemake.params.studies, snakemake.params.pooled)
    for name in ("table", "joint", "checks"):
        csv = found[name].to_csv(index=False, float_format="%.6g")
        write_whole(snakemake.output[name], csv)
    for stem in snakemake.params.figures:
        figure = FIGURES[Path(stem).name]
        save(figure.draw(found), stem, figure.caption(found))
    write_whole(snakemake.output.page, replication_page(found))
    template = Path(snakemake.input.template).read_text()
    write_whole(snakemake.output.eras, eras_page(found, template))

"""Compare every published number with our runs."""

from pathlib import Path

from reprise.console import configure_logging
from reprise.figures.replication_plots import save_figures
from reprise.figures.style import figure_style
from reprise.replication.replicate import replicate_studies
from reprise.report.replication_pages import eras_page, replication_page
from reprise.storage import write_digests, write_text_file
from reprise.tables.study_tables import StudyTables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    tables = replicate_studies(
        [StudyTables(files) for files in snakemake.params.studies],
        [StudyTables(files) for files in snakemake.params.pooled],
    )
    for name in ("table", "joint", "checks"):
        csv = tables[name].to_csv(index=False, float_format="%.6g")
        write_text_file(snakemake.output[name], csv)
    with figure_style():
        save_figures(tables, snakemake.params.figures)
    page_template = Path(snakemake.input.page_template).read_text()
    write_text_file(snakemake.output.page, replication_page(tables, page_template))
    eras_template = Path(snakemake.input.eras_template).read_text()
    for path in snakemake.output.eras:  # no path if the era does not vary
        write_text_file(path, eras_page(tables, eras_template))
    others = (snakemake.output.digests, snakemake.output.record)
    written = [path for path in snakemake.output if path not in others]
    write_digests(snakemake.output.digests, written)
    (record,) = snakemake.params.record
    record.write()

"""Collect the runs of some studies and describe them."""

from reprise.console import configure_logging
from reprise.files import read_settings
from reprise.pages import write_pages
from reprise.tabulation import write_tables


def tabulate_study(files):
    """Write one study's tables and the pages that show them."""
    said = read_settings(files, "tabulate")
    tables = write_tables(files, said)
    write_pages(files, said, tables)


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        tabulate_study(files)

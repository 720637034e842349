"""Collect the runs of some studies and describe them."""

from reprise.console import configure_logging, show_message
from reprise.tables.tabulation import write_tables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        for warning in write_tables(files):
            show_message(f"{files.study.name}: {warning}")

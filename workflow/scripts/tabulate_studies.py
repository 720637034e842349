"""Collect the runs of some studies and describe them."""

from reprise.console import configure_logging, show_message
from reprise.study_errors import StudyErrors
from reprise.tables.run_index import index_runs
from reprise.tables.tabulation import write_tables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            runs = index_runs(files)
            for warning in write_tables(files, runs["fingerprints"]):
                show_message(f"{files.study.name}: {warning}")
            record.write(runs=runs)
    errors.end_job()

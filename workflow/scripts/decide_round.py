"""Decide after a round which configurations of a study are trained further."""

from reprise.console import configure_logging, show_message
from reprise.study_errors import StudyErrors
from reprise.tables.rounds import decide_round
from reprise.tables.rounds_table import describe_round

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors, number = StudyErrors(), snakemake.params.number
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            decision, runs = decide_round(files, files.rounds[number - 1], record.fingerprint)
            record.write(runs=runs)
            if message := describe_round(decision, files.study.until):
                show_message(f"{files.study.name}, {message}")
    errors.end_job()

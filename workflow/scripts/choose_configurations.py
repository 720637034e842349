"""Choose the configurations that forecast or predict, and frame the data for their networks."""

import pandas as pd

from reprise.console import configure_logging, show_message
from reprise.data.dataset import load_dataset
from reprise.forecasting.choice import choose_configuration
from reprise.forecasting.retraining import write_retraining
from reprise.retraining_settings import read_retraining_settings
from reprise.storage import check_digests, read_json, write_digests
from reprise.study_errors import StudyErrors

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            settings = read_retraining_settings(read_json(files.settings("forecast")))
            check_digests(files.digests("tabulate"), [files.path("runs.csv")])
            choice = choose_configuration(pd.read_csv(files.path("runs.csv")), settings)
            dataset = load_dataset(settings.dataset, files.observations)
            write_retraining(dataset, settings, choice, files.forecast.work_path)
            write_digests(files.digests("choose"), files.digested[files.digests("choose")])
            record.write()
            show_message(f"{files.study.name}: {choice.reason}")
    errors.end_job()

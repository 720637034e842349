"""Write the datasets of some studies that are generated or downloaded."""

from typing import TYPE_CHECKING

from reprise.config.download_checks import check_with_download
from reprise.console import configure_logging
from reprise.data.dataset_files import make_dataset_file
from reprise.settings import DatasetSettings
from reprise.storage import read_json
from reprise.study_errors import StudyErrors

if TYPE_CHECKING:
    from reprise.plan.files import StudyFiles


def make_dataset(files: "StudyFiles") -> None:
    """Check a download, and write the dataset of one study into its folder."""
    settings = DatasetSettings.from_json(read_json(files.settings("dataset")))
    if files.source:
        study = files.study
        check_with_download(study, files.source, f"config/studies/{study.name}.yaml")
    make_dataset_file(settings, files.source, files.observations)


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            make_dataset(files)
            record.write()
    errors.end_job()

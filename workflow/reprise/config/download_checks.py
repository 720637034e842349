"""Check a study when its dataset is downloaded: the checks for which the plan needs the file."""

from reprise.config.dataset_checks import read_file_size
from reprise.config.dataset_content import check_content
from reprise.config.framing_checks import check_and_count_rows
from reprise.config.naming import configuration_place
from reprise.config.predictor_plan import check_samples_suffice
from reprise.config.study import Study
from reprise.config.training_checks import check_training
from reprise.config.transform_checks import check_transform


def check_with_download(study: Study, file: str, where: str) -> None:
    """Check that the columns of a download can be read, and that its rows suit every configuration.

    Parameters
    ----------
    study : Study
    file : str
        The downloaded CSV.
    where : str
        The study file.

    Raises
    ------
    ConfigError
        With the same messages as for a file that is there from the beginning.
    """
    size = read_file_size(study.dataset, file, where)
    check_content(study.dataset, study.framings, file, where)
    for configuration in study.configurations:
        place = configuration_place(where, configuration.name)
        run = configuration.run
        rows = check_and_count_rows(
            study.dataset, run.framing, size.observations, place, size.is_observed
        )
        check_transform(study.dataset, run.framing, file, place)
        check_training(run, rows, configuration.classes, place)
    if study.predictor:
        check_samples_suffice(study.predictor, size, where)

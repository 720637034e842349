"""The folder of a classifier or a regressor: what it contains.

    classifier.json     settings, columns, scaling, classes, temperature, digests of the networks
    members/001.keras   one file per network, in the format of Keras

The folder of a regressor has regressor.json in its place. `stored_folder` has the checks.
"""

from dataclasses import dataclass

from reprise.forecasting.stored_folder import (
    CLASSIFIER,
    REGRESSOR,
    FolderKind,
    Member,
    read_document,
    write_document,
)
from reprise.json_settings import Settings
from reprise.predictor_settings import PredictorSettings
from reprise.settings import DatasetSettings, RunSettings
from reprise.storage import FilePath


@dataclass(frozen=True)
class StoredPredictor(Settings):
    """The content of classifier.json or regressor.json.

    Attributes
    ----------
    study, configuration, reason : str
        The study, its chosen configuration, and why it was chosen.
    versions : dict of str to str
        Of Python and the packages that decide the bits of a prediction.
    dataset : DatasetSettings
    run : RunSettings
        As `predictor_plan.retrained_on_samples` makes them for all samples.
    predictor : PredictorSettings
    columns : tuple of str
        The columns of the features, in the order of the network's inputs: the pixels of an image
        row by row.
    row_shape : tuple of int
        The shape of the inputs of a row.
    input_minimum, input_range : tuple of float
        Of each column: a scaled input s has the value s * range + minimum.
    target : str
        The name of the column that is predicted.
    target_minimum, target_range : float
        Of the network's output, in the same way; 0 and 1 for classes.
    class_names : tuple of str
        Empty for values.
    samples : int
        The number of samples that the networks were trained on.
    data_sha256 : str
        Of the file of these samples.
    temperature : float
        Of the probabilities; 1 changes nothing.
    limits : tuple of float
        Of each level: the smallest probability of a class in a set (before the temperature), or
        the half width of an interval.
    members : tuple of Member
        The networks that did not diverge.
    diverged : int
        The number of networks that diverged.
    fingerprint : str
        Of the runs of the members.
    """

    study: str
    configuration: str
    reason: str
    versions: dict[str, str]
    dataset: DatasetSettings
    run: RunSettings
    predictor: PredictorSettings
    columns: tuple[str, ...]
    row_shape: tuple[int, ...]
    input_minimum: tuple[float, ...]
    input_range: tuple[float, ...]
    target: str
    target_minimum: float
    target_range: float
    class_names: tuple[str, ...]
    samples: int
    data_sha256: str
    temperature: float
    limits: tuple[float, ...]
    members: tuple[Member, ...]
    diverged: int
    fingerprint: str


def write_predictor(folder: FilePath, stored: StoredPredictor) -> None:
    """Write classifier.json or regressor.json. The files of the networks must be there."""
    write_document(folder, CLASSIFIER if stored.class_names else REGRESSOR, stored.to_json())


def read_predictor(folder: FilePath, kind: FolderKind) -> StoredPredictor:
    """Read what `write_predictor` wrote, and compare all files with their digests.

    Raises
    ------
    RepriseError
        If a file is missing, was changed, or is of another folder. The message names it.

    Warns
    -----
    UserWarning
        If a version differs from the version that trained the networks.
    """
    return StoredPredictor.from_json(read_document(folder, kind))

"""Write the dataset of a study into its folder: generated, or copied from a download."""

import os
import shutil

from reprise.data.dataset import dataset_digests
from reprise.data.downloads import check_download
from reprise.data.generated_datasets import build_dataset, write_dataset
from reprise.settings import DatasetSettings
from reprise.storage import complete_file, write_digests

FilePath = str | os.PathLike[str]


def make_dataset_file(settings: DatasetSettings, source: FilePath | None, path: FilePath) -> None:
    """Write the CSV of a dataset, and a file with its checksum.

    Parameters
    ----------
    settings : DatasetSettings
        Of a generated dataset or a download.
    source : path-like or None
        The download.
    path : path-like
        The CSV in the folder of the study.

    Raises
    ------
    DamagedFileError
        If the download was changed after it was stored.
    """
    if source is None:
        write_dataset(build_dataset(settings), path)
    else:
        check_download(source, settings.sha256 or "")
        with open(source, "rb") as download, complete_file(path) as file:
            shutil.copyfileobj(download, file)
    write_digests(dataset_digests(path), [path])

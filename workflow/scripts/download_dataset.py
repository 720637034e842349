"""Download one dataset, and compare it with its checksum."""

from reprise.console import configure_logging
from reprise.data.downloads import DownloadError, download

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    (wanted,) = snakemake.params.download
    try:
        download(wanted.url, wanted.sha256, snakemake.output[0])
    except DownloadError as error:
        raise DownloadError(f"config/studies/{wanted.study}.yaml: {error}") from None

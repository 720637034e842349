"""Downloads of datasets: a URL and a SHA-256 checksum that decides whether the file is right.

A file is stored only if its checksum is right, so a download is the file that the study names or
it is absent. pooch compares the checksum and moves a complete file to its place.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from reprise.errors import ConfigError, DamagedFileError, RepriseError, explain_os_error

if TYPE_CHECKING:
    import requests

SCHEMES = ("http", "https", "file")
LARGEST_DOWNLOAD = 2**30  # bytes; a series of this size has about 50 million rows
SECONDS_WITHOUT_ANSWER = 30
BYTES_AT_ONCE = 2**16
DIGITS_OF_A_NAME = 16  # of the checksum; enough to tell files apart
LONGEST_NAME = 80


class DownloadError(RepriseError):
    """A dataset could not be downloaded."""


def check_url(url: str) -> None:
    """Check that a URL can be downloaded from.

    Raises
    ------
    ConfigError
        If its scheme is not http, https or file, if it names no host, or if it has a
        user name, which would be copied into the results.
    """
    problem = _problem_of_url(url)
    if problem:
        raise ConfigError(
            f"dataset.url is '{url}', {problem}. Write a URL that begins with http://, https:// or"
            " file:// and leads to a CSV.",
            key="dataset.url",
            value=url,
        )


def download_path(url: str, sha256: str, folder: str | os.PathLike[str]) -> str:
    """Choose the path of a download.

    The name consists of the beginning of the checksum and the file name of the URL, in which every
    character that is not a letter, a digit, a point, a hyphen or an underscore is replaced.

    Parameters
    ----------
    url, sha256 : str
    folder : path-like
        The folder of all downloads.
    """
    last_part = urlsplit(url).path.rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]", "_", last_part)[-LONGEST_NAME:] or "dataset"
    return os.path.join(folder, f"{sha256[:DIGITS_OF_A_NAME].lower()}_{name}")


def check_download(path: str | os.PathLike[str], sha256: str) -> None:
    """Compare the content of a downloaded file with its checksum.

    Raises
    ------
    DamagedFileError
    """
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256")
    if found.hexdigest() != sha256.lower():
        raise DamagedFileError(
            path,
            f"is another file than the study wants: its SHA-256 checksum is {found.hexdigest()},"
            f" but dataset.sha256 is {sha256}",
            "to download it again",
        )


def download(
    url: str,
    sha256: str,
    path: str | os.PathLike[str],
    largest: int = LARGEST_DOWNLOAD,
    seconds: float = SECONDS_WITHOUT_ANSWER,
) -> None:
    """Download a file, unless a file with the right checksum is already there.

    Parameters
    ----------
    url, sha256 : str
    path : path-like
        Where the file is stored; its folder is created.
    largest : int
        The number of bytes that a file can have.
    seconds : float
        How long to wait for the server.

    Raises
    ------
    DownloadError
        If the file cannot be downloaded, or is another file. Nothing is stored then.
    """
    import pooch  # takes 0.2 s: only where it is used
    import requests

    path = Path(path)
    downloader = _Downloader(largest, seconds)
    try:
        pooch.retrieve(
            url, f"sha256:{sha256.lower()}", path.name, path.parent, downloader=downloader
        )
        return
    except DownloadError as error:
        problem = str(error)
    except requests.HTTPError as error:
        problem = f"the server answered {str(error).partition(' for url')[0]}"
    except requests.Timeout:
        problem = f"the server did not answer within {seconds:g} seconds"
    except requests.exceptions.ChunkedEncodingError:
        problem = "the server closed the connection before the file was complete"
    except requests.ConnectionError:
        problem = f"the server {urlsplit(url).hostname} cannot be reached; is there a network?"
    except requests.RequestException as error:
        problem = f"the request failed ({error})"
    except OSError as error:
        problem = explain_os_error(error).rstrip(".")
    except ValueError:
        # pooch raises it if the checksum is wrong.
        problem = (
            f"the file has another SHA-256 checksum, {downloader.sha256}, than dataset.sha256."
            " The file has changed since the study was written, or the URL leads to another file"
        )
    raise DownloadError(
        f"dataset.url {url}: {problem}. Nothing was stored. Correct dataset.url or"
        f" dataset.sha256 in the study, or save the right file as {path} yourself; then run the"
        " same command again."
    )


class _Downloader:
    """Copies the content of a URL into a file, with a limit on its size.

    Parameters
    ----------
    largest : int
    seconds : float

    Attributes
    ----------
    sha256 : str
        The checksum of what was copied last.
    """

    def __init__(self, largest: int, seconds: float):
        self._largest, self._seconds = largest, seconds
        self.sha256 = ""

    def __call__(self, url: str, output_file: str, pooch: object, check_only: bool = False) -> None:
        """Copy a URL into a file; pooch gives the arguments."""
        with open(output_file, "wb") as file:
            if urlsplit(url).scheme == "file":
                with open(url2pathname(urlsplit(url).path), "rb") as source:
                    self._copy(iter(lambda: source.read(BYTES_AT_ONCE), b""), file)
            else:
                self._copy_from_server(url, file)

    def _copy_from_server(self, url: str, file: BinaryIO) -> None:
        import requests

        with requests.get(
            url,
            stream=True,
            timeout=self._seconds,
            headers={"Accept-Encoding": "identity"},  # the checksum is that of the file as it is
            hooks={"response": refuse_unsafe_redirect},
        ) as response:
            response.raise_for_status()
            self._refuse_large(int(response.headers.get("Content-Length") or 0))
            self._copy(response.iter_content(BYTES_AT_ONCE), file)

    def _copy(self, blocks: Iterator[bytes], file: BinaryIO) -> None:
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            size += len(block)
            self._refuse_large(size)
            digest.update(block)
            file.write(block)
        self.sha256 = digest.hexdigest()

    def _refuse_large(self, size: int) -> None:
        if size > self._largest:
            raise DownloadError(
                f"the file is larger than {self._largest:,} bytes, the largest download"
            )


def refuse_unsafe_redirect(response: "requests.Response", **options: object) -> None:
    """Refuse a redirect that leaves HTTP, or that leaves HTTPS for HTTP.

    Raises
    ------
    DownloadError
    """
    if not response.is_redirect:
        return
    old = urlsplit(response.url).scheme
    new = urlsplit(urljoin(response.url, response.headers["Location"])).scheme
    if new != old and new != "https":
        raise DownloadError(f"the server redirects from {old} to {new}, which is not allowed")


def _problem_of_url(url: str) -> str:
    """What is wrong with a URL, as the end of a sentence, or an empty text."""
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        return "which contains white space"
    try:
        parts = urlsplit(url)
        host, has_password = parts.hostname, "@" in parts.netloc
        _ = parts.port  # raises ValueError if it is not a number
    except ValueError as error:
        return f"which is not a URL ({error})"
    if parts.scheme not in SCHEMES:
        return f"which has the scheme '{parts.scheme}'"
    if has_password:
        return "which contains a user name; the results would show it"
    if parts.scheme == "file" and host not in (None, "localhost"):
        return "which names another machine"
    if parts.scheme == "file" and not parts.path.startswith("/"):
        return "which has no absolute path"
    if parts.scheme != "file" and not host:
        return "which names no host"
    return ""

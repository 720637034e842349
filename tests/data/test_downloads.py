"""Downloads from a server on this machine."""

import gzip
import hashlib
import threading
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from reprise.data.dataset import load_dataset
from reprise.data.dataset_files import make_dataset_file
from reprise.data.downloads import (
    DownloadError,
    check_download,
    check_url,
    download,
    download_path,
    refuse_unsafe_redirect,
)
from reprise.errors import ConfigError, DamagedFileError
from reprise.settings import DatasetSettings

SERIES = b"Month,Sales\n2024-01,1\n2024-02,2\n"
SHA256 = hashlib.sha256(SERIES).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own way, and counts the requests."""

    requests = 0

    def do_GET(self):
        type(self).requests += 1
        status, length, body, headers = 200, len(SERIES), SERIES, {}
        if self.path == "/missing.csv":
            status, body, length = 404, b"", 0
        elif self.path == "/closes_early.csv":
            length = len(SERIES) + 100
        elif self.path == "/large.csv":
            length = 10**12
        elif self.path == "/without_length.csv":
            length = None
        elif self.path == "/compressed.csv":
            body = gzip.compress(SERIES)
            length, headers = len(body), {"Content-Encoding": "gzip"}
        elif self.path.startswith("/to/"):
            status, body, length = 302, b"", 0
            headers = {"Location": self.path.removeprefix("/to/")}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    """The address of a server that answers as `Handler` does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "downloads" / "series.csv"


@pytest.mark.parametrize("name", ["series.csv", "without_length.csv", "to//series.csv"])
def test_the_right_file_is_stored(server, path, name):
    download(f"{server}/{name}", SHA256.upper(), path)
    assert path.read_bytes() == SERIES
    assert [file.name for file in path.parent.iterdir()] == ["series.csv"]


def test_a_file_that_is_there_needs_no_server(path):
    path.parent.mkdir()
    path.write_bytes(SERIES)
    download("http://127.0.0.1:1/series.csv", SHA256, path)


def test_a_file_with_another_content_is_replaced(server, path):
    path.parent.mkdir()
    path.write_bytes(SERIES[:-1])
    before = Handler.requests
    download(f"{server}/series.csv", SHA256, path)
    assert path.read_bytes() == SERIES and Handler.requests == before + 1


def test_a_file_of_this_machine_is_copied(tmp_path, path):
    source = tmp_path / "with a space.csv"
    source.write_bytes(SERIES)
    download(source.as_uri(), SHA256, path)
    assert path.read_bytes() == SERIES
    with pytest.raises(DownloadError, match="No such file or directory"):
        download((tmp_path / "none.csv").as_uri(), SHA256, tmp_path / "other.csv")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.csv", "the server answered 404 "),
        ("closes_early.csv", "the server closed the connection before the file was complete"),
        ("large.csv", "the file is larger than 1,000 bytes"),
        ("to/ftp://127.0.0.1/series.csv", "the server redirects from http to ftp"),
        ("to/file:///etc/hostname", "the server redirects from http to file"),
    ],
)
def test_a_failed_download_says_why_and_stores_nothing(server, path, name, problem):
    with pytest.raises(DownloadError) as caught:
        download(f"{server}/{name}", SHA256, path, largest=1000)
    assert str(caught.value).startswith(f"dataset.url {server}/{name}: {problem}")
    assert f"save the right file as {path} yourself" in str(caught.value)
    assert not any(path.parent.glob("*"))


def test_a_wrong_checksum_is_refused_and_stores_nothing(server, path):
    with pytest.raises(DownloadError) as caught:
        download(f"{server}/series.csv", "0" * 64, path)
    assert f"the file has another SHA-256 checksum, {SHA256}, than dataset.sha256" in str(
        caught.value
    )
    assert not any(path.parent.glob("*"))


def test_a_compressed_answer_is_measured_after_it_is_unpacked(server, path):
    download(f"{server}/compressed.csv", SHA256, path)
    assert path.read_bytes() == SERIES
    with pytest.raises(DownloadError, match="larger than 30 bytes"):
        download(f"{server}/without_length.csv", SHA256, path.with_name("b.csv"), largest=30)


def test_a_missing_server_is_told(path):
    with pytest.raises(DownloadError, match=r"the server 127\.0\.0\.1 cannot be reached; is there"):
        download("http://127.0.0.1:1/series.csv", SHA256, path)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.org/x/shampoo.csv?raw=1", "shampoo.csv"),
        ("https://a.org/../../etc/passwd", "passwd"),
        ("https://a.org/x/..", ".."),
        ("https://a.org/%2e%2e%2fx{y}$(z).csv", "_2e_2e_2fx_y___z_.csv"),
        ("https://a.org", "dataset"),
        ("https://a.org/" + "x" * 500, "x" * 80),
    ],
)
def test_a_url_never_leaves_the_folder_of_the_downloads(tmp_path, url, name):
    found = download_path(url, SHA256.upper(), tmp_path)
    assert found == str(tmp_path / f"{SHA256[:16]}_{name}")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://a.org/x.csv", "which has the scheme 'ftp'"),
        ("data/x.csv", "which has the scheme ''"),
        ("https://me:secret@a.org/x.csv", "which contains a user name"),
        ("https:///x.csv", "which names no host"),
        ("https://a.org:x/x.csv", "which is not a URL"),
        ("file://server/x.csv", "which names another machine"),
        ("file:x.csv", "which has no absolute path"),
        ("https://a.org/x y.csv", "which contains white space"),
    ],
)
def test_a_wrong_url_is_refused(url, problem):
    with pytest.raises(ConfigError) as caught:
        check_url(url)
    assert problem in caught.value.problem and caught.value.key == "dataset.url"


@pytest.mark.parametrize("url", ["https://a.org/x.csv", "http://a.org:80/?id=1", "file:///x.csv"])
def test_a_url_of_a_server_or_a_file_is_accepted(url):
    check_url(url)


def test_the_embedded_series_are_the_tutorials_downloads(shampoo, births, tmp_path):
    # The checksums of the files that the tutorials name on github.com/jbrownlee/Datasets.
    months = [f"{k // 12 + 1}-{k % 12 + 1:02d}" for k in range(36)]
    days = [f"{day:%Y-%m-%d}" for day in births.times]
    rows = zip(months, shampoo.values, strict=True)
    sales = ['"Month","Sales"', *(f'"{t}",{value}' for t, value in rows)]
    rows = zip(days, births.values, strict=True)
    girls = ['"Date","Births"', *(f'"{t}",{value:.0f}' for t, value in rows)]
    (tmp_path / "shampoo.csv").write_bytes("\r\n".join(sales).encode())
    (tmp_path / "births.csv").write_bytes("\r\n".join(girls).encode())
    sha256 = "f709eaa344b2d07039a49e2193cbff5e56206354f3a8203c0e02471beb39a451"
    check_download(tmp_path / "shampoo.csv", sha256)
    check_download(
        tmp_path / "births.csv", "7a0c1bdb32d68f7fa359e561a4f7e1fe8fb2fc26a1ea624a434a97a63735dd72"
    )
    settings = DatasetSettings(
        url="https://a.org/shampoo.csv",
        sha256=sha256,
        time="Month",
        value="Sales",
        time_prefix="190",
    )
    make_dataset_file(settings, tmp_path / "shampoo.csv", tmp_path / "dataset.csv")
    series = load_dataset(settings, tmp_path / "dataset.csv")
    assert series.times.equals(shampoo.times) and series.values.tolist() == shampoo.values.tolist()


def test_a_changed_download_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(SERIES)
    check_download(path, SHA256.upper())
    with pytest.raises(DamagedFileError, match=f"its SHA-256 checksum is {SHA256}, but") as caught:
        check_download(path, "0" * 64)
    assert str(caught.value).endswith("run the same command again to download it again.")
    settings = DatasetSettings(url="https://a.org/x.csv", sha256="0" * 64, time="t", value="v")
    with pytest.raises(DamagedFileError):
        make_dataset_file(settings, path, tmp_path / "dataset.csv")
    assert not (tmp_path / "dataset.csv").exists()


@pytest.mark.parametrize(
    ("url", "location", "is_allowed"),
    [
        ("https://a.org/x", "https://b.org/y", True),
        ("http://a.org/x", "https://a.org/x", True),
        ("https://a.org/x", "/y", True),
        ("https://a.org/x", "//b.org/y", True),
        ("https://a.org/x", "http://a.org/x", False),
        ("http://a.org/x", "file:///etc/hostname", False),
    ],
)
def test_a_redirect_keeps_its_scheme_or_becomes_safer(url, location, is_allowed):
    response = SimpleNamespace(is_redirect=True, url=url, headers={"Location": location})
    allowed = nullcontext() if is_allowed else pytest.raises(DownloadError, match="redirects from")
    with allowed:
        refuse_unsafe_redirect(response)
    refuse_unsafe_redirect(SimpleNamespace(is_redirect=False, url=url))

"""Datasets are files that rules make: generated, or downloaded from a server on this machine."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
from conftest import ROOT, TINY

pytestmark = pytest.mark.workflow

SERIES = (ROOT / "data" / "shampoo_sales.csv").read_bytes()
SHA256 = hashlib.sha256(SERIES).hexdigest()
DOWNLOAD = f"downloads/{SHA256[:16]}_sales.csv"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(tmp_path):
    """A server that has the file sales.csv; `shutdown` ends it."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "sales.csv").write_bytes(SERIES)
    handler = partial(QuietHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def download(project, server, monkeypatch):
    """A project whose tiny study downloads Shampoo Sales; the function writes the study."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def write(name="sales.csv", sha256=SHA256, value="Sales", more=""):
        url = f"http://127.0.0.1:{server.server_address[1]}/{name}"
        source = f"dataset: {{url: '{url}', sha256: '{sha256}', value: {value}}}\n"
        project.write_study("tiny", TINY + source + more)

    write()
    return write


def test_a_download_is_a_dataset_like_a_file(project, server, download, shared):
    printed = project.snakemake("--dry-run")
    assert "Downloading the dataset of tiny" in printed
    assert not (project.folder / "downloads").exists()
    project.snakemake("results/tiny/tables.sha256")
    assert (project.folder / DOWNLOAD).read_bytes() == SERIES
    assert project.path("dataset.csv").read_bytes() == SERIES
    old, new = shared.runs(), project.runs()
    assert {name: run["metrics"] for name, run in old.items()} == {
        name: run["metrics"] for name, run in new.items()
    }
    assert "Nothing to be done" in project.snakemake("results/tiny/tables.sha256")
    server.shutdown()
    # With the file, and without the server.
    project.snakemake("results-again/tiny/framing.npz", results="results-again")
    (project.folder / DOWNLOAD).write_bytes(SERIES[:-1])
    printed = project.snakemake(check=False)
    assert f"{DOWNLOAD}: is another file than the study wants" in printed and "Job" not in printed


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"sha256": "0" * 64}, f"the file has another SHA-256 checksum, {SHA256}, than"),
        ({"name": "sale.csv"}, "/sale.csv: the server answered 404"),
        ({"value": "Sale"}, f"{DOWNLOAD}: has no column 'Sale'. Did you mean 'Sales'?"),
        (
            {"more": "framing: {train_rows: 40}\n"},
            "36 observations give 34 rows",
        ),
    ],
)
def test_a_wrong_download_stops_before_any_run_is_trained(project, download, wrong, problem):
    download(**wrong)
    project.write_study("other", TINY.replace("A tiny study", "A study of a file"))
    printed = project.snakemake("trained", check=False, studies="tiny,other")
    assert problem in printed and "config/studies/tiny.yaml: " in printed
    assert not list((project.folder / "results").glob("*/runs/**/*.json"))
    assert "Traceback" not in printed


GENERATED = """\
title: A sine wave
repeats: 2
dataset: {builtin: sine, samples: 60, wavelength: 12.5, noise: 0.1, random_state: 1}
framing: {lags: 3, test_rows: 10}
model: {family: mlp, units: 4}
training: {epochs: 3, batch_size: 16}
baselines: [persistence]
"""


def test_a_generated_series_is_a_file_of_its_study(project):
    project.write_study("tiny", GENERATED)
    project.snakemake()
    made = pd.read_csv(project.path("dataset.csv"))
    assert made["position"].tolist() == list(range(1, 61))
    forecasts = pd.read_csv(project.path("forecasts.csv.gz"))
    assert sorted(set(forecasts["time"])) == list(range(51, 61))
    project.write_study("tiny", GENERATED.replace("random_state: 1", "random_state: 2"))
    printed = project.snakemake("results/tiny/tables.sha256")
    assert "Writing the dataset of tiny" in printed and project.trained(printed) == 2
    project.path("dataset.csv").unlink()
    assert "Writing the dataset of tiny" in project.snakemake()
    path = project.path("dataset.csv")
    path.write_text(path.read_text().replace("\n7,", "\n7,1"))
    printed = project.snakemake(check=False)
    assert "results/tiny/dataset.csv: was changed after it was written" in printed

"""A study that predicts the numbers of samples, from one CSV to the report."""

import re

import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.workflow

STUDY = """\
title: Prices of my own
repeats: 2
dataset: {file: mine.csv, features: [a, b], target: price, units: euro}
framing: {test_rows: 20, random_state: 1, scale: standard}
model: {family: mlp, units: 8}
training: {epochs: 20, batch_size: 16, shuffle: true}
tables: {within: [1], ensembles: [2]}
vary: {training.epochs: [20, 40]}
references: epochs=20
claims:
  - says: More epochs are better.
    checks: [{kind: lowest, configurations: [epochs=40]}]
"""
SPLITS = "splits: {number: 2}\n"


def test_numbers_are_predicted_and_one_more_split_trains_only_its_own_runs(project):
    x = np.random.default_rng(0).normal(size=(70, 2))
    table = pd.DataFrame(x, columns=["a", "b"]).assign(price=50 + 3 * x[:, 0] - 2 * x[:, 1])
    table.to_csv(project.folder / "mine.csv", index=False)
    project.write_study("tiny", STUDY)
    project.snakemake("results/tiny/tables.sha256")
    alone = project.runs()
    project.write_study("tiny", STUDY + SPLITS)
    project.snakemake()
    runs = pd.read_csv(project.path("runs.csv"))
    assert runs["split"].tolist() == [1] * 4 + [2] * 4
    for epochs in (20, 40):
        for repeat in ("001", "002"):
            first = project.runs()[f"epochs={epochs},split=1/{repeat}.json"]
            before = alone[f"epochs={epochs}/{repeat}.json"]
            assert (first["seed"], first["metrics"]) == (before["seed"], before["metrics"])
    predictions = pd.read_csv(project.path("predictions.csv.gz"))
    observed = predictions.groupby("row")["observed"].first()
    np.testing.assert_allclose(observed, table["price"].iloc[observed.index - 1], rtol=1e-6)
    own = predictions[(predictions["repeat"] == 1)].groupby("configuration", sort=False)
    rmse = own.apply(lambda rows: ((rows["prediction"] - rows["observed"]) ** 2).mean() ** 0.5)
    assert rmse.to_numpy() == pytest.approx(runs.loc[::2, "test_rmse"].to_numpy(), rel=1e-5)
    (claim,) = pd.read_csv(project.folder / "results" / "claims.csv").to_dict("records")
    assert (claim["partition"], claim["runs"]) == ("split 1", 2)
    check_report(project)
    stored = project.stored()
    project.write_study("tiny", STUDY + SPLITS.replace("2", "3"))
    assert project.trained(project.snakemake("results/tiny/tables.sha256")) == 4
    assert all(path.read_bytes() == content for path, content in stored.items())


def check_report(project):
    """Check that the pages and captions speak of predictions and splits, in the right units."""
    texts = {
        path.name: re.sub(r"<[^>]*>", " ", path.read_text())
        for folder in ("pages", "figures")
        for path in project.path(folder).iterdir()
        if path.suffix in (".html", ".rst")
    }
    assert {"splits.html", "split_comparisons.html", "splits.rst", "predictions.rst"} <= set(texts)
    for name, text in texts.items():
        assert not re.search(r"forecast|origin|season|nan\b", text), name
    assert "price (to predict)" in texts["dataset.html"]
    assert "each with a number to predict: price (euro)" in texts["samples.rst"]
    assert "Nadeau and Bengio (2003)" in texts["splits.rst"]
    assert "The study is repeated at 2 splits." in texts["splits.rst"]
    assert "shares of predictions within a tolerance" in texts["within.html"]
    assert "gradient_boosting (split=2)" in texts["baselines.html"]
    report = (project.folder / "results" / "report.html").read_text()
    words = " ".join(re.sub(r"<[^>]*>", "", report.partition("<main>")[2]).split())
    assert "Over 2 splits, epochs=40 has the best mean test RMSE" in words
    assert "More epochs are better." in words and "split 1" in words
    shown = {"tiny-predictions", "tiny-splits", "tiny-table-splits"}
    assert shown <= project.places_in_report()

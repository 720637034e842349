"""The notebook of a study that has run: it runs from top to bottom and ends with its numbers."""

import re
import shutil

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.workflow


def run_notebook(path):
    """Run a notebook in its own folder, as a user does, and return its code cells."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}})
    client.execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_notebook_runs_from_top_to_bottom_and_ends_with_the_numbers_of_the_tables(
    shared, tmp_path
):
    folder = shutil.copytree(shared.path(""), tmp_path / "tiny")
    cells = run_notebook(folder / "tiny.ipynb")
    outputs = [output for cell in cells for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result", "display_data"}
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 1, "the figure is shown, and only once"
    assert "A tiny study" in cells[0].outputs[0].data["text/html"]

    page = cells[-1].outputs[-1].data["text/html"]
    shown = dict(re.findall(r"<th>(.*?)</th>\s*<td>(.*?)</td>", page))
    summary = pd.read_csv(folder / "summary.csv").set_index("configuration")
    best = summary["mean"].idxmin()
    assert shown["configuration"] == best
    for column in ("runs", "mean", "mean_low", "mean_high"):
        assert float(shown[column]) == pytest.approx(summary.loc[best, column], abs=1e-4)
    comparisons = pd.read_csv(folder / "comparisons.csv")
    rows = comparisons[(comparisons["kind"] == "baseline") & (comparisons["configuration"] == best)]
    assert len(rows) == 4
    for row in rows.itertuples():
        assert shown[f"against {row.other}"] == row.verdict

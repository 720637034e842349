import ast
import functools
import importlib
import importlib.util
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from scipy import stats

CALIBRATION = ROOT / "bench" / "calibration"
SCRIPTS = (
    *("speed.py", "scale.py", "forecast_calibration.py", "forecasters.py"),
    *(f"calibration/{path.name}" for path in sorted(CALIBRATION.glob("*.py"))),
)


def names_defined_in(module):
    """The names that a module of the library defines or imports, without importing it."""
    path = ROOT.joinpath("workflow", *module.split(".")).with_suffix(".py")
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            assigned = [name for target in node.targets for name in ast.walk(target)]
            names |= {name.id for name in assigned if isinstance(name, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_import_of_a_benchmark_exists_in_the_library(script):
    tree = ast.parse((ROOT / "bench" / script).read_text(encoding="utf-8"))
    imports = [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reprise")
        for alias in node.names
    ]
    assert imports or script in ("calibration/rows.py", "calibration/__main__.py")
    missing = [(module, name) for module, name in imports if name not in names_defined_in(module)]
    assert missing == []


def labels_of_tables(text):
    """The headings of a page's tables, their columns, and the first two cells of their rows."""
    lines = re.findall(r"^(?:### |\| ).*$", text, re.MULTILINE)
    is_head = [following.startswith("| ---") for following in [*lines[1:], ""]]
    return [
        line if line.startswith("#") or head else line.split(" | ")[:2]
        for line, head in zip(lines, is_head, strict=True)
    ]


def test_the_page_on_forecast_intervals_has_the_tables_that_its_script_prints():
    script = ROOT / "bench" / "forecast_calibration.py"
    done = subprocess.run(
        [sys.executable, script, "--draws", "1"], capture_output=True, text=True, check=True
    )
    page = (ROOT / "docs" / "forecast_calibration.md").read_text(encoding="utf-8")
    printed = labels_of_tables(done.stdout)
    assert len(printed) > 60
    assert labels_of_tables(page.partition("\n## The tables\n")[2]) == printed


@pytest.fixture(scope="module")
def calibration():
    """The script that writes docs/calibration.md."""
    sys.path.insert(0, str(CALIBRATION))
    spec = importlib.util.spec_from_file_location("calibration", CALIBRATION / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(CALIBRATION))


def test_every_calibrated_subject_has_a_section_of_the_page(calibration):
    files = {path.stem for path in CALIBRATION.glob("*.py")} - {"__main__", "rows"}
    assert files == set(calibration.SUBJECTS)
    page = calibration.PAGE.read_text(encoding="utf-8")
    headings = [importlib.import_module(subject).SUBJECT for subject in calibration.SUBJECTS]
    assert re.findall("^## (.*)$", page, re.MULTILINE) == ["Where promises are broken", *headings]
    assert page.startswith(calibration.INTRODUCTION.read_text(encoding="utf-8").rstrip())


@pytest.mark.parametrize(
    "subject",
    [
        *("intervals", "one_training", "improvement", "comparisons", "row_comparisons"),
        *("best_choice", "effects", "repeats_needed", "repeated_looks", "claims", "replication"),
    ],
)
def test_a_small_calibration_keeps_its_promises(calibration, subject):
    draws = 4 if subject == "replication" else 40
    page = calibration.PAGE.read_text(encoding="utf-8")
    for row in calibration.list_rows(subject, draws):
        # What is simulated is what the page shows.
        cells = (row.promise, row.case, str(row.runs), calibration.describe_nominal(row))
        assert "| " + " | ".join(cells) + " |" in page
        if row.found is None or row.kind in ("power", "value") or not row.draws:
            continue
        wrong = row.found if row.kind == "error" else 1 - row.found
        bound = calibration.WORST_RATIO * (row.nominal if row.kind == "error" else 1 - row.nominal)
        # Among hundreds of rows, chance must not fail the test.
        p = stats.binom.sf(round(wrong * row.draws) - 1, row.draws, bound)
        assert p > 1e-6, row


def test_the_calibration_marks_what_breaks_its_promise(calibration):
    rows = importlib.import_module("rows")
    error = functools.partial(rows.Row, "wrong", "normal", 10, "error", 0.05, draws=10_000)
    coverage = functools.partial(rows.Row, "covered", "normal", kind="coverage", nominal=0.95)
    assert not calibration.is_off(error(found=0.074)) and calibration.is_off(error(found=0.09))
    assert calibration.describe_found(error(found=0.09)) == "**9.0 %**"
    assert calibration.describe_found(error(found=None)) == "refused"
    assert calibration.is_off(coverage(runs=10, found=0.91, draws=10_000))
    assert not calibration.is_off(coverage(runs=5, found=0.91, draws=10_000))
    assert calibration.is_off(coverage(runs=10, found=0.995, draws=10_000))
    assert not calibration.is_off(coverage(runs=10, found=0.96, draws=100))


@pytest.fixture
def forecasters(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    return importlib.import_module("forecasters")


def test_forecasters_are_scored_on_the_values_for_which_reprise_has_an_interval(forecasters):
    nan = np.nan
    columns = ["model", "intervals", "origin", "step", "actual", "forecast", "low_80", "high_80"]
    rows = [
        ("network", "Reprise", 4, 1, 10.0, 11.0, nan, nan),
        ("network", "Reprise", 5, 1, 20.0, 18.0, 16.0, 22.0),
        ("rival", "of the model", 4, 1, 10.0, 10.0, 9.0, 11.0),
        ("rival", "of the model", 5, 1, 20.0, 24.0, 23.0, 25.0),
        ("without an interval", "of the model", 4, 1, 10.0, 10.0, 9.0, 11.0),
        ("without an interval", "of the model", 5, 1, 20.0, 22.0, nan, nan),
        ("without a forecast", "of the model", 5, 1, 20.0, 20.0, 19.0, 21.0),
    ]
    scales = forecasters.naive_errors(
        {"values": [1, 2, 3, 4, 8], "period": 4, "origins": [4, 5], "refits": [4, 5]}
    )
    assert scales == {4: 1.0, 5: 7.0}  # a season of 4 does not fit into 4 values

    table, counts = forecasters.score_models(
        pd.DataFrame(rows, columns=columns), {4: 1.0, 5: 2.0}, (80,)
    )

    assert counts == {80: 1}
    table = table.set_index("model")
    assert table["MASE"].tolist() == pytest.approx([1, 1, 0.5, nan], nan_ok=True)
    assert table["coverage 80 %"].tolist() == pytest.approx([100, 0, nan, nan], nan_ok=True)
    assert table["width 80 %"].tolist() == pytest.approx([6, 2, nan, nan], nan_ok=True)
    # (|error| / 2 + 0.1 * (width + 10 * distance outside)) / 1.5
    expected = [(1 + 0.1 * 6) / 1.5, (2 + 0.1 * (2 + 10 * 3)) / 1.5, nan, nan]
    assert table["WIS"].tolist() == pytest.approx(expected, nan_ok=True)


def test_the_page_of_other_forecasters_has_the_tables_that_its_script_prints(forecasters):
    page = (ROOT / "docs" / "other_forecasters.md").read_text(encoding="utf-8")
    heads = [line for line in labels_of_tables(page) if isinstance(line, str)]
    printed = [head.removeprefix("### ") for head in heads if head.startswith("### ")]
    assert printed == [*forecasters.STUDIES, "Refused", "Seconds of one core"]
    stages = [f"| Reprise: {stage} | " in page for stage in forecasters.STAGES]
    models = [page.count(f"\n| {model} | Reprise | ") for model in forecasters.OWN_MODELS]
    assert all(stages) and models == [len(forecasters.STUDIES)] * len(models)


def test_the_lock_of_the_other_forecasters_has_hashes_and_no_address():
    lock = (ROOT / "bench" / "forecasters.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^([\w-]+)==\S+.*\\$", lock, re.MULTILINE)
    assert {"statsforecast", "skforecast"} <= set(packages)
    others = [
        line for line in lock.splitlines() if not re.match(r"[\w-]+==| +--hash=sha256:", line)
    ]
    assert others == []

"""Each wrong input is refused before any job, with a message that tells where and what is wrong."""

import copy
import os

import bad_inputs
import pytest
import yaml

from reprise.errors import RepriseError
from reprise.plan.workflow_plan import make_plan

CONFIG = "studies: [mine]\n"


def study_text(base, changes):
    document = copy.deepcopy(base)
    for key, value in changes.items():
        *parents, last = key.split(".")
        part = document
        for parent in parents:
            part = part[parent]
        if value == bad_inputs.REMOVED:
            del part[last]
        else:
            part[last] = value
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def write_project(root, text, csv, config=CONFIG):
    (root / "config" / "studies").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "config" / "config.yaml").write_text(config)
    (root / "config" / "studies" / "mine.yaml").write_text(text)
    (root / "data" / "claims.yaml").write_text("claims: []\n")
    (root / "mine.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())


def files_in(root):
    return {
        os.path.join(folder, name): os.stat(os.path.join(folder, name)).st_mtime_ns
        for folder, _, names in os.walk(root)
        for name in names
    }


def check_refusal(root, monkeypatch, overrides, expected):
    monkeypatch.chdir(root)
    before = files_in(root)
    with pytest.raises(RepriseError) as caught:
        make_plan(root, overrides)
    assert files_in(root) == before, "nothing is written"
    message = str(caught.value)
    for text in expected:
        assert text in message, message
    assert "Traceback" not in message and len(message) < 2000


def check_study(base, csv, changes, expected, root, monkeypatch):
    changes = dict(changes)
    csv, text = changes.pop("csv", csv), changes.pop("text", None)
    write_project(root, text if text is not None else study_text(base, changes), csv)
    check_refusal(root, monkeypatch, {}, expected)


def name_row(row):
    return repr(row)[:70].encode("ascii", "replace").decode()


def test_the_studies_are_right_without_a_change(tmp_path, monkeypatch):
    for name in ("series", "samples"):
        root = tmp_path / name
        base, csv = (getattr(bad_inputs, f"{name.upper()}{end}") for end in ("", "_CSV"))
        write_project(root, study_text(base, {}), csv)
        monkeypatch.chdir(root)
        (study,) = make_plan(root, {}).studies
        assert study.study.name == "mine"


@pytest.mark.parametrize(("changes", "expected"), bad_inputs.BAD_STUDIES, ids=name_row)
def test_a_wrong_study_of_a_series_is_refused(tmp_path, monkeypatch, changes, expected):
    base, csv = bad_inputs.SERIES, bad_inputs.SERIES_CSV
    check_study(base, csv, changes, expected, tmp_path, monkeypatch)


@pytest.mark.parametrize(("changes", "expected"), bad_inputs.BAD_SAMPLES, ids=name_row)
def test_a_wrong_study_of_samples_is_refused(tmp_path, monkeypatch, changes, expected):
    base, csv = bad_inputs.SAMPLES, bad_inputs.SAMPLES_CSV
    check_study(base, csv, changes, expected, tmp_path, monkeypatch)


@pytest.mark.parametrize(("overrides", "expected"), bad_inputs.BAD_COMMANDS, ids=name_row)
def test_a_wrong_command_is_refused(tmp_path, monkeypatch, overrides, expected):
    write_project(tmp_path, study_text(bad_inputs.SERIES, {}), bad_inputs.SERIES_CSV)
    check_refusal(tmp_path, monkeypatch, overrides, expected)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", ["config/config.yaml"]),
        ("studies: []\n", ["studies"]),
        ("studies: [mine]\nstudies: [mine]\n", ["config.yaml, line 2"]),
        ("studies: [mine]\nresult: x\n", ["result", "Did you mean 'results'?"]),
        ("studies: [mine]\nrepeats: 010\n", ["010"]),
        ("studies: [mine]\nrepeats: .nan\n", [".nan"]),
    ],
)
def test_a_wrong_config_is_refused(tmp_path, monkeypatch, config, expected):
    write_project(tmp_path, study_text(bad_inputs.SERIES, {}), bad_inputs.SERIES_CSV, config)
    check_refusal(tmp_path, monkeypatch, {}, expected)


def test_the_table_is_long():
    rows = bad_inputs.BAD_STUDIES + bad_inputs.BAD_SAMPLES + bad_inputs.BAD_COMMANDS
    assert len(rows) >= 150

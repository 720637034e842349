"""Law 4: content decides which stages run again, and modification times decide nothing."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from conftest import TINY

from reprise.config.folders import MARKER
from reprise.data.dataset import load_dataset
from reprise.data.dataset_framing import frame_dataset
from reprise.data.framing_files import save_framings
from reprise.file_index import index_files
from reprise.plan import stage_records
from reprise.plan.changes import mark_change
from reprise.plan.stages import FINDINGS_STAGES, STUDY_STAGES
from reprise.plan.stored_runs import expected_fingerprints
from reprise.plan.workflow_plan import make_plan, write_settings
from reprise.storage import write_digests
from reprise.tables.run_index import index_runs
from reprise.training.run_files import TrainedRun, store_run

CSV = "data/shampoo_sales.csv"
ALL = {"prepare", "train", "tabulate", "draw", "export"}


def tiny_plan(root):
    return make_plan(root, {"studies": "tiny"})


def touch(paths):
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def completed(root):
    """A folder in which every stage of a tiny study has completed; most files are empty."""
    plan = tiny_plan(root)
    write_settings(plan.outdated_settings)
    (files,) = plan.studies
    dataset = load_dataset(files.study.dataset, files.observations)
    (framing,) = framings = frame_dataset(dataset, files.study.dataset, files.study.framings)
    for stage in ("prepare", "tabulate", "draw", "export"):
        touch(set(files.outputs(stage)) - {files.record(stage)})
    paths = files.path("framing.npz"), files.path("framing.json")
    save_framings(framings, *paths, files.study.framings)
    write_digests(files.digests("prepare"), files.digested[files.digests("prepare")])
    fingerprints = expected_fingerprints(files)
    for run in files.runs:
        trained = TrainedRun(run.seed, framing.actual + run.repeat, 3, 3, {}, {}, "", b"", 0.1)
        store_run(run, trained, framing, {"epochs": 3}, fingerprints[run.configuration])
    plan.records.of_study(files, "prepare").write()
    plan.records.of_study(files, "tabulate").write(runs=index_runs(files))
    for stage in ("draw", "export"):
        plan.records.of_study(files, stage).write()
    for stage in FINDINGS_STAGES:
        touch(plan.findings.outputs(stage))
        plan.records.of_findings(stage).write()
    for digests, paths in plan.digested.items():
        write_digests(digests, paths)
    shown = [path for digests, paths in plan.digested.items() for path in (digests, *paths)]
    plan.records.of_findings("report").write(shown=index_files(shown, plan.results))
    touch([f"{plan.results}/{MARKER}"])
    return root


def stale_stages(root):
    """The stages that the plan would run again."""
    plan = tiny_plan(root)
    changes = plan.changes
    stages = {stage for stage in STUDY_STAGES if changes.is_stale("tiny", stage)}
    shown = [s for s in FINDINGS_STAGES if changes.of_findings(s)]
    return stages | set(shown)


@pytest.mark.parametrize(
    "name",
    [
        *("tiny/figures/series.svg", "tiny/pages/describe.html", "tiny/windows.txt"),
        *("tiny/draw.sha256", "environment.json"),
    ],
)
def test_a_damaged_file_is_noticed_before_it_is_shown(completed, name):
    path = Path("results", name)
    content = path.read_bytes()
    for seconds in (1e9, 4e9):  # before and after the report was written
        os.utime(path, (seconds, seconds))
        assert stale_stages(completed) == set(), "only the time has changed"
        path.write_bytes(content + b" " if path.suffix != ".sha256" else b"")
        os.utime(path, (seconds, seconds))
        assert stale_stages(completed) == {"report"}
        path.write_bytes(content)


def test_a_kit_that_somebody_edited_stays_as_it_is(completed):
    (completed / "results/tiny/paper/methods.tex").write_text("My own words.")
    assert stale_stages(completed) == set()


def stale_runs(root):
    stale = tiny_plan(root).changes.stored_runs("tiny").stale
    return sorted(Path(run.run_path).relative_to("results/tiny/runs").as_posix() for run in stale)


def rewrite(path, before, after):
    """Change a text in a file and keep the times of the file, as `cp -p` of another file does."""
    text, status = path.read_text(), os.stat(path)
    assert before in text
    path.write_text(text.replace(before, after))
    os.utime(path, (status.st_atime, 1e9))


def test_nothing_has_to_run_after_everything_is_complete(completed):
    assert stale_stages(completed) == set()
    assert tiny_plan(completed).changes.current_studies("draw") == {"tiny"}


@pytest.mark.parametrize("seconds", [1e9, 2e9])
def test_times_in_the_past_and_in_the_future_decide_nothing(completed, seconds):
    for path in [completed / CSV, *(completed / "results").rglob("*.*")]:
        os.utime(path, (seconds, seconds))
    assert stale_stages(completed) == set()
    rewrite(completed / "config/studies/tiny.yaml", "A tiny", "Another")
    assert stale_stages(completed) == {"draw", "export", "report"}


def test_a_dataset_that_is_replaced_by_an_older_file_is_noticed(completed):
    rewrite(completed / CSV, "266.0", "267.0")
    assert stale_stages(completed) > ALL
    rewrite(completed / CSV, "267.0", "266.0")
    assert stale_stages(completed) == set()


def test_a_copy_of_the_results_is_current(completed):
    shutil.move(completed / "results", completed / "moved")
    shutil.copytree(completed / "moved", completed / "results", copy_function=shutil.copyfile)
    assert stale_stages(completed) == set()


def test_the_version_of_a_package_belongs_to_the_stages_that_import_it(completed, monkeypatch):
    installed = stage_records.package_versions

    def versions(entry):
        found = installed(entry)
        return found | {"matplotlib": "0.1"} if "matplotlib" in found else found

    monkeypatch.setattr(stage_records, "package_versions", versions)
    stage_records.code_of.cache_clear()
    try:
        assert stale_stages(completed) == {"draw", "export", "replicate", "report"}
    finally:
        stage_records.code_of.cache_clear()


def test_only_the_run_that_is_missing_is_stale(completed):
    (completed / "results/tiny/runs/epochs=3/002.json").unlink()
    assert stale_runs(completed) == ["epochs=3/002.json"]
    assert stale_stages(completed) == {"train", "tabulate"}


def test_runs_that_are_exchanged_or_copied_are_not_used(completed):
    runs = completed / "results/tiny/runs"
    shutil.copy2(runs / "epochs=3/001.json", runs / "epochs=3/002.json")
    first, other = runs / "epochs=3/003.json", runs / "epochs=6/003.json"
    first.rename(runs / "kept")
    other.rename(first)
    (runs / "kept").rename(other)
    expected = ["epochs=3/002.json", "epochs=3/003.json", "epochs=6/003.json"]
    assert stale_runs(completed) == expected


def test_no_run_of_a_renamed_study_is_used(completed):
    (completed / "config/studies/tiny.yaml").rename(completed / "config/studies/new.yaml")
    (completed / "results/tiny").rename(completed / "results/new")
    plan = make_plan(completed, {"studies": "new"})
    assert len(plan.changes.stored_runs("new").stale) == 6
    assert all(plan.changes.is_stale("new", stage) for stage in ALL)


def test_a_run_with_another_time_of_training_is_tabulated_again(completed):
    rewrite(completed / "results/tiny/runs/epochs=3/002.json", '"seconds": 0.1', '"seconds": 9.9')
    assert stale_runs(completed) == []
    assert stale_stages(completed) == {"tabulate"}


def test_new_repeats_are_the_only_stale_runs(completed):
    study = completed / "config/studies/tiny.yaml"
    study.write_text(TINY.replace("repeats: 3", "repeats: 4"))
    assert stale_runs(completed) == ["epochs=3/004.json", "epochs=6/004.json"]


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("tiny/made_from/prepare.json", "prepare"),
        ("tiny/made_from/tabulate.json", "tabulate"),
        ("tiny/made_from/draw.json", "draw"),
        ("tiny/made_from/export.json", "export"),
        ("tiny/paper/figures/distribution.pdf", "export"),
        ("tiny/baselines.json", "prepare"),
        ("tiny/runs.csv", "tabulate"),
        ("findings/made_from/report.json", "report"),
        ("report.html", "report"),
    ],
)
def test_a_file_that_is_missing_is_made_again(completed, name, stage):
    (completed / "results" / name).unlink()
    assert stage in stale_stages(completed)


def test_a_damaged_description_of_the_framings_makes_no_run_current(completed):
    (completed / "results/tiny/framing.json").write_text("[]")
    assert len(stale_runs(completed)) == 6


def test_each_record_tells_what_its_stage_was_made_from(completed):
    record = json.loads((completed / "results/tiny/made_from/prepare.json").read_text())
    assert record["made_from"].keys() == {"settings", "code", "packages", "dataset"}
    assert "statsmodels" in record["made_from"]["packages"]


def test_the_change_marker_is_newer_than_every_file_that_is_replaced(root):
    path = root / "old"
    path.touch()
    for ahead in (-100, 3600):  # a file of the past, and one of a clock that is ahead
        then = time.time() + ahead
        os.utime(path, (then, then))
        marker = mark_change([str(path), "missing"])
        assert marker.startswith(".snakemake/")
        assert os.stat(marker).st_mtime > os.stat(path).st_mtime

"""Results of a small study that are made in a second: the runs are stored, not trained."""

from pathlib import Path

from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.data.dataset import format_first_rows, load_dataset
from reprise.data.dataset_framing import frame_dataset
from reprise.data.framing_files import load_framings, save_framings
from reprise.digests import file_digest
from reprise.evaluation.baselines import study_baselines
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.plan.stored_runs import expected_fingerprints
from reprise.stage_record import StageRecord
from reprise.stage_settings import PrepareSettings
from reprise.storage import json_text, read_json, write_digests, write_text_file
from reprise.tables.run_index import index_runs
from reprise.tables.tabulation import write_tables
from reprise.training.run_files import TrainedRun, store_run

# The test errors of the study `quick` as a command trains them, in the order of the repeats.
QUICK_ERRORS = {
    "epochs=100": [
        *(138.99247495662462, 135.71419855835236, 127.4258645551486),
        *(134.3157311431731, 128.73440020290064),
    ],
    "epochs=500": [
        *(101.30225177817032, 114.44109990719232, 93.13121089187648),
        *(104.29085868788934, 112.22665964512424),
    ],
}
# Those that need no fit of a time-series model.
BASELINES = "baselines: [persistence, least_squares]\n"


def make_results(folder, study, text, errors):
    """Make the results of a study whose networks err by the same number at every test row.

    Parameters
    ----------
    folder : Path
        The folder of all results.
    study : str
    text : str
        The study's file.
    errors : dict of str to list of float
        Configuration to the test error of each repeat; an infinite one is a run that diverged.

    Returns
    -------
    Path
        The folder of the study.
    """
    studies = folder.parent / "studies"
    studies.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / "config" / "studies").glob("*.yaml"):
        (studies / path.name).write_bytes(path.read_bytes())
    (studies / f"{study}.yaml").write_text(text)
    loaded = load_study(study, studies, ROOT, repeats=max(map(len, errors.values())))
    files = StudyFiles(loaded, str(folder), str(ROOT / loaded.dataset.file))
    for path, document in settings_documents(files).items():
        write_text_file(path, json_text(document))
    _prepare(files)
    _store_runs(files, errors)
    index = index_runs(files)
    write_tables(files, index["fingerprints"])
    for path in files.figures:
        write_text_file(path, "a figure")
    write_digests(files.digests("draw"), files.figures)
    made_from = {"dataset": file_digest(files.observations)}
    for stage in ("prepare", "tabulate", "draw"):
        StageRecord(files.record(stage), made_from).write()
    return Path(files.folder)


def make_quick_results(folder):
    """Make the results of the study `quick`."""
    text = (ROOT / "config" / "studies" / "quick.yaml").read_text()
    return make_results(folder, "quick", text, QUICK_ERRORS)


def _prepare(files):
    """Do what the script of the stage `prepare` does."""
    settings = PrepareSettings.from_json(read_json(files.settings("prepare")))
    uses = [use.framing for use in settings.framings]
    dataset = load_dataset(settings.dataset, files.observations)
    framings = frame_dataset(dataset, settings.dataset, uses)
    save_framings(framings, files.path("framing.npz"), files.path("framing.json"), uses)
    write_text_file(files.path("first_rows.txt"), format_first_rows(dataset))
    write_text_file(files.path("windows.txt"), "the windows")
    baselines = study_baselines(settings, dataset, framings)
    write_text_file(files.path("baselines.json"), json_text(baselines))
    write_digests(files.digests("prepare"), files.digested[files.digests("prepare")])


def _store_runs(files, errors):
    framings = load_framings(files.path("framing.npz"))
    fingerprints = expected_fingerprints(files)
    configurations = {c.name: c for c in files.study.configurations}
    for run in files.runs:
        configuration = configurations[run.configuration]
        framing = framings[files.study.framing_number(configuration)]
        outputs = framing.actual + errors[run.configuration][run.repeat - 1]
        epochs = configuration.run.training.epochs
        trained = TrainedRun(run.seed, outputs, epochs, epochs, {}, {}, "", b"", 0.25)
        store_run(run, trained, framing, configuration.varied, fingerprints[run.configuration])

"""A study that trains until its pairs are decided, with made-up runs in the place of training."""

from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.data.dataset import load_dataset
from reprise.data.dataset_framing import frame_dataset
from reprise.data.framing_files import save_framings
from reprise.plan.files import StudyFiles
from reprise.plan.findings import Findings
from reprise.plan.settings_files import settings_documents
from reprise.plan.stage_records import StageRecords
from reprise.plan.stored_runs import expected_fingerprints
from reprise.storage import json_text, write_digests, write_text_file
from reprise.tables.rounds import decide_round
from reprise.training.run_files import TrainedRun, store_run

STUDY = """\
extends: lstm_epochs
title: t
comparison: {margin: 1.5}
baselines: []
repeats: {until: decided, at_least: 5, at_most: 12}
vary:
  model.units: [1, 2, 3]
"""
# The error of a run is its level plus a number that alternates around 0.
LEVELS = {"units=1": 10.0, "units=2": 10.5, "units=3": 30.0}
STEPS = (-1.0, 0.4, 1.0, -0.6, 0.2)


class MadeUpStudy:
    """The files of the study in a folder, as far as its rounds need them."""

    def __init__(self, folder):
        self.folder = folder
        studies = folder / "studies"
        studies.mkdir()
        (studies / "lstm_epochs.yaml").write_bytes(
            (ROOT / "config" / "studies" / "lstm_epochs.yaml").read_bytes()
        )
        self.write_study(STUDY)
        files = self.files
        dataset = load_dataset(files.study.dataset, files.observations)
        self.framings = frame_dataset(dataset, files.study.dataset, files.study.framings)
        paths = [files.path(name) for name in ("framing.npz", "framing.json", "baselines.json")]
        save_framings(self.framings, *paths[:2], files.study.framings)
        write_text_file(paths[2], "[]")
        write_digests(files.digests("prepare"), paths)
        self.records(files).of_study(files, "prepare").write()

    def write_study(self, text):
        (self.folder / "studies" / "mine.yaml").write_text(text)
        for path, document in settings_documents(self.files).items():
            write_text_file(path, json_text(document))

    @property
    def files(self):
        study = load_study("mine", self.folder / "studies", ROOT)
        return StudyFiles(study, str(self.folder), str(ROOT / study.dataset.file))

    def records(self, files):
        return StageRecords([files], Findings([files], [], ""), settings_documents(files))

    def train(self, runs):
        """Store made-up runs."""
        fingerprints = expected_fingerprints(self.files)
        for run in runs:
            error = LEVELS[run.configuration] + STEPS[run.repeat % len(STEPS)]
            outputs = self.framings[0].actual + error
            trained = TrainedRun(run.seed, outputs, 1, 1, {}, {}, "", b"", 0.1)
            store_run(run, trained, self.framings[0], {}, fingerprints[run.configuration])

    def decide(self, number):
        """Do a round as the jobs do it, and return its decision."""
        files = self.files
        each = files.rounds[number - 1]
        earlier = each.earlier.read_decision() if each.earlier else None
        self.train(earlier.asked_runs(each.runs) if earlier else files.runs)
        for path in each.all_done:
            write_text_file(path, "{}")
        record = self.records(files).of_round(files, each.record)
        decision, runs = decide_round(files, each, record.fingerprint)
        record.write(runs=runs)
        return decision

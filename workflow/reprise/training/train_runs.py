"""Training the runs of one job that are missing or stale."""

import json
import logging
import time
from itertools import groupby
from pathlib import Path

from reprise.data.framing import load_framings
from reprise.training.checkpoints import remove_checkpoint
from reprise.training.costs import expected_seconds, seconds_to_compile
from reprise.training.run_files import data_digest, fingerprint, is_current, program_key, store_run
from reprise.training.single_run import Keeper, compile_program, train_run

log = logging.getLogger(__name__)


def train_runs(planned, progress, checkpoint_seconds=60.0):
    """Train and store the runs of one job that are missing or stale.

    Parameters
    ----------
    planned : list of PlannedRun
    progress : callable
        Takes the work to do, in expected seconds, and returns a console.Progress or the like.
    checkpoint_seconds : float
        A run that takes longer keeps a checkpoint about as often, from which the same command
        goes on.

    Returns
    -------
    int
        How many were trained.
    """
    settings = {p: json.loads(Path(p).read_text()) for p in {r.settings_path for r in planned}}
    framings = {p: load_framings(p) for p in {r.framing_path for r in planned}}

    def framing_of(run):
        return framings[run.framing_path][settings[run.settings_path]["framing_number"]]

    one_of_each = {run.settings_path: run for run in planned}
    fingerprints = {
        path: fingerprint(settings[path]["settings"], framing_of(run), run.family_path)
        for path, run in one_of_each.items()
    }
    stale = [run for run in planned if not is_current(run, fingerprints[run.settings_path])]
    log.info("%d of %d runs to train", len(stale), len(planned))

    def program_of(run):
        said = settings[run.settings_path]["settings"]
        return program_key(said) + data_digest(framing_of(run))

    def seconds_of(run):
        said, framing = settings[run.settings_path]["settings"], framing_of(run)
        return expected_seconds(said, framing.train_rows)

    groups = [list(g) for _, g in groupby(sorted(stale, key=program_of), key=program_of)]
    compiling = [
        seconds_to_compile(settings[g[0].settings_path]["settings"], framing_of(g[0]).train_rows)
        for g in groups
    ]
    meter = progress(sum(map(seconds_of, stale)) + sum(compiling))
    for group, seconds in zip(groups, compiling, strict=True):
        framing = framing_of(group[0])
        began = time.perf_counter()
        try:
            program = compile_program(settings[group[0].settings_path]["settings"], framing)
        except RuntimeError as error:
            raise RuntimeError(f"{group[0].study} / {group[0].configuration}: {error}") from error
        log.info("compiled for %s in %.2f s", group[0], time.perf_counter() - began)
        meter.advance(seconds, str(group[0]))
        for run in group:
            described = settings[run.settings_path]
            made_from = fingerprints[run.settings_path]
            trained = train_run(
                program,
                run,
                described["settings"],
                framing,
                Keeper(run, made_from, checkpoint_seconds),
                lambda share, run=run: meter.advance(share * seconds_of(run), str(run)),
            )
            store_run(run, trained, framing, described["varied"], made_from)
            remove_checkpoint(run)
    return len(stale)

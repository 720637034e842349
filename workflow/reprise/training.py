"""Training the runs of one job that are missing or stale."""

import json
import logging
import time
from itertools import groupby
from pathlib import Path

import numpy as np

from reprise.checkpoints import (
    Checkpoint,
    load_checkpoint,
    remove_checkpoint,
    save_checkpoint,
)
from reprise.costs import expected_seconds, seconds_to_compile
from reprise.framing import load_framings
from reprise.metrics import FIT_METRICS, history_metrics
from reprise.runs import (
    Trained,
    data_digest,
    fingerprint,
    is_current,
    program_key,
    run_seed,
    store_run,
)

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
            program = _compile(settings[group[0].settings_path]["settings"], framing)
        except RuntimeError as error:
            raise RuntimeError(f"{group[0].study} / {group[0].configuration}: {error}") from error
        log.info("compiled for %s in %.2f s", group[0], time.perf_counter() - began)
        meter.advance(seconds, str(group[0]))
        for run in group:
            described = settings[run.settings_path]
            made_from = fingerprints[run.settings_path]
            trained = _train(
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


def _compile(said, framing):
    from reprise.engine import CompiledTraining  # TensorFlow, only when something is to train
    from reprise.models import build_model

    training, evaluation = said["training"], said["evaluation"]
    program = CompiledTraining(
        lambda size: build_model(said, framing.x.shape[1:], framing.outputs, framing.classes, size),
        framing.x,
        framing.y,
        framing.train_rows,
        training["batch_size"],
        shuffle=training["shuffle"],
        forecast_batch_size=evaluation.get("batch_size"),
        validation_rows=framing.validation_rows,
        keep_best=training["keep"] == "best",
        classify=bool(framing.classes),
        watch_layers=evaluation["layer_statistics"],
    )
    program.compile()
    return program


class Keeper:
    """Keeps the checkpoint of one run, when its time has come.

    Parameters
    ----------
    run : PlannedRun
    made_from : str
        The fingerprint.
    every : float
        Seconds.
    """

    def __init__(self, run, made_from, every):
        self.run, self.made_from, self.every = run, made_from, every
        self.saved = time.monotonic()

    def load(self):
        return load_checkpoint(self.run, self.made_from) or Checkpoint()

    def keep(self, make):
        """Save what `make` returns, if the last checkpoint is old enough."""
        if time.monotonic() - self.saved >= self.every:
            save_checkpoint(self.run, self.made_from, make())
            self.saved = time.monotonic()


def _train(program, run, said, framing, keeper, advance):
    began = time.perf_counter()
    seed = run_seed(run.study, run.configuration, run.repeat)
    evaluation, epochs = said["evaluation"], said["training"]["epochs"]
    every_epoch, watched = evaluation["every_epoch"], evaluation["layer_statistics"]
    before = keeper.load()
    if before.epoch:
        program.resume(seed, before.epoch, before.state)
        recorded, fit, layers = [before.history], [before.fit], [before.layers]
        advance(before.epoch / epochs)
    else:
        program.start(seed)
        recorded, fit = [], []
        layers = [program.statistics_at_start()[None]] if watched else []
    for part in program.train(epochs, every_epoch, carry_state=evaluation["state"] == "carried"):
        if every_epoch:  # outputs of every row and epoch are large: measured part by part
            recorded.append(history_metrics(framing, framing.forecasts(part.outputs)))
        fit.append(part.fit)
        layers.append(part.layers)
        advance(part.epochs / epochs)
        if program.epoch < epochs:
            keeper.keep(
                lambda: Checkpoint(
                    program.epoch,
                    program.state(),
                    _joined(recorded),
                    np.concatenate(fit),
                    np.concatenate(layers),
                    before.seconds + time.perf_counter() - began,
                )
            )
    fit = np.concatenate(fit)
    columns = dict(zip(FIT_METRICS[: fit.shape[1]], fit.T, strict=True))
    history = _joined(recorded) | columns if every_epoch else {}
    last = (
        {k: float(v[-1]) for k, v in columns.items()} if said["training"]["keep"] == "last" else {}
    )
    return Trained(
        seed=seed,
        outputs=framing.forecasts(program.outputs),
        kept_epoch=program.kept_epoch,
        history=history,
        fit=last,
        layers=_layers_csv(np.concatenate(layers)) if watched else "",
        seconds=before.seconds + time.perf_counter() - began,
    )


def _joined(recorded):
    """The parts of a history, one after the other."""
    return {k: np.concatenate([part[k] for part in recorded]) for k in (recorded or [{}])[0]}


def _layers_csv(statistics):
    """Layer statistics as CSV; update 0 is the first batch before training, outside it."""
    from reprise.layer_statistics import STATISTICS

    lines = ["update,layer," + ",".join(STATISTICS)]
    for update, layers in enumerate(statistics):
        for layer, values in enumerate(layers, start=1):
            lines.append(f"{update},{layer}," + ",".join(f"{v:.7g}" for v in values))
    return "\n".join(lines) + "\n"

"""Train one run and store what it gave."""

import time

import numpy as np

from reprise.data.framing import Framing
from reprise.evaluation.metrics import FIT_METRICS, history_metrics
from reprise.training.checkpoints import (
    Checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from reprise.training.run_files import Trained, run_seed


def compile_program(said, framing: Framing):
    from reprise.training.engine import (
        CompiledTraining,  # TensorFlow, only when something is to train
    )
    from reprise.training.models import build_model

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


def train_run(program, run, said, framing, keeper, advance):
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
    from reprise.training.layer_statistics import STATISTICS

    lines = ["update,layer," + ",".join(STATISTICS)]
    for update, layers in enumerate(statistics):
        for layer, values in enumerate(layers, start=1):
            lines.append(f"{update},{layer}," + ",".join(f"{v:.7g}" for v in values))
    return "\n".join(lines) + "\n"

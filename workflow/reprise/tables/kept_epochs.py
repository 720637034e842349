"""Configurations whose networks are nearly untrained, because the validation rows choose so.

With `training.keep: best`, a network ends with the weights of the epoch that has the lowest error
on the validation rows. If the validation rows differ from the training rows, this can be one of
the first epochs. The forecasts of such a network hardly depend on its inputs, and nothing in its
test error shows that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from reprise.stage_settings import TabulateSettings

EARLY_SHARE = 0.02  # the first two of a hundred epochs
ADVICE = (
    "Perhaps the validation rows differ from the training rows, for example in their level. Try"
    " other framing.validation_rows, framing.difference: 1, a smaller learning rate, or a fixed"
    " number of epochs with training.keep: last."
)


@dataclass(frozen=True)
class UntrainedConfiguration:
    """A configuration of which most runs keep the weights of one of the first epochs.

    Attributes
    ----------
    name : str
        Without the origin; the runs of all origins count together.
    runs : int
        The number of runs that did not diverge.
    early_runs : int
        The number of these runs that keep the weights of one of the first epochs.
    last_early_epoch : int
        The last epoch that counts as one of the first.
    epochs : int
        The number of epochs that the runs were trained; at most, if they can end early.
    """

    name: str
    runs: int
    early_runs: int
    last_early_epoch: int
    epochs: int

    def describe(self, mark: Callable[[str], str] = str) -> str:
        """Describe the configuration in one sentence.

        Parameters
        ----------
        mark : callable
            Marks a name as literal text in the format of the sentence.
        """
        last = self.last_early_epoch
        kept = f"epoch 1 to {last}" if last > 1 else "epoch 1"
        return (
            f"Most runs of {mark(self.name)} ({self.early_runs} of {self.runs}) keep the weights of"
            f" {kept} of {self.epochs}: these networks are nearly untrained."
        )


def last_early_epoch(epochs: int) -> int:
    """The last epoch among the first two in a hundred; with few epochs, the first one."""
    return max(1, int(EARLY_SHARE * epochs))


def find_untrained(runs: pd.DataFrame, settings: TabulateSettings) -> list[UntrainedConfiguration]:
    """Find the configurations of which most runs keep the weights of one of the first epochs.

    Parameters
    ----------
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    settings : TabulateSettings
        Only configurations that choose their epoch, and that train more than one, count.

    Returns
    -------
    list of UntrainedConfiguration
        In the order of the study.
    """
    is_ok = runs["state"] == "ok"
    names: dict[tuple[str, int], list[str]] = {}
    for entry in settings.configurations:
        if entry.epochs_to_choose_from is not None and entry.epochs_to_choose_from > 1:
            names.setdefault((entry.base, entry.epochs_to_choose_from), []).append(entry.name)
    found = []
    for (base, epochs), configurations in names.items():
        found_runs = runs[is_ok & runs["configuration"].isin(configurations)]
        if "trained_epochs" in runs and len(found_runs):
            epochs = int(found_runs["trained_epochs"].max())
        kept, last = found_runs["kept_epoch"], last_early_epoch(epochs)
        early = int((kept <= last).sum())
        if early > len(kept) / 2:
            found.append(UntrainedConfiguration(base, len(kept), early, last, epochs))
    return found


def describe_untrained(
    runs: pd.DataFrame, settings: TabulateSettings, mark: Callable[[str], str] = str
) -> Iterator[str]:
    """Describe all such configurations of a study, and what to try; no sentence if there is none.

    Parameters
    ----------
    runs, settings
        As for `find_untrained`.
    mark : callable
        Marks a name as literal text in the format of the sentences.
    """
    untrained = find_untrained(runs, settings)
    for configuration in untrained:
        yield configuration.describe(mark)
    if untrained:
        yield ADVICE

"""How many epochs the runs of a study needed that ends its training early (`training.stop`)."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from reprise.stage_settings import TabulateSettings

RUN = ["configuration", "repeat"]
ADVICE = "Raise training.epochs, so that the validation rows can end these runs."


def continue_ended_runs(
    history: pd.DataFrame, runs: pd.DataFrame, limits: Mapping[str, int]
) -> pd.DataFrame:
    """Give every run that ended early a row for each epoch up to the limit of its configuration.

    This is the one place that decides what a run is worth after its end: its metrics stay those of
    the network that the run ended with, of the last epoch or, with `training.keep: best`, of the
    kept epoch.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch and metrics, with the rows of a run after each other.
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    limits : mapping of str to int
        Configuration to the largest number of epochs, as in `TabulateSettings.epoch_limits`.
    """
    ended = runs.loc[runs["configuration"].isin(limits), [*RUN, "trained_epochs", "kept_epoch"]]
    missing = ended["configuration"].map(limits) - ended["trained_epochs"]
    ended = ended.assign(missing=missing)[missing > 0]
    ends = history.merge(
        ended, left_on=[*RUN, "epoch"], right_on=[*RUN, "kept_epoch"], validate="one_to_one"
    )
    added = ends.loc[ends.index.repeat(ends["missing"])]
    added = added.assign(epoch=added["trained_epochs"] + 1 + added.groupby(RUN).cumcount())
    continued = pd.concat([history, added[list(history.columns)]], ignore_index=True)
    run_numbers = continued.groupby(RUN, sort=False).ngroup()
    return continued.iloc[run_numbers.argsort(kind="stable")].reset_index(drop=True)


def describe_trained_epochs(
    runs: pd.DataFrame, settings: TabulateSettings, mark: Callable[[str], str] = str
) -> Iterator[str]:
    """Describe the trained epochs of each configuration that can end early, in a sentence each.

    Parameters
    ----------
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    settings : TabulateSettings
        The runs of all origins or splits of a configuration count together.
    mark : callable
        Marks a name as literal text in the format of the sentences.
    """
    limits = settings.epoch_limits
    names: dict[tuple[str, int], list[str]] = {}
    for entry in settings.configurations:
        if entry.name in limits:
            names.setdefault((entry.base, limits[entry.name]), []).append(entry.name)
    for (base, limit), configurations in names.items():
        trained = _trained_epochs(runs, configurations)
        if len(trained):
            reached = int((trained == limit).sum())
            sentence = f"{_describe_range(f'The runs of {mark(base)}', trained)};"
            sentence += f" {reached} of {len(trained)} reached the limit of {limit} epochs."
            yield sentence + (f" {ADVICE}" if reached > len(trained) / 2 else "")


def summarize_trained_epochs(runs: pd.DataFrame, settings: TabulateSettings) -> Iterator[str]:
    """Describe the trained epochs of all runs that can end early, in one sentence or in none."""
    limits = settings.epoch_limits
    trained = _trained_epochs(runs, list(limits))
    if len(trained):
        of_runs = runs.loc[trained.index, "configuration"].map(limits)
        reached = int((trained == of_runs).sum())
        known = set(of_runs)
        limit = f"the limit of {known.pop()} epochs" if len(known) == 1 else "their limit"
        subject = _describe_range("With early stopping, the runs", trained)
        yield f"{subject}; {reached} of {len(trained)} reached {limit}."


def _trained_epochs(runs: pd.DataFrame, configurations: list[str]) -> "pd.Series[int]":
    """The trained epochs of the runs of some configurations that did not diverge."""
    if not configurations:
        return pd.Series(dtype=int)
    is_counted = runs["configuration"].isin(configurations) & (runs["state"] == "ok")
    return runs.loc[is_counted, "trained_epochs"]


def _describe_range(subject: str, trained: "pd.Series[int]") -> str:
    low, high, median = trained.min(), trained.max(), trained.median()
    if low == high:
        return f"{subject} were trained for {low} epochs"
    return f"{subject} were trained for {low} to {high} epochs (median {median:g})"

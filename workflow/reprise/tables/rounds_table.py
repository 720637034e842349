"""The rounds of a study that trains until its pairs are decided, as a table and in sentences."""

from dataclasses import fields

import pandas as pd

from reprise.repeat_settings import UntilDecided
from reprise.round_decision import RoundDecision
from reprise.stats.comparisons import Comparison
from reprise.stats.repeated_looks import list_looks

DECIDED = "all pairs decided"
NAMES_SHOWN = 5
PAIR_TABLE_COLUMNS = (*(field.name for field in fields(Comparison)), "confidence", "round")
COLUMNS = ("configuration", "repeats", "rounds", "pairs", "undecided_pairs", "stopped_because")


def tabulate_rounds(decision: RoundDecision, rule: UntilDecided) -> pd.DataFrame:
    """Tabulate how many repeats each configuration took, and why it stopped.

    Parameters
    ----------
    decision : RoundDecision
        Of the last round.
    rule : UntilDecided

    Returns
    -------
    DataFrame
        One row per configuration: its repeats, the number of its rounds, the numbers of its pairs
        and of its undecided pairs, and why it stopped.
    """
    looks = list_looks(rule.at_least, rule.at_most)
    rows = []
    for name, repeats in decision.repeats.items():
        pairs = [
            row
            for row in decision.pairs
            if name == row["configuration"]
            or (name == row["other"] and row["kind"] == "configuration")
        ]
        undecided = sum(row["round"] is None for row in pairs)
        reason = f"at most {rule.at_most} repeats" if name in decision.continuing else DECIDED
        rounds = looks.index(repeats) + 1
        rows.append((name, repeats, rounds, len(pairs), undecided, reason))
    return pd.DataFrame(rows, columns=[*COLUMNS])


def tabulate_pairs(decision: RoundDecision) -> pd.DataFrame:
    """Tabulate the verdicts of all pairs, each with the interval of the round that decided it.

    Returns
    -------
    DataFrame
        As `comparisons.compare_study` returns it, with the `confidence` of each interval and the
        `round` of the decision, which is empty for an undecided pair. It has no rows if no baseline
        has the metric, and the study has no other pairs.
    """
    table = pd.DataFrame(decision.pairs, columns=None if decision.pairs else [*PAIR_TABLE_COLUMNS])
    is_empty = table.isna().all()
    table[table.columns[is_empty]] = table.loc[:, is_empty].astype(float)
    return table.astype({"round": "Int64"})


def describe_round(decision: RoundDecision, rule: UntilDecided) -> str:
    """Say for a person what is decided after a round, and what is trained next.

    The text is empty for a round that had nothing to do.
    """
    looks = list_looks(rule.at_least, rule.at_most)
    if looks[decision.number - 1] not in decision.repeats.values():
        return ""
    begin = (
        f"round {decision.number}: {_count_decided(decision.decided_pairs, len(decision.pairs))}"
    )
    names = decision.continuing
    if not names:
        return begin
    repeats = decision.repeats[names[0]]
    if decision.number == len(looks):
        return f"{begin}; the training stops, because at most {rule.at_most} repeats are allowed"
    shown = ", ".join(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown += f" and {len(names) - NAMES_SHOWN} more configurations"
    return f"{begin}; training {looks[decision.number] - repeats} more repeats of {shown}"


def summarize_rounds(rounds: pd.DataFrame, pairs: pd.DataFrame, rule: UntilDecided) -> str:
    """Say in two sentences how many repeats the configurations took, and why they stopped.

    Parameters
    ----------
    rounds : DataFrame
        As `tabulate_rounds` makes it.
    pairs : DataFrame
        As `tabulate_pairs` makes it.
    rule : UntilDecided
    """
    fewest, most = rounds["repeats"].min(), rounds["repeats"].max()
    taken = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    text = f"Each configuration was trained until its pairs were decided, with {taken} repeats."
    total, decided = len(pairs), int(pairs["round"].notna().sum())
    if total == 0:
        return f"The study has no pairs to decide. Each configuration has {taken} repeats."
    if decided == total:
        return f"{text} All {total} pairs are decided."
    return (
        f"{text} {_count_decided(decided, total)}; the others have no verdict, because at most"
        f" {rule.at_most} repeats were allowed."
    )


def _count_decided(decided: int, total: int) -> str:
    if total == 0:
        return "there are no pairs to decide"
    if decided == total:
        return f"all {total} pairs are decided"
    return f"{decided} of {total} pairs {'is' if decided == 1 else 'are'} decided"

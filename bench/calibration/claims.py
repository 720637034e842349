"""How often the verdict on a claim is wrong, for runs from known distributions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rows import DISTRIBUTIONS, Row

from reprise.claims.check_functions import CHECK_FUNCTIONS
from reprise.claims.conditions import FEWEST_TO_CONTRADICT, LEVEL, judge_conditions
from reprise.claims.evidence import Evidence

SUBJECT = "Claims"
RUNS = (5, 10, 30)
NAMES = list("abcde")
Runs = dict[str, np.ndarray]
Draw = Callable[[np.random.Generator, str, int], Runs]


class DrawnEvidence(Evidence):
    """Evidence of drawn runs, without the tables of a study."""

    def __init__(self, runs: Runs, is_paired: bool):
        self._runs = runs
        self._is_paired = is_paired

    def samples(
        self, study: str, configurations: Any, measure: Any, is_pooled: bool = True
    ) -> tuple[list[np.ndarray], list[list[str]]]:
        names = list(dict.fromkeys(configurations))
        if self._is_paired:
            return [np.column_stack([self._runs[name] for name in names])], [names]
        return [self._runs[name][:, None] for name in names], [[name] for name in names]


def check(kind: str, configurations: str, **keys: Any) -> dict[str, Any]:
    """A check as the plan writes it."""
    names = list(configurations)
    shown = keys.get("among", names)
    shared = {"kind": kind, "study": "s", "of": "m", "configurations": names, "shown": shown}
    return shared | keys


def draw_tied(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
    """Five configurations with one distribution."""
    return dict(zip(NAMES, DISTRIBUTIONS[distribution](rng, (5, runs)), strict=True))


def draw_tied_pairs(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
    """Five configurations whose runs share half of their variance."""
    shared, *own = DISTRIBUTIONS[distribution](rng, (6, runs))
    return {name: (shared + part) / np.sqrt(2) for name, part in zip(NAMES, own, strict=True)}


def draw_unequal_numbers(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
    """Two configurations with one distribution, of which `b` has four times as many runs."""
    drawn = DISTRIBUTIONS[distribution](rng, (5 * runs,))
    return {"a": drawn[:runs], "b": drawn[runs:]}


def draw_steps(step: float) -> Draw:
    """Configurations whose means rise by a step from each to the next."""

    def draw(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
        tied = draw_tied(rng, distribution, runs)
        return {name: values + step * k for k, (name, values) in enumerate(tied.items())}

    return draw


def draw_spreads(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
    """Configurations of which `a` has a third of the standard deviation of the others."""
    tied = draw_tied(rng, distribution, runs)
    return tied | {"a": tied["a"] / 3}


def draw_share(share: float) -> Draw:
    """Runs of which a share is below 0; the distribution does not matter."""

    def draw(rng: np.random.Generator, distribution: str, runs: int) -> Runs:
        return {"a": rng.uniform(-share, 1 - share, runs)}

    return draw


FALSE_SUPPORT, FALSE_CONTRADICTION = "a false claim is supported", "a true claim is contradicted"
SUPPORT, CONTRADICTION = "a true claim is supported", "a false claim is contradicted"
VERDICTS = {
    FALSE_SUPPORT: "supported",
    FALSE_CONTRADICTION: "contradicted",
    SUPPORT: "supported",
    CONTRADICTION: "contradicted",
}
# A claim about tied configurations, or about a number at its bound, is at the edge of being true.
AT_THE_EDGE = (FALSE_SUPPORT, FALSE_CONTRADICTION)


@dataclass(frozen=True)
class Case:
    """A claim of one check, the runs on which it is checked, and which verdicts are counted."""

    name: str
    check: dict[str, Any]
    draw: Draw = draw_tied
    promises: tuple[str, ...] = AT_THE_EDGE
    is_paired: bool = False

    def with_statistic(self, statistic: str) -> "Case":
        name = self.name.replace("mean", statistic)
        return replace(self, name=name, check=self.check | {"statistic": statistic})

    def of_pairs(self) -> "Case":
        return replace(self, name=f"{self.name}, pairs", draw=draw_tied_pairs, is_paired=True)


LOWEST = Case("lowest mean of 5, tied", check("lowest", "a", among=NAMES))
ORDERING = Case("ordering of 5 means, tied", check("ordering", "abcde", direction="rising"))
TREND = Case("trend of 5 means, tied", check("trend", "abcde", direction="rising"))
LOWER = Case("difference of 2 means at its bound", check("difference", "ab", at_most=0))
UNEQUAL = Case(
    "difference of 2 means at its bound, 4 times as many runs of one",
    LOWER.check,
    draw_unequal_numbers,
)
TIED = (LOWEST, ORDERING, TREND, LOWER)
AT_MOST = Case("mean at its upper bound", check("within", "a", at_most=0))
AT_LEAST = Case("mean at its lower bound", check("within", "a", at_least=0))
NARROW = check("within", "a", at_least=-0.005, at_most=0.005)
CASES = [
    *TIED,
    *(case.of_pairs() for case in TIED),
    UNEQUAL,
    Case("lowest mean of 5, two claimed, tied", check("lowest", "ab", among=NAMES)),
    *(case.with_statistic("median") for case in (LOWEST, LOWER, LOWER.of_pairs())),
    *(case.with_statistic("std") for case in (LOWEST, TREND, LOWER, LOWER.of_pairs())),
    AT_MOST,
    AT_LEAST,
    replace(
        AT_MOST,
        check=check("within", "a", at_most=1, statistic="std"),
        name="std at its upper bound",
    ),
    replace(
        AT_LEAST,
        check=check("within", "a", at_least=1, statistic="std"),
        name="std at its lower bound",
    ),
    Case("mean in the middle of a range of 0.01 std", NARROW, promises=(FALSE_CONTRADICTION,)),
    Case("mean at the end of a wide range", check("within", "a", at_least=0, at_most=9)),
    Case("lowest mean of 5, one std lower", LOWEST.check, draw_steps(1.0), (SUPPORT,)),
    Case(
        "lowest mean of 5 is the highest",
        check("lowest", "e", among=NAMES),
        draw_steps(1.0),
        (CONTRADICTION,),
    ),
    Case("ordering of 5 means, steps of one std", ORDERING.check, draw_steps(1.0), (SUPPORT,)),
    Case(
        "trend of 5 means, steps of a third of the std", TREND.check, draw_steps(1 / 3), (SUPPORT,)
    ),
    Case(
        "lowest std of 5, a third of the others",
        LOWEST.with_statistic("std").check,
        draw_spreads,
        (SUPPORT,),
    ),
]
STRONGLY_SKEWED = [*TIED, AT_MOST, AT_LEAST]
SHARES = [
    Case(
        f"share of {bound}, claimed to be {words} {bound}",
        check("share", "a", below=0, **{key: bound}),
        draw_share(bound),
    )
    for bound in (0.5, 0.9)
    for key, words in (("at_least", "at least"), ("at_most", "at most"))
]
SHARES += [
    Case(
        "share of 0.7, claimed to be from 0.3 to 0.7",
        check("share", "a", below=0, at_least=0.3, at_most=0.7),
        draw_share(0.7),
    ),
    Case(
        "share of 1, claimed to be at least 0.9",
        check("share", "a", below=0, at_least=0.9),
        draw_share(1.0),
        (SUPPORT,),
    ),
]


def rows(draws: int) -> Iterator[Row]:
    """Simulate every claim; see rows.Row."""
    for case in CASES:
        for distribution in DISTRIBUTIONS if case in STRONGLY_SKEWED else ("normal", "skewed"):
            if distribution == "normal" or case.promises not in ((SUPPORT,), (CONTRADICTION,)):
                yield from rows_of_case(case, distribution, draws)
    for case in SHARES:
        yield from rows_of_case(case, "normal", draws)


def rows_of_case(case: Case, distribution: str, draws: int) -> Iterator[Row]:
    """One row per number of runs and counted verdict."""
    words = case.name if case in SHARES else f"{case.name}, {distribution}"
    for runs in RUNS:
        rng = np.random.default_rng([runs, draws, *words.encode()])
        verdicts = []
        is_testable = False
        for _ in range(draws):
            evidence = DrawnEvidence(case.draw(rng, distribution, runs), case.is_paired)
            result = CHECK_FUNCTIONS[case.check["kind"]](case.check, evidence)
            verdicts.append(judge_conditions(result.conditions).verdict)
            is_testable |= any(not condition.reason for condition in result.conditions)
        for promise in case.promises:
            is_error = promise in AT_THE_EDGE
            has_too_few = VERDICTS[promise] == "contradicted" and runs < FEWEST_TO_CONTRADICT
            is_refused = has_too_few or not is_testable
            yield Row(
                promise=promise,
                case=words,
                runs=runs,
                kind="error" if is_error else "power",
                nominal=LEVEL if is_error else 1.0,
                found=None if is_refused else verdicts.count(VERDICTS[promise]) / draws,
                draws=draws,
            )

import numpy as np
import pytest

from reprise.claims.conditions import (
    TOO_FEW_TO_CONTRADICT,
    TOO_FEW_TO_SUPPORT,
    Condition,
    judge_conditions,
)

HOLDS, FAILS = Condition("holds", 30, 0.01, 0.99), Condition("fails", 30, 0.99, 0.004)
OPEN = Condition("open", 30, 0.4, 0.6)
UNKNOWN = Condition("unknown", 30, np.nan, np.nan, "no test")


def judge(*conditions):
    judgement = judge_conditions(conditions)
    return judgement.verdict, judgement.decisive, judgement.reason


def test_a_claim_is_supported_if_every_condition_is_shown():
    clearer = Condition("clear", 30, 0.0001, 1.0)
    assert judge(clearer, HOLDS, clearer) == ("supported", "holds", "")
    assert judge_conditions([clearer, HOLDS]).p_supported == 0.01
    assert judge(HOLDS, OPEN) == ("undecided", "open", "")
    assert judge(Condition("edge", 5, 0.05, 0.9)) == ("supported", "edge", "")
    assert judge(Condition("edge", 5, 0.0501, 0.9)) == ("undecided", "edge", "")


def test_a_claim_is_contradicted_by_one_condition_after_the_correction_for_their_number():
    assert judge(HOLDS, FAILS, OPEN) == ("contradicted", "fails", "")
    assert judge_conditions([FAILS] + [OPEN] * 9).p_contradicted == pytest.approx(0.04)
    assert judge(FAILS, *[OPEN] * 11)[0] == "contradicted"
    assert judge(FAILS, *[OPEN] * 12)[0] == "undecided"
    assert judge_conditions([OPEN, OPEN]).p_contradicted == 1


def test_verdicts_need_runs():
    few = Condition("few", 4, 0.0001, 1.0)
    assert judge(few, HOLDS) == ("undecided", "few", TOO_FEW_TO_SUPPORT)
    nine, ten = (Condition("n", runs, 1.0, 0.001) for runs in (9, 10))
    assert judge(nine) == ("undecided", "n", TOO_FEW_TO_CONTRADICT)
    assert np.isnan(judge_conditions([nine]).p_contradicted)
    assert judge(ten)[0] == "contradicted"
    # What does not depend on chance needs no runs.
    assert judge(Condition("score", None, 1.0, 0.0))[0] == "contradicted"
    assert judge(Condition("score", None, 0.0, 1.0))[0] == "supported"


def test_a_condition_without_a_test_leaves_a_claim_undecided_but_the_others_can_contradict_it():
    assert judge(HOLDS, UNKNOWN) == ("undecided", "unknown", "no test")
    assert judge(FAILS, UNKNOWN) == ("contradicted", "fails", "")
    judgement = judge_conditions([UNKNOWN])
    assert np.isnan([judgement.p_supported, judgement.p_contradicted]).all()


def test_the_reason_does_not_depend_on_the_order_of_the_conditions():
    few = [Condition("few", 5, 0.9, 0.001), Condition("unknown p", 5, 0.9, np.nan)]
    assert judge(*few)[2] == judge(*reversed(few))[2] == TOO_FEW_TO_CONTRADICT

"""The examples in the docstrings are run, with `results/quick` in the working directory."""

import doctest

import pytest

from reprise.results import (
    all_results,
    compare_runs,
    metric_direction,
    opening,
    short_number,
    study_results,
)

MODULES = (all_results, compare_runs, metric_direction, opening, short_number, study_results)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_of_a_module_print_what_they_say(module, in_results):
    found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
    assert found.attempted > 0

"""A paper whose numbers come from our distribution replicates, and a shifted one does not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_era_settings

from reprise.published_settings import PublishedNumber
from reprise.replication.joint_table import joint_table
from reprise.replication.replicate import replicate_study

NAMES = ("small", "middle", "large")
NO_BASELINES = pd.DataFrame(columns=["baseline"])


def make_paper(shift, factor=1.0, seed=0, runs=100):
    """A study with 100 runs per configuration, and numbers of a paper with 50 runs each."""
    rng = np.random.default_rng(seed)
    numbers, parts = [], []
    for place, name in enumerate(NAMES):
        mean, spread = 100 + 10 * place, 5 + place
        paper = pd.Series(mean + shift + factor * spread * rng.standard_normal(50)).describe()
        numbers += [
            PublishedNumber("", name, "describe", "test_rmse", statistic, round(value, 2), 2, 50)
            for statistic, value in paper.items()
        ]
        ours = mean + spread * rng.standard_normal(runs)
        parts.append(pd.DataFrame({"configuration": name, "state": "ok", "test_rmse": ours}))
    settings = make_era_settings("paper", NAMES, era=None, margin=6, published=tuple(numbers))
    table = pd.concat(part.assign(repeat=np.arange(runs) + 1) for part in parts)
    return settings, table


def verdicts(settings, runs):
    table = replicate_study(settings, runs, NO_BASELINES)
    joint = joint_table([(settings, runs)], [])
    return table.set_index(["configuration", "statistic"])["verdict"], joint.loc[0, "verdict"]


def test_a_paper_with_our_distribution_replicates():
    numbers, joint = verdicts(*make_paper(shift=0))
    assert joint == "within chance"
    assert (numbers.loc[:, ["mean", "std", "50%"]] == "replicates").all()
    assert not (numbers == "does not").any()


@pytest.mark.parametrize(("shift", "factor", "statistic"), [(12, 1.0, "mean"), (0, 2.2, "std")])
def test_a_shifted_or_wider_paper_does_not_replicate(shift, factor, statistic):
    numbers, joint = verdicts(*make_paper(shift, factor))
    assert joint == "beyond chance"
    assert (numbers.loc[:, statistic] == "does not").all()


def test_without_a_margin_no_mean_replicates():
    settings, runs = make_paper(shift=0)
    no_margin = replace(settings, comparison=replace(settings.comparison, margin=None))
    numbers, _ = verdicts(no_margin, runs)
    assert (numbers.loc[:, "mean"] == "cannot tell").all()

"""The page about the rounds of a study."""

from types import SimpleNamespace

import pandas as pd

from reprise.repeat_settings import UntilDecided
from reprise.report.rounds_page import rounds_page


def test_the_page_shows_the_repeats_and_the_round_of_each_pair():
    rounds = pd.DataFrame(
        {
            "configuration": ["a<b>", "c"],
            "repeats": [10, 10],
            "rounds": [1, 1],
            "pairs": [1, 1],
            "undecided_pairs": [0, 0],
            "stopped_because": ["all pairs decided"] * 2,
        }
    )
    numbers = {"runs": 10, "other_runs": 10, "difference": 1.0, "difference_low": 0.5}
    row = {"configuration": "a<b>", "other": "c", "verdict": "worse"} | numbers
    row |= {"difference_high": 1.5, "confidence": 0.99, "round": 1.0}
    other = row | {"verdict": "cannot tell", "round": None}
    tables = SimpleNamespace(
        settings=SimpleNamespace(study="mine", until=UntilDecided(10, 20)),
        read=lambda file: rounds,
        comparisons=pd.DataFrame([row, other]),
    )
    html = rounds_page(tables)
    assert "mine: repeats until decided" in html
    assert "with 10 repeats. 1 of 2 pairs is decided" in html
    assert "<td>1</td>" in html and "<td>undecided</td>" in html
    assert "a&lt;b&gt;" in html and "a<b>" not in html
    assert tables.comparisons["round"].tolist()[0] == 1.0, "the table of the study stays"

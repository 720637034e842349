import numpy as np
import pandas as pd

from reprise.figures.choice_sentences import describe_choice_of_best

BEST = pd.DataFrame(
    {
        "configuration": ["a", "b"],
        "best": [False, True],
        "probability_best": [0.123, 0.877],
        "honest_mean": [np.nan, 93.3],
    }
)


def test_only_the_best_configuration_has_sentences():
    assert describe_choice_of_best(BEST, "a") == []
    assert describe_choice_of_best(BEST, "alone") == []
    assert describe_choice_of_best(BEST[:0], "b") == []


def test_the_sentences_have_the_probability_and_the_honest_mean():
    (text,) = describe_choice_of_best(BEST, "b", with_name=True)
    assert text == (
        "For ``b``, the probability that its true mean is the best is 0.88. The best mean is the"
        " luckiest one; if one half of the runs chooses and the other half is the score, the mean"
        " is 93.3."
    )


def test_too_few_runs_are_refused_in_words():
    (text,) = describe_choice_of_best(BEST.assign(probability_best=np.nan), "b")
    assert text == "This choice is not judged, because that needs 4 runs."

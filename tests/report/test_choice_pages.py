from types import SimpleNamespace

import numpy as np
import pandas as pd

from reprise.report.choice_pages import best_page, one_training_page


def make_tables(task="forecast", **tables):
    return SimpleNamespace(
        settings=SimpleNamespace(study="s", metric="test_rmse", task=task), **tables
    )


def test_the_page_of_one_training_has_words_for_its_columns():
    table = pd.DataFrame({"configuration": ["a"], "prediction_low": [1.25], "best_of_5": [0.5]})
    html = one_training_page(make_tables(one_training=table))
    assert "<title>s: test_rmse, one more training</title>" in html
    assert "one more training, lower limit" in html and "best of 5" in html and "1.25" in html


def test_the_page_of_the_best_says_if_no_choice_is_judged():
    best = pd.DataFrame(
        {"forecasts": ["1 ahead"], "configuration": ["a"], "probability_best": [np.nan]}
    )
    html = best_page(make_tables(best=best))
    assert "No choice is judged" in html and "at least 4 runs" in html
    html = best_page(make_tables("classify", best=best.assign(probability_best=0.5)))
    assert "No choice is judged" not in html and ">predicts<" in html

"""The pages of a predictor, from tables as the stage `forecast` writes them."""

import io
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.predictor_settings import PredictorSettings
from reprise.report.predictor_pages import accuracy_page, calibration_page, coverage_page
from reprise.settings import DatasetSettings

TABLES = {
    "predictor_accuracy.csv": "model,form,accuracy\nnetwork,mean of the networks,0.75\n",
    "predictor_coverage.csv": (
        "level,samples_of,threshold,class,samples,coverage,low,high,mean_size,single\n"
        "95,all,0.4,,20,,,,,\n95,class,0.4,NA,12,0.9,0.8,1.0,1.2,0.8\n"
        "95,class,0.4,<b>,8,1.0,0.6,1.0,1.0,1.0\n"
    ),
    "predictor_calibration.csv": (
        "measure,probabilities,value,low,high,if_calibrated,if_calibrated_high\n"
        "calibration_error,before,0.2,0.1,0.3,0.05,0.1\nlog_loss,change,-0.1,-0.2,0.1,,\n"
    ),
}
SUMMARY = {
    "sentence": "The network is worth having.",
    "members": 1,
    "configuration": "a<b>",
    "epochs": 1,
    "diverged": 1,
    "diverged_of_folds": 2,
    "reason": "Of 2 configurations, a<b> is best.",
    "is_chosen": True,
    "fitted_temperature": 1.5,
    "temperature": 1.0,
}


def page_text(make, task="classify", **changes):
    """The text of a page without its markup."""
    dataset = DatasetSettings(units="euro")
    plan = PredictorSettings(task, (95,), "best", 2, 5)
    tables = SimpleNamespace(
        settings=SimpleNamespace(study="mine", predictor=plan, dataset=dataset),
        predictor_summary=SUMMARY | changes,
        read=lambda name, **options: pd.read_csv(io.StringIO(TABLES[name]), **options),
    )
    html = make(tables)
    assert "<b>" not in html
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<body>")[2]).split())


def test_the_first_page_says_whether_the_network_is_worth_having_and_what_that_rests_on():
    text = page_text(accuracy_page)
    assert "The network is worth having. The prediction is the mean of 1 network of the" in text
    assert "diverged: 1 network of all samples, and 2 of the folds. Of 2 configurations" in text
    assert "5 folds: each sample is predicted by 2 networks that were trained without its" in text
    assert "Some of these samples also chose the configuration" in text
    assert "reprise.load_classifier" in text and "euro" not in text
    values = page_text(accuracy_page, "regress")
    assert "units of the dataset: euro." in values and "reprise.load_regressor" in values
    other = page_text(accuracy_page, is_chosen=False, diverged=0, diverged_of_folds=0)
    assert "chose the configuration" not in other and "diverged" not in other


def test_a_class_may_have_any_name_and_a_coverage_may_be_unknown():
    text = page_text(coverage_page)
    assert "95 0.400 all 20 95 0.400 NA 12 0.900 0.800" in text
    assert "nan" not in text.lower().replace("&lt;", "")


@pytest.mark.parametrize(
    ("used", "decision"),
    [(1.5, "The classifier uses it."), (1.0, "do not show that it helps, so the classifier does")],
)
def test_the_page_of_the_probabilities_says_whether_the_temperature_is_used(used, decision):
    text = page_text(calibration_page, temperature=used)
    assert "The temperature that suits all samples is 1.50." in text and decision in text
    assert "calibration error before 0.200" in text
    assert "log loss change -0.100 -0.200 0.100" in text

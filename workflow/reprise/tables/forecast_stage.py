"""The tables of the stage `forecast`: forecasts beyond the data, and the predictor of samples.

Snakemake's plan imports this module. Therefore it imports neither pandas nor SciPy.
"""

from typing import TYPE_CHECKING

from reprise.tables.table import Table

if TYPE_CHECKING:
    from reprise.config.study import Study

FORECAST_PAGES = "reprise.report.forecast_pages"
PREDICTOR_PAGES = "reprise.report.predictor_pages"


def _forecasts_beyond(study: "Study") -> bool:
    return study.forecast is not None


def _predicts_samples(study: "Study") -> bool:
    return study.predictor is not None


def _predicts_classes(study: "Study") -> bool:
    return study.predictor is not None and study.task == "classify"


FORECAST_STAGE_TABLES = (
    Table(
        "forecast.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:forecast_page",
        caption="forecast.rst",
        stage="forecast",
    ),
    Table(
        "forecast_accuracy.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:accuracy_page",
        caption="forecast_accuracy.rst",
        stage="forecast",
    ),
    Table(
        "forecast_coverage.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:coverage_page",
        caption="forecast_coverage.rst",
        stage="forecast",
    ),
    Table("forecast_errors.csv", _forecasts_beyond, make=None, stage="forecast"),
    Table("forecast_members.csv", _forecasts_beyond, make=None, stage="forecast"),
    Table(
        "predictor_accuracy.csv",
        _predicts_samples,
        make=None,
        page=f"{PREDICTOR_PAGES}:accuracy_page",
        caption="predictor_accuracy.rst",
        stage="forecast",
    ),
    Table(
        "predictor_coverage.csv",
        _predicts_samples,
        make=None,
        page=f"{PREDICTOR_PAGES}:coverage_page",
        caption="predictor_coverage.rst",
        stage="forecast",
    ),
    Table(
        "predictor_calibration.csv",
        _predicts_classes,
        make=None,
        page=f"{PREDICTOR_PAGES}:calibration_page",
        caption="predictor_calibration.rst",
        stage="forecast",
    ),
    Table("reliability.csv", _predicts_classes, make=None, stage="forecast"),
    Table("predictor_out_of_fold.csv", _predicts_samples, make=None, stage="forecast"),
)

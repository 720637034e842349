"""Train neural networks many times and compare the results.

The library does not depend on Snakemake. docs/architecture.md describes its folders.

    import reprise
    results = reprise.open("results/my_study")

opens the tables and figures of a study. `reprise.compare` compares runs that other tools have
trained. `load_forecaster`, `load_classifier` and `load_regressor` load the networks that a study
with the key `forecast` or `predictor` has stored.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reprise.forecasting.forecaster import load_forecaster
    from reprise.forecasting.predictor import load_classifier, load_regressor
    from reprise.results.compare_runs import compare
    from reprise.results.opening import open

__all__ = ["compare", "load_classifier", "load_forecaster", "load_regressor", "open"]
MODULES = {
    "load_forecaster": "reprise.forecasting.forecaster",
    "load_classifier": "reprise.forecasting.predictor",
    "load_regressor": "reprise.forecasting.predictor",
    "compare": "reprise.results.compare_runs",
    "open": "reprise.results.opening",
}


def __getattr__(name: str) -> Any:
    """Import what the package offers when it is used, because pandas takes long to import."""
    if name in MODULES:
        return getattr(import_module(MODULES[name]), name)
    raise AttributeError(f"module 'reprise' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

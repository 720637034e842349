"""Which studies have a table, in words for a reader who misses it."""

ALWAYS = "every study has it"
SEVERAL = "it needs at least two configurations"
FORECAST = "the key `forecast` of a study makes it"
PREDICTOR = "the key `predictor` of a study makes it"
CLASS_PREDICTOR = "the key `predictor` of a study of classes makes it"
SERIES = "only a study of a series has it"

# The name of each table to the studies that have it.
CONDITIONS = {
    "runs": ALWAYS,
    "describe": ALWAYS,
    "summary": ALWAYS,
    "comparisons": ALWAYS,
    "one_training": ALWAYS,
    "baselines": ALWAYS,
    "first_rows": ALWAYS,
    "final_scores": ALWAYS,
    "best": SEVERAL,
    "repeats": f"{SEVERAL} and a number as `repeats`",
    "effects": "it needs a grid: the key `vary` of a study with at least two keys",
    "row_comparisons": "it needs a metric of the test rows, such as `metric: test_rmse`",
    "rounds": "`repeats: {until: decided}` of a study makes it",
    "forecasts": "only a study that forecasts a series has it",
    "predictions": "only a study whose key `dataset.target` is a number has it",
    "history": "the key `evaluation.every_epoch: true` of a study makes it",
    "layer_statistics": "the key `evaluation.layer_statistics: true` of a study makes it",
    "origins": "the key `origins` of a study makes it",
    "origin_comparisons": "the key `origins` of a study makes it",
    "splits": "the key `splits` of a study makes it",
    "split_comparisons": "the key `splits` of a study makes it",
    "selection": "the key `framing.validation_rows` of a study makes it",
    "steps": "it needs `framing.horizon` above 1",
    "within": "the key `tables.within` of a study makes it",
    "ensembles": "the key `tables.ensembles` of a study makes it",
    "reaching": "the key `tables.reaching` of a study makes it",
    "at_epochs": "the key `tables.at_epochs` of a study makes it",
    "unit_roots": SERIES,
    "autocorrelations": SERIES,
    "windows": SERIES,
    "forecast": FORECAST,
    "forecast_accuracy": FORECAST,
    "forecast_coverage": FORECAST,
    "forecast_errors": FORECAST,
    "forecast_members": FORECAST,
    "predictor_accuracy": PREDICTOR,
    "predictor_coverage": PREDICTOR,
    "predictor_out_of_fold": PREDICTOR,
    "predictor_calibration": CLASS_PREDICTOR,
    "reliability": CLASS_PREDICTOR,
}

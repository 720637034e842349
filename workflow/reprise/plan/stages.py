"""The stages from a dataset to the report, and the code that decides what each stage makes."""

from reprise.digests import file_digest
from reprise.paths import LIBRARY, REPLICATIONS, REPORT, SCRIPTS, TEMPLATES
from reprise.provenance import code_digests
from reprise.training.fingerprint import TRAINING_CODE

# The stages that work on one study, in their order.
STUDY_STAGES = (
    *("dataset", "prepare", "train"),
    "rounds",  # of studies that train until their pairs are decided
    "tabulate",
    *("choose", "retrain", "forecast"),  # of studies that forecast or predict
    "draw",
    "export",  # beside `draw`: the report does not wait for it
)
# The stages that read the settings of another stage.
SETTINGS_STAGES = {"choose": "forecast", "export": "draw"}
# The stages whose files are runs.
TRAINING_STAGES = ("train", "retrain")
# The stages that work on the tables of several studies.
FINDINGS_STAGES = ("replicate", "claim", "environment", "report")
# The file at which the code of each stage begins. How a training job orders its runs and shows
# its progress decides no run, so the code of training begins with the training of a single run.
# The checks of a downloaded dataset decide none of its rows, so they do not belong to its stage.
ENTRIES = {
    "dataset": LIBRARY / "data" / "dataset_files.py",
    "prepare": SCRIPTS / "prepare_studies.py",
    "train": TRAINING_CODE,
    "rounds": SCRIPTS / "decide_round.py",
    "tabulate": SCRIPTS / "tabulate_studies.py",
    "choose": SCRIPTS / "choose_configurations.py",
    "retrain": TRAINING_CODE,
    "forecast": SCRIPTS / "forecast_studies.py",
    "draw": SCRIPTS / "draw_studies.py",
    "export": SCRIPTS / "export_studies.py",
    "replicate": SCRIPTS / "replicate_figures.py",
    "claim": SCRIPTS / "check_claims.py",
    "environment": SCRIPTS / "record_environment.py",
    "report": SCRIPTS / "write_report.py",
}
PAGES_MODULE = "reprise/report/html_pages.py"
# The texts of workflow/report/ that a stage reads.
TEXTS = {
    "replicate": ("replication.html", "eras.html"),
    "report": ("*.rst", "report.css", "report.js", "vendor/*/*"),
}


def stage_code(stage: str) -> dict[str, str]:
    """Digest the code of a stage, and the files of the project that this code reads.

    These are the stored summaries of replications, the templates of pages if the stage writes
    pages, and the texts of the report.

    Returns
    -------
    dict of str to str
        File to digest.
    """
    digests = code_digests(ENTRIES[stage])
    files = sorted(REPLICATIONS.glob("*.csv")) if stage == "replicate" else []
    if PAGES_MODULE in digests:
        files += sorted(TEMPLATES.glob("*.jinja"))
    for pattern in TEXTS.get(stage, ()):
        files += sorted(REPORT.glob(pattern))
    return digests | {f"{file.parent.name}/{file.name}": file_digest(file) for file in files}

"""The stages of the way from a dataset to the report, and the code that decides what each makes.

Snakemake does not see what a script imports. So the contents of a stage's modules are written
down, and that file is an input of the stage: a module that says something new makes the stage
anew, one that was only touched does not.
"""

import hashlib
from pathlib import Path

from reprise.runs import TRAINING_MODULES
from reprise.storage import write_if_changed

WORKFLOW = Path(__file__).resolve().parents[1]
# What reads a study's tables, and shows them.
STUDY_TABLES = (
    *("study_tables", "pages", "published", "csv_columns", "dataset", "samples"),
    *("forecast_tables", "histories"),
)
MODULES = {
    "prepare": (
        *("csv_columns", "dataset", "samples", "framing", "forecast_tables"),
        *("baselines", "statistical_models", "metrics"),
    ),
    "train": TRAINING_MODULES,
    "tabulate": (
        *("tabulation", "tables", "histories", "forecast_tables"),
        *("csv_columns", "dataset", "samples", "framing"),
        *("intervals", "comparisons", "effects", "power", "origins"),
    ),
    "draw": (
        *STUDY_TABLES,
        *("metrics", "intervals", "comparisons", "effects", "tuning", "power", "origins"),
        "figures/*",
    ),
    "replicate": (
        *("replication", "agreement", "joint_distance", "published", "published_checks"),
        *("replication_figures", "replication_pages", "figures/style", "comparisons", "intervals"),
        *STUDY_TABLES,
    ),
    "claim": (
        *("claims", "claim_kinds", "measures", "claims_page", "comparisons", "intervals"),
        *STUDY_TABLES,
    ),
    "report": (
        "front_page",
        "claims_page",
        "comparisons",
        "intervals",
        "joint_distance",
        *STUDY_TABLES,
    ),
}
SCRIPTS = {
    "prepare": "prepare_studies",
    "train": "train_runs",
    "tabulate": "tabulate_studies",
    "draw": "draw_studies",
    "replicate": "replicate_figures",
    "claim": "check_claims",
    "report": "write_front_page",
}
STAGES = tuple(MODULES)


def code_files(stage):
    """The script, the modules and, where it shows them, the published numbers of a stage."""
    library = WORKFLOW / "reprise"
    files = [path for m in MODULES[stage] for path in sorted(library.glob(f"{m}.py"))]
    files.append(WORKFLOW / "scripts" / f"{SCRIPTS[stage]}.py")
    if stage in ("draw", "replicate"):
        files += sorted((WORKFLOW.parent / "data" / "published").glob("*.csv"))
    return files


def write_code(stage, results, write=write_if_changed):
    """Write down the contents of a stage's code, where they changed; return the file's path."""
    path = f"{results}/.code/{stage}.json"
    digests = {
        str(file.relative_to(WORKFLOW.parent)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in code_files(stage)
    }
    write(path, digests)
    return path

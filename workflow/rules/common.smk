"""The config and the studies, read and checked before any rule, and the work cut into jobs."""

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from reprise.environment import use_library_in
from reprise.errors import ConfigError
from reprise.layout import Plan, StudyFiles, study_jobs, training_jobs, write_settings
from reprise.runs import TRAINING_MODULES
from reprise.study import load_config, load_study

use_library_in(ROOT / "workflow")
try:
    CONFIG = load_config(ROOT / "config" / "config.yaml", overrides=config)
    STUDIES = [
        load_study(name, ROOT / "config" / "studies", ROOT, CONFIG.get("repeats"))
        for name in CONFIG["studies"]
    ]
except ConfigError as error:
    raise WorkflowError(str(error)) from None

RESULTS = CONFIG["results"]
FILES = [StudyFiles(study, RESULTS) for study in STUDIES]
for files in FILES:
    write_settings(files)

TABLES = [path for files in FILES for path in files.tables]
FIGURES = [path for files in FILES for path in files.figures]
# The tables that the report shows, and the captions beside them.
REPORTED_TABLES = ("describe", "baselines", "final_scores")
REPORTED = [path for path in TABLES if Path(path).stem in REPORTED_TABLES]
CAPTIONS = [
    os.path.relpath(ROOT / "workflow" / "report" / f"{caption}.rst")
    for caption in REPORTED_TABLES
]
# Snakemake does not see what a script imports: the modules that decide a stage's results are
# among its inputs.
LIBRARY = os.path.relpath(ROOT / "workflow" / "reprise")
MODULES = {
    stage: [f"{LIBRARY}/{module}.py" for module in modules]
    for stage, modules in {
        "prepare": ["dataset", "framing", "baselines"],
        "train": TRAINING_MODULES,
        "tabulate": ["tables"],
        "draw": ["figures", "published"],
    }.items()
}


def jobs_of(stage, outputs):
    """Cut a stage that works on whole studies into jobs."""
    return study_jobs(stage, FILES, outputs, CONFIG["job_size"], workflow.cores)


def observations(job):
    """The CSV files that a job's studies read."""
    files = {files.study.dataset["file"] for files in job.files}
    return sorted(os.path.relpath(ROOT / file) for file in files)


def plan(entries):
    """A parameter that Snakemake does not write into the record of every output file."""
    return lambda wildcards, output: Plan(entries)

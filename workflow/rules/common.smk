"""The config and the studies, read and checked before any rule, and the work cut into jobs."""

import os
import sys
from functools import partial
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from reprise.checks import refuse_equal_titles
from reprise.claim_checks import load_claims, resolve_claims
from reprise.costs import (
    MEGABYTES,
    MEGABYTES_TO_TRAIN,
    SECONDS_A_STUDY,
    minutes_to_ask,
    seconds_to_train,
)
from reprise.environment import use_modules_in
from reprise.errors import ConfigError
from reprise.files import PAGES, StudyFiles, write_settings
from reprise.findings import CATEGORY, Findings
from reprise.jobs import Plan, study_jobs, training_jobs
from reprise.stages import STAGES, write_code
from reprise.storage import write_if_changed
from reprise.study import load_config, load_study

use_modules_in(ROOT / "workflow", ROOT)
try:
    CONFIG = load_config(ROOT / "config" / "config.yaml", overrides=config)
    STUDIES = [
        load_study(name, ROOT / "config" / "studies", ROOT, CONFIG.get("repeats"))
        for name in CONFIG["studies"]
    ]
    refuse_equal_titles(STUDIES)
    SAID = load_claims(ROOT / "data" / "claims.yaml")
    SAID["claims"] = resolve_claims(SAID, "data/claims.yaml", STUDIES)
except ConfigError as error:
    raise SystemExit(f"Reprise: {error}") from None

RESULTS = CONFIG["results"]
FILES = [
    StudyFiles(
        study,
        RESULTS,
        (
            os.path.relpath(ROOT / study.dataset["file"])
            if "file" in study.dataset
            else None
        ),
    )
    for study in STUDIES
]
for files in FILES:
    write_settings(files)
# What the report is of.
write_if_changed(f"{RESULTS}/settings.json", [study.name for study in STUDIES])
FINDINGS = Findings(FILES, SAID["claims"], RESULTS)
CLAIMS = FINDINGS.path("settings.json")
write_if_changed(CLAIMS, SAID)
FRONT_PAGE = FINDINGS.path("front_page.rst")

TABLES = [path for files in FILES for path in files.tables]
# Snakemake does not miss a run whose tables are there.
MISSED_RUNS = [path for files in FILES for path in files.missed_runs]
FIGURES = [path for files in FILES for path in files.figures]
# What the report shows of the tables, and the captions beside them.
REPORTED = [path for files in FILES for path in files.pages]
CAPTIONS = [
    os.path.relpath(ROOT / "workflow" / "report" / f"{page}.rst") for page in PAGES
]
CONFIGURATIONS = {(s.name, c.name): c for s in STUDIES for c in s.configurations}
# What each stage's modules say is one of its inputs.
CODE = {stage: write_code(stage, RESULTS) for stage in STAGES}


def jobs_of(stage):
    """Cut a stage into jobs."""
    cut = training_jobs if stage == "train" else partial(study_jobs, stage)
    return cut(FILES, CODE, CONFIG["job_size"], workflow.cores or 1)


def asks(seconds, megabytes=MEGABYTES):
    """What a job asks a cluster for: for each attempt as much again."""
    return {
        "mem_mb": lambda wildcards, attempt: attempt * megabytes,
        "runtime": lambda wildcards, attempt: attempt * minutes_to_ask(seconds),
    }


def asks_to_train(job):
    """What a training job asks a cluster for."""
    usual = asks(seconds_to_train(job.runs, CONFIGURATIONS), MEGABYTES_TO_TRAIN)
    return usual | CONFIG["training_resources"]


def asks_of_studies(number):
    """What a short job asks a cluster for that does something for a number of studies."""
    return asks(SECONDS_A_STUDY * number) | {"side_by_side": 1}


def together(name):
    """The name under which short jobs share a submission to a cluster, which takes no shares."""
    return None if CONFIG["job_size"] == "share" else name


def refuse_shares():
    """Stop where jobs would be submitted that their node cannot know.

    A node reads this file anew, and how the work is dealt out depends on what is done by then.
    """
    if workflow.non_local_exec and CONFIG["job_size"] == "share":
        raise WorkflowError(
            "Reprise: job_size is 'share', which deals the runs out over the cores of one"
            " machine. On a cluster say --config job_size=configuration, or run, study, all;"
            " profiles/slurm/ does."
        )


onstart:
    refuse_shares()


def literal(text):
    """Text in which Snakemake finds no wildcards: an invisible joiner follows each brace."""
    return text.replace("{", "{\N{WORD JOINER}")


def plan(entries):
    """A parameter that Snakemake does not write into the record of every output file."""
    return lambda wildcards, output: Plan(entries)

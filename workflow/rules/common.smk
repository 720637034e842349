"""The plan of the command, which the rules of all stages share."""

import atexit
import os
import sys
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))
# A command that is refused, and a dry run, leave no file in the project, not even bytecode.
sys.dont_write_bytecode = True

from reprise.interruption import stop_at_signals

stop_at_signals(
    cancel_jobs=lambda: cancel_submitted_jobs(workflow.scheduler),
    release=lambda: LOCK.release(),
)  # before the imports that take long

from reprise.environment_variables import prepare_environment_of_jobs

prepare_environment_of_jobs()  # before NumPy is imported

from reprise.console import COMMAND_VARIABLE
from reprise.config.config_file import check_config_files
from reprise.config.folders import mark_results_folder
from reprise.environment import add_module_folders
from reprise.errors import RepriseError
from reprise.figures.registry import ENDINGS
from reprise.escape import show_control_characters
from reprise.plan.guards import (
    nearest_folder,
    refuse_braces,
    refuse_full_disk,
    refuse_shares_on_a_cluster,
    refuse_unwritable,
    refuse_unwritable_records,
)
from reprise.plan.jobs import Unrecorded
from reprise.plan.resources import (
    group_name,
    job_resources,
    refuse_unreadable_amounts,
    study_resources,
    training_resources,
)
from reprise.plan.results_lock import ResultsLock
from reprise.plan.workflow_plan import make_plan
from reprise.snakemake_compat import (
    adapt_snakemake,
    cancel_submitted_jobs,
    continue_after_errors,
    keep_open_in_jobs,
)
from reprise.storage import remove_partial_files
from reprise.training.costs import SECONDS_PER_STUDY

add_module_folders(ROOT / "workflow", ROOT)
os.environ[COMMAND_VARIABLE] = str(os.getpid())
# Ctrl-C and a closed terminal reach the jobs as well; the command ends them with one sentence.
shell.prefix("trap '' INT HUP; ")
adapt_snakemake(workflow)
try:
    refuse_braces(ROOT, ".")
    refuse_full_disk(".")
    refuse_unwritable_records(ROOT)
    check_config_files(workflow.configfiles)
    PLAN = make_plan(ROOT, config)
    refuse_unreadable_amounts(PLAN.config["training_resources"])
except RepriseError as error:
    raise SystemExit(show_control_characters(f"Reprise: {error}")) from None
if PLAN.continues:
    continue_after_errors(
        workflow, PLAN.wrong.describe_left_out() if PLAN.wrong.problems else ""
    )
RESULTS = PLAN.results
LOCK = ResultsLock(RESULTS)
FINDINGS = PLAN.findings
CORES = workflow.cores or 1
JOB_SIZE = PLAN.config["job_size"]


def from_root(*parts):
    """The path of a file of the project, relative to the working directory."""
    return os.path.relpath(ROOT.joinpath(*parts))


def inputs_of(paths, changes):
    """The inputs of a job; their times count only if the job has to run anyway.

    Snakemake does not look at the jobs that follow a job which has to run. It takes their inputs
    for a sufficient reason, so these are not ancient.
    """
    return [*paths, *changes] if changes else ancient(paths)


def settings_of_findings(path, stage):
    """A settings file that a stage across all studies reads; see `inputs_of`."""
    return path if PLAN.changes.of_findings(stage) else ancient(path)


def unrecorded(entries):
    """A parameter that Snakemake does not copy into the record of every output file."""
    return lambda wildcards, output: Unrecorded(entries)


onstart:
    try:
        refuse_shares_on_a_cluster(JOB_SIZE, workflow.non_local_exec)
        refuse_full_disk(nearest_folder(RESULTS))
        refuse_unwritable([RESULTS, *(files.folder for files in PLAN.studies)])
        keep_open_in_jobs(LOCK.take())
        mark_results_folder(RESULTS)
    except RepriseError as error:
        raise SystemExit(show_control_characters(f"Reprise: {error}")) from None
    atexit.register(LOCK.release)
    remove_partial_files(RESULTS)

"""The config and the studies, read and checked before any rule, and the work cut into jobs."""

import errno
import os
import signal
import sys
from functools import partial
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from reprise.config.study_checks import refuse_equal_titles
from reprise.config.claim_validation import load_claims, resolve_claims
from reprise.console import COMMAND, show_error
from reprise.training.costs import (
    MEGABYTES,
    SECONDS_A_STUDY,
    megabytes_to_train,
    minutes_to_ask,
    seconds_to_train,
)
from reprise.environment import use_modules_in
from reprise.errors import ConfigError, explain_os_error
from reprise.plan.files import PAGES, StudyFiles, write_settings
from reprise.plan.findings import CATEGORY, Findings
from reprise.plan.jobs import Plan, study_jobs, training_jobs
from reprise.plan.stages import STAGES, write_code
from reprise.storage import remove_parts, says_already, write_if_changed
from reprise.config.study import load_config, load_study
from snakemake.persistence import FileBackupMixin

use_modules_in(ROOT / "workflow", ROOT)
os.environ[COMMAND] = str(os.getpid())
sys.excepthook = show_error  # Ctrl-C while Snakemake plans
# What a run stored is whole and stays. Snakemake would copy every run before a job updates them
# and, if the job fails, copy all back: old runs over new ones, half ones where the disk is full.
FileBackupMixin.backup_output = FileBackupMixin.cleanup_backup
FileBackupMixin.restore_output = lambda self, path: False
# A terminal that is closed stops the command as Ctrl-C does, which unlocks the folder.
if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
    signal.signal(signal.SIGHUP, signal.default_int_handler)
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
FINDINGS = Findings(FILES, SAID["claims"], RESULTS)
CLAIMS = FINDINGS.path("settings.json")
FRONT_PAGE = FINDINGS.path("front_page.rst")

TABLES = [path for files in FILES for path in files.tables]
# Snakemake does not miss a run, or a framing, whose tables are there.
MISSED = [path for files in FILES for path in files.missed]
FIGURES = [path for files in FILES for path in files.figures]
# What the report shows of the tables, and the captions beside them.
REPORTED = [path for files in FILES for path in files.pages]
CAPTIONS = [
    os.path.relpath(ROOT / "workflow" / "report" / f"{page}.rst") for page in PAGES
]
CONFIGURATIONS = {(s.name, c.name): c for s in STUDIES for c in s.configurations}


def is_locked():
    """Whether a Snakemake is at work on the results, or was killed at it."""
    locks = Path(".snakemake", "locks").glob("*.output.lock")
    files = (file for lock in locks for file in lock.read_text().splitlines())
    return any(file.startswith(f"{RESULTS}/") for file in files)


def leave_as_it_is(path, document):
    """Refuse a change to what the jobs of another Snakemake read."""
    if not says_already(path, document):
        raise ConfigError(
            f"{path}: a Snakemake is at work on these results, and what the config, a study or"
            " the code says has changed since it started. Wait until it has ended and give the"
            " same command again. If it was killed, give the command once with --unlock before."
        )


def make_way():
    """Stop before any job where results cannot be written; clear up what a kill left behind."""
    for folder in [RESULTS, *(files.folder for files in FILES)]:
        there = next(p for p in [Path(folder), *Path(folder).parents] if p.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            error = OSError(errno.EROFS, os.strerror(errno.EROFS), str(there))
            raise SystemExit(f"Reprise: {explain_os_error(error)}")
    remove_parts(RESULTS)


def refuse_full_disk():
    """Stop before Snakemake writes its own records, which it does not survive on a full disk."""
    disk = os.statvfs(".")
    if disk.f_blocks and disk.f_bavail * disk.f_frsize < SNAKEMAKES_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.getcwd())


SNAKEMAKES_ROOM = 2**20  # bytes: its locks, logs and records of a command
IS_AT_WORK = is_locked() and "--unlock" not in sys.argv
record = leave_as_it_is if IS_AT_WORK else write_if_changed
try:
    refuse_full_disk()
    for files in FILES:
        write_settings(files, record)
    # What the report is of.
    record(f"{RESULTS}/settings.json", [study.name for study in STUDIES])
    record(CLAIMS, SAID)
    # What each stage's modules say is one of its inputs.
    CODE = {stage: write_code(stage, RESULTS, record) for stage in STAGES}
except ConfigError as error:
    raise SystemExit(f"Reprise: {error}") from None
except OSError as error:
    raise SystemExit(f"Reprise: {explain_os_error(error)}") from None


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
    of = job.runs, CONFIGURATIONS
    usual = asks(seconds_to_train(*of), megabytes_to_train(*of))
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


def literal(text):
    """Text in which Snakemake finds no wildcards: an invisible joiner follows each brace."""
    return text.replace("{", "{\N{WORD JOINER}")


def plan(entries):
    """A parameter that Snakemake does not write into the record of every output file."""
    return lambda wildcards, output: Plan(entries)


onstart:
    refuse_shares()
    make_way()

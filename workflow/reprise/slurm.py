"""What Slurm says about jobs, and what the user can do about it.

Slurm's own words (states, reasons, errors of its commands) are shown, because they are what a user
can search for. This module adds what to do.
"""

import functools
import re
import subprocess
from collections import Counter

SECONDS_TO_ANSWER = 12

# Errors that pass when the controller is back, or when other jobs of the user have ended.
PASSING_ERRORS = (
    "Unable to contact slurm controller",
    "Socket timed out",
    "Connection refused",
    "Connection timed out",
    "temporarily unable to accept job",
    "in standby mode",
    "job submit limit",
    "MaxSubmitJob",
)
POSTPONED = "Reprise tries again until Slurm takes the job."

# What to do if Slurm refuses a job.
ADVICE_BY_REFUSAL = {
    "violates": "Your cluster limits the number and size of your jobs; use a smaller --jobs.",
    "account": (
        "Correct slurm_account in profiles/slurm/;"
        " `sacctmgr show associations user=$USER format=account,partition` lists what you may use."
    ),
    "partition": "Correct slurm_partition in profiles/slurm/; `sinfo` lists the partitions.",
    "qos": "Correct qos in profiles/slurm/; `sacctmgr show qos format=name` lists the names.",
    "gres": "Correct gres in profiles/slurm/; `sinfo -o '%P %G'` lists what the nodes have.",
    "feature": "Correct constraint in profiles/slurm/; `sinfo -o '%P %f'` lists the features.",
    "memory specification": "No node has as much memory; request less mem_mb.",
    "time limit": (
        "The partition allows less time; `sinfo -o '%P %l'` lists the limits. Use another"
        " partition, a smaller runtime, or --config job_size=run."
    ),
    "node configuration": (
        "No node has what the job requests; `sinfo -o '%P %c %m %G'` lists cores, memory and GPUs."
    ),
}

# What to do about a job that failed, by its state.
ADVICE_BY_STATE = {
    "TIMEOUT": (
        "It needed more time than it requested. A further attempt requests more; to request"
        " more from the start, set runtime in training_resources."
    ),
    "OUT_OF_MEMORY": (
        "It needed more memory than it requested. A further attempt requests more; to request"
        " more from the start, set mem_mb in training_resources."
    ),
    "CANCELLED": "Somebody cancelled it.",
    "NODE_FAIL": "Its machine failed.",
    "DEADLINE": "Its deadline passed.",
}
# What the log of a job says if Slurm killed it for its memory; some clusters give it another state.
KILLED_FOR_MEMORY = re.compile(r"exceeded .*memory limit|oom.kill|out of memory", re.IGNORECASE)
FORGOTTEN = (
    "Slurm does not know job {number} any more, and nobody can tell how it ended. Runs that are"
    " complete are kept."
)

NO_JOB_IN_QUEUE = (
    "No job of this command is in the queue of Slurm. Reprise waits for Slurm to take the next"
    " jobs, or to say how the last jobs ended."
)

# What to do about a pending job, by the first letters of the reason. Resources and Priority need
# no advice: the jobs wait for their turn.
ADVICE_BY_REASON = {
    "Nodes required for job are DOWN, DRAINED": "the machines are out of service; see `sinfo -R`",
    "ReqNodeNotAvail": "the machines are out of service or reserved; see `sinfo -R`",
    "PartitionDown": "the partition is out of service; use another one",
    "PartitionInactive": "the partition is out of service; use another one",
    "PartitionTimeLimit": "the job never starts; the partition allows less time",
    "PartitionNodeLimit": "the job never starts; the partition allows less",
    "PartitionConfig": "the job never starts; the partition allows less",
    "BadConstraints": "the job never starts; no machine has what it requests",
    "InvalidAccount": "the job never starts; correct slurm_account",
    "InvalidQOS": "the job never starts; correct qos",
    "JobHeld": "`scontrol release NUMBER` lets it start, `scancel NUMBER` cancels it",
    "launch failed requeued held": (
        "its machine could not start it; `scontrol release NUMBER` lets it start again"
    ),
    "job requeued in held state": "`scontrol release NUMBER` lets it start again",
    "BeginTime": "Slurm starts it again in a few minutes",
    "Assoc": "the limit of your account is reached",
    "QOS": "the limit of your quality of service is reached",
    "MaxJobsPerAccount": "the limit of your account is reached",
    "ReqMemory": "the job never starts; it requests too much memory",
}


@functools.cache
def sacct_answers() -> bool:
    """Whether `sacct` knows jobs that have ended, which needs a database of jobs."""
    return _ask("sacct", "--noheader", "--allocations", "--name", "reprise") is not None


def can_pass(error: str) -> bool:
    """Whether Slurm can take a job later: it did not answer, or the user has too many jobs."""
    return any(text in error for text in PASSING_ERRORS)


def explain_failure(message: str, log: str = "") -> str:
    """Write in one line why a job failed or was refused, and what to do.

    Parameters
    ----------
    message : str
        What Snakemake's executor for Slurm says about the job.
    log : str
        The end of the log that Slurm wrote for the job.
    """
    ended = re.search(r"SLURM-job '(\S+)' failed.*status is: '(\w+)'", message, re.DOTALL)
    if ended:
        number, state = ended.groups()
        cause = "OUT_OF_MEMORY" if KILLED_FOR_MEMORY.search(log) else state
        return f"Slurm ended job {number}: {state}. {ADVICE_BY_STATE.get(cause, '')}".rstrip()
    refused = re.search(r"error message was '(.*?)'\.\n", message, re.DOTALL)
    reason = _one_line(refused[1] if refused else message)
    advice = next((text for word, text in ADVICE_BY_REFUSAL.items() if word in reason.lower()), "")
    return f"Slurm refused the job: {reason}. {advice}".rstrip()


def describe_queue(run_id: str) -> str:
    """Write in one line what the jobs of this command do, and why those that wait do so.

    Parameters
    ----------
    run_id : str
        The name that all jobs of the command have.

    Returns
    -------
    str
        Empty if no job is in the queue.
    """
    answer = _ask("squeue", "--noheader", "--name", run_id, "--format", "%T|%r")
    if answer is None:
        return (
            "Slurm does not answer. Jobs that run go on; Reprise asks again every minute, and"
            " submits more jobs when Slurm is back."
        )
    states = Counter(line.strip() for line in answer.splitlines() if line.strip())
    parts = [f"{number} {_describe(*state.split('|', 1))}" for state, number in states.items()]
    return f"Jobs in the queue of Slurm: {'; '.join(parts)}" if parts else ""


def _describe(state: str, reason: str) -> str:
    if state != "PENDING" or reason == "None":
        return state
    advice = next((a for text, a in ADVICE_BY_REASON.items() if reason.startswith(text)), "")
    return f"PENDING ({reason}{': ' if advice else ''}{advice})"


def _ask(*command: str) -> str | None:
    """What a command prints, or None if it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_ANSWER)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _one_line(text: str) -> str:
    """The parts of an error that differ, without the names of the commands."""
    parts = [re.sub(r"^\w+: error: ", "", line.strip()) for line in text.splitlines()]
    return "; ".join(dict.fromkeys(part.rstrip(".") for part in parts if part)).replace(":;", ":")

"""The stages of the way from a dataset to the report, and the code that decides what each makes.

The digests of a stage's code are written to a file that is an input of the stage: changed code
makes the stage anew, a touched module or a changed comment does not.
"""

import hashlib

from reprise.paths import PUBLISHED, SCRIPTS
from reprise.provenance import code_digests
from reprise.storage import write_if_changed
from reprise.training.run_files import SINGLE_RUN

# The file with which the code of each stage begins. What a job says, and in which order it trains,
# decides no run: the code of training begins with the training of one run.
ENTRIES = {
    "prepare": SCRIPTS / "prepare_studies.py",
    "train": SINGLE_RUN,
    "tabulate": SCRIPTS / "tabulate_studies.py",
    "draw": SCRIPTS / "draw_studies.py",
    "replicate": SCRIPTS / "replicate_figures.py",
    "claim": SCRIPTS / "check_claims.py",
    "report": SCRIPTS / "write_front_page.py",
}
STAGES = tuple(ENTRIES)


def write_code(stage, results, write=write_if_changed):
    """Write down the digests of a stage's code, where they changed; return the file's path.

    The published numbers are among them for the stages that show them.
    """
    path = f"{results}/.code/{stage}.json"
    digests = code_digests(ENTRIES[stage])
    if stage in ("draw", "replicate"):
        for file in sorted(PUBLISHED.glob("*.csv")):
            digests[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    write(path, digests)
    return path

"""The stages from a dataset to the report, and the code that decides what each stage makes."""

import hashlib

from reprise.paths import LIBRARY, PUBLISHED, SCRIPTS, TEMPLATES
from reprise.provenance import code_digests
from reprise.training.fingerprint import TRAINING_CODE

# The file at which the code of each stage begins. How a training job orders its runs and shows
# its progress decides no run, so the code of training begins with the training of a single run.
# The checks of a downloaded dataset decide none of its rows, so they do not belong to its stage.
ENTRIES = {
    "dataset": LIBRARY / "data" / "dataset_files.py",
    "prepare": SCRIPTS / "prepare_studies.py",
    "train": TRAINING_CODE,
    "tabulate": SCRIPTS / "tabulate_studies.py",
    "draw": SCRIPTS / "draw_studies.py",
    "replicate": SCRIPTS / "replicate_figures.py",
    "claim": SCRIPTS / "check_claims.py",
    "report": SCRIPTS / "write_front_page.py",
}
STAGES = tuple(ENTRIES)
SHOWS_PUBLISHED_NUMBERS = ("draw", "replicate")
PAGES_MODULE = "reprise/report/html_pages.py"


def stage_code(stage: str) -> dict[str, str]:
    """Digest the code of a stage, and the files that this code reads.

    These are the published numbers if the stage shows them, and the templates of pages if the
    stage writes pages.

    Returns
    -------
    dict of str to str
        File to digest.
    """
    digests = code_digests(ENTRIES[stage])
    files = sorted(PUBLISHED.glob("*.csv")) if stage in SHOWS_PUBLISHED_NUMBERS else []
    if PAGES_MODULE in digests:
        files += sorted(TEMPLATES.glob("*.jinja"))
    for file in files:
        digests[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return digests

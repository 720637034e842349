"""Which rounds of a study are complete and current."""

import os

from reprise.errors import DamagedFileError
from reprise.plan.files import StudyFiles
from reprise.plan.round_files import RoundFiles
from reprise.plan.stage_records import StageRecords
from reprise.plan.stored_runs import inspect_runs
from reprise.round_decision import RoundDecision


def first_stale_round(files: StudyFiles, records: StageRecords) -> int:
    """Return the number of the first round that has to be done; one more than the last if none has.

    Parameters
    ----------
    files : StudyFiles
        Their framings are current.
    records : StageRecords
    """
    earlier = None
    for each in files.rounds:
        decision = _read_if_current(files, each, earlier, records)
        if decision is None:
            return each.number
        earlier = decision
    return len(files.rounds) + 1


def _read_if_current(
    files: StudyFiles, each: RoundFiles, earlier: RoundDecision | None, records: StageRecords
) -> RoundDecision | None:
    """The decision of a round; None if something of the round is missing, changed or damaged.

    The record of a round has an index of the runs that the round has added.
    """
    record = records.of_round(files, each.record)
    if not record.is_current() or not all(map(os.path.exists, each.all_done)):
        return None
    added = files.runs if earlier is None else earlier.asked_runs(each.runs)
    if not inspect_runs(files, added, record.read()).are_tabulated:
        return None
    try:
        return each.read_decision()
    except (OSError, DamagedFileError):
        return None

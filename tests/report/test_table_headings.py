from pathlib import Path

from reprise.report.table_headings import HEADINGS
from reprise.tables.registry import TABLES


def test_every_table_that_the_report_shows_has_one_heading():
    pages = {Path(table.page_file).stem for table in TABLES if table.page}
    assert pages == HEADINGS.keys()
    assert len(set(HEADINGS.values())) == len(HEADINGS)

import pytest

from reprise.plan.stages import ENTRIES, stage_code


@pytest.mark.parametrize("stage", ENTRIES)
def test_the_code_of_a_stage_begins_at_its_script(stage):
    digests = stage_code(stage)
    entry = ENTRIES[stage].as_posix().rpartition("workflow/")[2]
    assert entry in digests
    assert all(len(digest) == 64 for digest in digests.values())


def test_the_report_depends_on_the_texts_that_it_shows():
    shown = stage_code("report")
    assert {"report/describe.rst", "report/report.css", "pico/pico.min.css"} <= shown.keys()
    assert "templates/report.html.jinja" in shown
    assert "report/eras.html" in stage_code("replicate")
    assert "report/describe.rst" not in stage_code("draw")


def test_an_export_decides_no_other_stage():
    for stage in ENTRIES:
        exports = [f for f in stage_code(stage) if f.startswith("reprise/export")]
        assert bool(exports) == (stage == "export")
    assert "reprise/report/html_pages.py" not in stage_code("export")


def test_a_figure_does_not_decide_a_table_and_a_page_does_not_decide_a_run():
    assert not [f for f in stage_code("tabulate") if f.startswith("reprise/figures")]
    assert not [f for f in stage_code("tabulate") if f.startswith("reprise/report")]
    assert not [
        f
        for f in stage_code("train")
        if f.startswith(("reprise/tables", "reprise/figures", "reprise/plan", "reprise/stats"))
    ]

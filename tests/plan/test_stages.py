import pytest

from reprise.plan.stages import ENTRIES, stage_code


@pytest.mark.parametrize("stage", ENTRIES)
def test_the_code_of_a_stage_begins_at_its_script(stage):
    digests = stage_code(stage)
    entry = ENTRIES[stage].as_posix().rpartition("workflow/")[2]
    assert entry in digests
    assert all(len(digest) == 64 for digest in digests.values())


def test_the_report_depends_on_the_texts_that_it_shows():
    assert "describe.rst" in stage_code("report")
    assert "front_page.rst" in stage_code("front_page")
    assert "eras.html" in stage_code("replicate")
    assert "describe.rst" not in stage_code("draw")


def test_a_figure_does_not_decide_a_table_and_a_page_does_not_decide_a_run():
    assert not [f for f in stage_code("tabulate") if f.startswith("reprise/figures")]
    assert not [f for f in stage_code("tabulate") if f.startswith("reprise/report")]
    assert not [
        f
        for f in stage_code("train")
        if f.startswith(("reprise/tables", "reprise/figures", "reprise/plan", "reprise/stats"))
    ]

"""The paper kit in the plan: what it is made from, and what waits for it."""

from reprise.plan.kit_files import KitFiles
from reprise.plan.workflow_plan import make_plan


def plan_of(root, *names):
    return make_plan(root, {"studies": ",".join(names)})


def test_a_kit_reads_the_tables_across_studies_that_have_rows_of_its_study(root):
    plan = plan_of(root, "lstm_epochs", "tiny", "lstm_lags")
    kits = {files.study.name: files.kit for files in plan.studies}
    assert kits["lstm_epochs"].tables_of_findings == {
        "results/replication.csv": "results/findings/replicate.sha256",
        "results/claims.csv": "results/findings/claim.sha256",
    }
    assert kits["lstm_lags"].findings == []
    for files in plan.studies:
        claimed = files in plan.findings.claimed_studies
        assert ("results/claims.csv" in files.inputs("export")) == claimed
        assert set(files.kit.tables_of_findings.values()) <= set(plan.digested)


def test_the_report_waits_for_no_kit(root):
    plan = plan_of(root, "tiny")
    (files,) = plan.studies
    assert isinstance(files.kit, KitFiles)
    made = files.outputs("export")
    assert made[:-2] == [*files.kit.paths, "results/tiny/tiny.ipynb"]
    assert "results/tiny/paper/values.tex" in made
    assert made[-2:] == ["results/tiny/export.sha256", "results/tiny/made_from/export.json"]
    checked = {path for digests, paths in plan.digested.items() for path in (digests, *paths)}
    assert checked.isdisjoint(made)
    assert files.digested["results/tiny/export.sha256"] == made[:-2]


def test_a_kit_is_made_from_the_findings_about_its_study(root):
    study = root / "config" / "studies" / "tiny.yaml"

    def record():
        plan = plan_of(root, "tiny")
        return plan.records.of_study(plan.studies[0], "export").made_from

    alone = record()
    assert alone["findings"] == [] and {"tabulate", "prepare", "settings"} <= alone.keys()
    row = "{configuration: epochs=3, statistic: mean, value: 100.0, runs: 3}"
    study.write_text(f"{study.read_text()}published: [{row}]\n")
    published = record()
    assert len(published["findings"]) == 1
    study.write_text(study.read_text().replace("value: 100.0", "value: 101.0"))
    assert record()["findings"] != [] and record() != published

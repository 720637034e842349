import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.findings import Findings


def findings_of(*names, claims=()):
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in names]
    return Findings([StudyFiles(study, "results", None) for study in studies], list(claims), "r")


def names_of(all_files):
    return [files.study.name for files in all_files]


def test_a_study_with_published_numbers_is_replicated_and_equal_runs_are_pooled():
    findings = findings_of("lstm_epochs", "lstm_dropout", "quick", "births_forecasters")
    assert names_of(findings.replicated_studies) == ["lstm_epochs"]
    assert names_of(findings.pooled_studies) == ["lstm_dropout", "quick"], (
        "they train printed networks"
    )
    assert findings.figures == ["r/findings/replication_eras"]
    assert findings.tables == {"joint_table": "r/findings/joint_distance.csv"}


def test_a_study_that_replicates_another_one_is_compared_with_its_numbers():
    findings = findings_of("lstm_epochs_eras", "sequence_forecasters_eras", "sequence_epochs_eras")
    replicated = ["lstm_epochs_eras", "sequence_forecasters_eras"]
    assert names_of(findings.replicated_studies) == replicated
    assert findings.figures == ["r/findings/replication_eras", "r/findings/replication_runs"]


def test_single_published_runs_have_a_figure_of_their_own():
    assert findings_of("batchnorm").figures == ["r/findings/replication_runs"]


def test_nothing_is_replicated_without_published_numbers():
    findings = findings_of("quick")
    assert findings.replicated_studies == findings.pooled_studies == []
    assert findings.tables == {}
    assert findings.shown == ["r/environment.json", "r/findings/environment.sha256"]


@pytest.mark.parametrize("studies", [["quick"], ["lstm_epochs"], ["quick", "lstm_epochs"]])
def test_claims_are_checked_on_the_studies_that_they_name(studies):
    findings = findings_of("lstm_epochs", "quick", claims=[{"studies": studies}])
    assert sorted(names_of(findings.claimed_studies)) == sorted(studies)
    assert findings.tables["claims_table"] == "r/claims.csv"
    expected = ["r/claims.csv", "r/findings/claims.html"]
    assert findings.digested["r/findings/claim.sha256"] == expected


def test_claims_are_also_checked_on_equal_runs_of_other_studies():
    names = ("lstm_epochs", "lstm_dropout", "quick", "births_forecasters")
    findings = findings_of(*names, claims=[{"studies": ["lstm_epochs"]}])
    assert names_of(findings.studies_pooled_for_claims) == ["lstm_dropout", "quick"]
    assert findings_of(*names).studies_pooled_for_claims == []

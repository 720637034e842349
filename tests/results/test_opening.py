import pandas as pd
import pytest

import reprise
from reprise.errors import RepriseError
from reprise.results.all_results import AllResults
from reprise.results.opening import open as open_results
from reprise.results.study_results import StudyResults


def test_the_package_offers_what_the_module_has():
    assert reprise.open is open_results
    assert {"open", "compare"} <= set(dir(reprise))


def test_a_folder_of_a_study_and_a_folder_of_studies_are_told_apart(quick):
    assert isinstance(reprise.open(str(quick)), StudyResults)
    assert isinstance(reprise.open(quick.parent), AllResults)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("quik", "there is no such folder. Did you mean 'quick'?"),
        ("quick/figures", "this folder is a part of the results of a study. Open the whole study"),
        ("quick/runs.csv", "this file is a part of the results of a study"),
        ("..", "this folder has no results itself. Open"),
        ("../studies", "this folder has no results of a study (settings/draw.json is missing)"),
        ("../studies/quick.yaml", "this is a file. Open the folder of a study"),
        ("../none/quick", "The working directory is"),
    ],
)
def test_a_path_without_results_is_an_error_that_says_what_to_open(quick, path, message):
    with pytest.raises(RepriseError) as error:
        reprise.open(quick.parent / path)
    assert message in str(error.value)


def test_results_of_all_studies_are_a_mapping(quick, eras, tmp_path):
    for folder in (quick, eras):
        (tmp_path / folder.name).symlink_to(folder)
    (tmp_path / "settings.json").write_text('["quick", "removed"]')
    results = reprise.open(tmp_path)
    assert list(results) == ["quick", "eras"] and len(results) == 2
    assert results["eras"].study == "eras"
    assert "  eras: Two eras" in repr(results)
    assert "<code>eras</code> Two eras" in results._repr_html_()
    with pytest.raises(KeyError, match="Did you mean 'quick'"):
        results["quik"]
    with pytest.raises(AttributeError, match=r"Choose a study, as in results\['quick'\]\.runs"):
        results.runs  # noqa: B018


def test_claims_replication_and_environment_are_those_of_the_files(quick, tmp_path):
    from reprise.storage import write_digests

    (tmp_path / "quick").symlink_to(quick)
    findings = tmp_path / "findings"
    findings.mkdir()
    results = reprise.open(tmp_path)
    files = {"claims": ("claims.csv", "claim"), "replication": ("replication.csv", "replicate")}
    for name, (file, stage) in files.items():
        with pytest.raises(RepriseError, match=f"{file} is missing. It is made by"):
            getattr(results, name)
        path = tmp_path / file
        path.write_text("a,verdict\n1,supported\n")
        write_digests(findings / f"{stage}.sha256", [path])
        pd.testing.assert_frame_equal(getattr(results, name), pd.read_csv(path))
        path.write_text("a,verdict\n2,supported\n")
        with pytest.raises(RepriseError, match=rf"{file}: was changed after it was written"):
            getattr(results, name)
    (tmp_path / "environment.json").write_text('{"python": "3.11"}')
    write_digests(findings / "environment.sha256", [tmp_path / "environment.json"])
    assert results.environment == {"python": "3.11"}

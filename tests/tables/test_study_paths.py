from reprise.tables.study_paths import StudyPaths


def test_the_files_of_a_study_have_every_member_that_tables_need(files):
    members = {name for name in vars(StudyPaths) if not name.startswith("_")}
    assert members == {
        *("study", "folder", "observations", "digests", "path", "settings"),
        *("tabulated_runs", "list_runs", "read_last_decision"),
    }
    assert all(hasattr(files, name) for name in members)

from reprise.tables.study_paths import StudyPaths


def test_the_files_of_a_study_have_every_member_that_tables_need(files):
    members = {name for name in vars(StudyPaths) if not name.startswith("_")}
    assert members == {"study", "folder", "observations", "runs", "digests", "path", "settings"}
    assert all(hasattr(files, name) for name in members)

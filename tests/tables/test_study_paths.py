from reprise.tables.study_paths import StoredPaths, StudyPaths

READ = {"observations", "digests", "path", "settings"}
RUN = {"study", "folder", "tabulated_runs", "list_runs", "read_last_decision"}


def members_of(protocol):
    return {name for name in vars(protocol) if not name.startswith("_")}


def test_the_files_of_a_study_have_every_member_that_tables_need(files):
    assert members_of(StoredPaths) == READ
    assert members_of(StudyPaths) == RUN
    assert all(hasattr(files, name) for name in READ | RUN)

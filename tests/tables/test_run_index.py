from reprise.file_index import is_unchanged
from reprise.plan.stored_runs import expected_fingerprints
from reprise.tables.run_index import index_runs


def test_the_index_has_the_fingerprints_of_the_plan_and_every_file_of_every_run(files):
    index = index_runs(files)
    assert index["study"] == "quick"
    assert index["fingerprints"] == expected_fingerprints(files)
    assert len(set(index["fingerprints"].values())) == 2
    assert next(iter(index["files"])) == "runs/epochs=100/001.json"
    assert all(is_unchanged(path, files.folder, index["files"]) for path in files.trained)

import io

import pandas as pd
import pytest

from reprise.tables.record_tables import RecordFile, join_records


@pytest.fixture
def files(tmp_path):
    """The histories of two configurations; the second has one column more, in another order."""
    texts = {
        ("a,1", 1): "epoch,test_accuracy\n1,0.5\n2,nan\n",
        ("a,1", 2): "epoch,test_accuracy\n1,1e-05\n",
        ("b", 1): "fit_loss,epoch,test_accuracy\n9.25,1,inf\n",
    }
    files = []
    for (configuration, repeat), text in texts.items():
        path = tmp_path / f"{configuration}{repeat}.csv"
        path.write_text(text)
        files.append(RecordFile(configuration, repeat, str(path)))
    return files


def test_the_files_of_all_runs_become_one_table_with_the_same_numbers(files):
    assert "".join(join_records(files)) == (
        "configuration,repeat,epoch,test_accuracy,fit_loss\n"
        '"a,1",1,1,0.5,\n'
        '"a,1",1,2,nan,\n'
        '"a,1",2,1,1e-05,\n'
        '"b",1,1,inf,9.25\n'
    )


def test_files_with_equal_columns_are_joined_as_they_are(files):
    assert "".join(join_records(files[:2])) == (
        'configuration,repeat,epoch,test_accuracy\n"a,1",1,1,0.5\n"a,1",1,2,nan\n"a,1",2,1,1e-05\n'
    )


def test_pandas_reads_the_names_of_configurations(files):
    table = pd.read_csv(io.StringIO("".join(join_records(files))))
    assert table["configuration"].unique().tolist() == ["a,1", "b"]


def test_one_file_is_read_at_a_time(files, tmp_path):
    parts = join_records(files)
    assert next(parts).startswith("configuration")
    (tmp_path / "b1.csv").unlink()
    assert next(parts).startswith('"a,1",1,1')

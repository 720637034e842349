import pytest


@pytest.fixture
def csv_file(tmp_path):
    """Write a CSV and return its path."""

    def write(content, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write

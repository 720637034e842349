"""Files that are whole or absent.

Whatever ends a process, be it a signal, a full disk or the power, a file is there as it was
meant, or as it was before, or not at all.
"""

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_file(path, lasting=True):
    """A binary file to write to, which takes its name when it is whole.

    Until then it is a hidden part beside its place.

    Parameters
    ----------
    path : path-like
    lasting : bool
        Whether it takes the name only when the disk has it: some file systems would keep the
        name and lose the content when the power fails. It takes a millisecond, and what carries
        a checksum of its own does not need it.

    Raises
    ------
    OSError
        If it cannot be written, a full disk among the reasons; it names the file, and no part is
        left.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(part, "wb") as handle:
            yield handle
            if lasting:
                handle.flush()
                os.fsync(handle.fileno())
        os.replace(part, path)
    except OSError as error:
        if error.filename not in (None, str(part)):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(path, text, lasting=True):
    """Write a text file so that it is whole or absent, as `whole_file` does."""
    with whole_file(path, lasting) as handle:
        handle.write(text.encode())


def says_already(path, document):
    """Whether a JSON file is there and says what `write_if_changed` would write."""
    try:
        return Path(path).read_bytes() == _json(document)
    except FileNotFoundError:
        return False


def write_if_changed(path, document):
    """Write a JSON file, unless it says the same already."""
    if not says_already(path, document):
        with whole_file(path) as handle:
            handle.write(_json(document))


def read_json(path):
    """Read a JSON file that a job has written.

    Raises
    ------
    ValueError
        If it is not whole; the message says what to do.
    """
    try:
        return json.loads(Path(path).read_bytes())
    except ValueError as error:
        raise ValueError(
            f"{path}: is not whole ({error}); delete it and run the same command again."
        ) from None


def write_digests(path, files):
    """Write SHA-256 digests of files of one folder, as `sha256sum --check` reads them."""
    lines = (f"{_digest(file)}  {Path(file).name}\n" for file in files)
    write_whole(path, "".join(lines))


def check_digest(path, digests_path):
    """Hold a file against what `write_digests` wrote.

    Raises
    ------
    ValueError
        If it is not whole or was changed; the message says what to do.
    """
    if f"{_digest(path)}  {Path(path).name}" not in Path(digests_path).read_text().splitlines():
        raise ValueError(
            f"{path}: was changed after it was written; delete it and run the same command again"
            " to make it anew."
        )


def remove_parts(folder):
    """Remove the parts that killed processes left in a folder and all below it."""
    for place, _, names in os.walk(folder):
        for name in names:
            hidden, _, process = name.rpartition(".")
            if hidden.startswith(".") and "." in hidden[1:] and process.isdigit():
                Path(place, name).unlink(missing_ok=True)


def literal_rst(text):
    """reStructuredText in which Snakemake's report looks for no template."""
    return f"{{% raw %}}{text}{{% endraw %}}\n"


def _digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _json(document):
    return (json.dumps(document, indent=1) + "\n").encode()

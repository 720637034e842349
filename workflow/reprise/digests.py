"""SHA-256 digests of files and of documents."""

import hashlib
import json
import os
from typing import Any


def file_digest(path: str | os.PathLike[str]) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def document_digest(document: Any) -> str:
    """SHA-256 of a document for JSON; the order of keys does not count."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

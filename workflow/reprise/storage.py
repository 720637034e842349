"""Files that are whole or absent."""

import os
from pathlib import Path


def write_whole(path, text):
    """Write a text file so that it is whole or absent, whenever the process ends."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)

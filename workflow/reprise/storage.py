"""Files that are whole or absent."""

import json
import os
from pathlib import Path


def write_whole(path, text):
    """Write a text file so that it is whole or absent, whenever the process ends."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def write_if_changed(path, document):
    """Write a JSON file, unless it says the same already."""
    text = json.dumps(document, indent=1) + "\n"
    if not Path(path).exists() or Path(path).read_text() != text:
        write_whole(path, text)


def literal_rst(text):
    """reStructuredText in which Snakemake's report looks for no template."""
    return f"{{% raw %}}{text}{{% endraw %}}\n"

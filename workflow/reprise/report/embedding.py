"""Put figures, stylesheets and scripts into one HTML file."""

import base64
import hashlib
import json
from functools import cache

from markupsafe import Markup

from reprise.paths import REPORT

VENDOR = REPORT / "vendor"
STYLESHEETS = (
    VENDOR / "pico" / "pico.min.css",
    VENDOR / "datatables" / "dataTables.dataTables.min.css",
    VENDOR / "datatables-buttons" / "buttons.dataTables.min.css",
    REPORT / "report.css",
)
SCRIPTS = (
    VENDOR / "datatables" / "dataTables.min.js",
    VENDOR / "datatables" / "dataTables.dataTables.min.js",
    VENDOR / "datatables-buttons" / "dataTables.buttons.min.js",
    VENDOR / "datatables-buttons" / "buttons.dataTables.min.js",
    VENDOR / "minisearch" / "index.js",
    REPORT / "report.js",
)


def svg_address(svg: str) -> Markup:
    """Write an SVG as a `data:` address for an attribute in single quotes.

    Only the characters that end the address or the attribute are replaced. base64 would need a
    third more.

    Source: RFC 2397, and "URL Standard", https://url.spec.whatwg.org
    """
    address = " ".join(svg.split()).replace("%", "%25").replace("#", "%23")
    quoted = address.replace("&", "&amp;").replace("'", "&#39;")
    return Markup(f"data:image/svg+xml,{quoted}")


@cache
def read_stylesheet() -> Markup:
    """All stylesheets of the report, in their order."""
    return Markup("\n".join(path.read_text(encoding="utf-8") for path in STYLESHEETS))


@cache
def read_scripts() -> tuple[Markup, ...]:
    """The scripts of the report, in their order.

    Raises
    ------
    ValueError
        If a script contains the end of a script element.
    """
    texts = []
    for path in SCRIPTS:
        text = _without_source_map(path.read_text(encoding="utf-8"))
        if "</script" in text.lower():
            raise ValueError(f"{path.name} contains </script")
        texts.append(Markup(text))
    return tuple(texts)


def content_security_policy() -> str:
    """The policy of the page: it loads nothing, and it runs only the scripts of the report.

    The browser compares each script with its SHA-256 digest. Therefore a text of a study could not
    run even if it became markup.
    """
    digests = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in read_scripts()
    ]
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scripts};"
        " base-uri 'none'; form-action 'none'"
    )


def vendored_versions() -> dict[str, str]:
    """The versions of the packages in workflow/report/vendor/, by name."""
    packages = json.loads((VENDOR / "packages.json").read_text(encoding="utf-8"))
    return {name: package["version"] for name, package in packages.items()}


def _without_source_map(script: str) -> str:
    """A script without its last line, if that line names a file that is not there."""
    lines = script.rstrip().split("\n")
    return "\n".join(lines[:-1] if lines[-1].startswith("//# sourceMappingURL") else lines)

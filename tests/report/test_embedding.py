import base64
import hashlib
import json
from html import unescape
from urllib.parse import unquote

import pytest

from reprise.report import embedding
from reprise.report.embedding import (
    SCRIPTS,
    STYLESHEETS,
    VENDOR,
    content_security_policy,
    read_scripts,
    read_stylesheet,
    svg_address,
    vendored_versions,
)


def test_a_browser_reads_the_svg_that_was_embedded():
    svg = """<svg title='50% & "more"'>\n  <use href="#a"/>\n</svg>"""
    attribute = str(svg_address(svg))
    assert "'" not in attribute and "\n" not in attribute
    kind, _, content = unescape(attribute).partition(",")
    assert kind == "data:image/svg+xml"
    assert "#" not in content, "the address would end there"
    assert unquote(content) == " ".join(svg.split())


def test_only_the_scripts_of_the_report_run():
    policy = content_security_policy()
    for script in read_scripts():
        digest = base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    assert "unsafe" not in scripts and "http" not in policy


def test_nothing_that_is_embedded_loads_anything():
    for text in (read_stylesheet(), *read_scripts()):
        assert "@import" not in text and "sourceMappingURL" not in text
    assert "url(http" not in read_stylesheet()


def test_the_end_of_a_script_element_in_a_script_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "bad.js"
    path.write_text("'</script>'")
    monkeypatch.setattr(embedding, "SCRIPTS", (path,))
    read_scripts.cache_clear()
    with pytest.raises(ValueError, match=r"bad\.js contains </script"):
        read_scripts()
    read_scripts.cache_clear()


def test_vendored_files_are_those_of_their_packages_with_their_licences():
    packages = json.loads((VENDOR / "packages.json").read_text())
    listed = {}
    for package in packages.values():
        assert package["license"] == "MIT"
        assert any("licen" in name.lower() for name in package["files"])
        listed |= package["files"]
    found = {
        str(path.relative_to(VENDOR)): f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "packages.json"
    }
    assert found == listed
    used = {path for path in (*STYLESHEETS, *SCRIPTS) if VENDOR in path.parents}
    assert {str(path.relative_to(VENDOR)) for path in used} <= listed.keys()
    assert vendored_versions().keys() == packages.keys()

import os
import re
from html import unescape

import pytest

from reprise.plan.stages import stage_code
from reprise.report.rst_html import convert_rst


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("a secret")
    return path


@pytest.mark.parametrize(
    "directive",
    [
        ".. include:: {}",
        ".. include:: {}\n   :literal:",
        ".. raw:: html\n   :file: {}",
        ".. csv-table::\n   :file: {}",
        ".. raw:: html\n\n   <script>1</script>",
        ".. role:: code(raw)\n   :format: html\n\n:code:`<script>1</script>`",
        ".. image:: file://{}",
        ".. figure:: {}\n\n   a legend",
        ".. embeddedimage:: {}",
        ".. |s| image:: {}\n\nAn |s| image",
    ],
)
def test_no_directive_reads_a_file_writes_html_or_shows_an_image(secret, directive):
    html = convert_rst(f"Before.\n\n{directive.format(secret)}\n\nAfter.")["html_body"]
    assert "a secret" not in html
    assert re.findall("<(script|img|object|embed)", html) == []
    assert "Before." in html and "After." in html


def test_only_addresses_of_web_pages_become_links():
    rst = (
        "`a <javascript:x>`_ `b <data:text/html,x>`__ file:///etc/passwd me@example.org"
        " https://example.org/c `d <http://example.org>`_ e_\n\n.. _e: javascript:y"
    )
    html = convert_rst(rst)["body"]
    assert re.findall('href="([^"]*)"', html) == ["https://example.org/c", "http://example.org"]
    for text in ("a", "b", "file:///etc/passwd", "me@example.org", "d", "e"):
        assert text in unescape(re.sub("<[^>]*>", "", html))


def test_a_configuration_of_docutils_changes_nothing(secret, monkeypatch):
    monkeypatch.chdir(secret.parent)
    with open("docutils.conf", "w") as file:
        file.write("[general]\nraw_enabled: yes\nfile_insertion_enabled: yes\n")
    assert os.path.exists("docutils.conf")
    assert "a secret" not in convert_rst(f".. include:: {secret}")["body"]


def test_a_mistake_does_not_stop_the_report():
    assert "Text." in convert_rst("Text.\n\n====\n====\n\n.. unknown:: directive\n")["body"]


def test_a_change_of_this_code_writes_the_report_again():
    assert "reprise/report/rst_html.py" in stage_code("report")

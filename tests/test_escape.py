import jinja2
import pytest
from docutils.core import publish_parts

from reprise.escape import escape_jinja, escape_mathtext, escape_rst


@pytest.mark.parametrize("text", [r"a\b", "*a*", "`a`", "|a|", "a_", "`x <y>`_", "**", "[1]_"])
def test_escaped_text_is_shown_as_it_is(text):
    options = {"report_level": 1, "halt_level": 1}
    body = publish_parts(
        f"The text {escape_rst(text)} ends.", writer="html5", settings_overrides=options
    )["body"]
    shown = text.replace("<", "&lt;").replace(">", "&gt;")
    assert body == f"<p>The text {shown} ends.</p>\n"


def test_a_new_line_begins_no_directive():
    assert escape_rst("a\n\n.. raw:: html\n\n   b") == "a .. raw:: html b"


def test_a_dollar_sign_begins_no_formula():
    assert escape_mathtext("$x$ in $") == r"\$x\$ in \$"


@pytest.mark.parametrize(
    "text", ["{{ 1 + 1 }}", "{% raw %}{% endraw %}{{ 1 }}", "{# a #}", "{{{", "{{%", "a { b } c"]
)
def test_a_template_shows_escaped_text_as_it_is(text):
    assert jinja2.Template(escape_jinja(text)).render() == text

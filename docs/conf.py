"""Settings of the site, which `make site` builds with Sphinx from the Markdown pages.

The source folder is the whole project, so that a link such as ../config/README.md leads to the same
page on the site, on GitHub and in an editor. The first page is the README of the project.
"""

project = "Reprise"
author = "The Reprise developers"
root_doc = "README"
include_patterns = ["*.md", "config/README.md", "data/README.md", "docs/*.md"]
exclude_patterns = [".*", "docs/_build", "results*", "downloads", "workflow", "tests", "bench"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_external_toc"]
external_toc_path = "docs/navigation.yml"
myst_heading_anchors = 6  # every heading has the anchor that GitHub gives it
nitpicky = True
# Types of other packages have no page here.
nitpick_ignore_regex = [("py:.*", r"(?!reprise\.).*")]

suppress_warnings = ["misc.highlighting_failure"]  # GitHub has colours for CSV, and Pygments none

default_role = "code"  # in docstrings, as in Markdown
autodoc_typehints = "none"  # the docstrings describe the types
autodoc_member_order = "bysource"

html_title = "Reprise"
html_theme = "furo"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_search_summary = False  # a browser refuses to read other pages of a local file
html_additional_pages = {"index": "index.html"}
templates_path = ["templates"]

"""The site that `make site` builds: every page is in its menu, and every link leads somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from conftest import ROOT

import reprise

PAGES = [
    *sorted(path.stem for path in ROOT.glob("*.md")),
    *sorted(f"docs/{path.stem}" for path in (ROOT / "docs").glob("*.md")),
    *("config/README", "data/README"),
]
ADDRESS = re.compile(r"https://[\w-]+(\.[\w-]+)+(/\S*)?")


class Page:
    """A page of the site.

    Attributes
    ----------
    content : BeautifulSoup
    anchors : set of str
    links : set of str
        The addresses that a reader can go to.
    loaded : set of str
        The addresses of what the browser loads: pictures, styles, scripts.
    """

    def __init__(self, path):
        self.content = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        self.anchors = {tag["id"] for tag in self.content.find_all(id=True)}
        self.links = {tag["href"] for tag in self.content.find_all("a", href=True)}
        styles = {tag["href"] for tag in self.content.find_all("link", href=True)}
        self.loaded = styles | {tag["src"] for tag in self.content.find_all(src=True)}


class Site:
    """The pages of a built site, by their path without `.html`."""

    def __init__(self, folder):
        self.folder = folder
        self.pages = {
            path.relative_to(folder).with_suffix("").as_posix(): Page(path)
            for path in folder.rglob("*.html")
        }

    def has(self, page, address):
        """Whether an address on a page leads to a file and an anchor of the site."""
        parts = urlsplit(address)
        path = unquote(parts.path) or Path(page).name + ".html"
        target = os.path.normpath(Path(page).parent / path)
        if target.startswith("..") or not (self.folder / target).is_file():
            return False
        other = self.pages.get(target.removesuffix(".html"))
        anchors = other.anchors if other else set()
        return not parts.fragment or unquote(parts.fragment) in anchors


def build_site(folder):
    """Build the site by the command of `make site`, for which a warning is an error."""
    recipe = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", f"BIN={Path(sys.executable).parent}", "site"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )
    *command, output = shlex.split(recipe.stdout.splitlines()[-1])
    assert output == "docs/_build"
    done = subprocess.run([*command, folder], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Site(folder)


def is_on_another_site(address):
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def test_the_site_has_every_page_and_every_link_leads_somewhere(tmp_path):
    site = build_site(tmp_path / "site")

    menu = {a["href"] for a in site.pages["README"].content.select(".sidebar-tree a")}
    assert menu == {f"{page}.html" for page in PAGES} - {"README.html"}

    addresses = {(name, a) for name, page in site.pages.items() for a in page.links | page.loaded}
    inside = {(name, a) for name, a in addresses if not is_on_another_site(a)}
    assert sorted((name, a) for name, a in inside if not site.has(name, a)) == []
    assert not site.has("README", "docs/nothing.html") and not site.has("README", "../x.html")
    assert not site.has("README", "docs/files.html#nothing")

    outside = {a for _, a in addresses - inside}
    assert "https://slurm.schedmd.com" in outside
    assert [a for a in outside if not ADDRESS.fullmatch(a)] == []
    assert [a for page in site.pages.values() for a in page.loaded if is_on_another_site(a)] == []

    first_page = site.pages["index"].content.find("meta", attrs={"http-equiv": "refresh"})
    assert first_page["content"].endswith("url=README.html")

    reference = site.pages["docs/python"].content
    for name in reprise.__all__:  # each with its docstring
        shown = reference.find(id=f"reprise.{name}").find_next("dd").get_text().split()
        assert shown[:5] == getattr(reprise, name).__doc__.split()[:5]

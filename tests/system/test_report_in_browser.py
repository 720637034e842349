"""The report, opened in a real browser."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ROOT, Project
from hostile_studies import CANARY, SECRET, STUDIES, shown_texts, write_studies
from report_visit import CHROMIUM, Visit

pytestmark = [
    pytest.mark.workflow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt install chromium)"),
]


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server():
    """A server to which hostile texts send requests; `requests` lists them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.requests.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.requests = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def test_a_browser_shows_the_report(shared, browser):
    visit = Visit(browser, shared.folder / "results" / "report.html")
    visit.show_everything()
    first, everything = visit.texts[0], "\n".join(visit.texts)
    assert "\nResults\n" in first, "the menu was not drawn"
    assert "its result depends on luck" in first, "the introduction was not drawn"
    assert "The result of each study" in first and "A tiny study" in first
    for shown in ("Each dot is one of 3 runs", "First rows", "description of all runs"):
        assert shown in everything
    position = "document.querySelector('.prose').getBoundingClientRect().top"
    visit.page.evaluate("app.setView({content: 'rulegraph', navbarMode: 'menu'})")
    visit.page.wait_for_timeout(200)
    assert visit.page.evaluate(position) >= 0, "a long first page cannot be scrolled to its top"
    assert visit.errors == [] and visit.dialogs == [] and visit.requests == []
    assert visit.foreign_elements == [] and visit.broken_images == []


def test_no_text_of_a_study_is_more_than_text(tmp_path_factory, browser, server):
    project = Project(tmp_path_factory.mktemp("hostile") / "project")
    port = server.server_address[1]
    write_studies(project, port)
    printed = project.snakemake(studies=",".join(STUDIES))
    visit = Visit(browser, project.folder / "results" / "report.html")
    visit.show_everything()
    visit.page.wait_for_timeout(500)  # a payload may wait a moment
    assert visit.scripts_ran == [] and visit.dialogs == [] and visit.errors == []
    assert visit.requests == [] and server.requests == []
    assert visit.foreign_elements == [] and visit.broken_images == []
    assert [link for link in visit.links if not link.startswith(("#", "http"))] == []
    everything = " ".join("\n".join(visit.texts).split())
    assert SECRET not in everything
    assert list(project.folder.rglob(f"*{CANARY}*")) == []
    missing = {k: t for k, t in shown_texts(project.folder, port).items() if t not in everything}
    assert missing == {}
    files = [p for p in project.folder.rglob("*") if p.suffix in (".log", ".txt", ".rst", ".html")]
    texts = [printed, *(path.read_text() for path in files if ROOT not in path.parents)]
    assert not any(control in text for text in texts for control in ("\x1b", "\x9b", "\u202e"))

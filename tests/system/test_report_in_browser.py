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


WIDTHS = (400, 768, 1280, 1920)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report with tutorials, claims, published numbers, eras and a long table."""
    project = Project(tmp_path_factory.mktemp("report") / "project")
    studies = "lstm_epochs,lstm_neurons,batchnorm"
    project.snakemake(studies=studies, repeats=3)
    return project.folder / "results" / "report.html"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_whole_at_every_width(report, browser, width, scheme):
    visit = Visit(browser, report, width, color_scheme=scheme)
    visit.open_everything()
    assert visit.cropped == []
    assert visit.broken_images == []
    assert visit.lost_links == set()
    assert visit.foreign_elements == []
    assert visit.errors == [] and visit.dialogs == [] and visit.requests == []
    visit.page.close()


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(report, browser, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visit = Visit(browser, report, width, color_scheme=scheme)
    visit.open_everything()
    faults = [
        (fault["id"], fault["impact"], fault["nodes"][0]["html"][:200])
        for fault in axe.run(visit.page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert faults == []
    visit.page.close()


def test_a_table_sorts_filters_and_is_saved_as_csv(report, browser):
    visit = Visit(browser, report)
    page = visit.page
    page.evaluate("location.hash = 'lstm_epochs-table-comparisons'")
    table = page.locator("#lstm_epochs-table-comparisons table").last
    table.scroll_into_view_if_needed()
    column = table.locator("thead th", has_text="difference of means")
    column.locator("[role=button]").click()
    number = column.evaluate("cell => cell.cellIndex")
    cells = table.locator(f"tbody tr > :nth-child({number + 1})").all_inner_texts()
    values = [float(cell) for cell in cells if cell]
    assert len(values) > 5 and values == sorted(values)
    around = page.locator("#lstm_epochs-table-comparisons .dt-container").last
    around.locator("input[type=search]").fill("persistence")
    rows = table.locator("tbody tr").all_inner_texts()
    assert rows and all("persistence" in row for row in rows)
    with page.expect_download() as download:
        around.locator("button", has_text="Save as CSV").click()
    saved = download.value.path().read_text()
    assert "difference of means" in saved and "persistence" in saved
    assert visit.errors == []
    page.close()


def test_the_contents_follow_the_scroll_and_a_link_unfolds_what_it_leads_to(report, browser):
    visit = Visit(browser, report)
    page = visit.page
    assert page.locator("#contents a[aria-current]").get_attribute("href") == "#overview"
    page.locator("#lstm_neurons").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('lstm_neurons').scrollIntoView()")
    page.wait_for_selector("#contents a[aria-current][href='#lstm_neurons']")
    assert not page.locator("#lstm_neurons-table-best").is_visible()
    page.locator("#contents a[href='#lstm_neurons-table-best']").click()
    page.wait_for_selector("#lstm_neurons-table-best", state="visible")
    page.close()


def test_the_search_finds_a_study_a_figure_and_a_table(report, browser):
    visit = Visit(browser, report)
    page = visit.page
    for words, place in (
        ("neurons", "#lstm_neurons"),
        ("one more training", "#lstm_epochs-table-one_training"),
        ("batch normalization", "#batchnorm"),
    ):
        page.locator("#search").fill(words)
        found = page.locator("#found a").evaluate_all(
            "links => links.map(l => l.getAttribute('href'))"
        )
        assert place in found, words
    page.locator("#search").fill("zebra crossing")
    assert page.locator("#found").inner_text() == "Nothing found"
    assert visit.errors == []
    page.close()


def test_the_keyboard_reaches_the_contents_on_a_small_screen(report, browser):
    visit = Visit(browser, report, 400)
    page = visit.page
    assert not page.locator("#contents").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#open-contents").focus()
    page.keyboard.press("Enter")
    assert page.locator("#contents").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#contents").is_visible()
    assert page.evaluate("document.activeElement.id") == "open-contents"
    page.close()


def test_the_report_prints_every_study_on_a_page_of_its_own(report, browser, tmp_path):
    visit = Visit(browser, report)
    path = tmp_path / "report.pdf"
    visit.page.pdf(path=str(path), format="A4")
    pages = path.read_bytes().count(b"/Type /Page\n")
    assert pages > 6
    visit.page.close()


def test_without_scripts_the_report_shows_the_same(report, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{report}")
    assert page.locator("#lstm_epochs .answer").is_visible()
    assert page.locator("#lstm_epochs-table-describe table").is_visible()
    context.close()


def test_no_text_of_a_study_is_more_than_text(tmp_path_factory, browser, server):
    project = Project(tmp_path_factory.mktemp("hostile") / "project")
    port = server.server_address[1]
    write_studies(project, port)
    printed = project.snakemake(studies=",".join(STUDIES))
    visit = Visit(browser, project.folder / "results" / "report.html")
    visit.open_everything()
    visit.page.locator("#search").fill("script")
    visit.page.wait_for_timeout(500)  # a payload may wait a moment
    assert not visit.scripts_ran and visit.dialogs == [] and visit.errors == []
    assert visit.requests == [] and server.requests == []
    assert visit.foreign_elements == [] and visit.broken_images == []
    assert [link for link in visit.links if not link.startswith("#")] == []
    everything = visit.text
    assert SECRET not in everything
    assert list(project.folder.rglob(f"*{CANARY}*")) == []
    missing = {k: t for k, t in shown_texts(project.folder, port).items() if t not in everything}
    assert missing == {}
    files = [p for p in project.folder.rglob("*") if p.suffix in (".log", ".txt", ".rst", ".html")]
    texts = [printed, *(path.read_text() for path in files if ROOT not in path.parents)]
    assert not any(control in text for text in texts for control in ("\x1b", "\x9b", "\u202e"))

"""A report that is open in a browser, with everything that happens in it."""

import shutil

CHROMIUM = shutil.which("chromium")
# What no page of a report has, unless a text of a study became code.
FOREIGN_ELEMENTS = """() => [...document.querySelectorAll('main *, nav *')]
  .filter(element => element.matches('script, form, object, embed, base, iframe, meta, style, link')
    || [...element.attributes].some(attribute => attribute.name.startsWith('on')))
  .map(element => element.outerHTML.slice(0, 200))"""
BROKEN_IMAGES = """async () => {
  const broken = [];
  for (const image of document.querySelectorAll('img')) {
    image.loading = 'eager';
    try { await image.decode(); } catch { broken.push(image.alt.slice(0, 100)); }
    if (!image.naturalWidth) broken.push(image.alt.slice(0, 100));
  }
  return broken;
}"""
# Elements whose text or picture reaches beyond the window; wide tables scroll in their own region.
CROPPED = """() => [...document.querySelectorAll('body *')]
  .filter(element => {
    if (element.closest('.scroll, pre, .skip, [hidden]')) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
  })
  .map(element => element.outerHTML.slice(0, 120))"""
OPEN_EVERYTHING = (
    "document.querySelectorAll('details').forEach(element => { element.open = true; })"
)
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
PLACES = "[...document.querySelectorAll('[id]')].map(element => element.id)"


class Visit:
    """A report that is open in a browser.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    path : Path
    width : int
        Of the window, in pixels.
    **options
        For `browser.new_page`.

    Attributes
    ----------
    page : playwright.sync_api.Page
    requests : list of str
        The addresses of all requests, except those of the report and of embedded data.
    dialogs, errors : list of str
        The dialogs that opened; what the console and the page complained about.
    """

    def __init__(self, browser, path, width=1280, **options):
        self.page = browser.new_page(viewport={"width": width, "height": 1000}, **options)
        self.requests, self.dialogs, self.errors = [], [], []
        self._address = f"file://{path}"
        self.page.on("request", self._note_request)
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note_message)
        self.page.goto(self._address)
        self.page.wait_for_selector("#contents a[aria-current]", state="attached")

    def open_everything(self):
        """Unfold everything, and let the page make every table sortable."""
        self.page.evaluate(OPEN_EVERYTHING)
        for table in self.page.query_selector_all(".shown-table table"):
            table.scroll_into_view_if_needed()
        self.page.evaluate("scrollTo(0, 0)")

    @property
    def text(self):
        """All words of the page, also those that are folded."""
        return " ".join(self.page.evaluate("document.body.textContent").split())

    @property
    def scripts_ran(self):
        """Whether a text of a study became a script."""
        return self.page.evaluate("Boolean(window.PWNED)")

    @property
    def foreign_elements(self):
        return self.page.evaluate(FOREIGN_ELEMENTS)

    @property
    def broken_images(self):
        return self.page.evaluate(BROKEN_IMAGES)

    @property
    def cropped(self):
        """What reaches beyond the window, and the page itself if it scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return self.page.evaluate(CROPPED) + ["the page scrolls sideways"] * wide

    @property
    def links(self):
        return set(self.page.evaluate(LINKS))

    @property
    def lost_links(self):
        """The links within the page that lead nowhere."""
        places = set(self.page.evaluate(PLACES))
        return {link for link in self.links if link.startswith("#") and link[1:] not in places}

    def _note_request(self, request):
        address = request.url.partition("#")[0]
        if address != self._address and not address.startswith("data:"):
            self.requests.append(request.url)

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_message(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

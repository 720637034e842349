"""A report that is open in a browser, with everything that happens in it."""

import shutil

CHROMIUM = shutil.which("chromium")
# What no page of a report has, unless a text of a study became code.
FOREIGN_ELEMENTS = """() => {
  const inside = root => [...root.querySelectorAll('*')].filter(element =>
    !element.matches('.vega-embed *')  // Snakemake draws its own figures with forms
    && (['SCRIPT', 'FORM', 'OBJECT', 'EMBED', 'BASE', 'BUTTON'].includes(element.tagName)
      || [...element.attributes].some(attribute => attribute.name.startsWith('on'))));
  const roots = document.querySelector('#app') ? [document.querySelector('#app')] : [document];
  return roots.flatMap(inside).map(element => element.outerHTML.slice(0, 200));
}"""
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
BROKEN_IMAGES = """async () => {
  const broken = [];
  for (const image of document.querySelectorAll('#app img')) {
    try { await image.decode(); } catch { broken.push(image.src.slice(0, 100)); }
  }
  return broken;
}"""


class Visit:
    """A report that is open in a browser.

    Attributes
    ----------
    page : playwright.sync_api.Page
    requests : list of str
        The addresses of all requests, except those of the report and of embedded data.
    dialogs, errors, scripts_ran, foreign_elements, broken_images : list of str
    texts : list of str
        The text of every page that was shown.
    links : set of str
    """

    def __init__(self, browser, path):
        self.page = browser.new_page(viewport={"width": 1600, "height": 1000})
        self.requests, self.dialogs, self.errors, self.scripts_ran = [], [], [], []
        self.texts, self.links = [], set()
        self.foreign_elements, self.broken_images = [], []
        self._address = f"file://{path}"
        self.page.on("request", self._note_request)
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(self._address)
        self.page.wait_for_selector("#app nav")
        self.look()

    def look(self):
        """Read what the page and its frame show now."""
        frames = [self.page.main_frame]
        if self.page.query_selector("iframe"):
            frames.append(self.page.query_selector("iframe").content_frame())
        for frame in frames:
            frame.wait_for_load_state()
            self.texts.append(frame.evaluate("document.body.innerText"))
            self.links |= set(frame.evaluate(LINKS))
            self.foreign_elements += frame.evaluate(FOREIGN_ELEMENTS)
            if frame.evaluate("Boolean(window.PWNED)"):
                self.scripts_ran.append(self.texts[-1])
        self.broken_images += self.page.evaluate(BROKEN_IMAGES)

    def show(self, **view):
        """Let the report show a view, and read it."""
        shown = "#app img[src='{0}'], #app iframe[src='{0}']".format(view.get("contentPath", ""))
        self.page.evaluate("view => app.setView(view)", view)
        if "contentPath" in view:
            self.page.wait_for_selector(shown)
        self.look()

    def show_everything(self):
        """Show every section, every result with its caption, and every rule of the report."""
        for category in self.page.evaluate("Object.keys(categories)"):
            self.page.evaluate("category => app.showCategory(category)", category)
            self.look()
        for path, result in self.page.evaluate("Object.entries(results)"):
            kind = "html" if result["mime_type"] == "text/html" else "img"
            self.show(content=kind, contentPath=result["data_uri"])
            self.show(navbarMode="resultinfo", resultPath=path)
        for rule in self.page.evaluate("Object.keys(rules)"):
            self.show(navbarMode="ruleinfo", ruleinfo=rule)
        self.show(navbarMode="reportinfo", content="stats")

    def _note_request(self, request):
        if request.url != self._address and not request.url.startswith("data:"):
            self.requests.append(request.url)

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

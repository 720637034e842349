// What the report does beyond its HTML. Without this script, the report shows the same texts, tables
// and figures.
"use strict";
(() => {
  const contents = document.getElementById("contents");
  const links = [...contents.querySelectorAll("#contents-list a")];
  const linkOf = new Map(links.map((link) => [link.getAttribute("href").slice(1), link]));

  // ---- Colours
  const colours = document.getElementById("colours");
  const chooseColours = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    const dark = theme === "dark" || (!theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.classList.toggle("dark", dark); // for DataTables
  };
  colours.addEventListener("change", () => chooseColours(colours.value));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chooseColours(colours.value));
  chooseColours(colours.value);

  // ---- Contents: open on a small screen, and follow the scroll
  const opener = document.getElementById("open-contents");
  const showContents = (shown) => {
    contents.classList.toggle("open", shown);
    opener.setAttribute("aria-expanded", String(shown));
  };
  opener.addEventListener("click", () => showContents(!contents.classList.contains("open")));
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a")) showContents(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("open")) {
      showContents(false);
      opener.focus();
    }
  });
  const sections = [...document.querySelectorAll("main section[id]")].filter((s) => linkOf.has(s.id));
  let current = null;
  const follow = () => {
    const line = 120; // pixels below the top of the window
    const passed = sections.filter((section) => section.getBoundingClientRect().top < line);
    const link = linkOf.get((passed.at(-1) ?? sections[0]).id);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    contents.querySelectorAll("li.open").forEach((item) => item.classList.remove("open"));
    link.setAttribute("aria-current", "true");
    link.parentElement.classList.add("open");
    const box = link.getBoundingClientRect();
    const outer = contents.getBoundingClientRect();
    if (box.top < outer.top || box.bottom > outer.bottom) {
      contents.scrollTop += box.top - outer.top - outer.height / 3;
    }
    current = link;
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();

  // ---- A link to something folded unfolds it
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let parent = target.closest("details"); parent; parent = parent.parentElement.closest("details")) {
      parent.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  // ---- Tables: sort, filter, copy, save
  const enhance = (table) => {
    if (table.dataset.enhanced) return;
    table.dataset.enhanced = "yes";
    const shown = table.closest(".shown-table");
    const rows = table.tBodies[0]?.rows.length ?? 0;
    if (rows < 2 || table.tHead?.rows.length !== 1) return;
    const name = (shown?.id ?? table.closest("section")?.id ?? "table").replaceAll("-table-", "-");
    new DataTable(table, {
      autoWidth: false,
      order: [],
      paging: rows > 30,
      pageLength: 25,
      lengthMenu: [25, 100, { label: "all", value: -1 }],
      searching: rows > 5,
      info: rows > 30,
      language: { search: "Filter:", lengthMenu: "_MENU_ rows per page" },
      layout: {
        topStart: rows > 30 ? ["search", "pageLength"] : rows > 5 ? "search" : null,
        topEnd: null,
        bottomStart: { buttons: [
          { extend: "copyHtml5", text: "Copy", title: null },
          { extend: "csvHtml5", text: "Save as CSV", filename: name },
        ] },
        bottomEnd: rows > 30 ? "paging" : null,
        bottom2Start: rows > 30 ? "info" : null,
      },
    });
  };
  const watcher = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      watcher.unobserve(entry.target);
      enhance(entry.target);
    });
  }, { rootMargin: "400px" });
  document.querySelectorAll(".shown-table table").forEach((table) => watcher.observe(table));
  addEventListener("beforeprint", () => {
    for (const table of DataTable.tables()) new DataTable.Api(table).page.len(-1).draw(false);
  });

  // ---- Figures: save
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".save-figure");
    if (!button) return;
    const link = document.createElement("a");
    link.href = button.closest("figure").querySelector("img").src;
    link.download = button.dataset.name;
    link.click();
  });

  // ---- Search
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  let index = null;
  const makeIndex = () => {
    const sectionIds = new Set(sections.map((section) => section.id));
    index = new MiniSearch({
      fields: ["title", "text"], storeFields: ["title"],
      searchOptions: {
        boost: { title: 6 }, prefix: true, combineWith: "AND",
        fuzzy: (term) => (term.length > 6 ? 0.15 : false),
        boostDocument: (id) => (sectionIds.has(id) ? 2 : 1), // sections before their figures and tables
      },
    });
    const places = [...document.querySelectorAll("main section[id], main figure[id], main .shown-table[id]")];
    index.addAll(places.map((place) => {
      const section = place.closest("section");
      const study = section?.querySelector("h1, h2, h3")?.textContent ?? "";
      const own = linkOf.get(place.id)?.textContent ?? study;
      return {
        id: place.id,
        title: place === section ? study : `${own} · ${study}`,
        text: place === section
          ? [...place.querySelectorAll("p, li, h4")].filter((e) => e.closest("section") === place)
            .map((e) => e.textContent).join(" ")
          : `${place.querySelector("img")?.alt ?? ""} ${place.querySelector("thead")?.textContent ?? ""} ${[...place.querySelectorAll("p, li")].map((e) => e.textContent).join(" ")}`,
      };
    }));
  };
  search.addEventListener("input", () => {
    const query = search.value.trim();
    found.hidden = !query;
    found.replaceChildren();
    if (!query) return;
    if (!index) makeIndex();
    const results = index.search(query).slice(0, 12);
    for (const result of results) {
      const link = document.createElement("a");
      link.href = `#${result.id}`;
      link.textContent = result.title;
      const item = document.createElement("li");
      item.append(link);
      found.append(item);
    }
    if (!results.length) {
      const item = document.createElement("li");
      item.textContent = "Nothing found";
      found.append(item);
    }
  });
})();

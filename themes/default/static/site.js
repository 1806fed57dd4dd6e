// What the pages do with JavaScript on: filter long lists, switch the reading face, and fetch the scripts of
// the search when they are wanted.
// Plain script without modules, so that it also runs from file:// and in Chromium 80.
(function () {
  "use strict";

  /** Text without width and case differences. @param {string} text */
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  /** What a selector finds. @param {string} selector @param {ParentNode} [place] @returns {HTMLElement[]} */
  function elements(selector, place) {
    return Array.from((place || document).querySelectorAll(selector));
  }

  /** Hides the items of a list that lack every typed word. @param {HTMLElement} box */
  function filter(box) {
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
    const none = elements("[data-none]", box)[0];
    const items = elements(box.dataset.filter || "")
      .filter((item) => item.dataset.find !== undefined)
      .map((item) => ({ item, text: fold(item.dataset.find || "") }));
    const groups = elements(".group");
    if (items.length < 8) return;
    box.hidden = false;

    function apply() {
      const words = input.value.split(/\s+/).map(fold).filter(Boolean);
      let shown = 0;
      for (const { item, text } of items) {
        const hit = words.every((word) => text.includes(word));
        item.hidden = !hit;
        shown += hit ? 1 : 0;
      }
      for (const group of groups) {
        group.hidden = !group.querySelector("[data-find]:not([hidden])");
      }
      none.textContent = shown === 0 ? none.dataset.none || "" : "";
    }

    // Letters that an input method has not turned into characters yet are no query.
    input.addEventListener("input", (event) => {
      if (!event.isComposing) apply();
    });
    input.addEventListener("compositionend", apply);
    // The browser may restore the words after "back".
    window.addEventListener("pageshow", apply);
  }

  /** Song or Hei for the text of reports, remembered where the browser lets us. @param {HTMLElement} box */
  function faces(box) {
    const buttons = Array.from(box.querySelectorAll("button"));

    /** @param {string} face */
    function show(face) {
      document.documentElement.dataset.face = face;
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.face === face));
      }
    }

    function remembered() {
      try {
        return localStorage.getItem("shuzhi-face") || "song";
      } catch (error) {
        return "song";
      }
    }

    for (const button of buttons) {
      button.addEventListener("click", () => {
        const face = button.dataset.face || "song";
        show(face);
        try {
          localStorage.setItem("shuzhi-face", face);
        } catch (error) {
          // Storage is off: the choice holds for this page.
        }
      });
    }
    show(remembered());
    box.hidden = false;
  }

  /** What a cell is sorted by: its number, or its words. @param {Element} cell */
  function key(cell) {
    const own = /** @type {HTMLElement} */ (cell).dataset.sort;
    const text = own === undefined ? (cell.textContent || "").trim() : own;
    const number = Number(text.replace(/[,≈≥≤%]/g, ""));
    return { text, number: text === "" || Number.isNaN(number) ? null : number };
  }

  /** Sorts a table by the columns whose headings are pressed; what has no value stays last. @param {HTMLElement} table */
  function sortable(table) {
    const body = /** @type {HTMLTableElement} */ (table).tBodies[0];
    if (!body || body.rows.length < 3) return;
    elements("thead th", table).forEach((heading, column) => {
      if (heading.dataset.unsorted !== undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = heading.textContent;
      heading.textContent = "";
      heading.append(button);
      button.addEventListener("click", () => {
        const falls = heading.getAttribute("aria-sort") === "descending" ? false : heading.getAttribute("aria-sort") === "ascending" || heading.classList.contains("number");
        for (const other of elements("thead th", table)) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", falls ? "descending" : "ascending");
        const rows = Array.from(body.rows, (row) => ({ row, key: key(row.cells[column]) }));
        const direction = falls ? -1 : 1;
        rows.sort((a, b) => {
          if (a.key.text === "" || b.key.text === "") return (a.key.text === "" ? 1 : 0) - (b.key.text === "" ? 1 : 0);
          if (a.key.number !== null && b.key.number !== null) return direction * (a.key.number - b.key.number);
          return direction * a.key.text.localeCompare(b.key.text, "zh");
        });
        body.append(...rows.map(({ row }) => row));
      });
    });
  }

  /** Fetches a script. @param {string} address @returns {Promise<void>} */
  function script(address) {
    return new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = address;
      tag.async = false;
      tag.onload = () => {
        tag.remove();
        resolve();
      };
      tag.onerror = () => {
        tag.remove();
        reject({ name: "load", file: address.split("/").pop() });
      };
      document.head.append(tag);
    });
  }

  /** Shows the box for a query; its script comes when a reader turns to it. @param {HTMLElement} form */
  function search(form) {
    form.hidden = false;
    for (const link of elements("[data-search-link]")) link.hidden = true;
    if (form.dataset.search !== "box") return;
    // Without the script the box still leads to the search page.
    form.addEventListener("focusin", () => script(form.dataset.box || "").catch(() => {}), { once: true });
    if (form.contains(document.activeElement)) script(form.dataset.box || "").catch(() => {});
  }

  /** A slash leads to the box, unless something is being written. @param {KeyboardEvent} event */
  function slash(event) {
    const at = /** @type {HTMLElement} */ (event.target);
    const writes = /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable;
    const input = document.querySelector("[data-search] input");
    if (event.key !== "/" || writes || event.ctrlKey || event.altKey || event.metaKey || !input) return;
    event.preventDefault();
    /** @type {HTMLInputElement} */ (input).select();
  }

  window.shuzhi = Object.assign(window.shuzhi || {}, { script });
  elements("[data-filter]").forEach(filter);
  elements("[data-face-switch]").forEach(faces);
  elements("[data-search]").forEach(search);
  elements("[data-sortable]").forEach(sortable);
  document.addEventListener("keydown", slash);
  if (/[?&]mark=/.test(location.search)) {
    for (const bar of elements("[data-marks]")) script(bar.dataset.marks || "").catch(() => {});
  }
})();

// What the pages do with JavaScript on: filter long lists, and switch the reading face.
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

  elements("[data-filter]").forEach(filter);
  elements("[data-face-switch]").forEach(faces);
})();

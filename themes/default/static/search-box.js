// The box for a query. In the header it shows units and reports while one types; the search page builds on
// the same parts. Classic script, Chromium 80.
(function () {
  "use strict";

  /** How long a reader pauses before an answer is looked for, in milliseconds. */
  const PAUSE = 120;
  /** How long an answer may take before the reader is told to wait. */
  const PATIENCE = 200;

  /** An element with its class and content; all text goes in as text. @type {Search.Box["make"]} */
  function make(tag, name, ...content) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...content);
    return made;
  }

  /** @type {Search.Box["link"]} */
  function link(url, name, ...content) {
    const made = /** @type {HTMLAnchorElement} */ (make("a", name, ...content));
    made.href = url;
    return made;
  }

  /** Words with a value in the place of `{}`. @type {Search.Box["say"]} */
  function say(words, value) {
    const text = typeof value === "number" ? value.toLocaleString("en") : value;
    return (words || "{}").split("{}").join(text);
  }

  /** Text with its found words marked. @type {Search.Box["parts"]} */
  function parts(list) {
    const made = document.createDocumentFragment();
    for (const part of list) made.append(part.marked ? make("mark", "", part.text) : part.text);
    return made;
  }

  /** Text for an address. Half a character, which only scripts can type, is none. @type {Search.Box["encode"]} */
  function encode(text) {
    return encodeURIComponent(text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD"));
  }

  /** A report's address with the words to mark in it. @type {Search.Box["address"]} */
  function address(root, url, terms, nth, anchor) {
    const marks = terms.map((term) => "mark=" + encode(term));
    if (marks.length > 0 && nth !== undefined) marks.push("at=" + nth);
    const query = marks.length > 0 ? "?" + marks.join("&") : "";
    return root + url + query + (anchor ? "#" + encodeURIComponent(anchor) : "");
  }

  /** @type {Promise<void[]> | undefined} */
  let engine;

  /** The index, once its scripts are there; after a failure the next call tries again. @type {Search.Box["open"]} */
  async function open(form) {
    const scripts = (form.dataset.engine || "").split(" ");
    engine = engine || Promise.all(scripts.map(window.shuzhi.script));
    try {
      await engine;
    } catch (/** @type {any} */ error) {
      engine = undefined;
      throw error;
    }
    return window.shuzhi.index.open(form.dataset.root || "");
  }

  /** What to say when a file was not read, with a button to try again. @type {Search.Box["failure"]} */
  function failure(form, error, again) {
    const retry = make("button", "plain-button", form.dataset.retry || "");
    retry.setAttribute("type", "button");
    retry.addEventListener("click", again);
    return [make("p", "", say(form.dataset.failed, error.file || String(error))), retry];
  }

  /** A unit as an option. @type {Search.Box["unit"]} */
  function unit(root, found) {
    const made = link(root + found.url, "option", found.name);
    if (found.as) made.append(" ", make("span", "note", found.as));
    return made;
  }

  /** Options under a heading; none make no group. @type {Search.Box["group"]} */
  function group(label, options) {
    const head = make("div", "group-head", label);
    head.setAttribute("aria-hidden", "true");
    const made = make("div", "option-group", head, ...options);
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", label);
    made.hidden = options.length === 0;
    return made;
  }

  /** Gives the box its popup, keys and patience with input methods. @type {Search.Box["combobox"]} */
  function combobox(form, settled) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const list = make("div", "options");
    const notes = make("div", "popup-note");
    const popup = make("div", "popup", list, notes);
    /** @type {HTMLElement[]} */
    let options = [];
    let chosen = -1;
    let composing = false;
    let timer = 0;

    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "search-list"]]) {
      input.setAttribute(name, value);
    }
    list.id = "search-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.list || "");
    notes.setAttribute("role", "status");
    input.after(popup);
    close();

    /** @param {number} at */
    function choose(at) {
      chosen = at;
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    }

    /** @param {Node[]} content @param {Node[]} said */
    function fill(content, said) {
      // What was chosen with the keys stays so when more is found.
      const link = chosen < 0 ? "" : /** @type {HTMLAnchorElement} */ (options[chosen]).href;
      list.textContent = notes.textContent = "";
      list.append(...content);
      notes.append(...said);
      options = Array.from(list.querySelectorAll("a"));
      options.forEach((option, number) => {
        option.id = "search-option-" + number;
        option.tabIndex = -1;
        option.setAttribute("role", "option");
      });
      choose(options.findIndex((option) => /** @type {HTMLAnchorElement} */ (option).href === link));
      list.hidden = options.length === 0;
      notes.hidden = said.length === 0;
      popup.hidden = list.hidden && notes.hidden;
      input.setAttribute("aria-expanded", String(!list.hidden));
    }

    function close() {
      fill([], []);
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(() => settled(input.value), PAUSE);
    }

    /** @param {KeyboardEvent} event */
    function key(event) {
      // 229: the key belongs to the input method, even where the browser has ended the composition already.
      if (composing || event.isComposing || event.keyCode === 229) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length > 0) {
        // One place beyond the ends is the box itself.
        choose(((chosen + 1 + step + options.length + 1) % (options.length + 1)) - 1);
      } else if (event.key === "Enter" && chosen >= 0) {
        options[chosen].click();
      } else if (event.key === "Escape" && (!popup.hidden || input.value)) {
        if (popup.hidden) input.value = "";
        close();
        later();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    input.addEventListener("compositionstart", () => {
      composing = true;
      clearTimeout(timer);
    });
    input.addEventListener("compositionend", () => {
      composing = false;
      later();
    });
    input.addEventListener("input", (event) => {
      choose(-1);
      if (!composing && !(/** @type {InputEvent} */ (event).isComposing)) later();
    });
    input.addEventListener("keydown", key);
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!composing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    });
    // A press on the popup leaves the focus in the box.
    popup.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("focusout", (event) => {
      if (!form.contains(/** @type {Node} */ (event.relatedTarget))) close();
    });

    return {
      show: (content) => fill(content, []),
      note: (content) => fill([], content),
      close,
      isOpen: () => !popup.hidden,
      isComposing: () => composing,
    };
  }

  /** A report as an option.
   * @param {DOMStringMap} words @param {Search.Result} result @param {string[]} terms */
  function report({ root = "", year }, result, terms) {
    const first = result.passages[0];
    const url = first ? address(root, result.url, terms, first.nth, first.anchor) : address(root, result.url, terms);
    const about = `${result.unit} · ${say(year, String(result.year))}`;
    const made = link(url, "option", make("span", "option-title", parts(result.titleParts)), make("span", "note", about));
    if (first) made.append(make("span", "option-passage", parts(first.parts)));
    return made;
  }

  /** The box in the header of a page. @param {HTMLFormElement} form */
  function header(form) {
    const words = form.dataset;
    const root = words.root || "";
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const box = combobox(form, answer);
    let latest = 0;

    /** @param {string} text */
    async function answer(text) {
      const ticket = ++latest;
      const isWanted = () => ticket === latest && form.contains(document.activeElement);
      if (!text.trim()) return box.close();
      const late = setTimeout(() => isWanted() && !box.isOpen() && box.note([make("p", "", words.busy || "")]), PATIENCE);
      try {
        const index = await open(form);
        const units = await index.suggest(text);
        const found = await query(index, text);
        const results = found ? await found.results(0, 6) : [];
        if (isWanted()) show(text, units.slice(0, 3), results, found);
      } catch (/** @type {any} */ error) {
        if (isWanted()) box.note(failure(form, error, () => (input.focus(), answer(input.value))));
      } finally {
        clearTimeout(late);
      }
    }

    /** What was found; nothing where the query cannot be read. @param {Search.Index} index @param {string} text */
    async function query(index, text) {
      const chosen = { year: [], level: [], section: [], kind: [], unit: [] };
      try {
        return await index.find(text, { chosen, order: "relevance" });
      } catch (/** @type {any} */ error) {
        if (error.name !== "syntax") throw error;
        return null;
      }
    }

    /** @param {string} text @param {Search.Unit[]} units @param {Search.Result[]} results @param {?Search.Found} found */
    function show(text, units, results, found) {
      if (units.length + results.length === 0) {
        return box.note([make("p", "", found ? say(words.none, text) : words.wrong || "")]);
      }
      const shown = [
        group(words.units || "", units.map((each) => unit(root, each))),
        group(words.reports || "", results.map((each) => report(words, each, found ? found.terms : []))),
      ];
      if (found && results.length > 0) {
        const all = say(found.exact ? words.all : words.allAbout, found.count);
        shown.push(link(`${form.action}?q=${encode(text)}`, "option option-all", all));
      }
      box.show(shown);
    }

    // The reader may have typed while this script was on its way.
    if (input.value && form.contains(document.activeElement)) answer(input.value);
  }

  window.shuzhi.box = { make, link, say, parts, encode, address, open, failure, group, unit, combobox };
  for (const form of Array.from(document.querySelectorAll("[data-search=box]"))) {
    header(/** @type {HTMLFormElement} */ (form));
  }
})();

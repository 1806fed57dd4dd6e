// The box for a query. In the header it shows units and reports while one types; the search page builds on
// the same parts. A part of search.js.

/** How long a reader pauses before an answer is looked for, in milliseconds. */
const PAUSE = 120;
/** How long an answer may take before the reader is told to wait. */
const PATIENCE = 200;

/** An element with its class and content; all text goes in as text. @param {string} tag @param {string} [name] @param {(Node | string)[]} content */
function make(tag, name, ...content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...content);
  return made;
}

/** @param {string} url @param {string} [name] @param {(Node | string)[]} content */
function link(url, name, ...content) {
  const made = /** @type {HTMLAnchorElement} */ (make("a", name, ...content));
  made.href = url;
  return made;
}

/** What templates give a script to say. @param {HTMLElement} element */
function wordsOf(element) {
  return /** @type {Record<string, string>} */ (element.dataset);
}

/** Words with a value in the place of `{}`. @param {string} words @param {string | number | Search.Failure} value */
function say(words, value) {
  return words.split("{}").join(value.toLocaleString("en"));
}

/** Text with its found words marked. @param {Search.Part[]} list */
function marked(list) {
  return list.map(({ text, marked: isMarked }) => (isMarked ? make("mark", "", text) : text));
}

/** A query in an address; half a character, which only scripts can type, becomes none. @param {[string, string][]} entries */
function encode(entries) {
  return entries.length ? "?" + new URLSearchParams(entries) : "";
}

/** A report's address with the words to mark in it, and the place to go to.
 * @param {string} url @param {string[]} terms @param {Search.Passage} [passage] */
function address(url, terms, passage) {
  /** @type {[string, string][]} */
  const query = terms.map((term) => ["mark", term]);
  if (query.length && passage) query.push(["at", String(passage.nth)]);
  return root + url + encode(query) + (passage && passage.anchor ? "#" + encodeURIComponent(passage.anchor) : "");
}

/** What to say when a file was not read, with a button to try again. @param {HTMLElement} form @param {Search.Failure} error @param {() => void} again */
function failure(form, error, again) {
  const { retry, failed } = wordsOf(form);
  const button = /** @type {HTMLButtonElement} */ (make("button", "plain-button", retry));
  button.type = "button";
  on(button, "click", again);
  return [make("p", "", say(failed, error.file || error)), button];
}

/** Units as options under a heading. @param {Record<string, string>} words @param {Search.Unit[]} found */
function unitGroup({ units }, found) {
  return group(units, found.map(({ url, name, as }) => {
    const made = link(root + url, "option", name);
    if (as) made.append(" ", make("span", "note", as));
    return made;
  }));
}

/** Options under a heading; none make no group. @param {string} label @param {HTMLElement[]} options */
function group(label, options) {
  const head = make("div", "group-head", label);
  head.setAttribute("aria-hidden", "true");
  const made = make("div", "option-group", head, ...options);
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  made.hidden = options.length === 0;
  return made;
}

/** One down, one up, or nothing. @param {KeyboardEvent} event */
function arrow({ key }) {
  return key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
}

/** Does a task, and says if it takes long or fails, as long as it is wanted.
 * @param {() => boolean} isWanted @param {() => Promise<unknown>} task @param {(error: any) => void} fail @param {() => void} [wait] */
async function patiently(isWanted, task, fail, wait = () => {}) {
  const late = setTimeout(() => isWanted() && wait(), PATIENCE);
  await task().catch((error) => isWanted() && fail(error));
  clearTimeout(late);
}

/** Listens. @template {keyof WindowEventMap} T @param {EventTarget} target @param {T} type @param {(event: WindowEventMap[T]) => void} listener */
function on(target, type, listener) {
  target.addEventListener(type, /** @type {any} */ (listener));
}

/** Calls back when something is typed that is no part of an unfinished character. @param {HTMLElement} input @param {() => void} typed */
function onInput(input, typed) {
  on(input, "input", (event) => /** @type {InputEvent} */ (event).isComposing || typed());
  on(input, "compositionend", typed);
}

/** Gives the box keys, fills its popup, and has patience with input methods. @param {HTMLFormElement} form @param {(text: string) => void} settled */
function combobox(form, settled) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const popup = /** @type {HTMLElement} */ (form.querySelector(".popup"));
  const [list, notes] = /** @type {HTMLElement[]} */ (Array.from(popup.children));
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let chosen = -1;
  let composing = false;
  let timer = 0;

  /** @param {number} at */
  function choose(at) {
    chosen = at;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  /** Shows options, or a note, or closes the popup. @param {Node[]} [content] @param {Node[]} [note] */
  function show(content = [], note = []) {
    // What was chosen with the keys stays so when more is found.
    const before = chosen < 0 ? "" : options[chosen].href;
    list.textContent = notes.textContent = "";
    list.append(...content);
    notes.append(...note);
    options = Array.from(list.querySelectorAll("a"));
    options.forEach((option, number) => {
      option.id = "search-option-" + number;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
    });
    choose(options.findIndex(({ href }) => href === before));
    list.hidden = options.length === 0;
    notes.hidden = note.length === 0;
    popup.hidden = list.hidden && notes.hidden;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => settled(input.value), PAUSE);
  }

  on(input, "compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  on(input, "compositionend", () => (composing = false));
  on(input, "input", () => choose(-1));
  onInput(input, () => composing || later());
  on(input, "keydown", (event) => {
    // 229: the key belongs to the input method, even where the browser has ended the composition already.
    if (composing || event.isComposing || event.keyCode === 229) return;
    const places = options.length + 1;
    if (arrow(event) && places > 1) {
      // One place beyond the ends is the box itself.
      choose(((chosen + 1 + arrow(event) + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      options[chosen].click();
    } else if (event.key === "Escape" && (!popup.hidden || input.value)) {
      if (popup.hidden) input.value = "";
      show();
      later();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  on(form, "submit", (event) => {
    clearTimeout(timer);
    if (!composing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // A press on the popup leaves the focus in the box.
  on(popup, "mousedown", (event) => event.preventDefault());
  on(form, "focusout", (event) => form.contains(/** @type {Node} */ (event.relatedTarget)) || show());

  return { input, show, isOpen: () => !popup.hidden, isComposing: () => composing };
}

/** The box in the header of a page. @param {HTMLFormElement} form */
function header(form) {
  const words = wordsOf(form);
  const { input, show, isOpen } = combobox(form, answer);
  const note = (/** @type {Node[]} */ ...content) => show([], content);
  let latest = 0;

  /** A report as an option. @param {Search.Result} result @param {string[]} terms */
  function option({ url, unit, year, titleParts, passages: [first] }, terms) {
    const about = `${unit} · ${say(words.year, String(year))}`;
    const made = link(address(url, terms, first), "option", make("span", "option-title", ...marked(titleParts)), make("span", "note", about));
    if (first) made.append(make("span", "option-passage", ...marked(first.parts)));
    return made;
  }

  /** @param {string} text */
  function answer(text) {
    const ticket = ++latest;
    const isWanted = () => ticket === latest && form.contains(document.activeElement);
    if (!text.trim()) return show();
    patiently(isWanted, async () => {
      const units = await index.suggest(text);
      const found = await index.find(text, { chosen: nothing(), order: "relevance" }).catch((error) => {
        // A query that cannot be read may be one that is not finished.
        if (error.name !== "syntax") throw error;
      });
      const results = found ? await found.results(0, 6) : [];
      if (!isWanted()) return;
      if (units.length + results.length === 0) return note(make("p", "", found ? say(words.none, text) : words.wrong));
      const shown = [unitGroup(words, units.slice(0, 3))];
      if (found && results.length) {
        const all = say(found.exact ? words.all : words.allAbout, found.count);
        shown.push(group(words.reports, results.map((each) => option(each, found.terms))));
        shown.push(link(form.action + encode([["q", text]]), "option option-all", all));
      }
      show(shown);
    }, (error) => note(...failure(form, error, () => {
      input.focus();
      answer(input.value);
    })), () => isOpen() || note(make("p", "", words.busy)));
  }

  // The reader may have typed while this script was on its way.
  if (input.value && form.contains(document.activeElement)) answer(input.value);
}

/** @returns {Search.Chosen} */
function nothing() {
  return { year: [], level: [], section: [], kind: [], unit: [] };
}

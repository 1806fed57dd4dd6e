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

/** Words with a value in the place of `{}`. @param {string | undefined} words @param {string | number} value */
function say(words, value) {
  return (words || "{}").split("{}").join(value.toLocaleString("en"));
}

/** Text with its found words marked. @param {Search.Part[]} list */
function marked(list) {
  return list.map(({ text, marked: isMarked }) => (isMarked ? make("mark", "", text) : text));
}

/** Text for an address. Half a character, which only scripts can type, is none. @param {string} text */
function encode(text) {
  return encodeURIComponent(text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD"));
}

/** A report's address with the words to mark in it, and the place to go to.
 * @param {string} root @param {string} url @param {string[]} terms @param {Search.Passage} [passage] */
function address(root, url, terms, passage) {
  const marks = terms.map((term) => "mark=" + encode(term));
  if (marks.length > 0 && passage) marks.push("at=" + passage.nth);
  const query = marks.length > 0 ? "?" + marks.join("&") : "";
  return root + url + query + (passage && passage.anchor ? "#" + encodeURIComponent(passage.anchor) : "");
}

/** What to say when a file was not read, with a button to try again. @param {HTMLElement} form @param {Search.Failure} error @param {() => void} again */
function failure(form, error, again) {
  const retry = make("button", "plain-button", form.dataset.retry || "");
  retry.setAttribute("type", "button");
  retry.addEventListener("click", again);
  return [make("p", "", say(form.dataset.failed, error.file || String(error))), retry];
}

/** Units as options under a heading. @param {DOMStringMap} words @param {Search.Unit[]} found */
function unitGroup({ root = "", units }, found) {
  return group(units, found.map(({ url, name, as }) => {
    const made = link(root + url, "option", name);
    if (as) made.append(" ", make("span", "note", as));
    return made;
  }));
}

/** Options under a heading; none make no group. @param {string | undefined} label @param {HTMLElement[]} options */
function group(label = "", options) {
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
 * @param {() => boolean} isWanted @param {() => void} wait @param {() => Promise<unknown>} task @param {(error: any) => void} fail */
async function patiently(isWanted, wait, task, fail) {
  const late = setTimeout(() => isWanted() && wait(), PATIENCE);
  await task().catch((error) => isWanted() && fail(error));
  clearTimeout(late);
}

/** Calls back when something is typed that is no part of an unfinished character. @param {HTMLElement} input @param {() => void} typed */
function onInput(input, typed) {
  input.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || typed());
  input.addEventListener("compositionend", typed);
}

/** Gives the box its popup, keys and patience with input methods. @param {HTMLFormElement} form @param {(text: string) => void} settled */
function combobox(form, settled) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const list = make("div", "options");
  const notes = make("div", "popup-note");
  const popup = make("div", "popup", list, notes);
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let chosen = -1;
  let composing = false;
  let timer = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", (list.id = "search-list"));
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.list || "");
  notes.setAttribute("role", "status");
  input.after(popup);
  show();

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

  input.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("input", () => choose(-1));
  onInput(input, () => composing || later());
  input.addEventListener("keydown", (event) => {
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
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!composing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // A press on the popup leaves the focus in the box.
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => form.contains(/** @type {Node} */ (event.relatedTarget)) || show());

  return { input, show, isOpen: () => !popup.hidden, isComposing: () => composing };
}

/** The box in the header of a page. @param {HTMLFormElement} form */
function header(form) {
  const words = form.dataset;
  const { root = "" } = words;
  const { input, show, isOpen } = combobox(form, answer);
  const note = (/** @type {Node[]} */ ...content) => show([], content);
  let latest = 0;

  /** A report as an option. @param {Search.Result} result @param {string[]} terms */
  function option({ url, unit, year, titleParts, passages: [first] }, terms) {
    const about = `${unit} · ${say(words.year, String(year))}`;
    const made = link(address(root, url, terms, first), "option", make("span", "option-title", ...marked(titleParts)), make("span", "note", about));
    if (first) made.append(make("span", "option-passage", ...marked(first.parts)));
    return made;
  }

  /** @param {string} text */
  function answer(text) {
    const ticket = ++latest;
    const isWanted = () => ticket === latest && form.contains(document.activeElement);
    if (!text.trim()) return show();
    patiently(isWanted, () => isOpen() || note(make("p", "", words.busy || "")), async () => {
      const index = openIndex(root);
      const units = await index.suggest(text);
      const found = await index.find(text, { chosen: nothing(), order: "relevance" }).catch((error) => {
        // A query that cannot be read may be one that is not finished.
        if (error.name !== "syntax") throw error;
      });
      const results = found ? await found.results(0, 6) : [];
      if (!isWanted()) return;
      if (units.length + results.length === 0) return note(make("p", "", found ? say(words.none, text) : words.wrong || ""));
      const shown = [unitGroup(words, units.slice(0, 3))];
      if (found && results.length > 0) {
        const all = say(found.exact ? words.all : words.allAbout, found.count);
        shown.push(group(words.reports, results.map((each) => option(each, found.terms))));
        shown.push(link(`${form.action}?q=${encode(text)}`, "option option-all", all));
      }
      show(shown);
    }, (error) => note(...failure(form, error, () => {
      input.focus();
      answer(input.value);
    })));
  }

  // The reader may have typed while this script was on its way.
  if (input.value && form.contains(document.activeElement)) answer(input.value);
}

/** @returns {Search.Chosen} */
function nothing() {
  return { year: [], level: [], section: [], kind: [], unit: [] };
}

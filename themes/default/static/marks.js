// Marks the words of a search in the report that it led to, and leads from one place to the next.
// Fetched by site.js when the address has them: ?mark=word&at=2. Classic script, Chromium 80.
(function () {
  "use strict";

  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("[data-marks]"));
  const said = template.dataset;
  const query = new URLSearchParams(location.search);
  const terms = query.getAll("mark");
  const bar = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
  const status = /** @type {HTMLElement} */ (bar.querySelector("[role=status]"));

  /** Elements within a line; every other one begins a new line. */
  const INLINE = /^(A|ABBR|B|CODE|DEL|EM|I|MARK|S|SPAN|STRONG|SUB|SUP)$/;
  /** What the program adds to the author's text. */
  const ADDED = ".kind, sup[id^=ref-], .footnotes [href^='#ref-']";

  /** The marks of each place: a phrase over several elements has several. @type {HTMLElement[][]} */
  let places = [];
  let now = -1;

  /** The text nodes of the title and the text, and all their text in one, of which the title is so long. */
  function read() {
    /** @type {{node: Text, from: number}[]} */
    const nodes = [];
    let text = "";
    let title = 0;
    for (const part of Array.from(document.querySelectorAll(".report h1, .report .text"))) {
      const walk = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
        acceptNode: (node) =>
          node instanceof Element && node.matches(ADDED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
      });
      title = text.length;
      if (title > 0) text += "\n";
      while (walk.nextNode()) {
        const node = walk.currentNode;
        if (node instanceof Text) {
          nodes.push({ node, from: text.length });
          text += node.data;
        } else if (!INLINE.test(/** @type {Element} */ (node).tagName)) {
          text += "\n";
        }
      }
    }
    return { nodes, text, title };
  }

  /** Puts a mark around part of a text node. @param {Text} node @param {number} from @param {number} to */
  function wrap(node, from, to) {
    const rest = node.splitText(from);
    rest.splitText(to - from);
    const mark = document.createElement("mark");
    /** @type {Node} */ (rest.parentNode).replaceChild(mark, rest);
    mark.append(rest);
    return mark;
  }

  function markAll() {
    const { nodes, text, title } = read();
    const { fold, report, marks } = window.shuzhi.text;
    const found = marks(report(text, title), terms.map((term) => fold(term).text));
    places = found.map(() => []);
    // From the end, so that the places before keep their numbers.
    let last = nodes.length - 1;
    for (let number = found.length - 1; number >= 0; number -= 1) {
      const { start: from, end: to } = found[number];
      while (last > 0 && nodes[last].from >= to) last -= 1;
      for (let at = last; at >= 0; at -= 1) {
        const { node, from: start } = nodes[at];
        const [a, b] = [Math.max(from - start, 0), Math.min(to - start, node.length)];
        if (b > a && node.data.slice(a, b).trim()) places[number].unshift(wrap(node, a, b));
        if (start <= from) break;
      }
    }
  }

  /** Goes to a place. @param {number} to */
  function go(to) {
    for (const mark of places[now] || []) mark.classList.remove("now");
    now = (to + places.length) % places.length;
    for (const mark of places[now]) mark.classList.add("now");
    const reduced = document.body.clientHeight / 4;
    const { top } = places[now][0].getBoundingClientRect();
    window.scrollTo(0, window.pageYOffset + top - Math.min(window.innerHeight / 4, reduced));
    query.set("at", String(now));
    write(query.toString());
    tell();
  }

  /** The address follows, so that a return or a copy leads here. @param {string} text */
  function write(text) {
    const url = new URL(location.href);
    url.search = text;
    try {
      history.replaceState(history.state, "", url.href);
    } catch (error) {
      // Browsers limit how often; an older place is no harm.
    }
  }

  function tell() {
    const names = document.createElement("span");
    names.className = "marks-words";
    names.textContent = terms.map((term) => `“${term}”`).join(" ");
    const place = now < 0 ? String(places.length) : `${now + 1} / ${places.length}`;
    status.textContent = "";
    status.append(names, " ", places.length > 0 ? place : said.none || "");
    for (const button of steps()) button.hidden = places.length === 0;
  }

  function steps() {
    return /** @type {HTMLElement[]} */ (Array.from(bar.querySelectorAll("[data-step]")));
  }

  function close() {
    for (const mark of Array.from(document.querySelectorAll(".report mark"))) {
      const place = /** @type {Node & ParentNode} */ (mark.parentNode);
      mark.replaceWith(...Array.from(mark.childNodes));
      place.normalize();
    }
    bar.remove();
    document.documentElement.classList.remove("marking");
    document.removeEventListener("keydown", key);
    query.delete("mark");
    query.delete("at");
    write(query.toString());
    /** @type {HTMLElement} */ (document.getElementById("main")).focus({ preventScroll: true });
  }

  /** Alt and an arrow anywhere; n, p and Escape in the bar, where they disturb nothing. @param {KeyboardEvent} event */
  function key(event) {
    if (event.ctrlKey || event.metaKey || places.length === 0) return;
    const inBar = bar.contains(document.activeElement) && !event.altKey;
    const arrow = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0;
    const letter = inBar ? { n: 1, p: -1 }[event.key.toLowerCase()] : 0;
    if (arrow || letter) {
      event.preventDefault();
      go(now + (arrow || letter || 0));
    } else if (inBar && event.key === "Escape") {
      close();
    }
  }

  /** Says that the table of characters is not there, with a way to try again. @param {Search.Failure} error */
  function fail(error) {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = said.retry || "";
    retry.addEventListener("click", start);
    status.textContent = (said.failed || "").split("{}").join(error.file || String(error));
    status.append(" ", retry);
  }

  async function start() {
    status.textContent = said.busy || "";
    for (const button of steps()) button.hidden = true;
    try {
      if (!window.shuzhi.text) await window.shuzhi.script(said.engine || "");
      await window.shuzhi.text.load("");
    } catch (/** @type {any} */ error) {
      return fail(error);
    }
    markAll();
    const at = Number(query.get("at"));
    if (query.has("at") && places.length > 0) go(Math.min(at > 0 ? Math.floor(at) : 0, places.length - 1));
    else tell();
  }

  for (const button of steps()) button.addEventListener("click", () => go(Math.max(now, button.dataset.step === "1" ? -1 : 0) + Number(button.dataset.step)));
  /** @type {HTMLElement} */ (bar.querySelector("[data-close]")).addEventListener("click", close);
  document.addEventListener("keydown", key);
  document.documentElement.classList.add("marking");
  document.body.append(bar);
  start();
})();

// The search page: the query and what is chosen stand in the address, the answer beneath. search-box.js gives
// the box. Classic script, Chromium 80.
(function () {
  "use strict";

  const { make, link, say, parts, encode, address, open, failure, group, unit, combobox } = window.shuzhi.box;

  /** @type {Search.Group[]} */
  const GROUPS = ["year", "level", "section", "kind", "unit"];
  /** Results at first, after scrolling, and with each press of the button. */
  const FIRST = 10;
  const STEP = 20;
  /** Units shown as filters at once. */
  const UNITS = 30;

  const form = /** @type {HTMLFormElement} */ (find("[data-search=page]"));
  const input = /** @type {HTMLInputElement} */ (find("input", form));
  const words = find("[data-answer]").dataset;
  const root = form.dataset.root || "";
  const status = find("[data-status]");
  const order = /** @type {HTMLSelectElement} */ (find("[data-order] select"));
  const facets = /** @type {HTMLDetailsElement} */ (find("[data-facets]"));
  const unitFacet = /** @type {HTMLDetailsElement} */ (find("[data-unit-facet]"));
  const unitFilter = /** @type {HTMLInputElement} */ (find("input", unitFacet));
  const clear = find("[data-clear]");
  const list = find("[data-results]");
  const more = find("[data-more]");
  const problem = find("[data-problem]");
  const title = document.title;

  /** @type {Search.Chosen} */
  let chosen = { year: [], level: [], section: [], kind: [], unit: [] };
  /** Whether the address is one that the reader came to on purpose, so that going back should find it. */
  let settled = true;
  let latest = 0;
  let shown = 0;
  /** @type {?Search.Found} */
  let found = null;
  let unitsOf = "";

  /** @param {string} selector @param {ParentNode} [place] */
  function find(selector, place) {
    return /** @type {HTMLElement} */ ((place || document).querySelector(selector));
  }

  /** How many filters are on. */
  function countChosen() {
    return GROUPS.reduce((sum, name) => sum + chosen[name].length, 0);
  }

  // The address

  function readAddress() {
    const query = new URLSearchParams(location.search);
    input.value = query.get("q") || "";
    order.value = query.get("order") || "relevance";
    if (!order.value) order.value = "relevance";
    for (const name of GROUPS) chosen[name] = query.getAll(name);
  }

  /** The address of a query with the filters and the order that are on. @param {string} text */
  function addressOf(text) {
    const query = new URLSearchParams();
    if (text) query.set("q", text);
    for (const name of GROUPS) for (const value of chosen[name]) query.append(name, value);
    if (order.value !== "relevance") query.set("order", order.value);
    const url = new URL(location.href);
    url.search = query.toString();
    url.hash = "";
    return url.href;
  }

  /** Writes the address and what a return needs. @param {boolean} [isNew] as a step that "back" undoes */
  function remember(isNew) {
    const state = { settled, shown, scroll: window.pageYOffset };
    try {
      if (isNew) history.pushState({ settled, shown: 0, scroll: 0 }, "", addressOf(input.value.trim()));
      else history.replaceState(state, "", addressOf(input.value.trim()));
    } catch (error) {
      // Browsers limit how often; the page works with an older address.
    }
  }

  /** A filter, an order, an entered query: the address before it stays behind. */
  function step() {
    const isNew = addressOf(input.value.trim()) !== location.href;
    const wasSettled = settled;
    settled = true;
    // What was typed on the way to here needs no step of its own.
    if (isNew) remember(wasSettled);
    else remember();
    run(FIRST);
  }

  /** @param {string} text */
  function typed(text) {
    suggest(text);
    if (addressOf(text.trim()) === location.href) return;
    const isNew = settled && location.search !== "";
    settled = false;
    remember(isNew);
    run(FIRST);
  }

  function restore() {
    const state = history.state || {};
    settled = state.settled !== false;
    readAddress();
    box.close();
    run(Math.max(FIRST, state.shown || 0), state.scroll || 0);
  }

  // Asking

  /** Looks for the query and shows what it finds. @param {number} wanted @param {number} [scroll] */
  async function run(wanted, scroll) {
    const ticket = ++latest;
    const text = input.value.trim();
    document.title = text ? `${text} · ${title}` : title;
    if (!text && countChosen() === 0) return showStart();
    const late = setTimeout(() => ticket === latest && (status.textContent = form.dataset.busy || ""), 200);
    try {
      const index = await open(form);
      const answer = await index.find(text, { chosen, order: order.value });
      const results = await answer.results(0, wanted);
      const near = results.length === 0 && text ? await index.nearest(text) : [];
      if (ticket !== latest) return;
      found = answer;
      showAnswer(results, wanted, near);
      if (scroll !== undefined) window.scrollTo(0, scroll);
    } catch (/** @type {any} */ error) {
      if (ticket === latest) showFailure(error, () => run(wanted, scroll));
    } finally {
      clearTimeout(late);
    }
  }

  /** Shows results up to a number. @param {number} wanted */
  async function extend(wanted) {
    const ticket = latest;
    const answer = found;
    if (!answer) return;
    const from = shown;
    try {
      const results = await answer.results(from, wanted);
      if (ticket !== latest || shown !== from) return;
      list.append(...results.map(row));
      shown += results.length;
      showCount(answer, wanted);
      remember();
    } catch (/** @type {any} */ error) {
      if (ticket === latest) showFailure(error, () => run(wanted));
    }
  }

  /** Units by the name typed. @param {string} text */
  async function suggest(text) {
    const isWanted = () => input.value === text && document.activeElement === input;
    if (!text.trim()) return box.close();
    try {
      const units = await (await open(form)).suggest(text);
      const options = units.slice(0, 6).map((each) => unit(root, each));
      if (isWanted()) box.show(options.length > 0 ? [group(form.dataset.units || "", options)] : []);
    } catch (error) {
      // The answer beneath says what went wrong.
      box.close();
    }
  }

  // Showing

  /** @param {boolean} isStart */
  function showParts(isStart) {
    find("[data-ways]").hidden = !isStart;
    find("[data-order]").hidden = facets.hidden = shown === 0;
    problem.textContent = "";
    const on = GROUPS.map((name) => chosen[name].join(words.comma));
    find("[data-print]").textContent = [input.value.trim(), ...on].filter(Boolean).join(" · ");
  }

  function empty() {
    found = null;
    shown = 0;
    list.textContent = "";
    more.hidden = true;
  }

  function showStart() {
    empty();
    status.textContent = "";
    showParts(true);
  }

  /** @param {Search.Result[]} results @param {number} wanted @param {Search.Unit[]} near */
  function showAnswer(results, wanted, near) {
    const answer = /** @type {Search.Found} */ (found);
    list.textContent = "";
    list.append(...results.map(row));
    shown = results.length;
    showParts(false);
    /** @type {HTMLDetailsElement} */ (find("[data-help]")).open = false;
    showCount(answer, wanted);
    showFacets(answer);
    if (shown === 0) showNone(near);
    remember();
  }

  /** @param {Search.Found} answer @param {number} wanted */
  function showCount(answer, wanted) {
    more.hidden = shown < wanted || (answer.exact && shown >= answer.count);
    const text = input.value.trim();
    const none = text ? say(countChosen() > 0 ? words.noneChosen : form.dataset.none, text) : words.noneAtAll || "";
    status.textContent = shown === 0 ? none : say(answer.exact ? words.count : words.about, answer.count);
  }

  /** A result. @param {Search.Result} result */
  function row(result) {
    const terms = found ? found.terms : [];
    const about = make("p", "item-note", link(root + result.unitUrl, "", result.unit), ` · ${say(words.year, String(result.year))} · ${result.level}`);
    if (result.kind) about.append(` · ${result.kind}`);
    const places = result.passages.map((passage) => {
      const url = address(root, result.url, terms, passage.nth, passage.anchor);
      const section = make("span", "passage-section", passage.section || words.text || "");
      return make("li", "", link(url, "passage", section, " ", make("span", "passage-text", parts(passage.parts))));
    });
    const page = address(root, result.url, terms);
    const made = make("li", "result", make("h2", "item-title", link(page, "", parts(result.titleParts))), about);
    if (places.length > 0) made.append(make("ul", "passages", ...places));
    if (result.more > 0) made.append(make("p", "note", link(page, "", say(words.places, result.more))));
    return made;
  }

  /** What to try where nothing was found. @param {Search.Unit[]} near */
  function showNone(near) {
    const text = input.value.trim();
    const tries = withoutOne(text).map(([word, rest]) => link(addressOf(rest), "", say(words.without, word)));
    if (countChosen() > 0) {
      const all = new URL(location.href);
      all.search = "?q=" + encode(text);
      if (text) tries.unshift(link(all.href, "", words.anywhere || ""));
    }
    problem.append(make("p", "", words.advice || ""));
    if (tries.length > 0) problem.append(make("ul", "tries", ...tries.map((each) => make("li", "", each))));
    if (near.length > 0) {
      const names = near.map((each) => make("li", "", link(root + each.url, "", each.name)));
      problem.append(make("p", "", words.nearest || ""), make("ul", "tries", ...names));
    }
    // What is chosen can be taken back.
    facets.hidden = countChosen() === 0;
  }

  /** The query without each of its words, if it has several. @param {string} text */
  function withoutOne(text) {
    const all = text.match(/(?:["“][^"“”]*["”]|[^\s"“])+/g) || [];
    if (all.length < 2) return [];
    return all.map((word, at) => [word, all.filter((_, other) => other !== at).join(" ")]);
  }

  /** @param {Search.Failure} error @param {() => void} again */
  function showFailure(error, again) {
    empty();
    showParts(false);
    status.textContent = "";
    if (error.name === "syntax") {
      const part = error.value || input.value.trim().slice(error.at || 0);
      const said = find("[data-answer]").getAttribute("data-error-" + error.code) || "";
      status.textContent = say(said || form.dataset.wrong, part);
      const known = (error.known || []).slice(0, 12).join(words.comma);
      if (known) problem.append(make("p", "", say(words.known, known)));
    } else {
      if (error.name !== "load") console.error(error);
      problem.append(...failure(form, error, again));
    }
  }

  // Filters

  /** @param {Search.Found} answer */
  function showFacets(answer) {
    for (const name of /** @type {("year"|"level"|"section"|"kind")[]} */ (["year", "level", "section", "kind"])) {
      const of = answer.facets[name];
      fill(name, of, !answer.isSure(name));
      find(`[data-facet=${name}]`).hidden = of.length < 2 && chosen[name].length === 0;
    }
    const on = countChosen();
    find("summary", facets).textContent = on > 0 ? say(words.chosen, on) : words.filters || "";
    clear.hidden = on === 0;
    unitsOf = "";
    if (chosen.unit.length > 0) unitFacet.open = true;
    showUnits();
  }

  /** The boxes of a group; where the values are the same they stay, and with them the focus.
   * @param {Search.Group} name @param {Search.Facet[]} values @param {boolean} about */
  function fill(name, values, about) {
    const place = find(`[data-facet=${name}]`);
    const boxes = () => /** @type {HTMLInputElement[]} */ (Array.from(place.querySelectorAll("input")));
    const focus = document.activeElement;
    const focused = focus && place.contains(focus) ? /** @type {HTMLInputElement} */ (focus).value : null;
    if (boxes().map((each) => each.value).join("\n") !== values.map((each) => each.value).join("\n")) {
      boxes().forEach((each) => /** @type {HTMLElement} */ (each.parentNode).remove());
      place.append(...values.map((each) => option(name, each)));
      const again = boxes().find((each) => each.value === focused);
      if (again) again.focus();
    }
    boxes().forEach((each, at) => {
      each.checked = chosen[name].includes(each.value);
      const count = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (each.parentNode).lastChild);
      count.textContent = say(about ? words.nearly : "{}", values[at].count);
    });
  }

  /** @param {Search.Group} name @param {Search.Facet} facet */
  function option(name, facet) {
    const check = document.createElement("input");
    check.type = "checkbox";
    check.name = name;
    check.value = facet.value;
    return make("label", "facet", check, make("span", "facet-label", facet.label), " ", make("span", "facet-count"));
  }

  /** The units of the answer, once the reader asks for them. */
  async function showUnits() {
    if (!unitFacet.open || !found) return;
    const ticket = latest;
    const answer = found;
    try {
      const units = await answer.units();
      if (ticket !== latest) return;
      const wanted = unitFilter.value.trim();
      const fitting = units.filter((each) => each.chosen || each.label.includes(wanted));
      unitFilter.hidden = units.length < 8;
      if (unitsOf !== wanted || !unitsOf) fill("unit", fitting.slice(0, UNITS), !answer.isSure("unit"));
      unitsOf = wanted;
      const others = fitting.length - UNITS;
      find("[data-other]").textContent = others > 0 ? say(words.otherUnits, others) : "";
    } catch (/** @type {any} */ error) {
      if (ticket === latest) showFailure(error, () => run(FIRST));
    }
  }

  function choose() {
    for (const name of GROUPS) {
      const boxes = /** @type {HTMLInputElement[]} */ (Array.from(facets.querySelectorAll(`input[name=${name}]`)));
      // What is chosen but not on show, such as a unit while its list is closed, stays chosen.
      const kept = chosen[name].filter((value) => !boxes.some((each) => each.value === value));
      chosen[name] = kept.concat(boxes.filter((each) => each.checked).map((each) => each.value));
    }
    step();
  }

  // Keys

  /** Arrows go from the box through the titles and back; Escape returns to the box. @param {KeyboardEvent} event */
  function key(event) {
    const at = /** @type {HTMLElement} */ (event.target);
    const titles = /** @type {HTMLElement[]} */ (Array.from(list.querySelectorAll(".item-title a")));
    const item = at.closest(".result");
    const here = item ? Array.from(list.children).indexOf(item) : at === input ? -1 : NaN;
    const to = here + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || NaN);
    if (event.altKey || event.ctrlKey || event.metaKey || box.isComposing()) return;
    if (titles[to]) titles[to].focus();
    else if ((to === -1 && item) || (item && event.key === "Escape")) input.focus();
    else return;
    event.preventDefault();
  }

  const box = combobox(form, typed);
  history.scrollRestoration = "manual";

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    box.close();
    step();
  });
  order.addEventListener("change", step);
  facets.addEventListener("change", (event) => event.target !== unitFilter && choose());
  clear.addEventListener("click", () => {
    chosen = { year: [], level: [], section: [], kind: [], unit: [] };
    step();
    find("summary", facets).focus();
  });
  unitFacet.addEventListener("toggle", showUnits);
  const filterUnits = () => {
    unitsOf = "";
    showUnits();
  };
  unitFilter.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) filterUnits();
  });
  unitFilter.addEventListener("compositionend", filterUnits);
  more.addEventListener("click", async () => {
    const first = shown;
    await extend(shown + STEP);
    const next = list.children[first];
    if (next) /** @type {HTMLElement} */ (next.querySelector("a")).focus();
  });
  document.addEventListener("keydown", key);
  window.addEventListener("popstate", restore);
  // The place on the page goes into the address's state: a report that is read and left leads back to it.
  let pause = 0;
  window.addEventListener("scroll", () => {
    clearTimeout(pause);
    pause = setTimeout(remember, 200);
  });
  // Ten results fill a screen or two; who scrolls on gets twenty, and then the button.
  new IntersectionObserver((entries) => {
    if (entries[0].isIntersecting && shown === FIRST) extend(2 * FIRST);
  }, { rootMargin: "300px" }).observe(more);

  // Beside the results there is room for the filters; above them, on a telephone, they would push them down.
  const wide = window.matchMedia("(min-width: 56rem)");
  const unfold = () => (facets.open = wide.matches);
  wide.addListener(unfold);
  unfold();
  restore();
})();

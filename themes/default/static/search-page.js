// The search page: the query and what is chosen stand in the address, the answer beneath. search-box.js gives
// the box. A part of search.js.

/** Results at first, after scrolling, and with each press of the button. */
const FIRST = 10;
const STEP = 20;
/** Units shown as filters at once. */
const UNITS = 30;

/** @param {HTMLFormElement} form */
function page(form) {
  const words = wordsOf(part("answer"));
  const said = wordsOf(form);
  const status = part("status");
  const order = /** @type {HTMLSelectElement} */ (part("order").querySelector("select"));
  const facets = /** @type {HTMLDetailsElement} */ (part("facets"));
  const summary = /** @type {HTMLElement} */ (facets.querySelector("summary"));
  const unitFacet = /** @type {HTMLDetailsElement} */ (part("unit-facet"));
  const unitFilter = /** @type {HTMLInputElement} */ (unitFacet.querySelector("input"));
  const clear = part("clear");
  const list = part("results");
  const more = part("more");
  const problem = part("problem");
  const { title } = document;
  const { input, show, isComposing } = combobox(form, typed);

  let chosen = nothing();
  /** Whether the address is one that the reader came to on purpose, so that going back should find it. */
  let settled = true;
  let latest = 0;
  let shown = 0;
  /** @type {?Search.Found} */
  let found = null;
  let pause = 0;

  /** What an attribute names. @param {string} name */
  function part(name) {
    return /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));
  }

  function asked() {
    return input.value.trim();
  }

  /** How many filters are on. */
  function countChosen() {
    return GROUPS.reduce((sum, name) => sum + chosen[name].length, 0);
  }

  // The address

  /** The address of a query with the filters and the order that are on. @param {string} text */
  function addressOf(text) {
    /** @type {[string, string][]} */
    const query = text ? [["q", text]] : [];
    for (const name of GROUPS) for (const value of chosen[name]) query.push([name, value]);
    if (order.value !== "relevance") query.push(["order", order.value]);
    return addressWith(query);
  }

  /** @param {[string, string][]} query */
  function addressWith(query) {
    return location.href.replace(/[?#].*/, "") + encode(query);
  }

  /** Writes the address and what a return needs. @param {boolean} [isNew] as a step that "back" undoes */
  function remember(isNew) {
    const state = { settled, shown: isNew ? 0 : shown, scroll: isNew ? 0 : window.pageYOffset };
    try {
      history[isNew ? "pushState" : "replaceState"](state, "", addressOf(asked()));
    } catch (error) {
      // Browsers limit how often; the page works with an older address.
    }
  }

  /** A filter, an order, an entered query: the address before it stays behind. */
  function step() {
    // What was typed on the way to here needs no step of its own.
    const isNew = settled && addressOf(asked()) !== location.href;
    settled = true;
    remember(isNew);
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
    const query = new URLSearchParams(location.search);
    settled = state.settled !== false;
    input.value = query.get("q") || "";
    order.value = query.get("order") || "";
    if (!order.value) order.value = "relevance";
    for (const name of GROUPS) chosen[name] = query.getAll(name);
    show();
    run(Math.max(FIRST, state.shown || 0), state.scroll || 0);
  }

  // Asking

  /** Looks for the query and shows what it finds. @param {number} wanted @param {number} [scroll] */
  function run(wanted, scroll) {
    const ticket = ++latest;
    const text = asked();
    const isWanted = () => ticket === latest;
    document.title = text ? `${text} · ${title}` : title;
    if (!text && countChosen() === 0) return showNothing(true);
    patiently(isWanted, async () => {
      const answer = await index.find(text, { chosen, order: order.value });
      const results = await answer.results(0, wanted);
      const near = results.length === 0 && text ? await index.nearest(text) : [];
      if (!isWanted()) return;
      showNothing(false);
      found = answer;
      /** @type {HTMLDetailsElement} */ (part("help")).open = false;
      showMore(results, wanted);
      showFacets(answer);
      if (shown === 0) showNone(near);
      if (scroll !== undefined) window.scrollTo(0, scroll);
    }, (error) => showFailure(error, () => run(wanted, scroll)), () => (status.textContent = said.busy));
  }

  /** Does something for the answer that is on show, unless another takes its place.
   * @template T @param {(answer: Search.Found) => Promise<T>} task @param {(value: T, answer: Search.Found) => void} done @param {number} [wanted] results where that fails */
  function further(task, done, wanted = FIRST) {
    const ticket = latest;
    const answer = found;
    const isWanted = () => ticket === latest;
    return patiently(isWanted, async () => {
      if (!answer) return;
      const value = await task(answer);
      if (isWanted()) done(value, answer);
    }, (error) => showFailure(error, () => run(wanted)));
  }

  /** Shows results up to a number. @param {number} wanted */
  function extend(wanted) {
    const from = shown;
    return further((answer) => answer.results(from, wanted), (results) => shown === from && showMore(results, wanted), wanted);
  }

  /** Units by the name typed. @param {string} text */
  function suggest(text) {
    if (!text.trim()) return show();
    const isWanted = () => input.value === text && document.activeElement === input;
    patiently(isWanted, async () => {
      const units = (await index.suggest(text)).slice(0, 6);
      if (isWanted()) show(units.length ? [unitGroup(said, units)] : []);
      // The answer beneath says what went wrong.
    }, () => show());
  }

  // Showing

  /** Shows the page without an answer. @param {boolean} isStart */
  function showNothing(isStart) {
    found = null;
    shown = 0;
    list.textContent = status.textContent = problem.textContent = "";
    more.hidden = part("order").hidden = facets.hidden = true;
    part("ways").hidden = !isStart;
    part("print").textContent = [asked(), ...GROUPS.map((name) => chosen[name].join(words.comma))].filter(Boolean).join(" · ");
  }

  /** Shows further results of the answer. @param {Search.Result[]} results @param {number} wanted */
  function showMore(results, wanted) {
    const { count, exact } = /** @type {Search.Found} */ (found);
    const text = asked();
    list.append(...results.map(row));
    shown += results.length;
    part("order").hidden = facets.hidden = shown === 0;
    more.hidden = shown < wanted || (exact && shown >= count);
    const none = text ? say(countChosen() > 0 ? words.noneChosen : said.none, text) : words.noneAtAll;
    status.textContent = shown === 0 ? none : say(exact ? words.count : words.about, count);
    remember();
  }

  /** A result. @param {Search.Result} result */
  function row({ url, unit, unitUrl, year, level, kind, titleParts, passages, more: others }) {
    const { terms } = /** @type {Search.Found} */ (found);
    const about = make("p", "item-note", link(root + unitUrl, "", unit), [` · ${say(words.year, String(year))}`, level, kind].filter(Boolean).join(" · "));
    const places = passages.map((passage) => {
      const section = make("span", "passage-section", passage.section || words.text);
      return make("li", "", link(address(url, terms, passage), "passage", section, " ", make("span", "passage-text", ...marked(passage.parts))));
    });
    const whole = address(url, terms);
    const made = make("li", "result", make("h2", "item-title", link(whole, "", ...marked(titleParts))), about);
    if (places.length) made.append(make("ul", "passages", ...places));
    if (others > 0) made.append(make("p", "note", link(whole, "", say(words.places, others))));
    return made;
  }

  /** What to try where nothing was found. @param {Search.Unit[]} near */
  function showNone(near) {
    const text = asked();
    const tries = withoutOne(text).map(([word, rest]) => link(addressOf(rest), "", say(words.without, word)));
    if (text && countChosen() > 0) tries.unshift(link(addressWith([["q", text]]), "", words.anywhere));
    const names = near.map(({ url, name }) => link(root + url, "", name));
    /** @param {string} advice @param {HTMLElement[]} links */
    const add = (advice, links) => {
      problem.append(make("p", "", advice));
      if (links.length) problem.append(make("ul", "tries", ...links.map((each) => make("li", "", each))));
    };
    add(words.advice, tries);
    if (names.length) add(words.nearest, names);
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
    showNothing(false);
    if (error.name === "syntax") {
      const fault = part("answer").getAttribute("data-error-" + error.code) || said.wrong;
      status.textContent = say(fault, error.value || asked().slice(error.at));
      const known = /** @type {string[]} */ (error.known).slice(0, 12).join(words.comma);
      if (known) problem.append(make("p", "", say(words.known, known)));
    } else {
      if (error.name !== "load") console.error(error);
      problem.append(...failure(form, error, again));
    }
  }

  // Filters

  /** @param {Search.Found} answer */
  function showFacets(answer) {
    for (const [name, values] of /** @type {[Search.Group, Search.Facet[]][]} */ (Object.entries(answer.facets))) {
      fill(name, values, answer);
      part("facet=" + name).hidden = values.length < 2 && !chosen[name].length;
    }
    const on = countChosen();
    summary.textContent = on > 0 ? say(words.chosen, on) : words.filters;
    clear.hidden = on === 0;
    if (chosen.unit.length) unitFacet.open = true;
    showUnits();
  }

  /** The boxes of some group. @param {HTMLElement} place */
  function boxesIn(place) {
    return Array.from(place.querySelectorAll("input"));
  }

  /** The boxes of a group; where the values are the same they stay, and with them the focus.
   * @param {Search.Group} name @param {Search.Facet[]} values @param {Search.Found} answer */
  function fill(name, values, answer) {
    const place = part("facet=" + name);
    const focus = document.activeElement;
    const focused = boxesIn(place).findIndex((each) => each === focus);
    const before = boxesIn(place).map(({ value }) => value);
    if (before.join("\n") !== values.map(({ value }) => value).join("\n")) {
      boxesIn(place).forEach(({ parentNode }) => /** @type {HTMLElement} */ (parentNode).remove());
      place.append(...values.map(({ value, label }) => {
        const check = /** @type {HTMLInputElement} */ (make("input"));
        Object.assign(check, { type: "checkbox", name, value });
        return make("label", "facet", check, make("span", "facet-label", label), " ", make("span", "facet-count"));
      }));
      const again = boxesIn(place).find(({ value }) => value === before[focused]);
      if (again) again.focus();
    }
    boxesIn(place).forEach((each, at) => {
      each.checked = values[at].chosen;
      /** @type {Node} */ (/** @type {Node} */ (each.parentNode).lastChild).textContent = say(answer.isSure(name) ? "{}" : words.nearly, values[at].count);
    });
  }

  /** The units of the answer, once the reader asks for them. */
  function showUnits() {
    if (unitFacet.open) further((answer) => answer.units(), (units, answer) => {
      const wanted = unitFilter.value.trim();
      const fitting = units.filter((each) => each.chosen || each.label.includes(wanted));
      unitFilter.hidden = units.length < 8;
      fill("unit", fitting.slice(0, UNITS), answer);
      const others = fitting.length - UNITS;
      part("other").textContent = others > 0 ? say(words.otherUnits, others) : "";
    });
  }

  function choose() {
    for (const name of GROUPS) {
      const boxes = boxesIn(part("facet=" + name));
      // What is chosen but not on show, such as a unit while its list is closed, stays chosen.
      const kept = chosen[name].filter((value) => !boxes.some((each) => each.value === value));
      chosen[name] = kept.concat(boxes.filter(({ checked }) => checked).map(({ value }) => value));
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
    const to = here + (arrow(event) || NaN);
    if (event.altKey || event.ctrlKey || event.metaKey || isComposing()) return;
    if (titles[to]) titles[to].focus();
    else if (item && (to === -1 || event.key === "Escape")) input.focus();
    else return;
    event.preventDefault();
  }

  history.scrollRestoration = "manual";
  on(form, "submit", (event) => {
    event.preventDefault();
    show();
    step();
  });
  on(order, "change", step);
  on(facets, "change", (event) => event.target !== unitFilter && choose());
  on(clear, "click", () => {
    chosen = nothing();
    step();
    summary.focus();
  });
  on(unitFacet, "toggle", showUnits);
  onInput(unitFilter, showUnits);
  on(more, "click", async () => {
    const first = shown;
    await extend(shown + STEP);
    const next = list.children[first];
    if (next) /** @type {HTMLElement} */ (next.querySelector("a")).focus();
  });
  on(document, "keydown", key);
  on(window, "popstate", restore);
  // The place on the page goes into the address's state: a report that is read and left leads back to it.
  on(window, "scroll", () => {
    clearTimeout(pause);
    pause = setTimeout(remember, 200);
  });
  // Ten results fill a screen or two; who scrolls on gets twenty, and then the button.
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && shown === FIRST && extend(2 * FIRST), { rootMargin: "300px" }).observe(more);

  // Beside the results there is room for the filters; above them, on a telephone, they would push them down.
  const wide = window.matchMedia("(min-width: 56rem)");
  const unfold = () => (facets.open = wide.matches);
  wide.addListener(unfold);
  unfold();
  restore();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-root]"))) {
  const { root: way, search } = wordsOf(form);
  root = way;
  if (search === "box") header(form);
  if (search === "page") page(form);
}

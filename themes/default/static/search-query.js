// The language of queries, as src/search/query.rs describes it, and what the names in them mean, as src/search/names.rs
// does. Classic script, Chromium 80.
(function () {
  "use strict";

  if (!window.shuzhi.text) return;
  const { BLANK, fold } = window.shuzhi.text;

  /** @type {Record<string, Search.Field>} */
  const FIELDS = {
    年度: "year", 年份: "year", year: "year", 单位: "unit", unit: "unit", 层级: "level", level: "level", 章节: "section",
    section: "section", 标题: "title", title: "title", 文种: "kind", kind: "kind",
  };
  const LONGEST = 100;
  const LONGEST_QUERY = 1000;
  const BLANKS = new RegExp(`^[${BLANK}]+`);
  const WORD = new RegExp(`^[^${BLANK}|｜]*`);
  const ENDED = new RegExp(`^([${BLANK}|｜]|$)`);

  /** @param {string} code @param {number} at @param {string} value @param {string[]} [known] @returns {never} */
  function wrong(code, at, value, known = []) {
    throw { name: "syntax", code, at, value, known };
  }

  /** @param {string} text @returns {Search.Clause[]} */
  function parse(text) {
    if (text.length > LONGEST_QUERY) wrong("long", LONGEST_QUERY, "");
    let at = 0;
    /** What stands here, if it is this. @param {RegExp} what */
    function take(what) {
      const [found] = what.exec(text.slice(at)) || [""];
      at += found.length;
      return found;
    }

    /** @param {Search.Field} before @returns {Search.Choice} */
    function choice(before) {
      const start = at;
      const colon = /[:：]/.exec(text.slice(at));
      const name = colon ? text.slice(at, at + colon.index).replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : "";
      const named = Object.prototype.hasOwnProperty.call(FIELDS, name);
      if (colon && named) at += colon.index + 1;
      const isQuoted = take(/^["＂]/) !== "";
      if (isQuoted && !/["＂]/.test(text.slice(at))) wrong("quote", start, text.slice(at));
      const written = take(isQuoted ? /^[^"＂]*/ : WORD);
      if (isQuoted) at += 1;
      if (written.replace(BLANKS, "") === "") wrong(named ? "empty-field" : "empty-term", start, written);
      const folded = fold(written).text;
      const field = named ? FIELDS[name] : before;
      const [from, to] = field === "year" ? years(folded) : [0, 0];
      if (field === "year" && from < 0) wrong("year", start, written);
      if (from > to) wrong("range", start, written);
      if (!folded) wrong("empty-term", start, written);
      if (folded.length > LONGEST) wrong("long", start, written);
      return { field, written, folded, at: start, from, to };
    }

    function clause() {
      const start = at;
      const negated = take(/^[-－]/) !== "";
      /** @type {Search.Choice[]} */
      const any = [];
      for (;;) {
        if (ENDED.test(text.slice(at))) wrong("alone", start, negated ? "-" : "|");
        any.push(choice(any.length > 0 ? any[any.length - 1].field : "text"));
        const end = at;
        take(BLANKS);
        if (!take(/^[|｜]/)) {
          at = end;
          break;
        }
        take(BLANKS);
      }
      const sections = any.filter((each) => each.field === "section").length;
      if (sections > 0 && (negated || sections < any.length)) wrong("section-place", any[0].at, any[0].written);
      return { negated, any };
    }

    const clauses = [];
    for (take(BLANKS); at < text.length; take(BLANKS)) clauses.push(clause());
    return clauses;
  }

  /** `2022`, `2022..2024`, `2022-2024`, `2022..`, `..2024`; -1 for anything else. @param {string} text */
  function years(text) {
    /** @param {string} part @param {number} open */
    const year = (part, open) => {
      const digits = part.replace(/年+$/, "");
      return digits === "" ? open : /^[0-9]{4}$/.test(digits) ? Number(digits) : -1;
    };
    const dash = ["..", "-", "–", "—", "~", "至"].find((each) => text.includes(each));
    if (dash === undefined) return [year(text, -1) || -1, year(text, -1)];
    const at = text.indexOf(dash);
    const [from, to] = [text.slice(0, at), text.slice(at + dash.length)];
    const both = [year(from, 0), year(to, 65535)];
    return both.includes(-1) || (from === "" && to === "") ? [-1, -1] : both;
  }

  // Names

  /** Numbers of names that a value means. @param {string[]} names @param {string} value @param {boolean} [isWithin] */
  function named(names, value, isWithin) {
    const folded = names.map((name) => fold(name).text);
    const equal = isWithin ? -1 : folded.indexOf(value);
    const all = folded.map((_, number) => number);
    if (equal >= 0) return [equal];
    return all.filter((number) => folded[number].includes(value) || (isWithin && value.includes(folded[number])));
  }

  /** @param {any} unit as the index has it @returns {Search.KnownUnit} */
  function knownUnit({ slug, pinyin, name, others: also }) {
    const syllables = (pinyin || slug).split("-");
    const initials = syllables.map((/** @type {string} */ syllable) => syllable.slice(0, 1)).join("");
    return { slug, name, folded: fold(name).text, others: also, foldedOthers: also.map((/** @type {string} */ other) => fold(other).text), syllables, initials };
  }

  /** How a unit matches a value: a number, less for better, and the other name that does; -1 for not at all.
   * @param {Search.KnownUnit} unit @param {string} value @returns {[number, string]} */
  function fit(unit, value) {
    const { folded, others: also, foldedOthers } = unit;
    if (folded === value) return [0, ""];
    const whole = foldedOthers.indexOf(value);
    if (whole >= 0) return [0, also[whole]];
    const at = folded.indexOf(value);
    if (at >= 0) return [at === 0 ? 1 : 2, ""];
    const spelled = spelledAt(unit, value.replace(/[ ']/g, ""));
    if (spelled === 0) return [3, ""];
    const part = foldedOthers.findIndex((other) => other.includes(value));
    if (part >= 0) return [4, also[part]];
    return [spelled > 0 ? 5 : -1, ""];
  }

  /** Where the initials or the syllables of a name begin so. @param {Search.KnownUnit} unit @param {string} value */
  function spelledAt({ syllables, initials }, value) {
    if (!/^[0-9a-z]+$/.test(value)) return -1;
    const at = initials.indexOf(value);
    return at >= 0 ? at : syllables.findIndex((_, from) => syllables.slice(from).join("").startsWith(value));
  }

  /** @param {string} text */
  function pairsOf(text) {
    return new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2)));
  }

  /** Units whose names share a third of their pairs with a value, most alike first. @param {Search.KnownUnit[]} units @param {string} value */
  function nearestOf(units, value) {
    const wanted = pairsOf(value);
    /** @param {string} name */
    const likeness = (name) => {
      const pairs = pairsOf(name);
      const both = Array.from(pairs).filter((pair) => wanted.has(pair)).length;
      return Math.floor((2000 * both) / Math.max(pairs.size + wanted.size, 1));
    };
    const near = units.map((unit) => ({ unit, alike: Math.max(...[unit.folded, ...unit.foldedOthers].map(likeness)) }));
    return near.filter(({ alike }) => alike >= 333).sort((a, b) => b.alike - a.alike).slice(0, 5).map(({ unit }) => unit);
  }

  /** @param {Search.KnownUnit} unit @param {string} as @returns {Search.Unit} */
  function shownUnit({ slug, name }, as) {
    return { name, as, id: slug, url: `units/${slug}.html` };
  }

  /** @param {Search.KnownUnit[]} units @param {string} value @returns {Search.Unit[]} */
  function suggestIn(units, value) {
    if (!value) return [];
    const fits = units.map((unit) => ({ unit, fit: fit(unit, value) })).filter((each) => each.fit[0] >= 0);
    fits.sort((a, b) => a.fit[0] - b.fit[0] || a.unit.name.length - b.unit.name.length);
    return fits.slice(0, 10).map(({ unit, fit: [, other] }) => shownUnit(unit, other));
  }

  window.shuzhi.engine = Object.assign(window.shuzhi.engine || {}, { wrong, parse, named, knownUnit, fit, nearestOf, suggestIn, shownUnit });
})();

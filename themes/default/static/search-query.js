// The language of queries, as src/search/query.rs describes it, and what the names in them mean, as src/search/names.rs
// does. A part of search.js.

/** The names of fields, each in a group of its own, and what they are. */
const FIELD = /^(?:(年度|年份|year)|(单位|unit)|(层级|level)|(章节|section)|(标题|title)|(文种|kind))[:：]/i;
/** @type {Field[]} */
const FIELDS = ["year", "unit", "level", "section", "title", "kind"];
/** What reports are chosen by. @type {Search.Group[]} */
const GROUPS = ["year", "level", "section", "kind", "unit"];
const LONGEST = 100;
const LONGEST_QUERY = 1000;
const BLANK = "(?:(?!\\uFEFF)[\\s\\x85])*";
const BLANKS = new RegExp(`^${BLANK}`);
const OR = new RegExp(`^${BLANK}[|｜]${BLANK}`);
/** What is in quotation marks, the mark at its end, or a word without them. */
const VALUE = /^(?:["＂]([^"＂]*)(["＂]?)|(?:\uFEFF|[^\s\x85|｜])*)/;
const ENDED = /^((?!\uFEFF)[\s\x85|｜]|$)/;

/** @param {string} code @param {number} at @param {string} value @param {string[]} [known] @returns {never} */
function wrong(code, at, value, known = []) {
  throw { name: "syntax", code, at, value, known };
}

/** @param {string} text @returns {Clause[]} */
function parse(text) {
  if (text.length > LONGEST_QUERY) wrong("long", LONGEST_QUERY, "");
  let at = 0;
  const rest = () => text.slice(at);
  /** What stands here, and its groups. @param {RegExp} what @returns {(string | undefined)[]} */
  function take(what) {
    const found = what.exec(rest()) || [""];
    at += found[0].length;
    return found;
  }

  /** @param {Field} field unless it is named @returns {Choice} */
  function choice(field) {
    const start = at;
    const named = take(FIELD).slice(1).findIndex(Boolean);
    const [whole = "", quoted, mark] = take(VALUE);
    const written = quoted === undefined ? whole : quoted;
    if (mark === "") wrong("quote", start, written);
    if (!written.replace(BLANKS, "")) wrong(named < 0 ? "empty-term" : "empty-field", start, written);
    field = FIELDS[named] || field;
    const folded = fold(written).text;
    const [from, to] = field === "year" ? years(folded) : [0, 0];
    if (from < 0) wrong("year", start, written);
    if (from > to) wrong("range", start, written);
    if (!folded) wrong("empty-term", start, written);
    if (folded.length > LONGEST) wrong("long", start, written);
    return { field, written, folded, at: start, from, to };
  }

  function clause() {
    const start = at;
    const negated = Boolean(take(/^[-－]/)[0]);
    /** @type {Choice[]} */
    const any = [];
    do {
      if (ENDED.test(rest())) wrong("alone", start, negated ? "-" : "|");
      any.push(choice(any.length ? any[any.length - 1].field : "text"));
    } while (take(OR)[0]);
    const sections = any.filter(({ field }) => field === "section").length;
    if (sections && (negated || sections < any.length)) wrong("section-place", any[0].at, any[0].written);
    return { negated, any };
  }

  const clauses = [];
  for (take(BLANKS); at < text.length; take(BLANKS)) clauses.push(clause());
  return clauses;
}

/** `2022`, `2022..2024`, `2022-2024`, `2022..`, `..2024`; -1 for anything else. @param {string} text */
function years(text) {
  const [, from = "", , dash = "", to = ""] = /^(\d{4}|)(年*)(?:(\.\.|[-–—~至])(\d{4}|)年*)?$/.exec(text) || [];
  if (dash && text !== dash) return [Number(from), Number(to || 65535)];
  return Number(from) > 0 && !dash ? [Number(from), Number(from)] : [-1, -1];
}

// Names

/** @param {string} name */
function plainly(name) {
  return fold(name).text;
}

/** Numbers of what fits. @template T @param {T[]} all @param {(one: T) => unknown} fits */
function numbersOf(all, fits) {
  return Array.from(all.keys()).filter((number) => fits(all[number]));
}

/** Numbers of names that a value means. @param {string[]} names @param {string} value @param {boolean} [isWithin] */
function named(names, value, isWithin) {
  const folded = names.map(plainly);
  if (!isWithin && folded.includes(value)) return [folded.indexOf(value)];
  return numbersOf(folded, (name) => name.includes(value) || (isWithin && value.includes(name)));
}

/** @param {Search.StoredUnit} unit @returns {KnownUnit} */
function knownUnit({ slug, pinyin, name, others: also }) {
  const syllables = (pinyin || slug).split("-");
  return { slug, name, folded: [name, ...also].map(plainly), others: ["", ...also], syllables };
}

/** How a unit matches a value: a number, less for better, and the other name that does; -1 for not at all.
 * @param {KnownUnit} unit @param {string} value @returns {[number, string]} */
function fit({ folded, others: also, syllables }, value) {
  const whole = folded.indexOf(value);
  if (whole >= 0) return [0, also[whole]];
  const at = folded[0].indexOf(value);
  if (at >= 0) return [at > 0 ? 2 : 1, ""];
  const spelled = spelledAt(syllables, value.replace(/[ ']/g, ""));
  if (spelled === 0) return [3, ""];
  const part = folded.findIndex((other) => other.includes(value));
  return part >= 0 ? [4, also[part]] : [spelled > 0 ? 5 : -1, ""];
}

/** Where the initials or the syllables of a name begin so. @param {string[]} syllables @param {string} value */
function spelledAt(syllables, value) {
  if (!/^[0-9a-z]+$/.test(value)) return -1;
  const at = syllables.map((syllable) => syllable[0]).join("").indexOf(value);
  return at >= 0 ? at : syllables.findIndex((_, from) => syllables.slice(from).join("").startsWith(value));
}

/** @param {string} text */
function pairsOf(text) {
  return new Set(Array.from(text.slice(1).split(""), (_, at) => text.slice(at, at + 2)));
}

/** Units whose names share a third of their pairs with a value, most alike first. @param {KnownUnit[]} units @param {string} value */
function nearestOf(units, value) {
  const wanted = pairsOf(value);
  /** @param {string} name */
  const likeness = (name) => {
    const pairs = pairsOf(name);
    const both = Array.from(pairs).filter((pair) => wanted.has(pair)).length;
    return Math.floor((2000 * both) / Math.max(pairs.size + wanted.size, 1));
  };
  const near = units.map((unit) => ({ unit, alike: Math.max(...unit.folded.map(likeness)) }));
  return near.filter(({ alike }) => alike >= 333).sort((a, b) => b.alike - a.alike).slice(0, 5).map(({ unit }) => unit);
}

/** @param {KnownUnit} unit @param {string} as @returns {Search.Unit} */
function shownUnit({ slug, name }, as) {
  return { name, as, id: slug, url: `units/${slug}.html` };
}

/** @param {KnownUnit[]} units @param {string} value @returns {Search.Unit[]} */
function suggestIn(units, value) {
  if (!value) return [];
  const fits = units.map((unit) => ({ unit, fit: fit(unit, value) })).filter((each) => each.fit[0] >= 0);
  fits.sort((a, b) => a.fit[0] - b.fit[0] || a.unit.name.length - b.unit.name.length);
  return fits.slice(0, 10).map(({ unit, fit: [, other] }) => shownUnit(unit, other));
}

// Answers queries from the index, as src/search/find.rs does and describes. A part of search.js.

/** All zones at once. */
const ALL_ZONES = 0x3ff;
/** What is known of a report: nothing stands in the way of it, or it holds for sure. */
const MAYBE = 1;
const SURE = 3;
/** So few reports are read only to know how many there are. */
const VERY_FEW = 10;
/** How long answers may come from what is kept alone, in milliseconds. */
const FRESH = 10000;

/** What reports are chosen by, but for sections. @type {["year", "level", "kind", "unit"]} */
const COLUMNS = ["year", "level", "kind", "unit"];

/** The union of bits. @param {number[]} numbers @param {number} shift */
function bitsAt(numbers, shift) {
  return numbers.reduce((bits, number) => bits | (1 << (number + shift)), 0);
}

/** A query that is being answered. What holds of each report is 0, `MAYBE` or `SURE`, so that "and" and "or" are those of bits. */
class Answer {
  /** @param {Reader} reader @param {Search.Chosen} chosen @param {(reader: Reader) => Promise<Answer>} again asks the same of another index */
  constructor(reader, chosen, again) {
    this.reader = reader;
    this.chosen = chosen;
    this.again = again;
    /** @type {{negated: boolean, any: (Term | Uint8Array)[]}[]} */
    this.clauses = [];
    /** @type {Term[]} */
    this.all = [];
    /** Zones of which text must have one of each: the query's, and those that are chosen. @type {number[]} */
    this.zones = [];
    /** @type {number[]} */
    this.chosenZones = [];
    /** @type {Map<string, Uint8Array>} */
    this.chosenReports = new Map();
    /** Of every report, for a query without words. @type {number[]} */
    this.sections = [];
    /** @type {Uint32Array} */
    this.candidates = new Uint32Array(0);
    this.read = 0;
    /** @type {Search.Result[]} */
    this.hits = [];
    /** @type {Promise<any>} */
    this.work = Promise.resolve();
    /** @type {Map<string, Uint8Array>} */
    this.known = new Map();
  }

  /** @param {Clause[]} clauses @param {string} order */
  async prepare(clauses, order) {
    const { reader, chosen } = this;
    const { catalog, columns } = reader;
    const needsUnits = chosen.unit.length > 0 || clauses.some(({ any }) => any.some(({ field }) => field === "unit"));
    const units = needsUnits ? await reader.units() : [];
    for (const { negated, any } of clauses) {
      if (any[0].field === "section") {
        this.zones.push(any.reduce((zones, choice) => zones | bitsAt(this.namedBy(choice, catalog.sections, true), KINDS), 0));
      } else {
        this.clauses.push({ negated, any: await Promise.all(any.map((choice) => this.wish(choice, negated, units))) });
      }
    }
    for (const name of COLUMNS) {
      const values = { year: [], level: catalog.levels, kind: catalog.kinds, unit: units.map(({ slug }) => slug) }[name];
      const column = columns[name];
      if (chosen[name].length > 0) {
        this.chosenReports.set(name, this.reports((report) => chosen[name].includes(values[column[report]] || String(column[report]))));
      }
    }
    if (chosen.section.length > 0) this.chosenZones = [bitsAt(numbersOf(catalog.sections, (name) => chosen.section.includes(name)), KINDS)];
    if (!this.hasWords()) this.sections = await reader.sections();
    this.candidates = this.sorted(order);
  }

  /** @param {(report: number) => boolean} holds */
  reports(holds) {
    return Uint8Array.from({ length: this.reader.size }, (_, report) => (holds(report) ? SURE : 0));
  }

  /** Numbers of the names that a choice means. @param {Choice} choice @param {string[]} names @param {boolean} [isWithin] */
  namedBy({ field, folded, at, written }, names, isWithin) {
    const numbers = named(names, folded, isWithin);
    return numbers.length > 0 ? numbers : wrong(field, at, written, names);
  }

  /** @param {Choice} choice @param {boolean} negated @param {KnownUnit[]} units @returns {Promise<Term | Uint8Array>} */
  async wish(choice, negated, units) {
    const { reader } = this;
    const { catalog, columns, hidden } = reader;
    const { field, folded, written, at, from, to } = choice;
    const column = columns[field];
    if (field === "year") return this.reports((report) => column[report] >= from && column[report] <= to);
    if (column) {
      const isUnit = field === "unit";
      const names = field === "level" ? catalog.levels : catalog.kinds;
      const numbers = new Set(isUnit ? numbersOf(units, (unit) => fit(unit, folded)[0] >= 0) : this.namedBy(choice, names));
      if (numbers.size === 0) wrong(field, at, written, nearestOf(units, folded).map(({ name }) => name));
      return this.reports((report) => numbers.has(column[report]));
    }
    /** @type {Term} */
    const term = { written, phrase: folded, inTitle: field === "title", negated, seen: new Map(), ...(await reader.find(folded, 1)) };
    keepOf(term, (report) => !hidden.has(report));
    this.all.push(term);
    return term;
  }

  /** Zones that a term must stand in. @param {Term} term @param {boolean} withChosen */
  zonesOf({ inTitle, negated }, withChosen) {
    return inTitle ? [TITLE] : negated ? [] : this.wantedZones(withChosen);
  }

  /** @param {boolean} withChosen */
  wantedZones(withChosen) {
    return withChosen ? this.zones.concat(this.chosenZones) : this.zones;
  }

  /** @param {Term} term @param {boolean} withChosen */
  truthOf(term, withChosen) {
    const truth = new Uint8Array(this.reader.size);
    const zones = this.zonesOf(term, withChosen);
    // Of a pair it is known where it stands; of a longer phrase only where its pairs do.
    const isPlaced = zones.length === 0 || (zones.length === 1 && term.phrase.length <= 2);
    let volume = 0;
    term.reports.forEach((report, at) => {
      while (this.reader.starts[volume + 1] <= report) volume += 1;
      const seen = term.seen.get(report);
      const isSure = seen || (isPlaced && term.certainty[volume] === EXACT);
      if (seen ? (withChosen ? seen.holdsChosen : seen.holds) : zones.every((any) => any & (term.symbols[at] >> 2))) {
        truth[report] = isSure ? SURE : MAYBE;
      }
    });
    return truth;
  }

  /** What answers the query, but for what is chosen of one facet. @param {string} but */
  truth(but) {
    const withChosen = but !== "section";
    const name = (withChosen ? this.chosenReports.has(but) : this.chosenZones.length > 0) ? but : "";
    const known = this.known.get(name);
    if (known) return known;
    const truth = this.reports((report) => !this.reader.hidden.has(report));
    const and = (/** @type {Uint8Array} */ other) => other.forEach((value, at) => (truth[at] &= value));
    for (const { negated, any } of this.clauses) {
      const either = new Uint8Array(truth.length);
      for (const wish of any) {
        const holds = wish instanceof Uint8Array ? wish : this.truthOf(wish, withChosen || !name);
        holds.forEach((value, at) => (either[at] |= value));
      }
      // What may hold may not hold; what surely does, does not.
      and(negated ? either.map((value) => [SURE, MAYBE, 0, 0][value]) : either);
    }
    this.chosenReports.forEach((reports, each) => each !== name && and(reports));
    if (!this.hasWords()) {
      const zones = this.wantedZones(withChosen || !name);
      and(this.reports((report) => zones.every((any) => any & (this.sections[report] << KINDS))));
    }
    this.known.set(name, truth);
    return truth;
  }

  /** Whether the query asks for text: sections are then where it stands, else what a report has. */
  hasWords() {
    return this.all.some((term) => !term.negated && !term.inTitle);
  }

  get count() {
    return this.truth("").filter(Boolean).length;
  }

  get exact() {
    return this.isSure("");
  }

  /** Positive terms, each phrase once. */
  marked() {
    const terms = this.all.filter((term) => !term.negated);
    return terms.filter((term, at) => terms.findIndex((other) => other.phrase === term.phrase) === at);
  }

  get terms() {
    return this.marked().map((term) => term.written);
  }

  /** @param {string} order */
  sorted(order) {
    const truth = this.truth("");
    const scores = new Float64Array(truth.length);
    for (const { any } of this.clauses.filter((clause) => order === "relevance" && !clause.negated)) {
      const best = new Float64Array(scores.length);
      for (const term of any) {
        if (term instanceof Uint8Array) continue;
        const rare = rarity(scores.length, term.reports.length);
        term.reports.forEach((report, at) => (best[report] = Math.max(best[report], weight(term.symbols[at]) * rare)));
      }
      best.forEach((score, report) => (scores[report] += score));
    }
    const places = this.reader.order(order);
    const keys = new Float64Array(this.count);
    let end = 0;
    places.forEach((report, place) => {
      if (truth[report]) keys[end++] = (2 ** 32 - scores[report]) * MOST + place;
    });
    return Uint32Array.from(keys.sort(), (key) => places[key % MOST]);
  }

  /** Results by their places in the order, fewer at the end. @param {number} from @param {number} to */
  results(from, to) {
    const next = this.work.then(() => this.listCurrent(to)).then(() => this.hits.slice(from, to));
    this.work = next.catch(() => {});
    return next;
  }

  /** Lists from one publication: all that was read was of the index that is still there afterwards. @param {number} to */
  async listCurrent(to) {
    const { root } = this.reader;
    for (;;) {
      const failed = await this.list(to).catch((error) => error);
      if (failed) opened.delete(root);
      // What is kept was of this index, which does not change every moment.
      if (!failed && Date.now() < this.reader.checkedUntil) return;
      this.reader.checkedUntil = Date.now() + FRESH;
      const isCurrent = (await newest(root)) === this.reader.version;
      if (failed && isCurrent) throw failed;
      if (isCurrent) return;
      // Another took its place: everything is asked anew.
      opened.delete(root);
      Object.assign(this, await using(root, this.again), { work: this.work });
    }
  }

  /** @param {number} to */
  async list(to) {
    // A phrase that occurs nowhere forbids nothing.
    await this.see(this.probes((term) => term.negated));
    let fruitless = 0;
    while (this.hits.length < to && this.read < this.candidates.length) {
      const truth = this.truth("");
      /** @type {number[]} */
      const some = [];
      let next = this.read;
      for (; some.length < to - this.hits.length && next < this.candidates.length; next += 1) {
        if (truth[this.candidates[next]]) some.push(this.candidates[next]);
      }
      const texts = await this.see(some);
      this.read = next;
      texts.forEach((text, nth) => {
        if (this.holds(some[nth])) this.hits.push(this.result(some[nth], text));
        else fruitless += 1;
      });
      if (fruitless > 0 && this.hits.length < to) await this.see(this.probes((term) => !term.inTitle, UNKNOWN));
      if (fruitless > 2 && this.candidates.length - this.read > FEW) await this.deepen();
    }
    const unsure = Array.from(this.candidates).filter((report) => this.truth("")[report] === MAYBE);
    await this.see(unsure.length <= VERY_FEW ? unsure : this.probes(() => true));
  }

  /** Reads some texts and learns from them. @param {Iterable<number>} reports */
  async see(reports) {
    const numbers = Array.from(reports);
    const texts = await Promise.all(numbers.map((report) => this.reader.text(report)));
    texts.forEach((text, nth) => this.look(numbers[nth], text));
    return texts;
  }

  /** Reports of which one look may tell whether a phrase occurs in a volume at all, of volumes of which none was read.
   * @param {(term: Term) => boolean} of @param {number} [most] certainty */
  probes(of, most = EXACT_IF_ANY) {
    /** @type {Set<number>} */
    const probes = new Set();
    for (const { certainty, reports, symbols, seen } of this.all.filter(of)) {
      /** The heaviest of each volume, of those that weigh the same the last. @type {[number, number][]} */
      const best = [];
      reports.forEach((report, at) => {
        const volume = this.reader.volumeOf(report);
        if (weight(symbols[at]) >= (best[volume] || [0, -1])[1]) best[volume] = [report, weight(symbols[at])];
      });
      best.forEach(([report], volume) => {
        if (certainty[volume] !== EXACT && certainty[volume] <= most && !seen.has(report)) probes.add(report);
      });
    }
    return probes;
  }

  /** Looks up all of the phrases of which only a part was. */
  async deepen() {
    for (const term of this.all.filter(({ isWhole }) => !isWhole)) {
      term.isWhole = true;
      const whole = new Set((await this.reader.find(term.phrase, 2)).reports);
      keepOf(term, (report) => whole.has(report));
    }
    this.known.clear();
  }

  /** Learns from a text. @param {number} report @param {Stored} text */
  look(report, text) {
    const { reader } = this;
    const volume = reader.volumeOf(report);
    const whole = text.folded.text;
    for (const term of this.all) {
      const seen = { occurs: false, holds: false, holdsChosen: false, zones: 0 };
      for (const place of places(whole, term.phrase)) {
        const zone = zoneOf(text, place, term.phrase.length);
        const holds = (/** @type {boolean} */ withChosen) => this.zonesOf(term, withChosen).every((any) => any & zone);
        seen.occurs = true;
        if (holds(false)) {
          seen.holds = true;
          seen.zones |= zone;
        }
        seen.holdsChosen = seen.holdsChosen || holds(true);
      }
      if (seen.occurs) {
        if (term.certainty[volume] === EXACT_IF_ANY) term.certainty[volume] = EXACT;
      } else if (term.reports.includes(report) && term.windows[volume].some((window) => !whole.includes(window))) {
        // All in the list would have that part if any report of the volume had it.
        term.certainty[volume] = EXACT;
        keepOf(term, (each) => reader.volumeOf(each) !== volume);
      }
      term.seen.set(report, seen);
    }
    this.known.clear();
  }

  /** Whether a report that was read answers the query; what is chosen is known of every candidate. @param {number} report */
  holds(report) {
    return this.clauses.every(({ negated, any }) => any.some((wish) => {
      if (wish instanceof Uint8Array) return wish[report];
      const seen = wish.seen.get(report);
      return seen && seen.holdsChosen;
    }) !== negated);
  }

  /** @param {number} report @param {Stored} text @returns {Search.Result} */
  result(report, text) {
    const { url, unit, unitUrl, level, kind, whole, title } = text;
    const wanted = this.marked().map((term) => ({ phrase: term.phrase, zones: this.zonesOf(term, true) }));
    return { url, title: whole.slice(0, title), unit, unitUrl, year: this.reader.columns.year[report], level, kind, ...show(text, wanted) };
  }

  /** The values of a facet with their numbers of results. @param {Search.Group} name @param {[string, string][]} names values and labels @param {(number: number) => number} count @returns {Search.Facet[]} */
  facet(name, names, count) {
    const all = names.map(([value, label], at) => ({ value, label, count: count(at), chosen: this.chosen[name].includes(value) }));
    return all.filter(({ count: some, chosen }) => some > 0 || chosen);
  }

  /** The same of what stands in a column. @param {"year" | "level" | "kind" | "unit"} name @param {[string, string][]} names @param {(number: number) => number} [key] what stands there for a name */
  columnFacet(name, names, key = (at) => at) {
    /** @type {Map<number, number>} */
    const counts = new Map();
    const column = this.reader.columns[name];
    this.truth(name).forEach((value, report) => value && counts.set(column[report], (counts.get(column[report]) || 0) + 1));
    return this.facet(name, names, (at) => counts.get(key(at)) || 0);
  }

  get facets() {
    const { levels, kinds, sections, years } = this.reader.catalog;
    const twice = (/** @type {string} */ name) => /** @type {[string, string]} */ ([name, name]);
    const named = years.map(([year, label]) => /** @type {[string, string]} */ ([String(year), label]));
    const { counts } = this.sectionCounts();
    return {
      year: this.columnFacet("year", named, (at) => years[at][0]).reverse(),
      level: this.columnFacet("level", levels.map(twice)),
      section: this.facet("section", sections.map(twice), (at) => counts[at]),
      kind: this.columnFacet("kind", kinds.map(twice)),
    };
  }

  /** Whether the numbers of a facet are sure. @param {string} name */
  isSure(name) {
    return name === "section" ? this.sectionCounts().isExact : !this.truth(name).includes(MAYBE);
  }

  /** In which kinds of sections the words stand, or which the reports have. */
  sectionCounts() {
    const truth = this.truth("section");
    const hasWords = this.hasWords();
    let isExact = !truth.includes(MAYBE);
    let masks = Uint16Array.from(truth, (value, report) => value && (hasWords ? ALL_ZONES : this.sections[report]));
    for (const { any } of this.clauses.filter(({ negated }) => hasWords && !negated)) {
      const mask = new Uint16Array(masks.length);
      for (const wish of any) {
        if (wish instanceof Uint8Array) wish.forEach((value, report) => value && (mask[report] = ALL_ZONES));
        else isExact = this.mask(wish, truth, mask) && isExact;
      }
      masks = masks.map((value, report) => value & mask[report]);
    }
    const counts = this.reader.catalog.sections.map((_, kind) => masks.filter((mask) => (mask >> kind) & 1).length);
    return { counts, isExact };
  }

  /** Adds the kinds of sections that a term stands in; gives whether they are sure. @param {Term} term @param {Uint8Array} truth @param {Uint16Array} mask */
  mask(term, truth, mask) {
    const zones = this.zonesOf(term, false);
    const isSimple = term.phrase.length <= 2 && (zones.length === 0 || term.inTitle);
    let isExact = true;
    term.reports.forEach((report, at) => {
      if (!truth[report]) return;
      const said = term.symbols[at] >> 2;
      const seen = term.seen.get(report);
      const { holds, zones: stands } = seen || { holds: zones.every((any) => any & said), zones: said };
      isExact = isExact && (isSimple || Boolean(seen));
      if (holds) mask[report] |= term.inTitle ? ALL_ZONES : stands >> KINDS;
    });
    return isExact;
  }

  /** @returns {Promise<Search.Facet[]>} */
  async units() {
    const units = await using(this.reader.root, () => this.reader.units());
    return this.columnFacet("unit", units.map(({ slug, name }) => [slug, name])).sort((a, b) => b.count - a.count);
  }
}

/** Keeps some of the reports of a term. @param {Term} term @param {(report: number) => boolean} isKept */
function keepOf(term, isKept) {
  term.symbols = term.symbols.filter((_, at) => isKept(term.reports[at]));
  term.reports = term.reports.filter(isKept);
}

/** @type {Map<string, Promise<Reader>>} */
const opened = new Map();

/** The catalogue's checksum, never from what the browser keeps. @param {string} root */
function newest(root) {
  return file(root, "index", "t=" + Date.now(), (contents) => numberAt(contents, 0));
}

/** @param {string} root */
async function openReader(root) {
  const version = await newest(root);
  const reader = await file(root, "catalog", version.toString(36), async (contents, sum) => {
    refuse(sum !== version);
    return new Reader(root, await unpack([contents]), version);
  });
  if (!reader.catalog.plain) await reader.table();
  return reader;
}

/** Does something with the index; after a failure it is opened anew. @template T @param {string} root @param {(reader: Reader) => Promise<T>} task @returns {Promise<T>} */
async function using(root, task) {
  const known = opened.get(root) || openReader(root);
  opened.set(root, known);
  let reader;
  try {
    reader = await known;
    return await task(reader);
  } catch (/** @type {any} */ error) {
    if (error.name !== "load") throw error;
    opened.delete(root);
    // Another index may have taken the place of this one.
    if (reader && (await newest(root)) !== reader.version) return using(root, task);
    throw error;
  }
}

/** Answers a query. Folded texts have no character that the table changes: it is fetched only where a phrase that was looked up
 * as a whole is found nowhere. A part is enough where the likeliest texts have the phrase.
 * @param {Reader} reader @param {string} query @param {Search.Chosen} chosen @param {string} order @returns {Promise<Answer>} */
async function find(reader, query, chosen, order) {
  const answered = async () => {
    const answer = new Answer(reader, chosen, (other) => find(other, query, chosen, order));
    await answer.prepare(parse(query), order);
    return answer;
  };
  try {
    // 整改問題 has a kind's name in it before 問題 is folded.
    const isNamed = (/** @type {Choice} */ { field, folded }) => field !== "section" || reader.catalog.sections.includes(folded);
    if (!parse(query).every(({ any }) => any.every(isNamed))) await reader.table();
    const answer = await answered();
    await answer.see(answer.probes((term) => !term.isWhole, UNKNOWN));
    const isOpen = (/** @type {Term} */ term) => !term.isWhole && !Array.from(term.seen.values()).some(({ occurs }) => occurs);
    const few = answer.all.filter((term) => isOpen(term) && term.reports.length <= FEW);
    for (const term of few) await answer.see(term.reports);
    if (answer.all.some((term) => isOpen(term) && !few.includes(term))) await answer.deepen();
    const mayOccur = (/** @type {Term} */ { reports, seen }) => reports.some((report) => (seen.get(report) || { occurs: true }).occurs);
    if (answer.all.every(mayOccur)) return answer;
  } catch (/** @type {any} */ error) {
    if (error.name !== "syntax") throw error;
  }
  await reader.table();
  return answered();
}

/** @param {string} root @param {string} text @param {(units: KnownUnit[], value: string) => Search.Unit[]} choose */
function unitsLike(root, text, choose) {
  return using(root, async (reader) => {
    const units = await reader.units();
    const found = choose(units, plainly(text));
    if (found.length > 0) return found;
    await reader.table();
    return choose(units, plainly(text));
  });
}

/** @type {Search.Engine["open"]} */
function openIndex(root) {
  return {
    find: (query, { chosen, order }) => using(root, (reader) => find(reader, query, chosen, order)),
    suggest: (text) => unitsLike(root, text, suggestIn),
    nearest: (text) => unitsLike(root, text, (units, value) => nearestOf(units, value).map((unit) => shownUnit(unit, ""))),
  };
}

window.shuzhi = Object.assign(window.shuzhi, {
  put: (/** @type {string} */ name, /** @type {string} */ text) => void arrived.set(name, text),
  text: { load, fold, report, marks },
  index: { open: openIndex, forget: () => opened.clear() },
});

// Answers queries from the index, as src/search/find.rs does and describes. Classic script, Chromium 80.
(function () {
  "use strict";

  if (!window.shuzhi.engine) return;
  const { file, unpack, fold, places } = window.shuzhi.text;
  const { wrong, parse, named, fit, nearestOf, suggestIn, shownUnit, weight, rarity, zoneOf, show, Reader } = window.shuzhi.engine;
  const { EXACT, EXACT_IF_ANY, UNKNOWN, MOST, FEW, TITLE, KINDS } = window.shuzhi.engine;

  /** All zones at once. */
  const ALL_ZONES = 0x3ff;
  /** What is known of a report: nothing stands in the way of it, or it holds for sure. */
  const MAYBE = 1;
  const SURE = 3;
  /** So few reports are read only to know how many there are. */
  const VERY_FEW = 10;
  /** How long answers may come from what is kept alone, in milliseconds. */
  const FRESH = 10000;

  const NONE = { year: [], level: [], section: [], kind: [], unit: [] };

  /** @param {{reports: Uint32Array}[]} found */
  function sum(found) {
    return found.reduce((count, { reports }) => count + reports.length, 0);
  }

  /** A query that is being answered. What holds of each report is 0, `MAYBE` or `SURE`, so that "and" and "or" are those of bits. */
  class Answer {
    /** @param {Search.Reader} reader @param {(reader: Search.Reader) => Promise<Answer>} again asks the same of another index */
    constructor(reader, again) {
      this.reader = reader;
      this.again = again;
      /** @type {{negated: boolean, any: (Search.Term | Uint8Array)[]}[]} */
      this.clauses = [];
      /** @type {Search.Term[]} */
      this.all = [];
      /** Zones of which text must have one of each: the query's, and those that are chosen. @type {number[]} */
      this.zones = [];
      /** @type {number[]} */
      this.chosenZones = [];
      /** @type {Search.Chosen} */
      this.chosen = NONE;
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

    /** @param {Search.Clause[]} clauses @param {Search.Chosen} chosen @param {string} order */
    async prepare(clauses, chosen, order) {
      const { reader } = this;
      const needsUnits = chosen.unit.length > 0 || clauses.some(({ any }) => any.some(({ field }) => field === "unit"));
      const units = needsUnits ? await reader.units() : [];
      for (const { negated, any } of clauses) {
        if (any[0].field === "section") {
          this.zones.push(any.reduce((zones, choice) => zones | this.zonesNamed(choice), 0));
        } else {
          this.clauses.push({ negated, any: await Promise.all(any.map((choice) => this.wish(choice, negated, units))) });
        }
      }
      this.chosen = chosen;
      const { catalog } = reader;
      const add = (/** @type {string} */ name, /** @type {string[]} */ values, /** @type {(report: number) => string} */ value) => {
        if (values.length > 0) this.chosenReports.set(name, this.reports((report) => values.includes(value(report))));
      };
      add("year", chosen.year, (report) => String(reader.years[report]));
      add("level", chosen.level, (report) => catalog.levels[reader.levels[report]]);
      add("kind", chosen.kind, (report) => catalog.kinds[reader.kinds[report]]);
      add("unit", chosen.unit, (report) => units[reader.unit[report]].slug);
      if (chosen.section.length > 0) {
        const bits = catalog.sections.map((/** @type {string} */ name, /** @type {number} */ at) => (chosen.section.includes(name) ? 1 << at : 0));
        this.chosenZones = [bits.reduce((/** @type {number} */ a, /** @type {number} */ b) => a | b, 0) << KINDS];
      }
      if (!this.hasWords()) this.sections = await reader.sections();
      this.candidates = this.sorted(order);
    }

    /** @param {(report: number) => boolean} holds */
    reports(holds) {
      const reports = new Uint8Array(this.reader.size);
      for (let at = 0; at < reports.length; at += 1) reports[at] = holds(at) ? SURE : 0;
      return reports;
    }

    /** @param {Search.Choice} choice */
    zonesNamed(choice) {
      const names = this.reader.catalog.sections;
      const numbers = named(names, choice.folded, true);
      if (numbers.length === 0) wrong("section", choice.at, choice.written, names);
      return numbers.reduce((zones, number) => zones | (1 << (number + KINDS)), 0);
    }

    /** @param {Search.Choice} choice @param {boolean} negated @param {Search.KnownUnit[]} units @returns {Promise<Search.Term | Uint8Array>} */
    async wish(choice, negated, units) {
      const { reader } = this;
      const { field, folded, written, at, from, to } = choice;
      if (field === "year") return this.reports((report) => reader.years[report] >= from && reader.years[report] <= to);
      if (field === "level" || field === "kind") {
        const names = reader.catalog[field + "s"];
        const numbers = named(names, folded);
        if (numbers.length === 0) wrong(field, at, written, names);
        const column = field === "level" ? reader.levels : reader.kinds;
        return this.reports((report) => numbers.includes(column[report]));
      }
      if (field === "unit") {
        const fits = units.map((unit) => fit(unit, folded)[0] >= 0);
        if (!fits.includes(true)) wrong("unit", at, written, nearestOf(units, folded).map(({ name }) => name));
        return this.reports((report) => fits[reader.unit[report]]);
      }
      const found = await Promise.all(reader.volumes.map((volume) => reader.find(volume, folded, 1)));
      const [reports, symbols] = [new Uint32Array(sum(found)), new Uint16Array(sum(found))];
      let end = 0;
      found.forEach((matches, volume) => {
        symbols.set(matches.symbols, end);
        for (const report of matches.reports) reports[end++] = report + reader.starts[volume];
      });
      /** @type {Search.Term} */
      const term = { written, phrase: folded, inTitle: field === "title", negated, reports, symbols, certainty: found.map(({ certainty }) => certainty), windows: found.map(({ windows }) => windows), isWhole: found.every(({ isWhole }) => isWhole), seen: new Map() };
      if (reader.hidden.size > 0) keepOf(term, (report) => !reader.hidden.has(report));
      this.all.push(term);
      return term;
    }

    /** Zones that a term must stand in. @param {Search.Term} term @param {boolean} withChosen */
    zonesOf(term, withChosen) {
      if (term.inTitle) return [TITLE];
      if (term.negated) return [];
      return withChosen ? this.zones.concat(this.chosenZones) : this.zones;
    }

    /** @param {Search.Term} term @param {boolean} withChosen */
    truthOf(term, withChosen) {
      const truth = new Uint8Array(this.reader.size);
      const zones = this.zonesOf(term, withChosen);
      // Of a pair it is known where it stands; of a longer phrase only where its pairs do.
      const isPlaced = zones.length === 0 || (zones.length === 1 && term.phrase.length <= 2);
      const { starts } = this.reader;
      let volume = 0;
      term.reports.forEach((report, at) => {
        while (starts[volume + 1] <= report) volume += 1;
        const seen = term.seen.get(report);
        if (seen) truth[report] = (withChosen ? seen.holdsChosen : seen.holds) ? SURE : 0;
        else if (zones.every((any) => any & (term.symbols[at] >> 2))) truth[report] = isPlaced && term.certainty[volume] === EXACT ? SURE : MAYBE;
      });
      return truth;
    }

    /** What answers the query, but for what is chosen of one facet. @param {string} but */
    truth(but) {
      const isPlain = but !== "section" ? !this.chosenReports.has(but) : this.chosenZones.length === 0;
      const name = isPlain ? "" : but;
      let truth = this.known.get(name);
      if (!truth) this.known.set(name, (truth = this.makeTruth(name)));
      return truth;
    }

    /** @param {string} but */
    makeTruth(but) {
      const truth = new Uint8Array(this.reader.size).fill(SURE);
      this.reader.hidden.forEach((report) => (truth[report] = 0));
      const and = (/** @type {Uint8Array} */ other) => other.forEach((value, at) => (truth[at] &= value));
      const withChosen = but !== "section";
      for (const { negated, any } of this.clauses) {
        const either = new Uint8Array(truth.length);
        for (const wish of any) {
          const holds = wish instanceof Uint8Array ? wish : this.truthOf(wish, withChosen);
          for (let at = 0; at < either.length; at += 1) either[at] |= holds[at];
        }
        // What may hold may not hold; what surely does, does not.
        if (negated) for (let at = 0; at < either.length; at += 1) either[at] = [SURE, MAYBE, 0, 0][either[at]];
        and(either);
      }
      this.chosenReports.forEach((reports, name) => name !== but && and(reports));
      const zones = withChosen ? this.zones.concat(this.chosenZones) : this.zones;
      if (!this.hasWords() && zones.length > 0) {
        and(this.reports((report) => zones.every((any) => any & (this.sections[report] << KINDS))));
      }
      return truth;
    }

    /** Whether the query asks for text: sections are then where it stands, else what a report has. */
    hasWords() {
      return this.all.some((term) => !term.negated && !term.inTitle);
    }

    get count() {
      return this.truth("").reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
    }

    get exact() {
      return !this.truth("").includes(MAYBE);
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
      const scores = new Float64Array(order === "relevance" ? truth.length : 0);
      for (const { any } of this.clauses.filter((clause) => scores.length > 0 && !clause.negated)) {
        const best = new Float64Array(scores.length);
        for (const term of any) {
          if (term instanceof Uint8Array) continue;
          const rare = rarity(scores.length, term.reports.length);
          term.reports.forEach((report, at) => (best[report] = Math.max(best[report], weight(term.symbols[at]) * rare)));
        }
        best.forEach((score, report) => (scores[report] += score));
      }
      const places = this.reader.order(order === "unit" ? order : "year");
      const keys = new Float64Array(this.count);
      let end = 0;
      places.forEach((report, place) => {
        if (truth[report]) keys[end++] = (2 ** 32 - (scores[report] || 0)) * MOST + place;
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
        /** @type {number[]} */
        const some = [];
        let next = this.read;
        for (const truth = this.truth(""); some.length < to - this.hits.length && next < this.candidates.length; next += 1) {
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

    /** Reads some texts and learns from them. @param {number[]} reports */
    async see(reports) {
      const texts = await Promise.all(reports.map((report) => this.reader.text(report)));
      texts.forEach((text, nth) => this.look(reports[nth], text));
      return texts;
    }

    /** Reports of which one look may tell whether a phrase occurs in a volume at all, of volumes of which none was read.
     * @param {(term: Search.Term) => boolean} of @param {number} [most] certainty */
    probes(of, most = EXACT_IF_ANY) {
      const { starts } = this.reader;
      /** @type {Set<number>} */
      const probes = new Set();
      for (const term of this.all.filter(of)) {
        term.certainty.forEach((certainty, volume) => {
          if (certainty === EXACT || certainty > most) return;
          let [best, heaviest] = [-1, -1];
          term.reports.forEach((report, at) => {
            if (report < starts[volume] || report >= starts[volume + 1] || weight(term.symbols[at]) < heaviest) return;
            [best, heaviest] = [report, weight(term.symbols[at])];
          });
          if (best >= 0 && !term.seen.has(best)) probes.add(best);
        });
      }
      return Array.from(probes);
    }

    /** Looks up all of the phrases of which only a part was. */
    async deepen() {
      const { volumes, starts } = this.reader;
      for (const term of this.all.filter(({ isWhole }) => !isWhole)) {
        term.isWhole = true;
        const found = await Promise.all(volumes.map((volume) => this.reader.find(volume, term.phrase, 2)));
        const whole = new Set();
        found.forEach(({ reports }, volume) => reports.forEach((report) => whole.add(starts[volume] + report)));
        keepOf(term, (report) => whole.has(report));
      }
      this.known.clear();
    }

    /** Learns from a text. @param {number} report @param {Search.Stored} text */
    look(report, text) {
      const volume = this.reader.volumeOf(report);
      const { starts } = this.reader;
      for (const term of this.all) {
        const seen = { occurs: false, holds: false, holdsChosen: false, zones: 0 };
        for (const place of places(text.folded.text, term.phrase)) {
          const zone = zoneOf(text, place, term.phrase.length);
          const holds = (/** @type {number[]} */ zones) => zones.every((any) => any & zone);
          seen.occurs = true;
          if (holds(this.zonesOf(term, false))) {
            seen.holds = true;
            seen.zones |= zone;
          }
          seen.holdsChosen = seen.holdsChosen || holds(this.zonesOf(term, true));
        }
        const lacksOne = () => term.windows[volume].some((window) => !text.folded.text.includes(window));
        if (!seen.occurs && term.reports.includes(report) && lacksOne()) {
          // All in the list would have that part if any report of the volume had it.
          term.certainty[volume] = EXACT;
          keepOf(term, (each) => each < starts[volume] || each >= starts[volume + 1]);
        } else if (seen.occurs && term.certainty[volume] === EXACT_IF_ANY) {
          term.certainty[volume] = EXACT;
        }
        term.seen.set(report, seen);
      }
      this.known.clear();
    }

    /** Whether a report that was read answers the query; what is chosen is known of every candidate. @param {number} report */
    holds(report) {
      return this.clauses.every(({ negated, any }) => any.some((wish) => {
        if (wish instanceof Uint8Array) return wish[report] > 0;
        const seen = wish.seen.get(report);
        return seen !== undefined && seen.holdsChosen;
      }) !== negated);
    }

    /** @param {number} report @param {Search.Stored} text @returns {Search.Result} */
    result(report, text) {
      const { url, unit, unitUrl, level, kind, whole, title } = text;
      const wanted = this.marked().map((term) => ({ phrase: term.phrase, zones: this.zonesOf(term, true) }));
      return { url, title: whole.slice(0, title), unit, unitUrl, year: this.reader.years[report], level, kind, ...show(text, wanted) };
    }

    /** How many results have each value of a facet. @param {Search.Group} name @param {ArrayLike<number>} values of the reports @param {number} count of values */
    counts(name, values, count) {
      const counts = new Uint32Array(count);
      this.truth(name).forEach((value, report) => value && (counts[values[report]] += 1));
      return counts;
    }

    /** @param {Search.Group} name @param {ArrayLike<number>} counts @param {[string, string][]} names values and labels @returns {Search.Facet[]} */
    facet(name, counts, names) {
      const all = names.map(([value, label], at) => ({ value, label, count: counts[at], chosen: this.chosen[name].includes(value) }));
      return all.filter(({ count, chosen }) => count > 0 || chosen);
    }

    get facets() {
      const { catalog, years, levels, kinds } = this.reader;
      const twice = (/** @type {string} */ name) => /** @type {[string, string]} */ ([name, name]);
      /** @type {[string, string][]} */
      const known = catalog.years.map((/** @type {[number, string]} */ [year, label]) => [String(year), label]);
      const numbers = new Map(known.map(([year], at) => [Number(year), at]));
      const year = this.counts("year", Array.from(years, (each) => numbers.get(each) || 0), known.length);
      return {
        year: this.facet("year", year, known).reverse(),
        level: this.facet("level", this.counts("level", levels, catalog.levels.length), catalog.levels.map(twice)),
        section: this.facet("section", this.sectionCounts().counts, catalog.sections.map(twice)),
        kind: this.facet("kind", this.counts("kind", kinds, catalog.kinds.length), catalog.kinds.map(twice)),
      };
    }

    /** Whether the numbers of a facet are sure. @param {Search.Group} name */
    isSure(name) {
      return name === "section" ? this.sectionCounts().isExact : !this.truth(name).includes(MAYBE);
    }

    /** In which kinds of sections the words stand, or which the reports have. */
    sectionCounts() {
      const truth = this.truth("section");
      let isExact = !truth.includes(MAYBE);
      let masks = this.hasWords() ? new Uint16Array(truth.length) : Uint16Array.from(this.sections);
      if (this.hasWords()) {
        masks.fill(ALL_ZONES);
        for (const { any } of this.clauses.filter((clause) => !clause.negated)) {
          const mask = new Uint16Array(masks.length);
          for (const wish of any) {
            if (wish instanceof Uint8Array) wish.forEach((value, report) => value && (mask[report] = ALL_ZONES));
            else isExact = this.mask(wish, truth, mask) && isExact;
          }
          masks = masks.map((value, report) => value & mask[report]);
        }
      }
      const counts = new Uint32Array(this.reader.catalog.sections.length);
      masks.forEach((mask, report) => {
        if (truth[report]) for (let kind = 0; kind < counts.length; kind += 1) counts[kind] += (mask >> kind) & 1;
      });
      return { counts, isExact };
    }

    /** Adds the kinds of sections that a term stands in; gives whether they are sure. @param {Search.Term} term @param {Uint8Array} truth @param {Uint16Array} mask */
    mask(term, truth, mask) {
      const zones = this.zonesOf(term, false);
      const isSimple = term.phrase.length <= 2 && (zones.length === 0 || term.inTitle);
      let isExact = true;
      term.reports.forEach((report, at) => {
        if (!truth[report]) return;
        const seen = term.seen.get(report);
        const said = term.symbols[at] >> 2;
        isExact = isExact && (isSimple || seen !== undefined);
        const holds = seen ? seen.holds : zones.every((any) => any & said);
        if (holds) mask[report] |= term.inTitle ? ALL_ZONES : (seen ? seen.zones : said) >> KINDS;
      });
      return isExact;
    }

    /** @returns {Promise<Search.Facet[]>} */
    async units() {
      const units = await using(this.reader.root, () => this.reader.units());
      const facets = this.facet("unit", this.counts("unit", this.reader.unit, units.length), units.map(({ slug, name }) => [slug, name]));
      return facets.sort((a, b) => b.count - a.count);
    }
  }

  /** Keeps some of the reports of a term. @param {Search.Term} term @param {(report: number) => boolean} isKept */
  function keepOf(term, isKept) {
    term.symbols = term.symbols.filter((_, at) => isKept(term.reports[at]));
    term.reports = term.reports.filter(isKept);
  }

  /** @type {Map<string, Promise<Search.Reader>>} */
  const opened = new Map();

  /** The catalogue's checksum, never from what the browser keeps. @param {string} root @returns {Promise<number>} */
  async function newest(root) {
    const { buffer, byteOffset } = await file(root, "index", "t=" + Date.now());
    return new DataView(buffer, byteOffset).getUint32(0, true);
  }

  /** @param {string} root */
  async function openReader(root) {
    const version = await newest(root);
    const contents = await file(root, "catalog", version.toString(36), version);
    const reader = new Reader(root, await unpack([contents], 0), version);
    if (!reader.catalog.plain) await reader.table();
    return reader;
  }

  /** Does something with the index; after a failure it is opened anew. @template T @param {string} root @param {(reader: Search.Reader) => Promise<T>} task @returns {Promise<T>} */
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
   * @param {Search.Reader} reader @param {string} query @param {Search.Chosen} chosen @param {string} order @returns {Promise<Answer>} */
  async function find(reader, query, chosen, order) {
    const again = (/** @type {Search.Reader} */ other) => find(other, query, chosen, order);
    const answer = new Answer(reader, again);
    try {
      const clauses = parse(query);
      const isNamed = (/** @type {Search.Choice} */ { field, folded }) => field !== "section" || reader.catalog.sections.includes(folded);
      // 整改問題 has a kind's name in it before 問題 is folded.
      if (!clauses.every(({ any }) => any.every(isNamed))) await reader.table();
      await answer.prepare(parse(query), chosen, order);
      await answer.see(answer.probes((term) => !term.isWhole, UNKNOWN));
      const isOpen = (/** @type {Search.Term} */ term) => !term.isWhole && !Array.from(term.seen.values()).some(({ occurs }) => occurs);
      const few = answer.all.filter((term) => isOpen(term) && term.reports.length <= FEW);
      for (const term of few) await answer.see(Array.from(term.reports));
      if (answer.all.some((term) => isOpen(term) && !few.includes(term))) await answer.deepen();
      const mayOccur = (/** @type {Search.Term} */ term) => term.reports.some((report) => (term.seen.get(report) || { occurs: true }).occurs);
      if (answer.all.every(mayOccur)) return answer;
    } catch (/** @type {any} */ error) {
      if (error.name !== "syntax") throw error;
    }
    await reader.table();
    const folded = new Answer(reader, again);
    await folded.prepare(parse(query), chosen, order);
    return folded;
  }

  /** @param {Search.Reader} reader @param {string} text @param {(units: Search.KnownUnit[], value: string) => Search.Unit[]} choose */
  async function unitsLike(reader, text, choose) {
    const units = await reader.units();
    const found = choose(units, fold(text).text);
    if (found.length > 0) return found;
    await reader.table();
    return choose(units, fold(text).text);
  }

  /** @type {Search.Engine["open"]} */
  function open(root) {
    return {
      find: (query, { chosen, order }) => using(root, (reader) => find(reader, query, chosen, order)),
      suggest: (text) => using(root, (reader) => unitsLike(reader, text, suggestIn)),
      nearest: (text) => using(root, (reader) => unitsLike(reader, text, (units, value) => nearestOf(units, value).map((unit) => shownUnit(unit, "")))),
    };
  }

  window.shuzhi.index = { open, forget: () => opened.clear() };
})();

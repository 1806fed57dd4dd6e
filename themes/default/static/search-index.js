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

/** The union of zones, given by the numbers of their kinds. @param {number[]} kinds */
function zonesOf(kinds) {
  return kinds.reduce((zones, kind) => zones | (1 << (kind + KINDS)), 0);
}

/** Keeps some of the reports of a term. @param {Term} term @param {(report: number) => boolean} isKept */
function keepOf(term, isKept) {
  term.said = term.said.filter((_, at) => isKept(term.having[at]));
  term.having = term.having.filter(isKept);
}

/** Numbers of the names that a choice means. @param {Choice} choice @param {string[]} names @param {boolean} [isWithin] */
function namedBy({ field, folded, at, written }, names, isWithin) {
  const numbers = named(names, folded, isWithin);
  return numbers.length ? numbers : wrong(field, at, written, names);
}

/** A value that is its own label. @param {string} name @returns {[string, string]} */
function twice(name) {
  return [name, name];
}

/** A query that is being answered. What holds of each report is 0, `MAYBE` or `SURE`, so that "and" and "or" are those of bits.
 * @param {Reader} reader @param {Clause[]} asked @param {Search.Chosen} chosen @param {string} order */
async function answerOf(reader, asked, chosen, order) {
  const { catalog, column, gone, size } = reader;
  /** @type {{negated: boolean, any: (Term | Uint8Array)[]}[]} */
  const clauses = [];
  /** @type {Term[]} */
  const terms = [];
  /** Zones of which text must have one of each: the query's, and those that are chosen. @type {number[]} */
  const zones = [];
  /** @type {number[]} */
  const chosenZones = [];
  /** @type {Map<string, Uint8Array>} */
  const chosenReports = new Map();
  /** What was found out since something was learnt. @type {Map<string, Uint8Array>} */
  const known = new Map();
  /** @type {Search.Result[]} */
  const hits = [];
  /** Candidates that were read. */
  let done = 0;

  /** @param {(report: number) => unknown} holds */
  function reportsThat(holds) {
    return new Uint8Array(size).map((_, report) => (holds(report) ? SURE : 0));
  }

  /** @param {Choice} choice @param {boolean} negated @returns {Promise<Term | Uint8Array>} */
  async function wish(choice, negated) {
    const { field, folded, written, at, from, to } = choice;
    const values = column[field];
    if (field === "year") return reportsThat((report) => values[report] >= from && values[report] <= to);
    if (values) {
      const numbers = new Set(field === "unit" ? numbersOf(units, (unit) => fit(unit, folded)[0] >= 0) : namedBy(choice, namesOf(field)));
      if (!numbers.size) wrong(field, at, written, nearestOf(units, folded).map(({ name }) => name));
      return reportsThat((report) => numbers.has(values[report]));
    }
    /** @type {Term} */
    const term = { written, sought: folded, inTitle: field === "title", negated, seen: new Map(), ...(await reader.find(folded, 1)) };
    if (gone.size) keepOf(term, (report) => !gone.has(report));
    terms.push(term);
    return term;
  }

  /** The names of the values of a facet. @param {string} name @returns {string[]} */
  function namesOf(name) {
    return name === "unit" ? units.map(({ slug }) => slug) : /** @type {any} */ (catalog)[name + "s"];
  }

  /** Zones that the text must have one of each of. @param {boolean} withChosen */
  function wantedZones(withChosen) {
    return withChosen ? zones.concat(chosenZones) : zones;
  }

  /** The same for a term. @param {Term} term @param {boolean} withChosen */
  function zonesFor({ inTitle, negated }, withChosen) {
    return inTitle ? [TITLE] : negated ? [] : wantedZones(withChosen);
  }

  /** Where a term stands in a report, of what was seen or is said, if it stands where it must. @param {Term} term @param {number} report @param {number} symbol @param {number[]} wanted zones */
  function standing({ seen }, report, symbol, wanted) {
    return (seen.get(report) || [symbol >> 2]).filter((zone) => wanted.every((any) => any & zone));
  }

  /** @param {Term} term @param {boolean} withChosen */
  function truthOf(term, withChosen) {
    const truth = new Uint8Array(size);
    const wanted = zonesFor(term, withChosen);
    // Of a pair it is known where it stands; of a longer phrase only where its pairs do.
    const isPlaced = !wanted.length || (wanted.length === 1 && term.sought.length <= 2);
    let volume = 0;
    term.having.forEach((report, at) => {
      while (reader.starts[volume + 1] <= report) volume += 1;
      const isSure = term.seen.has(report) || (isPlaced && term.certainty[volume] === EXACT);
      if (standing(term, report, term.said[at], wanted).length) truth[report] = isSure ? SURE : MAYBE;
    });
    return truth;
  }

  /** What answers the query, but for what is chosen of one facet. @param {string} but */
  function truthBut(but) {
    const withChosen = but !== "section" || !chosenZones.length;
    const name = withChosen && !chosenReports.has(but) ? "" : but;
    const before = known.get(name);
    if (before) return before;
    const truth = new Uint8Array(size).fill(SURE);
    gone.forEach((report) => (truth[report] = 0));
    const and = (/** @type {Uint8Array} */ other) => {
      for (let at = 0; at < size; at += 1) truth[at] &= other[at];
    };
    for (const { negated, any } of clauses) {
      const found = any.map((each) => (each instanceof Uint8Array ? each : truthOf(each, withChosen)));
      const either = found.reduce((all, other) => all.map((value, at) => value | other[at]));
      // What may hold may not hold; what surely does, does not: 3, 1, 0 for 0, 1, 3.
      and(negated ? either.map((value) => SURE >> value) : either);
    }
    chosenReports.forEach((reports, each) => each !== name && and(reports));
    if (!hasWords()) and(reportsThat((report) => wantedZones(withChosen).every((any) => any & (sections[report] << KINDS))));
    known.set(name, truth);
    return truth;
  }

  /** Whether the query asks for text: sections are then where it stands, else what a report has. */
  function hasWords() {
    return terms.some((term) => !term.negated && !term.inTitle);
  }

  /** Positive terms, each phrase once. */
  function shownTerms() {
    const positive = terms.filter(({ negated }) => !negated);
    return positive.filter((term, at) => positive.findIndex(({ sought }) => sought === term.sought) === at);
  }

  /** What may answer the query, best first. */
  function sorted() {
    /** Of every report, for each clause. */
    const scores = clauses.map(({ negated, any }) => {
      const best = new Uint32Array(size);
      for (const term of any) {
        if (negated || order !== "relevance" || term instanceof Uint8Array) continue;
        const rare = rarity(size, term.having.length);
        term.having.forEach((report, at) => (best[report] = Math.max(best[report], weight(term.said[at]) * rare)));
      }
      return best;
    });
    const truth = truthBut("");
    const found = reader.order(order).filter((report) => truth[report]);
    const keys = found.map((report, at) => scores.reduce((rest, best) => rest - best[report], 2 ** 32) * MOST + at);
    return keys.sort().map((key) => found[key % MOST]);
  }

  /** Reads on, until there are so many results. @param {number} to */
  async function list(to) {
    // A phrase that occurs nowhere forbids nothing.
    await see(probes(({ negated }) => negated));
    let fruitless = 0;
    while (hits.length < to && done < candidates.length) {
      const truth = truthBut("");
      /** @type {number[]} */
      const some = [];
      let next = done;
      for (; some.length < to - hits.length && next < candidates.length; next += 1) {
        if (truth[candidates[next]]) some.push(candidates[next]);
      }
      const texts = await see(some);
      done = next;
      texts.forEach((text, nth) => {
        if (holds(some[nth])) hits.push(result(some[nth], text));
        else fruitless += 1;
      });
      if (fruitless && hits.length < to) await see(probes(({ inTitle }) => !inTitle, UNKNOWN));
      if (fruitless > 2 && candidates.length - done > FEW) await deepen();
    }
    const truth = truthBut("");
    const unsure = candidates.filter((report) => truth[report] === MAYBE);
    await see(unsure.length <= VERY_FEW ? unsure : probes(() => true));
  }

  /** Reads some texts and learns from them. @param {Iterable<number>} reports */
  async function see(reports) {
    const numbers = Array.from(reports);
    const texts = await Promise.all(numbers.map((report) => reader.text(report)));
    texts.forEach((text, nth) => learn(numbers[nth], text));
    return texts;
  }

  /** Reports of which one look may tell whether a phrase occurs in a volume at all, of volumes of which none was read.
   * @param {(term: Term) => boolean} of @param {number} [most] certainty */
  function probes(of, most = EXACT_IF_ANY) {
    /** @type {Set<number>} */
    const reports = new Set();
    for (const { certainty, having, said, seen } of terms.filter(of)) {
      /** The heaviest of each volume, of those that weigh the same the last. @type {[number, number][]} */
      const best = [];
      having.forEach((report, at) => {
        const volume = reader.volumeOf(report);
        if (weight(said[at]) >= (best[volume] || [0, -1])[1]) best[volume] = [report, weight(said[at])];
      });
      best.forEach(([report], volume) => {
        if (certainty[volume] !== EXACT && certainty[volume] <= most && !seen.has(report)) reports.add(report);
      });
    }
    return reports;
  }

  /** Looks up all of the phrases of which only a part was. */
  async function deepen() {
    for (const term of terms.filter(({ isWhole }) => !isWhole)) {
      term.isWhole = true;
      const whole = new Set((await reader.find(term.sought, 2)).having);
      keepOf(term, (report) => whole.has(report));
    }
    known.clear();
  }

  /** Learns from a text. @param {number} report @param {Stored} text */
  function learn(report, text) {
    const volume = reader.volumeOf(report);
    const whole = text.folded.text;
    for (const term of terms) {
      const { sought, having, certainty } = term;
      const stands = places(whole, sought).map((place) => zoneOf(text, place, sought.length));
      if (stands.length) {
        if (certainty[volume] === EXACT_IF_ANY) certainty[volume] = EXACT;
      } else if (having.includes(report) && term.parts[volume].some((part) => !whole.includes(part))) {
        // All in the list would have that part if any report of the volume had it.
        certainty[volume] = EXACT;
        keepOf(term, (each) => reader.volumeOf(each) !== volume);
      }
      term.seen.set(report, stands);
    }
    known.clear();
  }

  /** Whether a report that was read answers the query; what is chosen is known of every candidate. @param {number} report */
  function holds(report) {
    return clauses.every(({ negated, any }) => any.some((each) => {
      if (each instanceof Uint8Array) return each[report];
      return each.seen.has(report) && standing(each, report, 0, zonesFor(each, true)).length;
    }) !== negated);
  }

  /** @param {number} report @param {Stored} text @returns {Search.Result} */
  function result(report, text) {
    const wanted = shownTerms().map((term) => ({ sought: term.sought, zones: zonesFor(term, true) }));
    return { ...text.about, title: text.whole.slice(0, text.title), year: column.year[report], ...show(text, wanted) };
  }

  /** The values of a facet with their numbers of results. @param {Search.Group} name @param {[string, string][]} labels of values @param {(number: number) => number} count @returns {Search.Facet[]} */
  function facet(name, labels, count) {
    const all = labels.map(([value, label], at) => ({ value, label, count: count(at), chosen: chosen[name].includes(value) }));
    return all.filter((each) => each.count || each.chosen);
  }

  /** The same of what stands in a column. @param {Search.Group} name @param {[string, string][]} labels @param {(number: number) => number} [key] what stands there for a name */
  function columnFacet(name, labels, key = (at) => at) {
    /** @type {number[]} */
    const counts = [];
    truthBut(name).forEach((value, report) => {
      const number = column[name][report];
      if (value) counts[number] = (counts[number] || 0) + 1;
    });
    return facet(name, labels, (at) => counts[key(at)] || 0);
  }

  /** In which kinds of sections the words stand, or which the reports have. */
  function sectionCounts() {
    const truth = truthBut("section");
    let isExact = !truth.includes(MAYBE);
    let masks = new Uint16Array(size).map((_, report) => truth[report] && (hasWords() ? ALL_ZONES : sections[report]));
    for (const { any } of clauses.filter(({ negated }) => hasWords() && !negated)) {
      const mask = new Uint16Array(size);
      for (const term of any) {
        if (term instanceof Uint8Array) term.forEach((value, report) => value && (mask[report] = ALL_ZONES));
        else term.having.forEach((report, at) => {
          if (!truth[report]) return;
          isExact = isExact && (term.seen.has(report) || (term.sought.length <= 2 && (term.inTitle || !zones.length)));
          for (const zone of standing(term, report, term.said[at], zonesFor(term, false))) mask[report] |= term.inTitle ? ALL_ZONES : zone >> KINDS;
        });
      }
      masks = masks.map((value, report) => value & mask[report]);
    }
    return { counts: catalog.sections.map((_, kind) => masks.filter((mask) => (mask >> kind) & 1).length), isExact };
  }

  /** Whether the numbers of a facet are sure. @param {string} name */
  function isSure(name) {
    return name === "section" ? sectionCounts().isExact : !truthBut(name).includes(MAYBE);
  }

  const needsUnits = chosen.unit.length || asked.some(({ any }) => any.some(({ field }) => field === "unit"));
  const units = needsUnits ? await reader.units() : [];
  for (const { negated, any } of asked) {
    if (any[0].field === "section") zones.push(any.reduce((all, choice) => all | zonesOf(namedBy(choice, catalog.sections, true)), 0));
    else clauses.push({ negated, any: await Promise.all(any.map((choice) => wish(choice, negated))) });
  }
  for (const name of GROUPS) {
    const wanted = chosen[name];
    const values = column[name];
    const names = namesOf(name);
    if (!wanted.length) continue;
    if (!values) chosenZones.push(zonesOf(numbersOf(names, (each) => wanted.includes(each))));
    // Years have no other names.
    else chosenReports.set(name, reportsThat((report) => wanted.includes(String(names[values[report]] || values[report]))));
  }
  /** Of every report, for a query without words. @type {number[]} */
  const sections = hasWords() ? [] : await reader.sections();
  const candidates = sorted();

  return {
    reader, terms, hits, list, see, probes, deepen, isSure,
    count: () => truthBut("").filter(Boolean).length,
    shown: () => shownTerms().map(({ written }) => written),
    facets() {
      const { levels, kinds, years } = catalog;
      const { counts } = sectionCounts();
      return {
        year: columnFacet("year", years.map(([year, label]) => [String(year), label]), (at) => years[at][0]).reverse(),
        level: columnFacet("level", levels.map(twice)),
        section: facet("section", catalog.sections.map(twice), (at) => counts[at]),
        kind: columnFacet("kind", kinds.map(twice)),
      };
    },
    units: () => using(async () => {
      const labels = (await reader.units()).map(({ slug, name }) => /** @type {[string, string]} */ ([slug, name]));
      return columnFacet("unit", labels).sort((a, b) => b.count - a.count);
    }),
  };
}

/** An answer, which goes over to another index where that takes its place. @param {Answer} answer @param {(reader: Reader) => Promise<Answer>} again @returns {Search.Found} */
function foundIn(answer, again) {
  /** @type {Promise<any>} */
  let work = Promise.resolve();

  /** Lists from one publication: all that was read was of the index that is still there afterwards. @param {number} to */
  async function list(to) {
    for (;;) {
      const { reader } = answer;
      const failed = await answer.list(to).catch((error) => error);
      if (failed) forget();
      // What is kept was of this index, which does not change every moment.
      else if (Date.now() < reader.checkedUntil) return;
      reader.checkedUntil = Date.now() + FRESH;
      const isCurrent = (await newest()) === reader.version;
      if (failed && isCurrent) throw failed;
      if (isCurrent) return;
      // Another took its place: everything is asked anew.
      forget();
      answer = await using(again);
    }
  }

  return {
    get count() { return answer.count(); },
    get exact() { return answer.isSure(""); },
    get terms() { return answer.shown(); },
    get facets() { return answer.facets(); },
    isSure: (name) => answer.isSure(name),
    units: () => answer.units(),
    results(from, to) {
      const next = work.then(() => list(to)).then(() => answer.hits.slice(from, to));
      work = next.catch(() => {});
      return next;
    },
  };
}

/** @type {Promise<Reader> | undefined} */
let opened;

/** Everything is fetched anew. */
function forget() {
  opened = undefined;
}

/** The catalogue's checksum, never from what the browser keeps. */
function newest() {
  return file("index", "t=" + Date.now(), (contents) => numberAt(contents, 0));
}

async function openReader() {
  const version = await newest();
  const reader = await file("catalog", version, async (contents, sum) => {
    refuse(sum !== version);
    return readerOf(await unpack(contents), version);
  });
  if (!reader.catalog.plain) await reader.table();
  return reader;
}

/** Does something with the index; after a failure it is opened anew. @template T @param {(reader: Reader) => Promise<T>} task @returns {Promise<T>} */
async function using(task) {
  let reader;
  try {
    reader = await (opened = opened || openReader());
    return await task(reader);
  } catch (/** @type {any} */ error) {
    if (error.name !== "load") throw error;
    forget();
    // Another index may have taken the place of this one.
    if (reader && (await newest()) !== reader.version) return using(task);
    throw error;
  }
}

/** Answers a query. Folded texts have no character that the table changes: it is fetched only where a phrase that was looked up
 * as a whole is found nowhere. A part is enough where the likeliest texts have the phrase.
 * @param {Reader} reader @param {string} query @param {Search.Chosen} chosen @param {string} order @returns {Promise<Answer>} */
async function find(reader, query, chosen, order) {
  try {
    // 整改問題 has a kind's name in it before 問題 is folded.
    const isNamed = (/** @type {Choice} */ { field, folded }) => field !== "section" || reader.catalog.sections.includes(folded);
    if (!parse(query).every(({ any }) => any.every(isNamed))) await reader.table();
    const answer = await answerOf(reader, parse(query), chosen, order);
    const { terms, see } = answer;
    await see(answer.probes((term) => !term.isWhole, UNKNOWN));
    const isOpen = (/** @type {Term} */ { isWhole, seen }) => !isWhole && !Array.from(seen.values()).some((stands) => stands.length);
    const few = terms.filter((term) => isOpen(term) && term.having.length <= FEW);
    for (const { having } of few) await see(having);
    if (terms.some((term) => isOpen(term) && !few.includes(term))) await answer.deepen();
    if (terms.every(({ having, seen }) => having.some((report) => (seen.get(report) || [report]).length))) return answer;
  } catch (/** @type {any} */ error) {
    if (error.name !== "syntax") throw error;
  }
  await reader.table();
  return answerOf(reader, parse(query), chosen, order);
}

/** @param {string} text @param {(units: KnownUnit[], value: string) => Search.Unit[]} choose */
function unitsLike(text, choose) {
  return using(async (reader) => {
    const units = await reader.units();
    const found = choose(units, plainly(text));
    if (found.length) return found;
    await reader.table();
    return choose(units, plainly(text));
  });
}

/** @type {Search.Index} */
const index = {
  async find(query, { chosen, order }) {
    const ask = (/** @type {Reader} */ reader) => find(reader, query, chosen, order);
    return foundIn(await using(ask), ask);
  },
  suggest: (text) => unitsLike(text, suggestIn),
  nearest: (text) => unitsLike(text, (units, value) => nearestOf(units, value).map((unit) => shownUnit(unit, ""))),
  forget,
};

window.shuzhi = Object.assign(window.shuzhi, {
  put: (/** @type {string} */ name, /** @type {string} */ text) => void arrived.set(name, text),
  text: { load, fold, report, marks },
  index,
});

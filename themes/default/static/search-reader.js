// The files of the index, as src/search/reader.rs reads them. A part of search.js.

/** Files that share a folder and a checksum. */
const TOGETHER = 64;
/** How far a list can be trusted: exact, exact if the phrase occurs in any of its reports, unknown. */
const EXACT = 0;
const EXACT_IF_ANY = 1;
const UNKNOWN = 2;
/** So few reports are read rather than thinned out by lists. */
const FEW = 20;
/** Files and lists that are kept. */
const KEPT = 5000;
/** Most reports of an index: keys that they are sorted by have 53 bits. */
const MOST = 2 ** 20;

/** An index that is open: what the catalogue says of every report, and files on demand.
 * @param {Search.Catalog} catalog @param {number} version */
function readerOf(catalog, version) {
  /** Where the reports of each volume begin, and where the last ends. */
  const starts = [0];
  /** Of every report. @type {Record<string, number[]>} */
  const column = { year: [], unit: [], level: [], kind: [] };
  /** Reports that are no more. @type {Set<number>} */
  const gone = new Set();
  /** Everything that was asked for, by name; what failed is asked for again. @type {Map<string, Promise<any>>} */
  const kept = new Map();
  /** @type {Record<string, Float64Array>} */
  const orders = {};
  let size = 0;
  for (const { years, units, levels, kinds, hidden = [] } of catalog.volumes) {
    for (const report of hidden) gone.add(size + report);
    let at = 0;
    for (const [year, count] of years) {
      for (let end = at + count, unit = 0; at < end; at += 1) {
        column.year.push(year);
        column.unit.push((unit += units[at]));
        column.level.push(levels[at]);
        column.kind.push(kinds[at]);
      }
    }
    starts.push((size += at));
  }

  /** Keeps what a task gives, unless it fails. @template T @param {string} name @param {() => Promise<T>} task @returns {Promise<T>} */
  function keep(name, task) {
    const made = kept.get(name) || task();
    if (kept.size > KEPT) Array.from(kept.keys()).slice(0, KEPT / 2).forEach((old) => kept.delete(old));
    kept.set(name, made);
    made.catch(() => kept.delete(name));
    return made;
  }

  /** A file, once. @template T @param {string} name @param {number} sum @param {(contents: Uint8Array) => T | Promise<T>} read @returns {Promise<T>} */
  function fileOnce(name, sum, read) {
    return keep(name, () => {
      reader.checkedUntil = 0;
      return file(name, sum, read);
    });
  }

  /** One file among many. @template T @param {Search.Volume} volume @param {"lists" | "texts"} kind @param {number} number @param {(contents: Uint8Array, name: string) => T | Promise<T>} read */
  function fileOf(volume, kind, number, read) {
    const group = Math.floor(number / TOGETHER);
    const name = `${volume.name}/${kind[0]}${group}/${number % TOGETHER}`;
    return fileOnce(name, volume[kind][group], (contents) => read(contents, name));
  }

  /** What is kept of a pair of a phrase in a volume. @param {Search.Volume} volume @param {string} phrase @param {number} at @returns {Promise<?Entry>} */
  function entry(volume, phrase, at) {
    const gram = pairAt(phrase, at);
    return keep(`${volume.name} ${gram}`, async () => {
      const find = await fileOf(volume, "lists", hash(gram) & (volume.shards - 1), (contents, name) => {
        refuse(numberAt(contents, 0) !== volume.numbering);
        return (/** @type {number} */ other) => {
          try {
            return entryOf(contents.subarray(4), other, volume.levels.length);
          } catch (error) {
            throw unread(name);
          }
        };
      });
      return find(gram);
    });
  }

  /** The reports that may have a phrase: quickly, and to a depth where they are more than a few.
   * @param {Search.Volume} volume @param {string} phrase @param {number} depth @returns {Promise<MatchesIn>} */
  async function findIn(volume, phrase, depth) {
    const pairs = Math.max(phrase.length - 1, 1);
    /** By the place of the pair. @type {Entry[]} */
    const entries = [];
    const count = () => Object.keys(entries).length;
    /** @type {Uint32Array} */
    let having = new Uint32Array(0);
    for (let step = 0; step <= depth && count() < pairs && (!step || depth === 2 || having.length > FEW); step += 1) {
      const found = await Promise.all(placesOf(pairs, step).map(async (at) => (entries[at] = /** @type {Entry} */ (await entry(volume, phrase, at)))));
      if (found.includes(/** @type {any} */ (null))) return { having: [], said: [], certainty: EXACT, parts: [], isWhole: true };
      having = common(phrase, volume.depth, entries);
    }
    let certainty = EXACT;
    if (phrase.length > 2 && having.length) {
      // Lists of their own are kept of phrases that occur.
      const isKept = entries[0].exceptions.has(pairAt(phrase, 2));
      certainty = phrase.length > volume.depth ? UNKNOWN : isKept ? EXACT : EXACT_IF_ANY;
    }
    // Parts of the phrase that all of these reports have if any report of the volume has them.
    /** @type {string[]} */
    const parts = [];
    entries.forEach((_, at) => {
      for (let end = at + 3; entries[end - 2] && end - at <= volume.depth; end += 1) parts.push(phrase.slice(at, end));
    });
    return { having, said: symbolsOf(having, Object.values(entries)), certainty, parts, isWhole: count() === pairs };
  }

  const reader = {
    version, catalog, starts, column, gone, size,

    /** Until when it need not be asked whether this index is still the newest: what was read meanwhile ends it. */
    checkedUntil: 0,

    /** The kinds of all sections of each report. @returns {Promise<number[]>} */
    sections: () => fileOnce("sections", catalog.sections_sum, async (contents) => {
      const sections = (await unpack(contents)).flat();
      refuse(sections.length !== size);
      return sections;
    }),

    /** @returns {Promise<KnownUnit[]>} */
    units: () => fileOnce("units", catalog.units_sum, async (contents) => {
      const units = (await unpack(contents)).map(knownUnit);
      refuse(column.unit.some((unit) => unit >= units.length));
      return units;
    }),

    table: () => load(catalog.folding),

    /** The number of a report's volume. @param {number} report */
    volumeOf: (report) => starts.findIndex((start) => start > report) - 1,

    /** The text of a report. @param {number} report @returns {Promise<Stored>} */
    async text(report) {
      const dictionary = await fileOnce("dictionary", catalog.dictionary, (contents) => contents);
      const volume = reader.volumeOf(report);
      return fileOf(catalog.volumes[volume], "texts", report - starts[volume], async (contents) =>
        stored(await unpack(contents, dictionary)));
    },

    /** The reports of all volumes that may have a phrase. @param {string} phrase @param {number} depth @returns {Promise<Matches>} */
    async find(phrase, depth) {
      const found = await Promise.all(catalog.volumes.map((volume) => findIn(volume, phrase, depth)));
      return {
        having: found.map(({ having }, at) => Array.from(having, (report) => starts[at] + report)).flat(),
        said: found.map(({ said }) => Array.from(said)).flat(),
        certainty: found.map(({ certainty }) => certainty),
        parts: found.map(({ parts }) => parts),
        isWhole: found.every(({ isWhole }) => isWhole),
      };
    },

    /** All reports newest first, or by unit. @param {string} order */
    order(order) {
      const key = (/** @type {number} */ report) => ((order === "unit" ? column.unit[report] : 0) * 16384 + 16383 - column.year[report]) * MOST + report;
      return (orders[order] = orders[order] || Float64Array.from(column.year.keys(), key).sort().map((each) => each % MOST));
    },
  };
  return reader;
}

/** A text with its zones. @param {any[]} fields @returns {Stored} */
function stored([url, unit, unitUrl, level, kind, title, sections, folds, whole]) {
  const zones = new Uint16Array(whole.length + 1).fill(TITLE, 0, title);
  for (const [start, end, , , kinds] of sections) zones.fill(kinds << KINDS, start, end);
  for (const [, , start, end] of sections) for (let at = start; at < end; at += 1) zones[at] |= HEADING;
  zones[whole.length] = 0;
  return { about: { url, unit, unitUrl, level, kind }, title, sections, whole, folded: report(whole, title, new Map(folds)), zones };
}

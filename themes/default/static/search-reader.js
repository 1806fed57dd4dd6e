// The files of the index, as src/search/reader.rs reads them. A part of search.js.

/** Files that share a folder and a checksum. */
const TOGETHER = 64;
/** How far a list can be trusted: exact, exact if the phrase occurs in any of its reports, unknown. */
const [EXACT, EXACT_IF_ANY, UNKNOWN] = [0, 1, 2];
/** So few reports are read rather than thinned out by lists. */
const FEW = 20;
/** Texts that are kept, and other files and lists, which are far smaller. */
const [TEXTS, OTHERS] = [1000, 5000];
/** Most reports of an index: keys that they are sorted by have 53 bits. */
const MOST = 2 ** 20;

/** An index that is open: what the catalogue says of every report, and files on demand. */
class Reader {
  /** @param {string} root @param {Search.Catalog} catalog @param {number} version */
  constructor(root, catalog, version) {
    this.root = root;
    this.version = version;
    this.catalog = catalog;
    /** Until when it need not be asked whether this index is still the newest: what was read meanwhile ends it. */
    this.checkedUntil = 0;
    /** Where the reports of each volume begin, and where the last ends. */
    this.starts = [0];
    /** Of every report. @type {Record<string, number[]>} */
    this.columns = { year: [], unit: [], level: [], kind: [] };
    /** Reports that are no more. @type {Set<number>} */
    this.hidden = new Set();
    /** Everything that was asked for, by name; what failed is asked for again. @type {Map<string, Promise<any>>} */
    this.kept = new Map();
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
    /** @type {Record<string, Uint32Array>} */
    this.orders = {};
    this.size = 0;
    const { year: years, unit: ofUnit } = this.columns;
    for (const { years: all, units, levels, kinds, hidden = [] } of catalog.volumes) {
      let at = 0;
      for (const [year, count] of all) {
        for (let end = at + count, unit = 0; at < end; at += 1) {
          years.push(year);
          ofUnit.push((unit += units[at]));
        }
      }
      this.columns.level = this.columns.level.concat(levels);
      this.columns.kind = this.columns.kind.concat(kinds);
      for (const report of hidden) this.hidden.add(this.size + report);
      this.starts.push((this.size += at));
    }
  }

  /** Keeps what a task gives, unless it fails. @template T @param {string} name @param {() => Promise<T>} task @returns {Promise<T>} */
  keep(name, task) {
    const isText = name.includes("/t");
    const [kept, most] = isText ? [this.texts, TEXTS] : [this.kept, OTHERS];
    const known = kept.get(name);
    if (known) return known;
    const made = task();
    if (kept.size > most) Array.from(kept.keys()).slice(0, most / 2).forEach((old) => kept.delete(old));
    kept.set(name, made);
    made.catch(() => kept.delete(name));
    return made;
  }

  /** A file, once. @template T @param {string} name @param {number} sum @param {(contents: Uint8Array) => T | Promise<T>} read @returns {Promise<T>} */
  read(name, sum, read) {
    return this.keep(name, () => {
      this.checkedUntil = 0;
      return file(this.root, name, sum.toString(36), read);
    });
  }

  /** The kinds of all sections of each report. @returns {Promise<number[]>} */
  sections() {
    return this.read("sections", this.catalog.sections_sum, async (contents) => {
      const sections = (await unpack([contents])).flat();
      refuse(sections.length !== this.size);
      return sections;
    });
  }

  /** @returns {Promise<KnownUnit[]>} */
  units() {
    return this.read("units", this.catalog.units_sum, async (contents) => {
      const units = (await unpack([contents])).map(knownUnit);
      refuse(this.columns.unit.some((unit) => unit >= units.length));
      return units;
    });
  }

  table() {
    return load(this.root, this.catalog.folding.toString(36));
  }

  /** The number of a report's volume. @param {number} report */
  volumeOf(report) {
    return this.starts.findIndex((start) => start > report) - 1;
  }

  /** One file among many. @template T @param {Search.Volume} volume @param {"lists" | "texts"} kind @param {number} number @param {(contents: Uint8Array, name: string) => T | Promise<T>} read */
  one(volume, kind, number, read) {
    const hex = (/** @type {number} */ part) => part.toString(16).padStart(2, "0");
    const group = Math.floor(number / TOGETHER);
    const name = `${volume.name}/${kind === "texts" ? "t" : ""}${hex(group)}/${hex(number % TOGETHER)}`;
    return this.read(name, volume[kind][group], (contents) => read(contents, name));
  }

  /** What is kept of a pair of a phrase in a volume. @param {Search.Volume} volume @param {string} phrase @param {number} at @returns {Promise<?Entry>} */
  entry(volume, phrase, at) {
    const gram = phrase.charCodeAt(at) * 65536 + (phrase.charCodeAt(at + 1) || 0);
    return this.keep(`${volume.name} ${gram}`, async () => {
      const [body, name] = await this.one(volume, "lists", hash(gram) & (volume.shards - 1), (contents, name) => {
        refuse(numberAt(contents, 0) !== volume.numbering);
        return [contents.subarray(4), name];
      });
      try {
        return entryOf(/** @type {Uint8Array} */ (body), gram, volume.levels.length);
      } catch (error) {
        throw unread(/** @type {string} */ (name));
      }
    });
  }

  /** The text of a report. @param {number} report @returns {Promise<Stored>} */
  async text(report) {
    const dictionary = await this.read("dictionary", this.catalog.dictionary, (contents) => contents);
    const volume = this.volumeOf(report);
    return this.one(this.catalog.volumes[volume], "texts", report - this.starts[volume], async (contents) =>
      stored(await unpack([dictionary.subarray(4), contents], numberAt(dictionary, 0))));
  }

  /** The reports that may have a phrase: quickly, and to a depth where they are more than a few.
   * @param {Search.Volume} volume @param {string} phrase @param {number} depth @returns {Promise<MatchesIn>} */
  async findIn(volume, phrase, depth) {
    /** @type {MatchesIn} */
    const nothing = { reports: new Uint32Array(0), symbols: new Uint16Array(0), certainty: EXACT, windows: [], isWhole: true };
    const pairs = Math.max(phrase.length - 1, 1);
    /** By the place of the pair. @type {Entry[]} */
    const entries = [];
    const count = () => Object.keys(entries).length;
    let { reports } = nothing;
    for (let step = 0; step <= depth && count() < pairs && (step === 0 || depth === 2 || reports.length > FEW); step += 1) {
      const found = await Promise.all(placesOf(pairs, step).map(async (at) => (entries[at] = /** @type {Entry} */ (await this.entry(volume, phrase, at)))));
      if (found.includes(/** @type {any} */ (null))) return nothing;
      reports = common(phrase, volume.depth, entries);
    }
    let certainty = EXACT;
    if (phrase.length > 2 && reports.length > 0) {
      // Lists of their own are kept of phrases that occur.
      const rest = phrase.charCodeAt(2) * 65536 + (phrase.charCodeAt(3) || 0);
      const isKept = entries[0].exceptions.has(rest);
      certainty = phrase.length > volume.depth ? UNKNOWN : isKept ? EXACT : EXACT_IF_ANY;
    }
    // Parts of the phrase that all of these reports have if any report of the volume has them.
    /** @type {string[]} */
    const windows = [];
    entries.forEach((_, at) => {
      for (let end = at + 3; entries[end - 2] && end - at <= volume.depth; end += 1) windows.push(phrase.slice(at, end));
    });
    return { reports, symbols: symbolsOf(reports, Object.values(entries)), certainty, windows, isWhole: count() === pairs };
  }

  /** The same in all volumes. @param {string} phrase @param {number} depth @returns {Promise<Matches>} */
  async find(phrase, depth) {
    const found = await Promise.all(this.catalog.volumes.map((volume) => this.findIn(volume, phrase, depth)));
    return {
      reports: found.map(({ reports }, at) => Array.from(reports, (report) => this.starts[at] + report)).flat(),
      symbols: found.map(({ symbols }) => Array.from(symbols)).flat(),
      certainty: found.map(({ certainty }) => certainty),
      windows: found.map(({ windows }) => windows),
      isWhole: found.every(({ isWhole }) => isWhole),
    };
  }

  /** All reports newest first, or by unit. @param {string} order */
  order(order) {
    const { year, unit } = this.columns;
    const key = (/** @type {number} */ number) => ((order === "unit" ? unit[number] : 0) * 16384 + 16383 - year[number]) * MOST + number;
    return (this.orders[order] = this.orders[order] || Uint32Array.from(Float64Array.from(year.keys(), key).sort(), (each) => each % MOST));
  }
}

/** A text with its zones. @param {any[]} fields @returns {Stored} */
function stored([url, unit, unitUrl, level, kind, title, sections, folds, whole]) {
  const zones = new Uint16Array(whole.length + 1).fill(TITLE, 0, title);
  for (const [start, end, , , kinds] of sections) zones.fill(kinds << KINDS, start, end);
  for (const [, , start, end] of sections) for (let at = start; at < end; at += 1) zones[at] |= HEADING;
  zones[whole.length] = 0;
  return { url, unit, unitUrl, level, kind, title, sections, whole, folded: report(whole, title, new Map(folds)), zones };
}

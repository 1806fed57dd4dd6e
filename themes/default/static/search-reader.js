// The files of the index, as src/search/reader.rs reads them. Classic script, Chromium 80.
(function () {
  "use strict";

  if (!window.shuzhi.engine) return;
  const { file, unpack, load, report } = window.shuzhi.text;
  const { knownUnit, hash, entryOf, common, symbolsOf, placesOf } = window.shuzhi.engine;

  /** Bits of a zone: the title, a heading, and from where on the kinds of sections. */
  const TITLE = 1;
  const HEADING = 2;
  const KINDS = 2;
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
    /** @param {string} root @param {any} catalog @param {number} version */
    constructor(root, catalog, version) {
      this.root = root;
      this.version = version;
      /** Until when it need not be asked whether this index is still the newest: what was read meanwhile ends it. */
      this.checkedUntil = 0;
      this.catalog = catalog;
      /** @type {Search.Volume[]} */
      this.volumes = catalog.volumes;
      /** Where the reports of each volume begin, and where the last ends. */
      this.starts = [0];
      for (const volume of this.volumes) this.starts.push(this.starts[this.starts.length - 1] + volume.levels.length);
      this.size = this.starts[this.volumes.length];
      this.years = new Uint16Array(this.size);
      this.unit = new Uint32Array(this.size);
      let number = 0;
      for (const volume of this.volumes) {
        let at = 0;
        for (const [year, count] of volume.years) {
          for (let end = at + count, unit = 0; at < end; at += 1, number += 1) {
            this.years[number] = year;
            this.unit[number] = unit += volume.units[at];
          }
        }
      }
      /** @type {number[]} */
      this.levels = [].concat(...this.volumes.map((/** @type {any} */ volume) => volume.levels));
      /** @type {number[]} */
      this.kinds = [].concat(...this.volumes.map((/** @type {any} */ volume) => volume.kinds));
      /** Reports that are no more. @type {Set<number>} */
      this.hidden = new Set();
      this.volumes.forEach(({ hidden = [] }, at) => hidden.forEach((report) => this.hidden.add(this.starts[at] + report)));
      /** Everything that was asked for, by name; what failed is asked for again. @type {Map<string, Promise<any>>} */
      this.kept = new Map();
      /** @type {Map<string, Promise<any>>} */
      this.texts = new Map();
      /** @type {Record<string, Uint32Array>} */
      this.orders = {};
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

    /** @template T @param {string} name @param {number} sum @param {(contents: Uint8Array) => T | Promise<T>} read @returns {Promise<T>} */
    async read(name, sum, read) {
      this.checkedUntil = 0;
      const contents = await file(this.root, name, sum.toString(36));
      try {
        return await read(contents);
      } catch (error) {
        throw { name: "load", file: `search/${name}.js` };
      }
    }

    dictionary() {
      return this.keep("dictionary", () => this.read("dictionary", this.catalog.dictionary, (contents) => contents));
    }

    /** The kinds of all sections of each report. @returns {Promise<number[]>} */
    sections() {
      return this.keep("sections", () => this.read("sections", this.catalog.sections_sum, async (contents) => {
        /** @type {number[]} */
        const sections = [].concat(...(await unpack([contents], 0)));
        if (sections.length !== this.size) throw new RangeError();
        return sections;
      }));
    }

    /** @returns {Promise<Search.KnownUnit[]>} */
    units() {
      return this.keep("units", () => this.read("units", this.catalog.units_sum, async (contents) => {
        const units = (await unpack([contents], 0)).map(knownUnit);
        if (this.unit.some((unit) => unit >= units.length)) throw new RangeError();
        return units;
      }));
    }

    table() {
      return load(this.root, this.catalog.folding.toString(36));
    }

    /** The volume of a report. @param {number} report */
    volumeOf(report) {
      return this.starts.findIndex((start) => start > report) - 1;
    }

    /** The name of a file among many. @param {Search.Volume} volume @param {string} kind @param {number} number */
    name(volume, kind, number) {
      const hex = (/** @type {number} */ part) => part.toString(16).padStart(2, "0");
      return `${volume.name}/${kind}${hex(Math.floor(number / TOGETHER))}/${hex(number % TOGETHER)}`;
    }

    /** What is kept of a gram in a volume. @param {Search.Volume} volume @param {number} gram @returns {Promise<?Search.Entry>} */
    async entry(volume, gram) {
      const number = hash(gram) & (volume.shards - 1);
      const name = this.name(volume, "", number);
      const body = await this.keep(name, () => this.read(name, volume.lists[Math.floor(number / TOGETHER)], (contents) => {
        const numbering = new DataView(contents.buffer, contents.byteOffset).getUint32(0, true);
        if (numbering !== volume.numbering) throw new RangeError();
        return contents.subarray(4);
      }));
      return this.keep(`${volume.name} ${gram}`, async () => {
        try {
          return entryOf(body, gram, volume.levels.length);
        } catch (error) {
          throw { name: "load", file: `search/${name}.js` };
        }
      });
    }

    /** The text of a report. @param {number} report @returns {Promise<Search.Stored>} */
    text(report) {
      const volume = this.volumes[this.volumeOf(report)];
      const number = report - this.starts[this.volumeOf(report)];
      const name = this.name(volume, "t", number);
      return this.keep(name, async () => {
        const dictionary = await this.dictionary();
        return this.read(name, volume.texts[Math.floor(number / TOGETHER)], async (contents) => {
          const length = new DataView(dictionary.buffer, dictionary.byteOffset).getUint32(0, true);
          return stored(await unpack([dictionary.subarray(4), contents], length));
        });
      });
    }

    /** The reports that may have a phrase: quickly, and to a depth where they are more than a few.
     * @param {Search.Volume} volume @param {string} phrase @param {number} depth @returns {Promise<Search.Matches>} */
    async find(volume, phrase, depth) {
      const code = (/** @type {number} */ at) => phrase.charCodeAt(at);
      /** @type {Search.Matches} */
      const nothing = { reports: new Uint32Array(0), symbols: new Uint16Array(0), certainty: EXACT, windows: [], isWhole: true };
      if (phrase.length === 1) {
        const entry = await this.entry(volume, (code(0) << 16) >>> 0);
        return entry ? { ...nothing, reports: entry.reports, symbols: entry.symbols } : nothing;
      }
      const pairs = phrase.length - 1;
      /** @type {[number, Search.Entry][]} */
      const entries = [];
      const isKnown = (/** @type {number} */ at) => entries.some(([known]) => known === at);
      let { reports } = nothing;
      for (let step = 0; step <= depth && entries.length < pairs && (step === 0 || depth === 2 || reports.length > FEW); step += 1) {
        const wanted = placesOf(pairs, step).filter((at) => !isKnown(at));
        const found = await Promise.all(wanted.map((at) => this.entry(volume, ((code(at) << 16) | code(at + 1)) >>> 0)));
        if (found.includes(null)) return nothing;
        found.forEach((entry, nth) => entries.push([wanted[nth], /** @type {Search.Entry} */ (entry)]));
        entries.sort(([left], [right]) => left - right);
        reports = common(phrase, volume.depth, entries);
      }
      const symbols = symbolsOf(reports, entries.map(([, entry]) => entry));
      let certainty = EXACT;
      if (phrase.length > volume.depth && reports.length > 0) certainty = UNKNOWN;
      else if (phrase.length > 2 && reports.length > 0) {
        // Lists of their own are kept of phrases that occur.
        const rest = code(2) * 65536 + (phrase.length > 3 ? code(3) : 0);
        certainty = entries[0][1].exceptions.has(rest) ? EXACT : EXACT_IF_ANY;
      }
      // Parts of the phrase that all of these reports have if any report of the volume has them.
      const windows = [];
      for (const [at] of entries) {
        for (let end = at + 1; isKnown(end) && end - at + 2 <= volume.depth; end += 1) windows.push(phrase.slice(at, end + 2));
      }
      return { reports, symbols, certainty, windows, isWhole: entries.length === pairs };
    }

    /** Reports newest first, or by unit: which stands at each place. @param {string} order */
    order(order) {
      if (!this.orders[order]) {
        const keys = Float64Array.from(this.years, (year, number) => {
          const unit = order === "unit" ? this.unit[number] : 0;
          return (unit * 16384 + 16383 - year) * MOST + number;
        });
        this.orders[order] = Uint32Array.from(keys.sort(), (key) => key % MOST);
      }
      return this.orders[order];
    }
  }

  /** A text with its zones. @param {any[]} fields @returns {Search.Stored} */
  function stored([url, unit, unitUrl, level, kind, title, sections, folds, whole]) {
    const folded = report(whole, title, folds);
    const zones = new Uint16Array(whole.length + 1).fill(TITLE, 0, title);
    for (const [start, end, , , kinds] of sections) zones.fill(kinds << KINDS, start, end);
    for (const [, , start, end] of sections) for (let at = start; at < end; at += 1) zones[at] |= HEADING;
    zones[whole.length] = 0;
    return { url, unit, unitUrl, level, kind, title, sections, whole, folded, zones };
  }

  window.shuzhi.engine = Object.assign(window.shuzhi.engine || {}, { Reader, EXACT, EXACT_IF_ANY, UNKNOWN, MOST, FEW, TITLE, KINDS });
})();

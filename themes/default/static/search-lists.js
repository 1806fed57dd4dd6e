// Lists of pairs and what follows from them: src/search/shard.rs describes the bytes, phrase.rs the rest, rank.rs the
// weights. Classic script, Chromium 80.
(function () {
  "use strict";

  if (!window.shuzhi.text) return;
  const TITLE = 1;
  const HEADING = 2;

  /** Bits, the highest of a byte first. Past the end all are 0, and `isOver` says so. */
  class Bits {
    /** @param {Uint8Array} bytes */
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    isOver() {
      return this.at > this.bytes.length * 8;
    }

    /** The next 25 bits or more, at the high end. */
    next() {
      const { bytes, at } = this;
      const byte = at >> 3;
      const word = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
      return word << (at & 7);
    }

    /** @param {number} count 24 at most */
    bits(count) {
      if (count === 0) return 0;
      const value = this.next() >>> (32 - count);
      this.at += count;
      return value;
    }

    unary() {
      let value = 0;
      for (;;) {
        const ones = Math.clz32(~this.next());
        if (ones < 24) {
          this.at += ones + 1;
          return value + ones;
        }
        this.at += 24;
        value += 24;
      }
    }

    gamma() {
      const below = this.unary();
      return below > 24 ? 0 : 2 ** below + this.bits(below);
    }

    /** @param {number} parameter */
    rice(parameter) {
      return this.unary() * 2 ** parameter + this.bits(parameter);
    }

    /** Ascending numbers below an end. @param {number} end */
    ascending(end) {
      const count = this.gamma() - 1;
      if (count < 0 || count > end) throw new RangeError();
      const numbers = new Uint32Array(count);
      const parameter = count > 0 ? this.bits(4) : 0;
      let next = 0;
      for (let at = 0; at < count; at += 1) {
        const number = next + this.rice(parameter);
        if (number >= end) throw new RangeError();
        numbers[at] = number;
        next = number + 1;
      }
      return numbers;
    }
  }

  /** The numbers below `end` that are not among some. @param {ArrayLike<number>} numbers @param {number} end */
  function others(numbers, end) {
    const left = new Uint32Array(Math.max(end - numbers.length, 0));
    for (let number = 0, skipped = 0, at = 0; number < end; number += 1) {
      if (numbers[skipped] === number) skipped += 1;
      else left[at++] = number;
    }
    return left;
  }

  /** Numbers in both of two ascending lists. @param {Uint32Array} left @param {Uint32Array} right */
  function intersection(left, right) {
    const both = new Uint32Array(Math.min(left.length, right.length));
    let count = 0;
    for (let at = 0, other = 0; at < left.length && other < right.length; ) {
      if (left[at] === right[other]) both[count++] = left[at];
      if (left[at] <= right[other]) at += 1;
      else other += 1;
    }
    return both.subarray(0, count);
  }

  /** @param {number} gram */
  function hash(gram) {
    const first = Math.imul(gram, 0x9e3779b1);
    const second = Math.imul(first ^ (first >>> 15), 0x85ebca77);
    return (second ^ (second >>> 13)) >>> 0;
  }

  /** The entry of a gram in a shard's body. @param {Uint8Array} body @param {number} gram */
  function entryBytes(body, gram) {
    let at = 0;
    const number = () => {
      let [value, shift] = [0, 1];
      for (;;) {
        const byte = body[at++];
        value += (byte & 127) * shift;
        if (byte < 128) return value;
        shift *= 128;
        if (byte === undefined || shift > 2 ** 32) throw new RangeError();
      }
    };
    let [first, start, from, to] = [0, 0, -1, -1];
    for (let count = number(); count > 0; count -= 1) {
      first += number();
      const isThis = number() === (gram & 0xffff) && first === gram >>> 16;
      const length = number();
      if (isThis) [from, to] = [start, start + length];
      start += length;
    }
    if (at + start !== body.length) throw new RangeError();
    return from < 0 ? null : body.subarray(at + from, at + to);
  }

  /** What a shard's body keeps of a gram, in a volume of so many reports. @param {Uint8Array} body @param {number} gram @param {number} reports */
  function entryOf(body, gram, reports) {
    const bytes = entryBytes(body, gram);
    return bytes && decodeEntry(bytes, reports);
  }

  /** @param {Uint8Array} bytes @param {number} n reports of the volume @returns {Search.Entry} */
  function decodeEntry(bytes, n) {
    const bits = new Bits(bytes);
    const count = bits.gamma();
    let reports = bits.ascending(n);
    if (count > n >> 1) reports = others(reports, n);
    if (reports.length !== count) throw new RangeError();
    const symbols = decodeSymbols(bits, count);
    const exceptions = new Map();
    const ranks = () => {
      const isMost = bits.bits(1) === 1;
      return { isMost, ranks: bits.ascending(n) };
    };
    for (const third of bits.ascending(65536)) {
      if (bits.bits(1)) exceptions.set(third * 65536, ranks());
      for (const fourth of bits.ascending(65536)) exceptions.set(third * 65536 + fourth, ranks());
    }
    if (bits.isOver()) throw new RangeError();
    return { reports, symbols, exceptions };
  }

  /** @param {Bits} bits @param {number} reports */
  function decodeSymbols(bits, reports) {
    const count = bits.gamma();
    if (count === 0 || count > 4096) throw new RangeError();
    const known = Uint16Array.from({ length: count }, () => bits.bits(12));
    const symbols = new Uint16Array(reports).fill(known[0]);
    if (count === 1) return symbols;
    const parameter = bits.bits(2);
    for (let at = 0; at < reports; at += 1) {
      const place = bits.rice(parameter);
      if (place >= count) throw new RangeError();
      symbols[at] = known[place];
    }
    return symbols;
  }

  /** The part of an intersection that an entry names, if it names one.
   * @param {Uint32Array} both @param {Search.Entry} entry @param {number} rest */
  function except(both, entry, rest) {
    const exception = entry.exceptions.get(rest);
    if (!exception) return both;
    const ranks = exception.isMost ? others(exception.ranks, both.length) : exception.ranks;
    return ranks.filter((rank) => rank < both.length).map((rank) => both[rank]);
  }

  /** Places of pairs, those side by side first: they say most. @param {number} pairs @param {number} depth 0 to 2, which is all */
  function placesOf(pairs, depth) {
    const [last, middle] = [pairs - 1, pairs >> 1];
    if (depth === 0 && pairs > 5) return [0, 1, 2, last];
    if (depth === 1 && pairs > 9) return [0, 1, 2, middle, middle + 1, last - 2, last - 1, last];
    return Array.from({ length: pairs }, (_, at) => at);
  }

  /** The reports in all lists, those of longer phrases included where the pairs stand side by side.
   * @param {string} phrase @param {number} depth @param {[number, Search.Entry][]} entries by the place of the pair */
  function common(phrase, depth, entries) {
    /** @type {[number, Search.Entry, Uint32Array][]} */
    const threes = [];
    const lists = entries.map(([, entry]) => entry.reports);
    for (let nth = 1; nth < entries.length && depth >= 3; nth += 1) {
      const [[at, left], [next, right]] = [entries[nth - 1], entries[nth]];
      if (next !== at + 1) continue;
      const both = intersection(left.reports, right.reports);
      threes.push([at, left, except(both, left, phrase.charCodeAt(at + 2) * 65536)]);
    }
    for (let nth = 1; nth < threes.length && depth >= 4; nth += 1) {
      const [[at, entry, left], [next, , right]] = [threes[nth - 1], threes[nth]];
      if (next !== at + 1) continue;
      const rest = phrase.charCodeAt(at + 2) * 65536 + phrase.charCodeAt(at + 3);
      lists.push(except(intersection(left, right), entry, rest));
    }
    return lists.concat(threes.map(([, , list]) => list)).reduce(intersection);
  }

  /** What is said of a phrase in each of some reports: what all lists say. @param {Uint32Array} reports @param {Search.Entry[]} entries */
  function symbolsOf(reports, entries) {
    const symbols = new Uint16Array(reports.length).fill(0xffff);
    for (const entry of entries) {
      for (let at = 0, other = 0; at < reports.length; at += 1) {
        while (entry.reports[other] < reports[at]) other += 1;
        const [known, said] = [symbols[at], entry.symbols[other]];
        symbols[at] = (known & said & ~3) | Math.min(known & 3, said & 3);
      }
    }
    return symbols;
  }

  // Rank

  const WEIGHTS = [[64, 95, 116, 128], [114, 119, 125, 131]];

  /** @param {number} symbol */
  function weight(symbol) {
    const zones = symbol >> 2;
    return WEIGHTS[zones & HEADING ? 1 : 0][symbol & 3] + (zones & TITLE ? 1024 : 0);
  }

  /** @param {number} all @param {number} having */
  function rarity(all, having) {
    const ratio = Math.max(Math.floor(((all + 1) * 512) / (2 * having + 1)), 1);
    const high = Math.floor(Math.log2(ratio));
    const fraction = Math.floor((ratio / 2 ** high) * 16) & 15;
    return Math.max(high * 16 + fraction - 128, 1);
  }

  window.shuzhi.engine = Object.assign(window.shuzhi.engine || {}, { hash, entryOf, common, symbolsOf, placesOf, weight, rarity });
})();

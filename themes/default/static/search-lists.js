// Lists of pairs and what follows from them: src/search/shard.rs describes the bytes, phrase.rs the rest, rank.rs the
// weights. A part of search.js.

/** Bits of a zone: the title, a heading, and from where on the kinds of sections. */
const TITLE = 1;
const HEADING = 2;
const KINDS = 2;

/** What a list is refused with. @param {boolean} isWrong */
function refuse(isWrong) {
  if (isWrong) throw RangeError();
}

/** Numbers of one ascending list that are in another, or that are not. @param {Uint32Array} numbers @param {Uint32Array} given @param {boolean} [isOut] */
function among(numbers, given, isOut) {
  const kept = numbers.slice();
  let count = 0;
  let at = 0;
  // Nothing is called in it: this is most of the work of a query.
  for (const number of numbers) {
    while (given[at] < number) at += 1;
    if ((given[at] === number) === !isOut) kept[count++] = number;
  }
  return kept.slice(0, count);
}

/** The numbers below `end` that are not among some. @param {Uint32Array} numbers @param {number} end */
function others(numbers, end) {
  return among(new Uint32Array(end).map((_, number) => number), numbers, true);
}

/** Two units of a phrase as one number; past its end there is 0. @param {string} phrase @param {number} at */
function pairAt(phrase, at) {
  return phrase.charCodeAt(at) * 65536 + (phrase.charCodeAt(at + 1) || 0);
}

/** @param {number} gram */
function hash(gram) {
  const first = Math.imul(gram, 0x9e3779b1);
  const second = Math.imul(first ^ (first >>> 15), 0x85ebca77);
  return (second ^ (second >>> 13)) >>> 0;
}

/** What a shard's body keeps of a gram, in a volume of so many reports. @param {Uint8Array} body @param {number} gram @param {number} reports */
function entryOf(body, gram, reports) {
  let at = 0;
  const number = () => {
    for (let [value, factor] = [0, 1]; ; factor *= 128) {
      const byte = body[at++];
      refuse(byte === undefined || factor > 2 ** 32);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  let first = 0;
  let start = 0;
  /** Where it lies after the directory. @type {?number[]} */
  let place = null;
  for (let count = number(); count > 0; count -= 1) {
    first += number();
    const isThis = number() + first * 65536 === gram;
    const length = number();
    if (isThis) place = [start, start + length];
    start += length;
  }
  refuse(at + start !== body.length);
  return place && decoded(body.subarray(at + place[0], at + place[1]), reports);
}

/** Reads an entry: bits, the highest of a byte first; past the end all are 0. @param {Uint8Array} bytes @param {number} reports of the volume @returns {Entry} */
function decoded(bytes, reports) {
  let at = 0;

  /** The next 25 bits or more, at the high end. */
  function next() {
    const byte = at >> 3;
    return ((bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3]) << (at & 7);
  }

  /** @param {number} count 24 at most */
  function bits(count) {
    const value = count && next() >>> (32 - count);
    at += count;
    return value;
  }

  function unary() {
    for (let value = 0; ; value += 24) {
      const ones = Math.clz32(~next());
      at += Math.min(ones + 1, 24);
      if (ones < 24) return value + ones;
    }
  }

  function gamma() {
    const below = unary();
    return below > 24 ? 0 : 2 ** below + bits(below);
  }

  /** @param {number} parameter */
  function rice(parameter) {
    return unary() * 2 ** parameter + bits(parameter);
  }

  /** Ascending numbers below an end. @param {number} end */
  function ascending(end) {
    const count = gamma() - 1;
    refuse(count < 0 || count > end);
    const parameter = count && bits(4);
    let next = 0;
    return new Uint32Array(count).map(() => {
      const number = next + rice(parameter);
      refuse(number >= end);
      next = number + 1;
      return number;
    });
  }

  const count = gamma();
  let having = ascending(reports);
  if (count > reports >> 1) having = others(having, reports);
  refuse(having.length !== count);
  const kinds = gamma();
  refuse(kinds === 0 || kinds > 4096);
  const known = Array.from({ length: kinds }, () => bits(12));
  const parameter = kinds > 1 ? bits(2) : 0;
  const said = new Uint16Array(count).map(() => {
    const place = kinds > 1 ? rice(parameter) : 0;
    refuse(place >= kinds);
    return known[place];
  });
  /** @type {Entry["exceptions"]} */
  const exceptions = new Map();
  const add = (/** @type {number} */ rest) => exceptions.set(rest, { isMost: bits(1) === 1, ranks: ascending(reports) });
  for (const third of ascending(65536)) {
    if (bits(1)) add(third * 65536);
    for (const fourth of ascending(65536)) add(third * 65536 + fourth);
  }
  refuse(at > bytes.length * 8);
  return { having, said, exceptions };
}

/** The part of an intersection that an entry names, if it names one.
 * @param {Uint32Array} both @param {Entry} entry @param {number} rest */
function except(both, entry, rest) {
  const exception = entry.exceptions.get(rest);
  if (!exception) return both;
  const ranks = exception.isMost ? others(exception.ranks, both.length) : exception.ranks;
  return ranks.filter((rank) => rank < both.length).map((rank) => both[rank]);
}

/** Places of pairs, those side by side first: they say most. @param {number} pairs @param {number} depth 0 to 2, which is all */
function placesOf(pairs, depth) {
  const last = pairs - 1;
  const middle = pairs >> 1;
  if (depth === 0 && pairs > 5) return [0, 1, 2, last];
  if (depth === 1 && pairs > 9) return [0, 1, 2, middle, middle + 1, last - 2, last - 1, last];
  return Array.from(Array(pairs).keys());
}

/** The reports in all lists, those of longer phrases included where the pairs stand side by side.
 * @param {string} phrase @param {number} depth @param {Entry[]} entries by the place of the pair */
function common(phrase, depth, entries) {
  /** By the place where its units begin: a longer phrase stands where the shorter one stood that it begins with. @type {Uint32Array[]} */
  const lists = [];
  /** Of the three units that end one place before. @type {Uint32Array | false} */
  let before;
  entries.forEach(({ having }, at) => {
    const last = entries[at - 1];
    const three = last && depth > 2 && except(among(last.having, having), last, phrase.charCodeAt(at + 1) * 65536);
    const four = three && before && depth > 3 && except(among(before, three), entries[at - 2], pairAt(phrase, at));
    lists[four ? at - 2 : three ? at - 1 : at] = four || three || having;
    before = three;
  });
  return lists.reduce((all, list) => among(all, list));
}

/** What is said of a phrase in each of some reports: what all lists say. @param {Uint32Array} reports @param {Entry[]} entries */
function symbolsOf(reports, entries) {
  const symbols = new Uint16Array(reports.length).fill(0xffff);
  for (const entry of entries) {
    let other = 0;
    reports.forEach((report, at) => {
      while (entry.having[other] < report) other += 1;
      const known = symbols[at];
      const said = entry.said[other];
      symbols[at] = (known & said & ~3) | Math.min(known & 3, said & 3);
    });
  }
  return symbols;
}

// Rank

const WEIGHTS = [64, 95, 116, 128, 114, 119, 125, 131];

/** @param {number} symbol */
function weight(symbol) {
  const zones = symbol >> 2;
  return WEIGHTS[(symbol & 3) + 2 * (zones & HEADING)] + 1024 * (zones & TITLE);
}

/** @param {number} all @param {number} having */
function rarity(all, having) {
  // At least 256, since none has it more than once; at most 30 bits.
  const ratio = Math.floor(((all + 1) * 512) / (2 * having + 1));
  const high = 31 - Math.clz32(ratio);
  const fraction = ((ratio / 2 ** high) * 16) & 15;
  return Math.max(high * 16 + fraction - 128, 1);
}

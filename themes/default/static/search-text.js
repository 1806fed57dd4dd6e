// What the search shares with the marks in reports: files of the index, and which texts count as the same. The format is
// described in src/search/file.rs, the rules in src/fold.rs. A part of search.js.

/** Version of the format. */
const FORMAT = 2;
/** What stands in a file before a code unit that a string cannot have, of which the highest bit is changed. */
const ESCAPE = 0xe000;
/** White space, as Unicode has it. */
const IS_BLANK = /(?!\uFEFF)[\s\x85]/;
/** What is left out: that, and characters without width. */
const IS_DROPPED = /[\s\x85\0\xAD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF]/;
const IS_WORD = /[a-z0-9]/;

// Files

/** The way from the page to the site's root. */
let root = "";

/** What files brought, by their names, until it is read. @type {Map<string, string>} */
const arrived = new Map();

/** CRC-32. @param {Uint8Array} bytes */
function checksum(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (-(sum & 1) & 0xedb88320);
  }
  return ~sum >>> 0;
}

/** A number of four bytes, lowest first. @param {Uint8Array} bytes @param {number} at */
function numberAt({ buffer, byteOffset }, at) {
  return new DataView(buffer, byteOffset).getUint32(at, true);
}

/** The bytes of a string; every system that runs Chromium has the lowest byte first, too. @param {string} text */
function bytesOf(text) {
  const units = new Uint16Array(text.length);
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    units[end++] = unit === ESCAPE ? text.charCodeAt(++at) ^ 0x8000 : unit;
  }
  return new Uint8Array(units.buffer, 0, end * 2);
}

/** What is thrown where a file was not read. @param {string} name */
function unread(name) {
  return { name: "load", file: `search/${name}.js` };
}

/** What a file holds; `version` tells it from an older one in the browser's cache. What cannot be made of its contents
 * is a fault of the file, too.
 * @template T @param {string} name @param {string | number} version @param {(contents: Uint8Array, sum: number) => T | Promise<T>} read @returns {Promise<T>} */
async function file(name, version, read) {
  try {
    await window.shuzhi.script(`${root}search/${name}.js?${version}`);
    const bytes = bytesOf(arrived.get(name) || "");
    arrived.delete(name);
    const end = bytes.length - 4;
    const sum = numberAt(bytes, end);
    if (bytes[0] !== FORMAT || sum !== checksum(bytes.subarray(0, end))) throw name;
    return await read(bytes.subarray(2, end - bytes[1]), sum);
  } catch (error) {
    throw unread(name);
  }
}

/** JSON from a deflated stream, which may begin with what the dictionary's file has: its text's length, and the text deflated.
 * @param {Uint8Array} contents @param {Uint8Array} [dictionary] @returns {Promise<any>} */
async function unpack(contents, dictionary = new Uint8Array(4)) {
  const start = dictionary.length - 4;
  const whole = new Uint8Array(start + contents.length);
  whole.set(dictionary.subarray(4));
  whole.set(contents, start);
  // Not a blob: the page has those from another process.
  const stream = /** @type {ReadableStream} */ (new Response(whole).body).pipeThrough(new DecompressionStream("deflate"));
  const text = new Uint8Array(await new Response(stream).arrayBuffer(), numberAt(dictionary, 0));
  return new Response(text).json();
}

// Folding

/** What characters become that the rules alone leave as they are. @type {Map<string, string>} */
const table = new Map();
/** @type {Promise<void> | undefined} */
let loading;

/** Fetches the table; without it only the rules hold. @param {string | number} version */
function load(version) {
  loading = loading || file("folding", version, async (contents) => {
    for (const line of (await unpack(contents)).split("\n")) table.set(line[0], line.slice(1));
    table.delete(/** @type {any} */ (undefined));
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

/** What the rules make of a character. @param {string} character */
function byRule(character) {
  const code = character.charCodeAt(0);
  const narrow = code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : character;
  return narrow >= "A" && narrow <= "Z" ? narrow.toLowerCase() : narrow;
}

/** Folds a text from one place to another. @type {Search.Text["fold"]} */
function fold(text, folds, start = 0, end = text.length) {
  /** @type {number[]} */
  const from = [];
  let folded = "";
  // Where white space began since the last character.
  let blank = -1;
  for (let at = start; at < end; at += 1) {
    const character = text[at];
    const becomes = folds ? folds.get(at) : table.get(character);
    for (const unit of becomes === undefined ? character : becomes.split("")) {
      if (IS_DROPPED.test(unit)) {
        if (blank < 0 && IS_BLANK.test(unit)) blank = at;
      } else {
        const only = byRule(unit);
        if (blank >= 0 && IS_WORD.test(only) && IS_WORD.test(folded.slice(-1))) {
          from.push(blank);
          folded += " ";
        }
        from.push(at);
        folded += only;
        blank = -1;
      }
    }
  }
  from.push(end);
  return { text: folded, from };
}

/** Folds a report of which the title is so long. @type {Search.Text["report"]} */
function report(whole, title, folds) {
  const head = fold(whole, folds, 0, title);
  const body = fold(whole, folds, title + 1);
  return { text: `${head.text}\n${body.text}`, from: head.from.concat(body.from) };
}

/** Where a phrase stands, overlapping places included. @param {string} text @param {string} phrase */
function places(text, phrase) {
  const found = [];
  for (let at = text.indexOf(phrase); phrase && at >= 0; at = text.indexOf(phrase, at + 1)) found.push(at);
  return found;
}

/** @type {Search.Text["marks"]} */
function marks({ text, from }, phrases) {
  /** @type {Search.Mark[]} */
  const all = [];
  phrases.forEach((phrase, number) => {
    for (const place of places(text, phrase)) {
      // Up to the last character, not to the next: what lies between, such as a line end, is not marked.
      all.push({ start: from[place], end: from[place + phrase.length - 1] + 1, sought: number, place });
    }
  });
  all.sort((a, b) => a.start - b.start || b.end - a.end || a.sought - b.sought);
  let end = 0;
  return all.filter((mark) => mark.start >= end && (end = mark.end));
}

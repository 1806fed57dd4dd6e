// What the search shares with the marks in reports: files of the index, and which texts count as the same. The format is
// described in src/search/file.rs, the rules in src/fold.rs. Classic script, Chromium 80.
(function () {
  "use strict";

  // After a failure it may come a second time.
  if (window.shuzhi.text) return;

  /** Version of the format. */
  const FORMAT = 1;
  /** White space, as Unicode has it. */
  const BLANK = "\\t-\\r \\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";
  /** Characters without width. */
  const DROPPED = "\\0\\xAD\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFE00-\\uFE0F\\uFEFF";
  const IS_BLANK = new RegExp(`[${BLANK}]`);
  const CHANGED = new RegExp(`[A-Z\\uFF01-\\uFF5E]|[${BLANK}${DROPPED}]+`, "g");

  // Files

  /** What files brought, by their names, until it is read. @type {Map<string, string>} */
  const arrived = new Map();

  const REMAINDERS = Int32Array.from({ length: 256 }, (_, byte) => {
    for (let bit = 0; bit < 8; bit += 1) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
    return byte;
  });

  /** CRC-32. @param {Uint8Array} bytes */
  function checksum(bytes) {
    let sum = -1;
    for (let at = 0; at < bytes.length; at += 1) sum = (sum >>> 8) ^ REMAINDERS[(sum ^ bytes[at]) & 255];
    return ~sum >>> 0;
  }

  /** @param {string} text of characters below 256 */
  function bytesOf(text) {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  /** The contents of a file, and its checksum if that is wanted. @type {Search.Text["file"]} */
  async function file(root, name, version, sum) {
    try {
      await window.shuzhi.script(`${root}search/${name}.js?${version}`);
      const base64 = arrived.get(name) || "";
      arrived.delete(name);
      const bytes = bytesOf(atob(base64));
      const end = bytes.length - 4;
      const contents = bytes.subarray(0, end);
      const isWhole = end > 0 && checksum(contents) === new DataView(bytes.buffer).getUint32(end, true);
      const isThis = sum === undefined || sum === checksum(bytesOf(`shuzhi.put("${name}","${base64}");\n`));
      if (!isWhole || !isThis || contents[0] !== FORMAT) throw new Error(name);
      return contents.subarray(1);
    } catch (error) {
      throw { name: "load", file: `search/${name}.js` };
    }
  }

  /** @type {Search.Text["unpack"]} */
  async function unpack(parts, skipped) {
    const { readable, writable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    // What is wrong is seen in what comes out.
    for (const part of parts) writer.write(/** @type {any} */ (part)).catch(() => {});
    writer.close().catch(() => {});
    const bytes = new Uint8Array(await new Response(readable).arrayBuffer());
    return JSON.parse(new TextDecoder().decode(bytes.subarray(skipped)));
  }

  // Folding

  /** What characters become that the rules alone leave as they are. @type {Map<string, string>} */
  const table = new Map();
  /** @type {Promise<void> | undefined} */
  let loading;

  /** @type {Search.Text["load"]} */
  function load(root, version = "") {
    loading = loading || file(root, "folding", version).then(async (contents) => {
      for (const line of (await unpack([contents], 0)).split("\n")) table.set(line[0], line.slice(1));
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

  /** Keeps where a changed text comes from: `at` holds pairs of offsets, and between them both go on evenly. */
  class Origin {
    constructor() {
      /** @type {number[]} */
      this.to = [0];
      /** @type {number[]} */
      this.from = [0];
    }

    /** @param {number} to @param {number} from */
    add(to, from) {
      this.to.push(to);
      this.from.push(from);
    }

    /** Where a code unit comes from. @param {number} at */
    of(at) {
      let [low, high] = [0, this.to.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.to[middle] <= at) low = middle;
        else high = middle;
      }
      return this.from[low] + at - this.to[low];
    }
  }

  /** Puts other text in the place of some characters. @param {string} text @param {[number, string][]} folds */
  function replaced(text, folds) {
    const origin = new Origin();
    let out = "";
    let end = 0;
    for (const [at, becomes] of folds) {
      out += text.slice(end, at);
      for (let unit = 0; unit < becomes.length; unit += 1) origin.add(out.length + unit, at);
      out += becomes;
      end = at + 1;
      origin.add(out.length, end);
    }
    return { out: out + text.slice(end), origin };
  }

  /** @type {Search.Text["fold"]} */
  function fold(text, folds) {
    if (!folds) {
      folds = [];
      if (table.size > 0) {
        for (let at = 0; at < text.length; at += 1) {
          const becomes = table.get(text[at]);
          if (becomes !== undefined) folds.push([at, becomes]);
        }
      }
    }
    const { out, origin } = replaced(text, folds);
    const rules = new Origin();
    let longer = 0;
    /** @param {string | undefined} character */
    const isWord = (character) => character !== undefined && /[a-z0-9]/.test(byRule(character));
    const folded = out.replace(CHANGED, (run, at) => {
      const only = byRule(run[0]);
      if (only !== run[0]) return only;
      const blank = IS_BLANK.test(run) && isWord(out[at - 1]) && isWord(out[at + run.length]) ? " " : "";
      // The blank stands for the first white space of the run.
      if (blank) rules.add(at - longer, at + run.search(IS_BLANK));
      longer += run.length - blank.length;
      rules.add(at + run.length - longer, at + run.length);
      return blank;
    });
    return { text: folded, from: (unit) => origin.of(rules.of(unit)) };
  }

  /** @type {Search.Text["report"]} */
  function report(whole, title, folds) {
    const head = fold(whole.slice(0, title), folds && folds.filter(([at]) => at < title));
    const rest = folds && folds.filter(([at]) => at > title).map(([at, becomes]) => /** @type {[number, string]} */ ([at - title - 1, becomes]));
    const body = fold(whole.slice(title + 1), rest);
    const start = head.text.length + 1;
    const from = (/** @type {number} */ unit) => (unit < start ? head.from(unit) : title + 1 + body.from(unit - start));
    return { text: `${head.text}\n${body.text}`, from };
  }

  /** @type {Search.Text["places"]} */
  function places(text, phrase) {
    const found = [];
    for (let at = text.indexOf(phrase); phrase && at >= 0; at = text.indexOf(phrase, at + 1)) found.push(at);
    return found;
  }

  /** @type {Search.Text["marks"]} */
  function marks(folded, phrases) {
    /** @type {Search.Mark[]} */
    const all = [];
    phrases.forEach((phrase, number) => {
      for (const place of places(folded.text, phrase)) {
        // Up to the last character, not to the next: what lies between, such as a line end, is not marked.
        all.push({ start: folded.from(place), end: folded.from(place + phrase.length - 1) + 1, phrase: number, place });
      }
    });
    all.sort((a, b) => a.start - b.start || b.end - a.end || a.phrase - b.phrase);
    let end = 0;
    return all.filter((mark) => mark.start >= end && Boolean((end = mark.end)));
  }

  window.shuzhi = Object.assign(window.shuzhi, {
    put: (/** @type {string} */ name, /** @type {string} */ base64) => void arrived.set(name, base64),
    text: { BLANK, file, unpack, load, fold, report, places, marks },
  });
})();

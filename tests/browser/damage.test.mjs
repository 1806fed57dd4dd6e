// Files of the index cut short, changed, missing or exchanged: the engine names one and can be asked again; it never gives a
// wrong answer, and never hangs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { engine, nothingChosen, textOf } from "./engine.mjs";
import { build, files } from "./harness.mjs";

const site = build();
const names = files(site).filter((path) => path.startsWith("search/"));
const queries = ["党课", "理论学习", "主题党日 -党建", "标题:报告", "单位:swj 支部", "章节:问题 学习", "飞碟降落", "黨課", "全面从严治党主体责任"];

let state = 12345;
function below(limit) {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % limit;
}

const read = (path) => textOf(readFileSync(join(site, path)));

/** Everything that a query finds, or the name of the file that stands in the way. */
async function answer({ index }, query) {
  try {
    const found = await index.find(query, { chosen: nothingChosen, order: "relevance" });
    const results = await found.results(0, Infinity);
    return JSON.stringify([found.count, results.map(({ url, passages }) => [url, passages])]);
  } catch (error) {
    if (error.name !== "load") throw error;
    return error;
  }
}

const expected = new Map();
for (const query of queries) expected.set(query, await answer(engine(site), query));

/** The bytes that a file carries. */
function bytesOf(file) {
  const [, text] = /^shuzhi\.put\("[^"]*","([^"]*)"\);\n$/.exec(file);
  return Buffer.from(text.replace(/\uE000([^])/g, (_, unit) => String.fromCharCode(unit.charCodeAt(0) ^ 0x8000)), "utf16le");
}

/** CRC-32, bit by bit. */
function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/** A file with any contents, and a right checksum. */
function sound(path, contents) {
  const filled = contents.length % 2;
  const bytes = Buffer.concat([Buffer.from([2, filled]), contents, Buffer.alloc(filled)]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(bytes));
  const text = Buffer.concat([bytes, sum]).toString("utf16le");
  const escaped = Array.from({ length: text.length }, (_, at) => text[at]).map((unit) => {
    return /[\uD800-\uE000"\\\n\r]/.test(unit) ? "\uE000" + String.fromCharCode(unit.charCodeAt(0) ^ 0x8000) : unit;
  });
  return `shuzhi.put("${path.slice(7, -3)}","${escaped.join("")}");\n`;
}

const damages = {
  "cut short": (text) => text.slice(0, below(text.length)),
  "a bit changed": (text) => {
    const at = below(text.length);
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << below(7))) + text.slice(at + 1);
  },
  "another file": () => read(names[below(names.length)]),
  "a page in its place": () => "<!doctype html><title>404</title>",
  missing: () => {
    throw new Error("404");
  },
};

for (const [kind, damage] of Object.entries(damages)) {
  test(`${kind}: named, and read when it is mended`, async () => {
    let refused = 0;
    for (let round = 0; round < 60; round += 1) {
      const broken = names[below(names.length)];
      let isBroken = true;
      const damaged = engine(site, (path) => (path === broken && isBroken ? damage(read(path)) : read(path)));
      const query = queries[below(queries.length)];
      const said = await answer(damaged, query);
      isBroken = false;
      if (typeof said !== "string") {
        refused += 1;
        assert.ok(said.file === broken || broken === "search/index.js", `${said.file}, not ${broken}`);
        assert.equal(await answer(damaged, query), expected.get(query), `${query} after ${broken} was mended`);
      } else {
        assert.equal(said, expected.get(query), `${query} with ${broken} ${kind}`);
      }
    }
    assert.ok(refused > 3, `${refused} refusals are too few to tell`);
  });
}

test("nonsense with a right checksum ends", async () => {
  const lists = names.filter((path) => path.split("/").length > 2);
  for (let round = 0; round < 200; round += 1) {
    const broken = lists[below(lists.length)];
    const fill = below(3);
    const nonsense = Buffer.from(Array.from({ length: below(300) }, () => (fill === 0 ? below(256) : fill === 1 ? 255 : below(2))));
    // The reports' numbers are right, so that it is read at all.
    const numbering = bytesOf(read(broken)).subarray(2, 6);
    const text = sound(broken, broken.includes("/t") ? nonsense : Buffer.concat([numbering, nonsense]));
    const damaged = engine(site, (path) => (path === broken ? text : read(path)));
    await answer(damaged, queries[below(queries.length)]);
  }
});

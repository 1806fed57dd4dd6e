// The theme and the preview keep to what Chromium 80 knows, and their scripts to their types.
//
// What an old browser ignores without harm is not listed: text-wrap, hanging-punctuation, text-underline-offset,
// page margin boxes, and `:focus:not(:focus-visible)`, a rule of its own that is dropped as a whole.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { repository } from "./harness.mjs";
import { kept, scripts as themeScripts, short } from "./minify.mjs";

const read = (path) => readFileSync(`${repository}${path}`, "utf8");
const withoutComments = (text) => text.replace(/\/\*[^]*?\*\//g, "");
const sheets = ["themes/default/static/style.css", "src/command/serve/preview/preview.css"];
const scripts = [
  ...readdirSync(`${repository}themes/default/static`).filter((name) => name.endsWith(".js")).map((name) => `themes/default/static/${name}`),
  "src/command/serve/preview/reload.js",
];
const css = withoutComments(read(sheets[0]));

/** Each with the version of Chrome that brought it. */
const styles = {
  "83, ::file-selector-button and ::marker": /::(marker|file-selector-button)/,
  "84, revert": /:\s*revert(-layer)?\b/,
  "87, inset": /[;{\s]inset(-block|-inline)?(-start|-end)?\s*:/,
  "87, logical shorthands": /[;{\s](margin|padding|border)-(inline|block)\s*:/,
  "88, :is() and :where()": /:(is|where)\(/,
  "88, aspect-ratio": /[;{\s]aspect-ratio\s*:/,
  "88, a list in :not()": /:not\([^()]*,/,
  "89, inline logical corners": /border-(start|end)-(start|end)-radius/,
  "90, overflow: clip": /overflow(-[xy])?\s*:\s*clip/,
  "99, @layer": /@layer/,
  "101, hwb()": /\bhwb\(/,
  "104, ranges in media queries": /@media[^{]*[<>]/,
  "104, rotate, scale and translate alone": /[;{\s](rotate|scale|translate)\s*:/,
  "105, :has()": /:has\(/,
  "105, @container": /@container|container-(type|name)\s*:/,
  "108, dvh and its kin": /\d(d|s|l)v(h|w|min|max|i|b)\b/,
  "109, lh": /\dr?lh\b/,
  "111, color-mix(), oklch() and oklab()": /\b(color-mix|oklch|oklab|lab|lch|color)\(/,
  "112, nesting": /(^|[{;])\s*&|\{[^{}@]*[^{}@;\s][^{}@;]*\{/,
  "117, subgrid": /subgrid/,
  "118, @scope": /@scope/,
  "123, light-dark()": /light-dark\(/,
};

const syntax = {
  "80 itself, its older kin lack it: ?.": /\?\.(?!\d)/,
  "80 itself, its older kin lack it: ??": /\?\?/,
  "85, ??= and its kin": /(\?\?|\|\||&&)=/,
  "84, private members": /[\s.]#[a-z]\w*/,
  "84, fields of classes": /class\s+\w+[^{]*\{\s*\w+\s*=/,
  "75, numeric separators": /\d_\d/,
  "85, replaceAll()": /\.replaceAll\(/,
  "85, Promise.any()": /Promise\.any\(/,
  "86, replaceChildren()": /\.replaceChildren\(/,
  "92, at()": /\.at\(/,
  "92, crypto.randomUUID()": /randomUUID/,
  "93, Object.hasOwn()": /Object\.hasOwn\(/,
  "97, findLast()": /\.findLast(Index)?\(/,
  "98, structuredClone()": /structuredClone\(/,
  "110, toSorted() and its kin": /\.to(Sorted|Reversed|Spliced)\(/,
  "117, groupBy()": /\.groupBy\(/,
  "89, modules and await at the top": /^(import|export|await)\b/m,
};

/** The rules of a style sheet that nest no other, as selector and declarations. */
function rules(text) {
  return Array.from(text.matchAll(/([^{}]*)\{([^{}]*)\}/g), (match) => [match[1].trim(), match[2]]);
}

for (const sheet of sheets) {
  const text = withoutComments(read(sheet));
  for (const [feature, pattern] of Object.entries(styles)) {
    // Conditional groups and page boxes hold rules without nesting them.
    const looked = feature.includes("nesting") ? text.replace(/@(media|supports|page|bottom|top)[^{]*\{/g, "") : text;
    test(`${sheet} does without Chrome ${feature}`, () => assert.doesNotMatch(looked, pattern));
  }

  test(`${sheet} does without Chrome 84, gap where there is no grid`, () => {
    const gaps = rules(text).filter(([, body]) => /(^|[;\s])(row-|column-)?gap\s*:/.test(body));
    assert.deepEqual(gaps.filter(([, body]) => !/display\s*:\s*(inline-)?grid/.test(body)).map(([selector]) => selector), []);
  });
}

test("style.css keeps :focus-visible to rules whose loss is no harm", () => {
  const selectors = rules(css).map(([selector]) => selector).filter((selector) => selector.includes(":focus-visible"));
  assert.deepEqual(selectors.filter((selector) => selector !== ":focus:not(:focus-visible)"), []);
});

for (const script of scripts) {
  const text = withoutComments(read(script)).replace(/^\s*\/\/.*$/gm, "");
  for (const [feature, pattern] of Object.entries(syntax)) {
    test(`${script} does without Chrome ${feature}`, () => assert.doesNotMatch(text, pattern));
  }
}

for (const name of themeScripts) {
  test(`themes/default/minified/${name} is that of its source`, async () => {
    assert.equal(kept(name), await short(name), "npm run minify");
  });
}

test("what a search fetches of scripts is at most 12 kB gzipped", () => {
  const { length } = gzipSync(kept("search.js"), { level: 9 });
  assert.ok(length <= 12_000, `${length} bytes`);
});

test("the scripts agree with their types and with the library of 2019", () => {
  const tests = fileURLToPath(new URL(".", import.meta.url));
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));
  try {
    execFileSync(process.execPath, [compiler, "-p", "jsconfig.json"], { cwd: tests, encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

// The short forms in which the default theme's scripts are published. After a change to a script: `npm run minify`.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { repository } from "./harness.mjs";

const theme = `${repository}themes/default/`;
const read = (path) => readFileSync(`${repository}${path}`, "utf8");

/** The parts of search.js in their order, as src/site/theme.rs joins them. */
const parts = ["text", "query", "lists", "reader", "show", "index", "box", "page"].map((name) => `search-${name}.js`);

/** The names of the scripts that are published. */
export const scripts = readdirSync(`${theme}static`).filter((name) => name.endsWith(".js") && !parts.includes(name)).concat("search.js");

/** The short form that stands in the repository. @param {string} name */
export function kept(name) {
  return read(`themes/default/minified/${name}`);
}

/** A script as it is written. @param {string} name */
export function source(name) {
  if (name !== "search.js") return read(`themes/default/static/${name}`);
  const all = parts.map((part) => read(`themes/default/static/${part}`)).join("\n");
  return `(function () {\n"use strict";\nif (window.shuzhi.index) return;\n\n${all}})();\n`;
}

/** Names of properties that others than the search know: those of its contract, of its files and of words in templates; and what
 * the list of browsers' names that terser has lacks. */
function known() {
  const properties = read("tests/browser/search-api.d.ts").replace(/\([^()]*\)/g, "()");
  const contract = Array.from(properties.matchAll(/\b(\w+)\??[:(]/g), ([, name]) => name);
  const templates = readdirSync(`${theme}templates`).map((name) => read(`themes/default/templates/${name}`)).join("");
  const words = Array.from(templates.matchAll(/\bdata-([\w-]+)/g), ([, name]) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));
  return Array.from(new Set(contract.concat(words, "block"))).sort();
}

/** The short form of a script as it is now; all properties of the search that only it knows get short names. @param {string} name */
export async function short(name) {
  const mangle = name === "search.js" ? { properties: { reserved: known(), keep_quoted: true } } : true;
  // Compressed, the script is shorter with loops and comparisons as they are written: gzip finds more that repeats.
  const compress = { passes: 3, unsafe_arrows: true, keep_fargs: false, pure_getters: true, lhs_constants: false, loops: false };
  const { code } = await minify(source(name), { ecma: 2018, compress, mangle });
  // Nothing tells the two apart once it works, and one word for both is shorter.
  return `${code.replace(/\bconst /g, "let ")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of scripts) writeFileSync(`${theme}minified/${name}`, await short(name));
}

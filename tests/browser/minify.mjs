// The short forms in which the default theme's scripts are published. After a change to a script: `npm run minify`.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { repository } from "./harness.mjs";

const theme = `${repository}themes/default/`;

/** The names of the scripts. */
export const scripts = readdirSync(`${theme}static`).filter((name) => name.endsWith(".js"));

/** The short form that stands in the repository. @param {string} name */
export function kept(name) {
  return readFileSync(`${theme}minified/${name}`, "utf8");
}

/** The short form of a script as it is now. @param {string} name */
export async function short(name) {
  const source = readFileSync(`${theme}static/${name}`, "utf8");
  const { code } = await minify(source, { ecma: 2017, compress: { passes: 3 }, mangle: true });
  return `${code}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of scripts) writeFileSync(`${theme}minified/${name}`, await short(name));
}

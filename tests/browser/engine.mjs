// The engine of the search without a browser: the published scripts in a context of their own, which read the index
// of a site on the disk.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInContext, createContext } from "node:vm";

/**
 * The engine of a site. `read` gives a file of the site by its path, or throws; by default it is what stands on the disk.
 * `asked` holds the path of every file that was asked for; `clock.later` puts its clock forward.
 */
export function engine(site, read = (path) => textOf(readFileSync(join(site, path)))) {
  const asked = [];
  const clock = { later: 0 };
  const window = {};
  const globals = { Blob, Date: { now: () => Date.now() + clock.later }, DecompressionStream, Response, console };
  // A page without a box.
  const document = { querySelectorAll: () => [] };
  const context = createContext({ ...globals, document, window });
  const run = (path) => runInContext(read(path), context, { filename: path });
  window.shuzhi = {
    async script(address) {
      const path = address.split("?")[0];
      asked.push(path);
      try {
        // A browser calls what `window` has as a global.
        context.shuzhi = window.shuzhi;
        run(path);
      } catch (error) {
        throw { name: "load", file: path, error };
      }
    },
  };
  run(`static/${readdirSync(join(site, "static")).find((file) => file.startsWith("search."))}`);
  return { index: window.shuzhi.index, text: window.shuzhi.text, asked, clock };
}

/** A script as a browser reads it: a byte order mark says which encoding it has. @param {Buffer} bytes */
export function textOf(bytes) {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le").slice(1) : bytes.toString("utf8");
}

export const nothingChosen = { year: [], level: [], section: [], kind: [], unit: [] };

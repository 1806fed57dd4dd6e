// The engine of the search without a browser: the published scripts in a context of their own, which read the index
// of a site on the disk.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInContext, createContext } from "node:vm";

/**
 * The engine of a site. `read` gives a file of the site by its path, or throws; by default it is what stands on the disk.
 * `asked` holds the path of every file that was asked for; `clock.later` puts its clock forward.
 */
export function engine(site, read = (path) => readFileSync(join(site, path), "utf8")) {
  const asked = [];
  const clock = { later: 0 };
  const window = {};
  const globals = { Date: { now: () => Date.now() + clock.later },  DataView, DecompressionStream, Error, Response, TextDecoder, atob, console };
  const context = createContext({ ...globals, window });
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
  for (const name of ["text", "query", "lists", "reader", "show", "index"].map((part) => `search-${part}`)) {
    run(`static/${readdirSync(join(site, "static")).find((file) => file.startsWith(name + "."))}`);
  }
  return { index: window.shuzhi.index.open(""), text: window.shuzhi.text, asked, clock };
}

export const nothingChosen = { year: [], level: [], section: [], kind: [], unit: [] };

// A plain web server that remembers what it sent.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** A page that forbids nothing, as Pagefind needs one. */
const EMPTY = Buffer.from("<!doctype html><meta charset=utf-8><title>.</title><link rel=icon href=data:,>");

/** Bytes of bodies, sent as they are and with gzip where a server would use it: by path. */
const sizes = new Map();

function size(path, body) {
  if (!sizes.has(path)) {
    const gzip = extname(path) in types ? gzipSync(body).length : body.length;
    sizes.set(path, { plain: body.length, gzip: Math.min(gzip, body.length) });
  }
  return sizes.get(path);
}

/**
 * Serves folders by the first part of the path, the one called "" for all else. `take` gives requests and bytes of
 * bodies since it was last called, those of the script of the search apart.
 */
export async function serve(folders) {
  let sent = [];
  const read = (path) => {
    if (path === "empty.html") return EMPTY;
    const first = path.split("/")[0];
    const [folder, rest] = first in folders ? [folders[first], path.slice(first.length + 1)] : [folders[""], path];
    return readFileSync(join(folder, normalize("/" + rest)));
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split("?")[0].slice(1));
    try {
      const body = read(path);
      const type = types[extname(path)] || "application/octet-stream";
      response.writeHead(200, { "content-type": type, "cache-control": "max-age=3600", "content-length": body.length });
      response.end(body);
      if (!path.includes("favicon")) sent.push([path, body]);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    root: `http://127.0.0.1:${server.address().port}/`,
    take() {
      const [search, others] = [true, false].map((is) => sent.filter(([path]) => path.startsWith("static/search.") === is));
      sent = [];
      const costs = (files) => {
        const all = files.map(([path, body]) => size(path, body));
        const sum = (name) => all.reduce((total, each) => total + each[name], 0);
        return { requests: all.length, plain: sum("plain"), gzip: sum("gzip") };
      };
      return { ...costs(others), script: costs(search) };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

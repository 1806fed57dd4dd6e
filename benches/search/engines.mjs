// The engines that are asked. `ask` and `all` run in the page: the first ten results, and the names of all results.

const shuzhi = {
  name: "shuzhi",
  page: "search.html",
  write: (query) => query,
  async ask(query) {
    const chosen = { year: [], unit: [], level: [], section: [], kind: [] };
    const begin = performance.now();
    const found = await window.shuzhi.index.find(query, { chosen, order: "relevance" });
    const results = await found.results(0, 10);
    return { wall: performance.now() - begin, shown: results.length, count: found.count, isExact: found.exact };
  },
  async all(query) {
    const chosen = { year: [], unit: [], level: [], section: [], kind: [] };
    const found = await window.shuzhi.index.find(query, { chosen, order: "relevance" });
    return (await found.results(0, Infinity)).map((result) => result.url);
  },
};

const pagefind = {
  name: "Pagefind",
  page: "empty.html",
  write: (query) => query,
  async ask(query) {
    const begin = performance.now();
    const engine = await import("/pagefind/pagefind.js");
    // Where its work is to be counted it is done in the page, not in a worker.
    if (location.hash) await engine.options({ noWorker: true });
    const found = await engine.search(query);
    const results = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    return { wall: performance.now() - begin, shown: results.length, count: found.results.length, isExact: true };
  },
  async all(query) {
    const engine = await import("/pagefind/pagefind.js");
    return (await engine.search(query)).results.map((result) => result.id);
  },
};

const quoted = { ...pagefind, name: "Pagefind, in quotation marks", write: (query) => `"${query}"` };

/** Those to ask, with Pagefind where its index is there. */
export function engines(hasPagefind) {
  return hasPagefind ? [shuzhi, pagefind, quoted] : [shuzhi];
}

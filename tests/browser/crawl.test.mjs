// Every page from index.html on: at a server's root, under a sub-path, from the disk, at both widths.

import assert from "node:assert/strict";
import test from "node:test";
import { build, files, launch, onDisk, onPage, serve, widths } from "./harness.mjs";

const site = build();
const published = files(site);
const browser = await launch();
const places = {
  "at the root": await serve(site),
  "under a sub-path": await serve(site, "/some/sub/path/"),
  "from the disk": onDisk(site),
};

/** What a page says of itself, gathered in the page. */
function describe() {
  const urls = (selector, attribute) =>
    Array.from(document.querySelectorAll(selector), (element) => new URL(element.getAttribute(attribute), document.baseURI).href);
  const root = document.documentElement;
  return {
    title: document.title,
    lang: root.lang,
    headings: Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), (heading) => Number(heading.tagName[1])),
    ids: Array.from(document.querySelectorAll("[id]"), (element) => element.id),
    pages: urls("a[href]", "href"),
    resources: [...urls("link[href]", "href"), ...urls("[src]", "src")],
    overflow: root.scrollWidth - root.clientWidth,
  };
}

/** Visits every page that links lead to; each with what it says, and what went wrong on the way. */
async function crawl(page, root) {
  const wrong = [];
  let at = "";
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`${at}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`${at}: ${error}`));
  page.on("requestfailed", (request) => {
    // Aborted is what the browser has not fetched yet when the crawl goes on, such as the icon.
    const { errorText } = request.failure();
    if (errorText !== "net::ERR_ABORTED") wrong.push(`${at}: ${errorText}: ${request.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(root)) wrong.push(`${at}: asks elsewhere: ${request.url()}`);
  });
  const pages = new Map();
  const queue = [`${root}index.html`];
  for (const url of queue) {
    if (pages.has(url)) continue;
    at = url.slice(root.length);
    const response = await page.goto(url);
    if (response.status() !== 200) wrong.push(`${at}: status ${response.status()}`);
    pages.set(url, await page.evaluate(describe));
    const next = pages.get(url).pages.map((link) => link.split("#")[0]);
    queue.push(...next.filter((link) => link.startsWith(root) && link.endsWith(".html") && !pages.has(link)));
  }
  return { pages, wrong };
}

/** The links and resources of a page that lead nowhere; a query, such as that of a search, is no part of a file's name. */
function broken(root, pages, url) {
  const { pages: links, resources } = pages.get(url);
  return [...links, ...resources].filter((link) => {
    const [address, fragment] = link.replace(/\?[^#]*/, "").split("#");
    const path = decodeURIComponent(address.slice(root.length));
    if (!address.startsWith(root) || !published.includes(path)) return true;
    return Boolean(fragment) && !pages.get(address).ids.includes(decodeURIComponent(fragment));
  });
}

for (const [place, root] of Object.entries(places)) {
  for (const width of widths) {
    test(`every page ${place}, ${width} pixels wide`, async (t) => {
      const { pages, wrong } = await onPage(browser, { viewport: { width, height: 800 } }, (page) => crawl(page, root));
      const of = (check) => Array.from(pages, ([url, page]) => [url.slice(root.length), check(page, url)]);

      await t.test("nothing fails on the way", () => assert.deepEqual(wrong, []));
      await t.test("every page is reached", () => {
        const reached = of(() => null).map(([path]) => path).sort();
        const all = published.filter((path) => path.endsWith(".html") && path !== "404.html");
        assert.deepEqual(reached.map(decodeURIComponent), all);
      });
      await t.test("every link and resource leads somewhere", () => {
        assert.deepEqual(of((_, url) => broken(root, pages, url)).filter(([, links]) => links.length > 0), []);
      });
      await t.test("no page is wider than the window", () => {
        assert.deepEqual(of((page) => page.overflow).filter(([, overflow]) => overflow > 0), []);
      });
      await t.test("one h1, and no rank is left out", () => {
        const bad = ({ headings }) =>
          headings.filter((rank) => rank === 1).length !== 1 || headings.some((rank, at) => rank > (headings[at - 1] || 0) + 1);
        assert.deepEqual(of((page) => (bad(page) ? page.headings : null)).filter(([, headings]) => headings), []);
      });
      await t.test("every page has a language and a title of its own", () => {
        assert.deepEqual(of((page) => page.lang).filter(([, lang]) => lang !== "zh-CN"), []);
        const titles = of((page) => page.title);
        const seen = titles.map(([, title]) => title);
        assert.deepEqual(titles.filter(([, title], at) => !title || seen.indexOf(title) !== at), []);
      });
    });
  }
}

test("an unknown address shows the page that says so", async () => {
  await onPage(browser, {}, async (page) => {
    const response = await page.goto(`${places["at the root"]}nothing.html`);
    assert.equal(response.status(), 404);
    assert.equal(await page.locator("h1").innerText(), "没有这一页");
  });
});

test("the entries of the feed lead to pages", async () => {
  await onPage(browser, {}, async (page) => {
    const root = places["at the root"];
    const response = await page.request.get(`${root}feed.xml`);
    const links = Array.from((await response.text()).matchAll(/<link [^>]*href="([^"]+)"/g), (match) => match[1]);
    assert.ok(links.length > 2);
    assert.deepEqual(links.filter((link) => !published.includes(link)), []);
  });
});

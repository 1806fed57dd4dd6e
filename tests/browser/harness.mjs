// What the browser tests share: the site built from the repository's content/, a web server, a browser.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, relative } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The two widths at which every page has to hold: an office screen and a telephone. */
export const widths = [1280, 390];

const arguments_ = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
};

/** The program as `cargo build --release` made it. */
export function binary() {
  if (!process.env.SHUZHI_SITE) {
    execFileSync("cargo", ["build", "--release", "--locked", "--quiet"], { cwd: repository, stdio: ["ignore", "ignore", "inherit"] });
  }
  return join(process.env.CARGO_TARGET_DIR || join(repository, "target"), "release/shuzhi");
}

/**
 * The example archive, built by the real program: the folder $SHUZHI_SITE that tests/run has made, or else a temporary
 * one that goes when the tests of the file have ended.
 */
export function build() {
  if (process.env.SHUZHI_SITE) return process.env.SHUZHI_SITE;
  const folder = mkdtempSync(join(tmpdir(), "shuzhi-browser-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, "site");
  const options = ["run", "--release", "--locked", "--quiet", "--", "build", "--quiet", "--out", out];
  execFileSync("cargo", options, { cwd: repository, stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

/** All files of the site, by their paths from its root. */
export function files(site) {
  const entries = readdirSync(site, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath || entry.path, entry.name)).split("\\").join("/"))
    .sort();
}

/**
 * The plainest web server: a path is a file, anything else is 404.html with status 404. No index files and no
 * redirects, so that links which hope for them fail. Resolves to the address of the site's root, with the slash.
 */
export async function serve(site, under = "/") {
  const known = new Set(files(site));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split("?")[0]);
    const file = path.startsWith(under) ? path.slice(under.length) : "";
    const found = known.has(file);
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(found ? file : "404.html")] });
    response.end(readFileSync(join(site, found ? file : "404.html")));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}${under}`;
}

/** The address of the site's root on the disk. */
export function onDisk(site) {
  return pathToFileURL(site).href + "/";
}

/** A browser that ends with the tests of the file. */
export async function launch() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: arguments_ });
  after(() => browser.close());
  return browser;
}

/** Runs a task on a fresh page; contexts share nothing, so that no test sees what another stored. */
export async function onPage(browser, options, task) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    return await task(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Goes to the page of a unit by its name in the list of units. */
export async function openUnit(page, root, name) {
  await page.goto(`${root}units.html`);
  await page.locator(".units tbody th").getByRole("link", { name, exact: true }).click();
  await page.locator("h1").getByText(name).waitFor();
}

/** The pages of reports of a site, comparisons not among them. */
export function reportPages(site) {
  return files(site).filter((path) => /^units\/[^/]+\/\d{4}(-[a-z][^/]*)?\.html$/.test(path));
}

/** Goes to the report of a unit in a year. */
export async function openReport(page, root, unit, year) {
  await openUnit(page, root, unit);
  await page.locator(".timeline li", { hasText: String(year) }).getByRole("link").click();
  await page.locator("article.report").waitFor();
}

/** One page of each kind, for tests that need no more: by name, a task that opens it. */
export const kinds = {
  home: (page, root) => page.goto(`${root}index.html`),
  units: (page, root) => page.goto(`${root}units.html`),
  unit: (page, root) => openUnit(page, root, "鹤鸣区水务局机关第一党支部"),
  report: (page, root) => openReport(page, root, "鹤鸣区水务局机关第一党支部", 2023),
  comparison: (page, root) => page.goto(`${root}units/he-ming-qu-dang-an-guan-dang-zhi-bu/2023-2024.html`),
  succession: (page, root) =>
    page.goto(`${root}units/he-ming-qu-shui-wu-ju-ji-guan-di-er-dang-zhi-bu/he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu/2022-2023.html`),
  ledger: (page, root) => page.goto(`${root}units/he-ming-qu-shui-wu-ju-ji-guan-dang-wei/problems-and-plans.html`),
  problems: (page, root) => page.goto(`${root}statistics/problems-2023.html`),
  year: (page, root) => page.goto(`${root}years/2023.html`),
  level: (page, root) => page.goto(`${root}levels/dang-zhi-bu.html`),
  search: (page, root) => page.goto(`${root}search.html`),
  statistics: (page, root) => page.goto(`${root}statistics.html`),
  indicator: (page, root) => page.goto(`${root}statistics/theme_day.html`),
  "indicator of a year": (page, root) => page.goto(`${root}statistics/theme_day/2023.html`),
  terms: (page, root) => page.goto(`${root}statistics/terms-and-phrases.html`),
  dictionary: (page, root) => page.goto(`${root}statistics/data-dictionary.html`),
  404: (page, root) => page.goto(`${root}404.html`),
};

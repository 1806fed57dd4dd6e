// Which reports answer a query, without an index: the published pages, looked through from end to end.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Pages that are read at a time. */
const TOGETHER = 200;

/** The addresses of all reports. */
export function reports(site) {
  const entries = readdirSync(join(site, "units"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = entries.flatMap(({ name }) => readdirSync(join(site, "units", name)).map((file) => `units/${name}/${file}`));
  // Comparisons lie beside them.
  return files.filter((file) => /\/\d{4}(-[a-z][^/]*)?\.html$/.test(file)).sort();
}

/** The addresses of the reports that answer each query, by the query; queries of chapters are left out. */
export async function truth(browser, server, urls, queries) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.root + "search.html");
  const asked = queries.filter((query) => !query.includes("章节:"));
  const found = new Map(asked.map((query) => [query, new Set()]));
  for (let at = 0; at < urls.length; at += TOGETHER) {
    const some = urls.slice(at, at + TOGETHER);
    for (const [query, url] of await page.evaluate(look, { urls: some, queries: asked })) found.get(query).add(url);
  }
  await context.close();
  return found;
}

/** Runs in the page: pairs of a query and a report that answers it. */
async function look({ urls, queries }) {
  await window.shuzhi.text.load("");
  const fold = (text) => window.shuzhi.text.fold(text).text;

  async function read(url) {
    const parsed = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    // The kind of a section stands beside its heading and is no part of the text.
    for (const kind of parsed.querySelectorAll(".section-head .kind")) kind.remove();
    const [unit, year, level] = Array.from(parsed.querySelectorAll(".byline a"), (link) => fold(link.textContent));
    const title = fold(parsed.querySelector("h1").textContent);
    return { url, unit, year: parseInt(year), level, title, text: fold(parsed.querySelector(".report .text").textContent) };
  }

  function holds(report, choice) {
    const [, field, value] = /^(?:(年度|单位|层级|标题):)?(.*)$/.exec(choice);
    const [from, to = from] = value.split("..");
    if (field === "年度") return report.year >= (from || 0) && report.year <= (to || 9999);
    if (field === "单位") return report.unit.includes(fold(value));
    if (field === "层级") return report.level === fold(value);
    return report.title.includes(fold(value)) || (field !== "标题" && report.text.includes(fold(value)));
  }

  function answers(report, query) {
    return query.split(" ").every((clause) => {
      const choices = clause.replace(/^-/, "").split("|");
      const field = /^[^:]+:/.exec(choices[0]) || [""];
      const any = choices.some((choice) => holds(report, choice.includes(":") ? choice : field[0] + choice));
      return any !== clause.startsWith("-");
    });
  }

  const read_ = await Promise.all(urls.map(read));
  return read_.flatMap((report) => queries.filter((query) => answers(report, query)).map((query) => [query, report.url]));
}

/** The addresses of Pagefind's results, by their names. */
export function fragments(folder) {
  const files = readdirSync(join(folder, "fragment"));
  return new Map(files.map((file) => {
    const text = gunzipSync(readFileSync(join(folder, "fragment", file))).toString();
    return [file.split(".")[0], JSON.parse(text.slice("pagefind_dcd".length)).url.slice(1)];
  }));
}

/** How a set of results differs from the truth. */
export function compare(query, right, found) {
  const both = Array.from(found).filter((url) => right.has(url)).length;
  return { query, right: right.size, missing: right.size - both, wrong: found.size - both };
}

// Asks the search of a site in Chromium, and Pagefind's beside it: `node main.mjs SITE [PAGEFIND]`. See ../README.md.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { engines } from "./engines.mjs";
import { mean, spread, table, worst } from "./figures.mjs";
import { serve } from "./server.mjs";
import { compare, fragments, reports, truth } from "./truth.mjs";
import { asked, first, later } from "./visits.mjs";

/** Most reports of an archive whose results are compared with what its pages say. */
const MOST_COMPARED = 20_000;
/** Most reports of an answer that is compared report by report; of others it is the number. */
const MOST_LISTED = 300;

const { chromium } = createRequire(new URL("../../tests/browser/", import.meta.url))("playwright-core");
const [site, pagefind] = process.argv.slice(2);
const { phrases, queries } = written();
const server = await serve(pagefind ? { "": site, pagefind } : { "": site });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  const measured = [];
  for (const engine of engines(pagefind)) measured.push(...(await visits(engine)));
  print(measured);
  const urls = reports(site);
  if (urls.length <= MOST_COMPARED) await printTruth(urls);
} finally {
  await browser.close();
  server.close();
}

/** The queries of queries.txt. */
function written() {
  const lines = readFileSync(new URL("queries.txt", import.meta.url), "utf8").split("\n");
  const of = (kind) => lines.map((line) => line.split("\t")).filter(([first]) => first === kind).map(([, query]) => query);
  return { phrases: of("phrase"), queries: of("query") };
}

/** The costs of an engine; of shuzhi also those of the queries that only it can be asked, in a visit of their own. */
async function visits(engine) {
  const costs = async (name, all) => ({
    name,
    first: await first(browser, server, engine, all),
    later: await later(browser, server, engine, all),
  });
  const measured = [await costs(engine.name, phrases)];
  if (engine.name === "shuzhi") measured.push(await costs("shuzhi, its own queries", queries));
  return measured;
}

/** Prints what the queries cost. */
function print(measured) {
  const kilobytes = (name) => (cost) => cost[name] / 1000;
  const row = (name, figure) => [name, ...measured.map(figure)];
  const rows = [
    row("page, kB", ({ first }) => spread(first, ({ frame }) => frame.plain / 1000, 0).split(" / ")[0]),
    row("page, kB with gzip", ({ first }) => spread(first, ({ frame }) => frame.gzip / 1000, 0).split(" / ")[0]),
    row("first query, kB", ({ first }) => spread(first, kilobytes("plain"), 0)),
    row("first query, kB with gzip", ({ first }) => spread(first, kilobytes("gzip"), 0)),
    row("first query, requests", ({ first }) => spread(first, ({ requests }) => requests, 0)),
    row("first query, ms", ({ first }) => spread(first, ({ wall }) => wall, 0)),
    row("later query, kB", ({ later }) => spread(later, kilobytes("plain"), 0)),
    row("later query, kB with gzip", ({ later }) => spread(later, kilobytes("gzip"), 0)),
    row("later query, requests", ({ later }) => spread(later, ({ requests }) => requests, 0)),
    row("later query, ms", ({ later }) => spread(later, ({ wall }) => wall, 1)),
    row("later query, CPU ms", ({ later }) => spread(later, ({ cpu }) => cpu, 1)),
    row("asked again, CPU ms", ({ later }) => spread(later, ({ again }) => again, 1)),
    row("asked again, ms", ({ later }) => spread(later, ({ againWall }) => againWall, 1)),
  ];
  console.log(`${phrases.length} phrases, ${queries.length} queries of shuzhi's own; p50 / p90 / p99 / max.\n`);
  console.log(table(["", ...measured.map(({ name }) => name)], rows));
  for (const { name, first, later } of measured) {
    console.log(`${name}: most kB of a first query: ${worst(first, kilobytes("plain"), 0)}.`);
    console.log(`${name}: most CPU ms of a later one: ${worst(later, ({ cpu }) => cpu, 1)}.\n`);
  }
}

/** Prints how the results differ from what the pages say. */
async function printTruth(urls) {
  const right = await truth(browser, server, urls, phrases.concat(queries));
  const names = pagefind && fragments(pagefind);
  const measured = [];
  for (const engine of engines(pagefind)) {
    measured.push({ name: engine.name, ...(await results(engine, phrases, right, names)) });
    if (engine.name !== "shuzhi") continue;
    measured.push({ name: "shuzhi, its own queries", ...(await results(engine, queries, right, names)) });
  }
  const row = (name, figure) => [name, ...measured.map(figure)];
  const isRight = ({ missing, wrong }) => missing + wrong === 0;
  const of = (all, holds) => `${all.filter(holds).length} of ${all.length}`;
  console.log(`Results beside the pages' texts; report by report where at most ${MOST_LISTED} have it.\n`);
  console.log(table(["", ...measured.map(({ name }) => name)], [
    row("sets without a difference", ({ sets }) => of(sets, isRight)),
    row("recall, mean", ({ sets }) => mean(sets.filter((set) => set.right > 0).map((set) => 1 - set.missing / set.right))),
    row("precision, mean", ({ sets }) => mean(sets.map(precision).filter((part) => part !== undefined))),
    row("results for what no report has", ({ sets }) => sets.filter((set) => set.right === 0).reduce((sum, { wrong }) => sum + wrong, 0)),
    row("right numbers of the others", ({ counts }) => of(counts, ({ count, right }) => count === right)),
    row("numbers given as sure but not right", ({ counts }) => counts.filter(({ count, right, isExact }) => isExact && count !== right).length),
  ]));
  for (const { name, sets, counts } of measured.filter(({ name }) => name.startsWith("shuzhi"))) {
    for (const { query, right, missing, wrong } of sets.filter((set) => !isRight(set))) {
      console.log(`${name}: ${query}: ${right} have it, ${missing} missing, ${wrong} wrong.`);
    }
    for (const { query, count, right, isExact } of counts.filter(({ count, right }) => count !== right)) {
      console.log(`${name}: ${query}: ${isExact ? "" : "about "}${count} instead of ${right}.`);
    }
  }
}

/** The part of the results that is right, if there are any. */
function precision({ right, missing, wrong }) {
  const both = right - missing;
  return both + wrong > 0 ? both / (both + wrong) : undefined;
}

/** Sets of results, where they are small, and numbers of results beside those of the truth. */
async function results(engine, all, right, names) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.root + engine.page);
  const [sets, counts] = [[], []];
  for (const query of all.filter((each) => right.has(each))) {
    if (right.get(query).size <= MOST_LISTED) {
      const found = await page.evaluate(engine.all, engine.write(query));
      sets.push(compare(query, right.get(query), new Set(found.map((each) => (names && names.get(each)) || each))));
    } else {
      const { count, isExact } = await asked(page, engine, query);
      counts.push({ query, count, isExact, right: right.get(query).size });
    }
  }
  await context.close();
  return { sets, counts };
}

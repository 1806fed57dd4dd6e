// Figures: from the overview to the sentence, what is withheld, sorting, and paper.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { build, files, kinds, launch, onPage, reportPages, serve } from "./harness.mjs";

const site = build();
const root = await serve(site);
const browser = await launch();
const opened = (path, check, options = {}) =>
  onPage(browser, options, async (page) => {
    await page.goto(root + path);
    await check(page);
  });

test("from the overview to the marked sentence", async () => {
  await opened("statistics.html", async (page) => {
    await page.getByRole("link", { name: "主题党日", exact: true }).click();
    await page.locator("h1", { hasText: "主题党日" }).waitFor();
    await page.getByRole("link", { name: "2023年" }).click();
    const cell = page.locator("td.figure-value a").first();
    const shown = await cell.innerText();
    const excerpt = await page.locator("td.excerpt").first().innerText();
    await cell.click();
    const figure = page.locator(".text .figure:target");
    await figure.waitFor();
    assert.equal((await figure.innerText()).replace(/\s/g, ""), shown);
    assert.ok(excerpt.replace(/\s/g, "").includes(shown));
    const { y } = await figure.boundingBox();
    assert.ok(y >= 0 && y < 900, `in sight: ${y}`);
  });
});

test("every value of every report leads to a place that says it", () => {
  const reports = reportPages(site);
  let places = 0;
  for (const path of reports) {
    const page = readFileSync(`${site}/${path}`, "utf8");
    const ids = new Set(Array.from(page.matchAll(/ id="(figure-\d+)"/g), ([, id]) => id));
    for (const [, place] of page.matchAll(/href="#(figure-\d+)"/g)) {
      assert.ok(ids.has(place), `${path}#${place}`);
      places += 1;
    }
  }
  assert.ok(places > 100, `${places}`);
  for (const path of files(site).filter((path) => /^statistics\/[a-z_]+\/\d+\.html$/.test(path))) {
    for (const [, to, id] of readFileSync(`${site}/${path}`, "utf8").matchAll(/href="\.\.\/\.\.\/(units\/[^"#]+)#(figure-\d+)"/g)) {
      assert.ok(readFileSync(`${site}/${to}`, "utf8").includes(` id="${id}"`), `${path} → ${to}#${id}`);
    }
  }
});

test("what is withheld is never a number", () => {
  let withheld = 0;
  for (const path of files(site).filter((path) => /^statistics\/[a-z_]+\.json$/.test(path))) {
    for (const row of JSON.parse(readFileSync(`${site}/${path}`, "utf8")).rows) {
      assert.equal(row.state === "value", row.value !== null, path);
      withheld += row.state === "withheld" ? 1 : 0;
    }
  }
  assert.ok(withheld > 0);
});

test("a term leads to the reports that say it", async () => {
  await opened("statistics/terms-and-phrases.html", async (page) => {
    await page.locator("#by-year ~ .table").getByRole("link", { name: "党纪学习教育" }).click();
    await page.locator(".results mark", { hasText: "党纪学习教育" }).first().waitFor();
  });
  await opened("statistics/terms-and-phrases.html", async (page) => {
    const row = page.locator("details[open] tbody tr").first();
    const reports = Number(await row.locator("td").first().innerText());
    await row.getByRole("link").click();
    await page.locator(".results mark", { hasText: "中国共产党纪律处分条例" }).first().waitFor();
    assert.equal(await page.locator(".results > li").count(), reports);
    assert.equal(new URL(page.url()).searchParams.get("year"), "2024");
  });
});

test("the switch shows where figures stand, without JavaScript too", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await opened("units/he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu/2023.html", async (page) => {
      const colour = () => page.locator(".text .figure").first().evaluate((figure) => getComputedStyle(figure).backgroundColor);
      const before = await colour();
      await page.getByLabel("在正文中标出数据").check();
      assert.notEqual(await colour(), before);
    }, { javaScriptEnabled });
  }
});

test("tables sort by number, and what has none stays last", async () => {
  await opened("statistics.html", async (page) => {
    const column = page.locator("#indicators ~ .table thead th", { hasText: "2023" });
    const values = () => page.locator("#indicators ~ .table tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[5].textContent.replace(/,/g, "")));
    await column.getByRole("button").click();
    assert.equal(await column.getAttribute("aria-sort"), "descending");
    const sorted = (await values()).filter(Boolean).map(Number);
    assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
    const all = await values();
    assert.ok(all.indexOf("") === -1 || all.slice(all.indexOf("")).every((value) => value === ""));
    await column.getByRole("button").click();
    assert.equal(await column.getAttribute("aria-sort"), "ascending");
  });
});

test("on paper the text of a report has no marks", async () => {
  await opened("units/he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu/2023.html#figure-1", async (page) => {
    await page.getByLabel("在正文中标出数据").check();
    await page.emulateMedia({ media: "print" });
    const colour = await page.locator(".text .figure").first().evaluate((figure) => getComputedStyle(figure).backgroundColor);
    assert.equal(colour, "rgba(0, 0, 0, 0)");
    assert.equal(await page.locator(".figures-list:visible").count(), 0);
  });
});

test("on paper, which nobody scrolls, no column is cut off", async () => {
  for (const [kind, open] of Object.entries(kinds)) {
    await onPage(browser, { viewport: { width: 590, height: 900 } }, async (page) => {
      await open(page, root);
      await page.emulateMedia({ media: "print" });
      const cut = await page.locator("main *:not(.unseen)").evaluateAll((all) =>
        all
          .filter((one) => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.className),
      );
      assert.deepEqual(cut, [], kind);
    });
  }
});

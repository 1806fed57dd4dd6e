// The page of a report on the screen and on paper.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { build, launch, onPage, openReport, serve, widths } from "./harness.mjs";

const root = await serve(build());
const browser = await launch();
const unit = "鹤鸣区水务局机关第一党支部";

for (const width of widths) {
  test(`the outline leads to the sections, ${width} pixels wide`, async () => {
    await onPage(browser, { viewport: { width, height: 800 } }, async (page) => {
      await openReport(page, root, unit, 2023);
      const links = page.locator(".outline a");
      assert.ok((await links.count()) >= 3);
      for (let at = 0; at < (await links.count()); at += 1) {
        const link = links.nth(at);
        await link.click();
        const fragment = new URL(page.url()).hash.slice(1);
        assert.equal(`#${fragment}`, await link.getAttribute("href"));
        const section = page.locator(`[id="${decodeURIComponent(fragment)}"]`);
        assert.ok((await section.innerText()).includes((await link.innerText()).replace(/…$/, "")), "the section has the title");
        const { y } = await section.boundingBox();
        assert.ok(y > -1 && y < 800, `${fragment} is in sight: ${y}`);
      }
    });
  });
}

test("the years before and after", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, unit, 2022);
    for (const [rel, year] of [["next", 2023], ["next", 2024], ["prev", 2023], ["prev", 2022], ["prev", 2021]]) {
      await page.locator(`.neighbours.top a[rel=${rel}]`).click();
      assert.ok((await page.locator(".byline").innerText()).includes(`${year}年`), `${year}`);
      assert.equal(await page.locator(`.neighbours.end a[rel=${rel}]`).count(), await page.locator(`.neighbours.top a[rel=${rel}]`).count());
    }
    assert.equal(await page.locator(".neighbours a[rel=prev]").count(), 0, "2021 is the first");
  });
});

test("withheld figures stand as they were written", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, "长桥街道柳荫社区党总支", 2023);
    const text = await page.locator(".text").innerText();
    for (const mark of ["集中学习*次", "支委会**次", "谈心谈话**人次", "收集问题xx条"]) assert.ok(text.includes(mark), mark);
    await openReport(page, root, "鹤鸣区档案馆党支部", 2021);
    assert.ok((await page.locator(".text").innerText()).includes("集中学习××次"));
  });
});

test("an old report shows the name of its time and leads to the unit of today", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, unit, 2022);
    assert.ok((await page.locator("h1").innerText()).includes("鹤鸣区水务局机关党支部"));
    const byline = page.locator(".byline");
    assert.ok((await byline.innerText()).includes(unit), "today's name stands beside it");
    await byline.getByRole("link", { name: "鹤鸣区水务局机关党支部", exact: true }).click();
    assert.equal(await page.locator("h1").innerText(), unit);
    const then = await page.locator(".timeline li", { hasText: "2022" }).innerText();
    assert.ok(then.includes("鹤鸣区水务局机关党支部"), then);
  });
});

/** Text without spaces, line ends and the look-alike characters that PDF readers give back. */
const bare = (text) => text.normalize("NFKC").replace(/\s+/g, "");

test("a printed report is a document on A4", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, unit, 2023);
    const sections = await page.locator(".text h2, .text h3, .text h4, .text p:not(.kind), .text li, .text td").allInnerTexts();
    const title = await page.locator("h1").innerText();
    const shown = await page.locator(".report-header, .text").allInnerTexts();
    const links = page.locator(".skip, .site-header a, .rail h2, .rail dt, .face button, .neighbours a, .site-footer p");
    const navigation = (await links.allInnerTexts()).filter((words) => !shown.join("").includes(words));
    assert.ok(navigation.length > 8, `${navigation}`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const poppler = (program, ...options) => execFileSync(program, options, { input: pdf, encoding: "utf8" });

    assert.match(poppler("pdfinfo", "-"), /Page size: +59[45]\.\d+ x 84[12](\.\d+)? pts \(A4\)/);
    const lines = poppler("pdftotext", "-layout", "-", "-").split("\n").map(bare);
    const isNumber = (line) => /^—\d+—$/.test(line);
    const pages = Number(/Pages: +(\d+)/.exec(poppler("pdfinfo", "-"))[1]);
    assert.deepEqual(lines.filter(isNumber), Array.from({ length: pages }, (_, at) => `—${at + 1}—`));

    const printed = lines.filter((line) => !isNumber(line)).join("");
    assert.ok(printed.includes(bare(title)));
    assert.ok(sections.length > 10);
    assert.deepEqual(sections.map(bare).filter((section) => !printed.includes(section)), []);
    const kinds = await page.locator(".text .kind").allInnerTexts();
    const marks = kinds.filter((kind) => lines.includes(bare(kind)));
    assert.deepEqual(marks, [], "the kinds of sections are the screen's");
    assert.deepEqual(navigation.filter((words) => printed.includes(bare(words))), []);
    // Figures are half as wide, so only lines without them count.
    const longest = Math.max(...lines.filter((line) => !/[0-9A-Za-z]/.test(line)).map((line) => line.length));
    assert.equal(longest, 28, "characters a line");
  });
});

test("type on paper follows GB/T 9704: 28 characters of 156 mm, 22 lines of 225 mm", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, unit, 2023);
    await page.emulateMedia({ media: "print" });
    const [size, line] = await page.locator(".text p").first().evaluate((paragraph) => {
      const { fontSize, lineHeight } = getComputedStyle(paragraph);
      return [fontSize, lineHeight].map((length) => (parseFloat(length) * 25.4) / 96);
    });
    assert.ok(Math.abs(size - 5.571) < 0.1, `${size} mm`);
    assert.ok(Math.abs(line - 10.227) < 0.1, `${line} mm`);
  });
});

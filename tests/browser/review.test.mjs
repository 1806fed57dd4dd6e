// Review: what needs a look, on the pages of a site that publishes it, and on the page that stands alone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import axe from "axe-core";
import { binary, launch, onDisk, onPage, repository, serve, widths } from "./harness.mjs";

/** The example archive, with a report that was put together from another unit's, and the review published. */
function archive() {
  const root = mkdtempSync(join(tmpdir(), "shuzhi-review-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(join(repository, "content"), join(root, "content"), { recursive: true });
  const settings = readFileSync(join(repository, "site.toml"), "utf8");
  writeFileSync(join(root, "site.toml"), `${settings}\n[publish]\nreview = true\n`);
  const source = readFileSync(join(root, "content/2023/鹤鸣区教育局党组.md"), "utf8").split("---\n").slice(2).join("---\n");
  const path = join(root, "content/2023/鹤鸣区水务局机关党委.md");
  const [, front, own] = readFileSync(path, "utf8").split("---\n");
  const copied = source.split("\n\n").slice(0, 10).join("\n\n").replace("读书班", "专题读书班");
  const slips = "扎实开展“两学一做”学习教育，我校组织专题读书班3期。";
  writeFileSync(path, `---\n${front}---\n${copied}\n\n${slips}\n\n${own.split("\n\n").slice(-4).join("\n\n")}`);
  return root;
}

const root = archive();
const out = join(root, "public");
execFileSync(binary(), ["build", "--quiet", "--root", root, "--out", out]);
const site = await serve(out);
const browser = await launch();

async function findings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter((rule) => ["serious", "critical"].includes(rule.impact)).map((rule) => rule.id);
}

test("the list says what to look at, and leads to the passages", async () => {
  await onPage(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site}review.html`);
    const first = page.locator(".review > li").first();
    assert.equal(await first.locator("h3").innerText(), "鹤鸣区水务局机关党委 2023年");
    const text = await first.innerText();
    for (const told of ["鹤鸣区教育局党组 2023年", "我校", "“两学一做”学习教育", "提法已过时", "自称与单位不符"]) {
      assert.ok(text.includes(told), `${told}: ${text}`);
    }
    assert.ok(!/抄|剽窃/.test(await page.locator("main").innerText()), "nobody is accused");
    await first.locator("h3 a").click();
    const shared = page.locator(".reuse-shared").first();
    assert.ok(await shared.evaluate((passage) => passage.open));
    assert.ok((await shared.locator(".row").count()) > 5);
    await shared.locator(".note a").click();
    assert.equal(await page.locator("h1").innerText(), "鹤鸣区教育局党组书记2023年度述职述廉报告");
  });
});

test("the report that is last year's with a new date is on the list", async () => {
  await onPage(browser, {}, async (page) => {
    await page.goto(`${site}review.html`);
    const own = page.locator(".review > li", { hasText: "鹤鸣区档案馆党支部 2024年" });
    const [, percent] = /沿用本单位往年 (\d+)%/.exec(await own.locator(".much").innerText());
    assert.ok(Number(percent) >= 50, percent);
  });
});

for (const [name, path] of [["the list", "review.html"], ["a report", "review/he-ming-qu-shui-wu-ju-ji-guan-dang-wei/2023.html"]]) {
  test(`${name} holds at both widths, light and dark`, async () => {
    for (const width of widths) {
      for (const colorScheme of ["light", "dark"]) {
        await onPage(browser, { colorScheme, viewport: { width, height: 800 } }, async (page) => {
          await page.goto(site + path);
          assert.deepEqual(await findings(page), [], `${width} ${colorScheme}`);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width}`);
        });
      }
    }
  });
}

test("the page of the command stands alone", async () => {
  const page = execFileSync(binary(), ["review", "--root", root, "--format", "html"]);
  writeFileSync(join(root, "alone.html"), page);
  await onPage(browser, {}, async (tab) => {
    const asked = [];
    tab.on("request", (request) => asked.push(request.url()));
    await tab.goto(`${onDisk(root)}alone.html`);
    assert.equal(await tab.locator(".review > li").count(), 3);
    assert.equal(await tab.locator("main a").count(), 0);
    assert.equal(asked.length, 1, asked.join(" "));
    assert.deepEqual(await findings(tab), []);
  });
});

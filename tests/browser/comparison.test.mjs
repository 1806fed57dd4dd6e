// Comparison: from a report to what was changed, and the reading modes, with JavaScript and without.

import assert from "node:assert/strict";
import test from "node:test";
import { build, launch, onPage, openReport, serve } from "./harness.mjs";

const site = build();
const root = await serve(site);
const browser = await launch();

test("a report leads to its comparison with the year before", async () => {
  await onPage(browser, {}, async (page) => {
    await openReport(page, root, "鹤鸣区档案馆党支部", 2024);
    await page.getByRole("link", { name: "与2023年对比" }).first().click();
    await page.locator("h1", { hasText: "2023年与2024年对比" }).waitFor();
    // The report that is last year's with a new date.
    const [, percent] = /相似度(\d+)%/.exec(await page.locator(".summary").innerText());
    assert.ok(Number(percent) >= 85, percent);
    const changed = page.locator(".row-changed", { hasText: "馆藏数字化率" });
    assert.equal(await changed.locator("del").innerText(), "61%");
    assert.equal(await changed.locator("ins").innerText(), "68%");
  });
});

test("a renamed unit is compared across its new name", async () => {
  await onPage(browser, {}, async (page) => {
    await page.goto(`${root}units/he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu/2022-2023.html`);
    const names = await page.locator("main > .note").allInnerTexts();
    assert.deepEqual(names, ["2022年称“鹤鸣区水务局机关党支部”", "2023年称“鹤鸣区水务局机关第一党支部”"]);
  });
});

test("every sentence is told once, and a class is said in a word", async () => {
  await onPage(browser, {}, async (page) => {
    await page.goto(`${root}units/he-ming-qu-dang-an-guan-dang-zhi-bu/2023-2024.html`);
    for (const row of await page.locator(".row").all()) {
      assert.match(await row.locator(".class").innerText(), /^(保留|换年份|改动|移动|新增|删去)$/);
    }
    const told = await page.locator(".row-kept").count();
    const [, counted] = await page.locator(".shares tr", { hasText: "一字不差，位置也没变" }).locator("th, td").allInnerTexts();
    assert.ok(told > 0 && Math.abs(told - Number(counted)) <= 1, `${told} ${counted}`);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`reading modes, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    await onPage(browser, { javaScriptEnabled }, async (page) => {
      await page.goto(`${root}units/he-ming-qu-dang-an-guan-dang-zhi-bu/2023-2024.html`);
      const changed = page.locator(".row-changed", { hasText: "馆藏数字化率" });
      const left = async (side) => (await changed.locator(side).boundingBox()).x;
      assert.ok((await left(".earlier")) < (await left(".later")));
      await page.getByLabel("单栏").check();
      assert.equal(await left(".earlier"), await left(".later"));
      assert.ok((await page.locator(".row-kept:visible").count()) > 0);
      await page.getByLabel("只看变化").check();
      assert.equal(await page.locator(".row-kept:visible").count(), 0);
      assert.ok((await page.locator(".row-changed:visible").count()) > 0);
      assert.equal(await page.locator(".texts h3:visible", { hasText: "存在的主要问题" }).count(), 0);
    });
  });
}

test("a problem is followed over the years", async () => {
  await onPage(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${root}units/he-ming-qu-shui-wu-ju-ji-guan-dang-wei.html`);
    await page.getByRole("link", { name: "历年问题和打算台账" }).click();
    const chain = page.locator(".chains > li", { hasText: "写了整改，又列为问题" }).first();
    assert.deepEqual(await chain.locator(".chain-year").allInnerTexts(), ["2021年", "2022年", "2023年", "2023年", "2024年"]);
    assert.ok((await chain.innerText()).includes("机关党委办公室只有1名专职干部"));
    await chain.getByRole("link", { name: "2021年" }).click();
    assert.ok(page.url().includes("/2021.html#"), page.url());
  });
});

test("problems that stay are listed with the year before", async () => {
  await onPage(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${root}statistics.html`);
    await page.locator("main").getByRole("link", { name: "2024年", exact: true }).last().click();
    await page.locator("h1", { hasText: "2024年述职报告提到的问题" }).waitFor();
    const problem = page.locator(".named-problem", { hasText: "党员骨干老龄化" }).first();
    assert.match(await problem.locator("summary").innerText(), /1篇报告提到\s*上一年 1/);
    await problem.locator("summary").click();
    assert.equal(await problem.locator("li").count(), 2);
  });
});

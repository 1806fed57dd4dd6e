// What the script adds: the filter and the reading face; and that nothing is missing without it.

import assert from "node:assert/strict";
import test from "node:test";
import { build, kinds, launch, onPage, serve } from "./harness.mjs";

const root = await serve(build());
const browser = await launch();

/** The text a reader sees, but for what the script adds. */
async function text(page) {
  await page.evaluate(() => document.querySelectorAll(".filter, .face").forEach((element) => element.remove()));
  return page.locator("body").innerText();
}

// The search page is what the script makes of it: search.test.mjs.
for (const [kind, open] of Object.entries(kinds).filter(([kind]) => kind !== "search")) {
  test(`without JavaScript: ${kind}`, async () => {
    const read = (javaScriptEnabled) =>
      onPage(browser, { javaScriptEnabled }, async (page) => {
        await open(page, root);
        if (!javaScriptEnabled) {
          assert.equal(await page.locator("input:visible:not(.figures-switch, .mode), button:visible, .filter:visible, .face:visible").count(), 0);
        }
        return text(page);
      });
    const without = await read(false);
    assert.ok(without.length > 50);
    assert.equal(without, await read(true));
  });
}

test("without JavaScript: from the front page to a report and back", async () => {
  await onPage(browser, { javaScriptEnabled: false }, async (page) => {
    await kinds.home(page, root);
    await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "年度" }).click();
    await page.getByRole("main").getByRole("link", { name: "2022年" }).click();
    await page.locator(".item-title a").first().click();
    await page.locator(".text").waitFor();
    await page.locator(".site-name").click();
    assert.equal(page.url(), `${root}index.html`);
  });
});

const all = 12;
const water = ["鹤鸣区水务局机关党委", "鹤鸣区水务局机关第一党支部", "鹤鸣区水务局机关第二党支部"];

/** Runs a task on the list of units with its filter and a look at the names that are shown. */
async function onUnits(task) {
  await onPage(browser, {}, async (page) => {
    await kinds.units(page, root);
    const names = () => page.locator(".units [data-find]:visible th > a").allInnerTexts();
    await task({ page, names, input: page.locator(".filter input") });
  });
}

for (const query of ["水务", "swj", "shuiwu", "ＳＷＪ", "SHUIWU", " 水务 局", "鹤鸣 swj"]) {
  test(`the filter finds ${JSON.stringify(query)}`, async () => {
    await onUnits(async ({ page, names, input }) => {
      assert.equal((await names()).length, all);
      await input.fill(query);
      assert.deepEqual(await names(), water);
      assert.deepEqual(await page.locator(".group:visible .group-name").allInnerTexts(), ["H"], "empty groups are hidden");
      await input.fill("");
      assert.equal((await names()).length, all, "an empty filter shows everything");
      assert.equal(await page.locator(".group:not(:visible)").count(), 0);
    });
  });
}

test("the filter finds a former name", async () => {
  await onUnits(async ({ names, input }) => {
    await input.fill("水务局机关党支部");
    assert.deepEqual(await names(), ["鹤鸣区水务局机关第一党支部"]);
  });
});

test("the filter says when nothing is left", async () => {
  await onUnits(async ({ page, names, input }) => {
    const none = page.getByRole("status");
    assert.equal(await none.innerText(), "");
    await input.fill("没有的单位");
    assert.deepEqual(await names(), []);
    assert.notEqual(await none.innerText(), "");
    await input.fill("水");
    assert.equal(await none.innerText(), "");
  });
});

test("letters of an input method are no query until they are characters", async () => {
  await onUnits(async ({ page, names, input }) => {
    await input.focus();
    const keyboard = await page.context().newCDPSession(page);
    await keyboard.send("Input.imeSetComposition", { text: "shui'wu", selectionStart: 7, selectionEnd: 7 });
    assert.equal(await input.inputValue(), "shui'wu");
    assert.equal((await names()).length, all);
    await keyboard.send("Input.imeSetComposition", { text: "水务", selectionStart: 2, selectionEnd: 2 });
    assert.equal((await names()).length, all);
    await keyboard.send("Input.insertText", { text: "水务" });
    assert.equal(await input.inputValue(), "水务");
    assert.deepEqual(await names(), water);
  });
});

test("the reading face is switched and remembered", async () => {
  await onPage(browser, {}, async (page) => {
    await kinds.report(page, root);
    const face = () => page.locator(".text p").first().evaluate((paragraph) => getComputedStyle(paragraph).fontFamily);
    const pressed = () =>
      page.locator("[data-face-switch] button").evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-pressed")));
    const song = await face();
    assert.match(song, /SimSun/);
    assert.deepEqual(await pressed(), ["true", "false"]);

    await page.locator("[data-face-switch] button").nth(1).click();
    const hei = await face();
    assert.doesNotMatch(hei, /SimSun/);
    assert.deepEqual(await pressed(), ["false", "true"]);

    await page.reload();
    assert.equal(await face(), hei);
    assert.deepEqual(await pressed(), ["false", "true"]);

    await page.locator("[data-face-switch] button").nth(0).click();
    assert.equal(await face(), song);
  });
});

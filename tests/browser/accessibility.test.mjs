// axe finds nothing serious on a page of each kind, light and dark, at both widths; the keyboard reaches everything.

import assert from "node:assert/strict";
import test from "node:test";
import axe from "axe-core";
import { build, kinds, launch, onPage, serve, widths } from "./harness.mjs";

const root = await serve(build());
const browser = await launch();

/** The serious findings of axe on the page. Evaluating its source is no script of the page, so the page's policy holds. */
async function findings(page) {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations", "passes"] }));
  assert.ok(passes.some((rule) => rule.id === "color-contrast"), "contrast was looked at");
  return violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" ")}`);
}

for (const [kind, open] of Object.entries(kinds)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe: ${kind}, ${colorScheme}`, async () => {
      for (const width of widths) {
        await onPage(browser, { colorScheme, viewport: { width, height: 800 } }, async (page) => {
          await open(page, root);
          assert.deepEqual(await findings(page), [], `${width} pixels wide`);
        });
      }
    });
  }
}

test("the colours of the dark are others", async () => {
  const paper = (colorScheme) =>
    onPage(browser, { colorScheme }, async (page) => {
      await kinds.home(page, root);
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    });
  assert.notEqual(await paper("light"), await paper("dark"));
});

test("the first stop of the keyboard skips to the text", async () => {
  await onPage(browser, {}, async (page) => {
    await kinds.report(page, root);
    const skip = page.locator("a.skip");
    assert.ok((await skip.boundingBox()).x < 0, "out of sight at first");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    assert.ok((await skip.boundingBox()).x >= 0, "in sight with the focus");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main")), "the next stop is in the text");
  });
});

for (const kind of ["units", "report", "level"]) {
  test(`every stop of the keyboard is to be seen: ${kind}`, async () => {
    await onPage(browser, {}, async (page) => {
      await kinds[kind](page, root);
      const stops = await page.locator("a[href]:visible, button:visible, input:visible, [tabindex='0']:visible").count();
      const dim = [];
      for (let stop = 0; stop < stops; stop += 1) {
        await page.keyboard.press("Tab");
        const { html, style, width, colour } = await page.evaluate(() => {
          const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
          const html = document.activeElement.outerHTML.slice(0, 120);
          return { html, style: outlineStyle, width: parseFloat(outlineWidth), colour: outlineColor };
        });
        if (style === "none" || width < 2 || colour.endsWith(", 0)")) dim.push(html);
      }
      assert.deepEqual(dim, []);
      assert.ok(stops > 10);
      assert.ok(await page.evaluate(() => document.activeElement.closest("main")), "the last stop is in the text");
    });
  });
}

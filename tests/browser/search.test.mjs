// The search: the page, the box in the header, and the marks in a report that was found.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import axe from "axe-core";
import { build, launch, onDisk, onPage, serve, widths } from "./harness.mjs";

const site = build();
const browser = await launch();
const places = {
  "at the root": await serve(site),
  "under a sub-path": await serve(site, "/some/sub/path/"),
  "from the disk": onDisk(site),
};
const root = places["at the root"];
const water = ["鹤鸣区水务局机关党委", "鹤鸣区水务局机关第一党支部", "鹤鸣区水务局机关第二党支部"];

const bare = (text) => text.replace(/\s+/g, "");
const box = (page) => page.getByRole("combobox");
const status = (page) => page.locator("#search-status");
const count = async (page) => Number(/\d+/.exec((await status(page).innerText()).replace(",", ""))[0]);
const query = (page) => new URL(page.url()).searchParams;

/** Runs a task on a fresh page; nothing may fail in it or ask elsewhere. */
async function watched(options, task, expected = () => false, base = root) {
  const wrong = [];
  await onPage(browser, options, async (page) => {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !expected(message.text())) wrong.push(message.text());
    });
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(base)) wrong.push(`asks elsewhere: ${request.url()}`);
    });
    await task(page);
  });
  assert.deepEqual(wrong, []);
}

/** Opens the search page with a query and waits for its answer. */
async function search(page, text, base = root, more = "") {
  await page.goto(`${base}search.html?q=${encodeURIComponent(text)}${more}`);
  await status(page).getByText(/[共约]\d+篇/).waitFor();
}

for (const [place, base] of Object.entries(places)) {
  test(`from a word to its place in a report, ${place}`, async () => {
    await watched({}, async (page) => {
      await page.goto(`${base}search.html`);
      await box(page).fill("党课");
      await page.locator(".result").first().waitFor();
      assert.match(await status(page).innerText(), /^共\d+篇$/);
      assert.equal(query(page).get("q"), "党课");
      assert.equal(await page.locator(".result").first().locator("mark").first().innerText(), "党课");

      for (const at of [0, 1, 4]) {
        await search(page, "党课", base);
        const passage = page.locator(".passage").nth(at);
        const [before] = (await passage.locator(".passage-text").innerText()).split("党课");
        await passage.click();
        const now = page.locator(".report mark.now");
        await now.first().waitFor();
        assert.equal(bare((await now.allInnerTexts()).join("")), "党课");
        const { y } = await now.first().boundingBox();
        assert.ok(y > 0 && y < 500, `in sight, a little below the top: ${y}`);
        const text = await now.first().evaluate((mark) => {
          const range = document.createRange();
          range.setStart(mark.closest(".report"), 0);
          range.setEndBefore(mark);
          return range.toString();
        });
        const lead = bare(before).slice(-5);
        assert.ok(bare(text).endsWith(lead), `“${text.slice(-20)}” ends with “${lead}”`);
      }
    }, undefined, base);
  });
}

test("nothing of the search is fetched before a reader turns to it", async () => {
  await watched({}, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url().slice(root.length)));
    const ofSearch = () => asked.filter((path) => /search|marks/.test(path));
    await page.goto(`${root}index.html`);
    await page.goto(`${root}years/2023.html`);
    assert.deepEqual(ofSearch(), []);
    await page.locator("input[name=q]").fill("党课");
    await page.getByRole("option").first().waitFor();
    assert.ok(ofSearch().length > 2);
  });
});

test("the letters of an input method are no query, and its Enter submits nothing", async () => {
  for (const path of ["index.html", "search.html"]) {
    await watched({}, async (page) => {
      await page.goto(root + path);
      const input = page.locator("input[name=q]");
      await input.focus();
      await page.waitForLoadState("networkidle");
      const keyboard = await page.context().newCDPSession(page);
      const url = page.url();
      await keyboard.send("Input.imeSetComposition", { text: "dang'ke", selectionStart: 7, selectionEnd: 7 });
      await page.waitForTimeout(400);
      assert.equal(await page.locator(".popup:visible, .result").count(), 0);
      await page.keyboard.press("Enter");
      await page.waitForTimeout(100);
      assert.equal(page.url(), url);
      await keyboard.send("Input.imeSetComposition", { text: "党课", selectionStart: 2, selectionEnd: 2 });
      await keyboard.send("Input.insertText", { text: "党课" });
      await page.locator(path === "index.html" ? ".option" : ".result").first().waitFor();
      assert.equal(await input.inputValue(), "党课");
    });
  }
});

test("an Enter while characters are composed is the input method's", async () => {
  await watched({}, async (page) => {
    await page.goto(`${root}index.html`);
    await page.locator("input[name=q]").focus();
    await page.waitForFunction(() => window.shuzhi.index);
    const prevented = await page.locator("input[name=q]").evaluate((input) => {
      input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      input.value = "dangke";
      input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
      return !input.form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
    assert.ok(prevented);
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".popup:visible").count(), 0);
    await page.locator("input[name=q]").evaluate((input) => {
      input.value = "党课";
      input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    });
    await page.getByRole("option").first().waitFor();
  });
});

test("filters narrow the answer, stand in the address, and go back one by one", async () => {
  await watched({}, async (page) => {
    await search(page, "党课");
    const all = await count(page);
    const choose = async (group, label) => {
      const facet = page.getByRole("group", { name: group, exact: true }).locator(".facet", { hasText: label });
      const expected = Number(/\d+/.exec(await facet.locator(".facet-count").innerText())[0]);
      await facet.getByRole("checkbox").check();
      await status(page).getByText(new RegExp(`^[共约]${expected}篇$`)).waitFor();
      return expected;
    };
    const inYear = await choose("年度", "2023年");
    assert.ok(inYear < all);
    assert.equal(query(page).get("year"), "2023");
    const years = await page.locator(".result .item-note").allInnerTexts();
    assert.deepEqual(years.filter((note) => !note.includes("2023年")), []);
    assert.ok(await page.evaluate(() => document.activeElement.value === "2023"), "the focus stays on the box");

    const inLevel = await choose("层级", "党支部");
    assert.ok(inLevel < inYear);
    await page.getByRole("combobox", { name: "排序" }).selectOption("unit");
    await page.waitForFunction(() => location.search.includes("order=unit"));

    for (const expected of [inLevel, inYear, all]) {
      await page.goBack();
      await status(page).getByText(new RegExp(`^[共约]${expected}篇$`)).waitFor();
    }
    assert.equal(await page.getByRole("checkbox", { checked: true }).count(), 0);
    await page.goForward();
    await status(page).getByText(new RegExp(`^[共约]${inYear}篇$`)).waitFor();
    await page.getByRole("button", { name: "清除筛选" }).click();
    await status(page).getByText(new RegExp(`^[共约]${all}篇$`)).waitFor();
    assert.equal(query(page).get("year"), null);
  });
});

test("the units are a filter too, when asked for", async () => {
  await watched({}, async (page) => {
    await search(page, "党课");
    assert.equal(await page.locator("input[name=unit]").count(), 0);
    await page.locator(".facet-units > summary").click();
    await page.locator("input[name=unit]").first().waitFor();
    await page.getByRole("searchbox", { name: "查找单位" }).fill("水务局");
    await page.waitForFunction(() => document.querySelectorAll("input[name=unit]").length <= 3);
    assert.deepEqual((await page.locator(".facet-units .facet-label").allInnerTexts()).sort(), [...water].sort());
    await page.locator(".facet", { hasText: water[1] }).getByRole("checkbox").check();
    await page.waitForFunction(() => location.search.includes("unit="));
    await page.waitForFunction(() => {
      const units = Array.from(document.querySelectorAll(".result .item-note a"), (link) => link.textContent || "");
      return units.length > 0 && units.every((name) => /水务局机关(第一)?党支部/.test(name));
    });
    await page.reload();
    await page.locator("input[name=unit]:checked").waitFor();
  });
});

test("more results come with scrolling and with a button, and a return finds the place", async () => {
  await watched({}, async (page) => {
    await search(page, "党课");
    assert.equal(await page.locator(".result").count(), 10);
    await page.mouse.wheel(0, 20000);
    await page.waitForFunction(() => document.querySelectorAll(".result").length === 20);
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".result").count(), 20, "then the reader has to ask");
    await page.getByRole("button", { name: "再看20篇" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".result").length > 20);
    assert.ok(await page.evaluate(() => document.querySelectorAll(".result")[20].contains(document.activeElement)));

    await page.locator(".result").nth(25).scrollIntoViewIfNeeded();
    await page.waitForTimeout(400);
    const place = await page.evaluate(() => window.pageYOffset);
    assert.ok(place > 2000);
    await page.locator(".result").nth(25).locator(".item-title a").click();
    await page.locator(".report .text").waitFor();
    await page.goBack();
    await page.waitForFunction((top) => Math.abs(window.pageYOffset - top) < 50, place);
    assert.equal(await box(page).first().inputValue(), "党课");
  });
});

test("the box suggests units by their initials and former names", async () => {
  for (const path of ["search.html", "years/2023.html"]) {
    for (const [text, name] of [["swj", water[0]], ["水务局机关党支部", water[1]]]) {
      await watched({}, async (page) => {
        await page.goto(root + path);
        await page.locator("input[name=q]").focus();
        // At once: after a letter or two the same unit may be suggested, among others that then go with what is chosen.
        await page.keyboard.insertText(text);
        await page.getByRole("option", { name }).first().waitFor();
        await page.keyboard.press("ArrowDown");
        const active = await page.locator("input[name=q]").getAttribute("aria-activedescendant");
        assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
        await page.getByRole("option", { name }).first().click();
        await page.locator("h1").getByText(name).waitFor();
      });
    }
  }
});

test("by keyboard alone: from the front page to the third place in a report and back", async () => {
  await watched({}, async (page) => {
    await page.goto(`${root}index.html`);
    await page.keyboard.press("/");
    await page.keyboard.type("党课");
    await page.getByRole("option").last().waitFor();
    assert.match(await page.getByRole("option").last().innerText(), /^查看全部约?\d+篇$/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".popup:visible").count(), 0);
    assert.equal(await box(page).inputValue(), "党课", "the first Escape closes the list, no more");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\.html\?q=/);
    await page.locator(".result").first().waitFor();

    await page.keyboard.press("/");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.evaluate(() => document.querySelectorAll(".item-title a")[1] === document.activeElement));
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".report mark").first().waitFor();
    for (const place of ["1 /", "2 /", "3 /"]) {
      await page.keyboard.press("Alt+ArrowDown");
      await page.locator(".marks-bar [role=status]").getByText(place).waitFor();
    }
    await page.goBack();
    await page.locator(".result").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".result"));
    assert.equal(await box(page).first().inputValue(), "", "Escape empties the box");
  });
});

test("marks go round, and go without a trace", async () => {
  await watched({}, async (page) => {
    await search(page, "党课 年度:2023");
    await page.locator(".passage").first().click();
    await page.locator(".report mark.now").first().waitFor();
    const bar = page.locator(".marks-bar");
    const place = async () => (await bar.getByRole("status").innerText()).match(/(\d+) \/ (\d+)/).slice(1).map(Number);
    const [first, all] = await place();
    for (let step = 0; step < all; step += 1) {
      await bar.getByRole("button", { name: "下一处" }).click();
      assert.equal(bare((await page.locator("mark.now").allInnerTexts()).join("")), "党课");
      assert.ok(await page.locator("mark.now").first().evaluate((mark) => mark.getBoundingClientRect().top < innerHeight - 80));
    }
    assert.deepEqual(await place(), [first, all], "once round");
    await bar.getByRole("button", { name: "上一处" }).click();
    assert.equal((await place())[0], ((first - 2 + all) % all) + 1);
    await page.keyboard.press("n");
    assert.equal((await place())[0], first, "letters count in the bar");

    await page.emulateMedia({ media: "print" });
    assert.ok(!(await bar.isVisible()));
    await page.emulateMedia({ media: "screen" });
    const path = page.url().split(/[?#]/)[0];
    const html = () => page.locator(".report .text").evaluate((text) => text.innerHTML);
    await bar.getByRole("button", { name: "去掉标记" }).click();
    assert.equal(await page.locator("mark, .marks-bar").count(), 0);
    assert.equal(page.url().split("#")[0], path);
    const after = await html();
    await page.goto(path);
    assert.equal(after, await html(), "the text is as it was");
  });
});

test("a phrase over several elements is one place", async () => {
  await watched({}, async (page) => {
    await page.goto(`${root}units.html`);
    const unit = await page.locator(".units tbody th a").first().getAttribute("href");
    await page.goto(root + unit);
    await page.locator(".timeline a").first().click();
    await page.locator(".report .text").waitFor();
    // The end of one paragraph and the beginning of the next.
    const [phrase, links] = await page.evaluate(() => {
      const second = document.querySelector(".text p + p, .text p + .run-in, .text .run-in + .run-in");
      const phrase = second.previousElementSibling.textContent.trim().slice(-6) + second.textContent.trim().slice(0, 6);
      return [phrase, document.querySelectorAll(".report a").length];
    });
    await page.goto(`${page.url().split("#")[0]}?mark=${encodeURIComponent(phrase)}&at=0`);
    await page.locator("mark.now").first().waitFor();
    assert.ok((await page.locator("mark.now").count()) >= 2);
    assert.equal(bare((await page.locator("mark.now").allTextContents()).join("")), bare(phrase));
    assert.match(await page.locator(".marks-bar").innerText(), /1 \/ 1/);
    assert.equal(await page.locator(".report a").count(), links);
  });
});

test("what cannot be read is said in words", async () => {
  const cases = [
    ['"主题党日', "引号没有配对"],
    ["党课 层级:党中队", "没有“党中队”这个层级"],
    ["年度:", "后面还没有写内容"],
    ["党课 |", "旁边少一个词"],
  ];
  await watched({}, async (page) => {
    for (const [text, words] of cases) {
      await page.goto(`${root}search.html?q=${encodeURIComponent(text)}`);
      await status(page).getByText(words).waitFor();
      assert.equal(await page.locator(".result").count(), 0);
    }
    await page.goto(`${root}search.html?q=${encodeURIComponent("党课 层级:党中队")}`);
    await page.locator("[data-problem]").getByText("党支部").waitFor();
  });
});

test("where nothing is found the page says what to try", async () => {
  await watched({}, async (page) => {
    await page.goto(`${root}search.html?q=${encodeURIComponent("党课 飞碟降落")}`);
    await status(page).getByText("没有找到“党课 飞碟降落”").waitFor();
    await page.getByRole("link", { name: "去掉“飞碟降落”再查" }).click();
    await status(page).getByText(/^共\d+篇$/).waitFor();
    await page.goto(`${root}search.html?q=${encodeURIComponent("水务局机关第三党支部")}`);
    await page.locator("[data-problem]").getByRole("link", { name: water[1] }).click();
    await page.locator("h1").getByText(water[1]).waitFor();
  });
});

for (const [place, base] of Object.entries(places)) {
  test(`a file that is missing is named, and can be asked for again, ${place}`, async () => {
    const expected = (text) => text.includes("Failed to load resource") || text.includes("ERR_FAILED");
    await watched({}, async (page) => {
      let isBroken = true;
      await page.route(/\/search\//, (route) => (isBroken ? route.abort() : route.continue()));
      await page.goto(`${base}search.html?q=${encodeURIComponent("党课")}`);
      await page.getByText(/^索引文件没有读到：.*\.js/).waitFor();
      isBroken = false;
      await page.getByRole("button", { name: "重试" }).click();
      await page.locator(".result").first().waitFor();
      assert.equal(await page.getByText("索引文件没有读到").count(), 0);

      isBroken = true;
      await page.goto(`${base}years.html`);
      await page.locator("input[name=q]").fill("党课");
      await page.locator(".popup").getByText(/^索引文件没有读到：/).waitFor();
      isBroken = false;
      await page.getByRole("button", { name: "重试" }).click();
      await page.getByRole("option").first().waitFor();
    }, expected, base);
  });
}

async function findings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" ")}`);
}

const scenes = {
  results: async (page) => {
    await search(page, "党课", root, "&year=2023&level=党支部");
    await page.locator(".facets").evaluate((facets) => (facets.open = true));
    await page.locator(".facet-units > summary").click();
    await page.locator("input[name=unit]").first().waitFor();
  },
  none: async (page) => {
    await page.goto(`${root}search.html?q=${encodeURIComponent("水务局机关第三党支部 飞碟")}`);
    await status(page).getByText("没有找到").waitFor();
  },
  popup: async (page) => {
    await page.goto(`${root}years.html`);
    await page.locator("input[name=q]").focus();
    await page.keyboard.type("水务局");
    await page.getByRole("option").last().waitFor();
    await page.keyboard.press("ArrowDown");
  },
  marks: async (page) => {
    await search(page, "党课");
    await page.locator(".passage").first().click();
    await page.locator("mark.now").first().waitFor();
  },
};

for (const [scene, open] of Object.entries(scenes)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe and the width of the page: ${scene}, ${colorScheme}`, async () => {
      for (const width of widths) {
        await watched({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
          await open(page);
          assert.deepEqual(await findings(page), [], `${width} pixels wide`);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(over, 0, `${width} pixels wide`);
        });
      }
    });
  }
}

test("on a telephone the filters are folded", async () => {
  await watched({ viewport: { width: 390, height: 844 } }, async (page) => {
    await search(page, "党课");
    assert.equal(await page.getByRole("checkbox").count(), 0);
    await page.locator("summary", { hasText: "筛选" }).click();
    await page.getByRole("checkbox", { name: /2023年/ }).check();
    await page.locator("summary", { hasText: "已选1项" }).waitFor();
  });
});

test("on paper: the query, the count and the results", async () => {
  await watched({}, async (page) => {
    await search(page, "党课", root, "&year=2023");
    const title = await page.locator(".item-title").first().innerText();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const text = bare(execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8" }));
    for (const words of ["检索：党课·2023", bare(await status(page).innerText()), bare(title)]) assert.ok(text.includes(words), words);
    for (const words of ["排序", "章节", "再看20篇", "检索方法"]) assert.ok(!text.includes(words), words);
  });
});

test("without JavaScript: the header leads to the page, and the page on to years, levels and units", async () => {
  await onPage(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${root}years/2023.html`);
    assert.equal(await page.locator("input:visible, button:visible").count(), 0);
    await page.getByRole("link", { name: "检索", exact: true }).click();
    assert.match(await page.locator(".notice").innerText(), /JavaScript/);
    assert.equal(await page.locator("input:visible, button:visible, select:visible").count(), 0);
    for (const name of ["2023年", "党支部", "全部单位"]) await page.getByRole("main").getByRole("link", { name, exact: true }).waitFor();
  });
});

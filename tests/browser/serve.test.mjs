// The preview in a browser: what a clerk sees who saves a file while the page is open.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import axe from "axe-core";
import { binary, launch, widths } from "./harness.mjs";

const program = binary();
const browser = await launch();

/** A report long enough to scroll in. */
function report(unit, year, mark = "") {
  const paragraphs = Array.from({ length: 60 }, (_, at) => `（${at + 1}）抓学习。${unit}第${at + 1}次集中学习按计划完成，人人有记录。`);
  return `---\nunit: ${unit}\nyear: ${year}\nlevel: 党支部\n---\n\n一、履职情况\n\n全年召开支委会12次。${mark}\n\n${paragraphs.join("\n\n")}\n`;
}

const first = "units/jia-dang-zhi-bu/2022.html";

/** A site with three reports and a theme of its own, served by the real program to the end of the test. */
async function serving(context, ...options) {
  const root = mkdtempSync(join(tmpdir(), "shuzhi-serve-"));
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("site.toml", 'title = "预览测试"\ntheme = "mine"\n');
  write("themes/mine/theme.toml", "");
  write("content/甲2022.md", report("甲党支部", 2022));
  write("content/甲2023.md", report("甲党支部", 2023));
  write("content/乙2022.md", report("乙党支部", 2022));
  const start = async (address) => {
    const child = spawn(program, ["serve", "--root", root, "--addr", address, ...options], { stdio: ["ignore", "ignore", "pipe"] });
    const url = await new Promise((found, failed) => {
      let said = "";
      child.once("exit", () => failed(new Error(`shuzhi serve ended: ${said}`)));
      child.stderr.on("data", (data) => {
        said += data;
        const shown = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
        if (shown) found(shown[0]);
      });
    });
    return { child, url };
  };
  const first = await start("127.0.0.1:0");
  let { child } = first;
  const { url } = first;
  context.after(() => {
    child.kill();
    rmSync(root, { recursive: true, force: true });
  });
  /** Ends the program, does something meanwhile, and starts it again at the same address. */
  const restart = async (meanwhile) => {
    const ended = new Promise((exit) => child.once("exit", exit));
    child.kill();
    await ended;
    meanwhile();
    ({ child } = await start(new URL(url).host));
  };
  const remove = (path) => rmSync(join(root, path));
  const rename = (from, to) => renameSync(join(root, from), join(root, to));
  return { url, write, remove, rename, restart };
}

/** Tabs of one browser that must stay without complaint, and ask nobody else. */
async function tabs(context, site, options = {}) {
  const browserContext = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.after(() => browserContext.close());
  const complaints = [];
  const open = async (path) => {
    const page = await browserContext.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${path}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${path}: ${error}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(site.url)) complaints.push(`${path} asks ${request.url()}`);
    });
    await page.goto(site.url + path);
    await page.evaluate(() => { window.marker = true; });
    return page;
  };
  return { open, complaints, browserContext };
}

const isMarked = (page) => page.evaluate(() => window.marker === true);

/** Waits until every script of the page has heard of the version that the server has now. */
const settled = (page) => page.waitForTimeout(400);

test("a saved edit shows by itself, where the reader was", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const page = await open(first);
  const other = await open("units/yi-dang-zhi-bu/2022.html");
  await page.evaluate(() => scrollTo(0, 900));
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
  await page.waitForFunction(() => scrollY === 900);
  assert.equal(await isMarked(page), false, "it was reloaded");
  await settled(other);
  assert.equal(await isMarked(other), true, "a page that did not change does not move");
  assert.deepEqual(complaints, []);
});

test("a saved edit is found at once, in the box of a page that stayed and on the search page", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const results = await open("search.html?q=" + encodeURIComponent("蓝色旋律"));
  await results.getByText("没有找到").waitFor();
  const other = await open("units/yi-dang-zhi-bu/2022.html");
  const box = other.locator("input[name=q]");
  await box.fill("蓝色旋律");
  await other.getByText("没有找到").waitFor();
  for (const [unit, year, count] of [["甲", 2022, 1], ["甲", 2023, 2], ["甲", 2022, 2]]) {
    site.write(`content/${unit}${year}.md`, report(`${unit}党支部`, year, `蓝色旋律第${count}次。`));
    await results.getByText(new RegExp(`^共${count}篇$`)).waitFor();
    assert.ok((await results.locator(".passage").allInnerTexts()).some((text) => text.includes(`第${count}次`)));
    await settled(other);
    await box.fill("");
    await box.fill("蓝色旋律");
    await other.getByText(`查看全部${count}篇`).waitFor();
  }
  site.remove("content/甲2023.md");
  await results.getByText("共1篇").waitFor();
  assert.equal(await isMarked(other), true, "a page that did not change was not reloaded");
  assert.deepEqual(complaints, []);
});

test("the place is kept on a page that was opened at a section", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(`${first}#s1`);
  await page.evaluate(() => scrollTo(0, 1500));
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
  await page.waitForFunction(() => scrollY === 1500);
});

test("a changed style sheet is swapped without a reload", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const page = await open(first);
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    site.write("themes/mine/static/style.css", `body { color: ${colour} }`);
    await page.waitForFunction((expected) => getComputedStyle(document.body).color === expected, colour);
    assert.equal(await isMarked(page), true);
  }
  assert.equal(await page.locator("head link[rel=stylesheet]").count(), 1, "the old ones are gone");
  assert.deepEqual(complaints, []);
});

test("errors lie over the last good page until they are mended", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const page = await open(first);
  site.write("content/甲2022.md", report("甲党支部", 2022).replace("year: 2022", 'year: <img src=x onerror="document.title=1">'));
  const panel = page.locator("shuzhi-preview .errors");
  await panel.waitFor();
  const text = await panel.innerText();
  assert.match(text, /1个错误/);
  assert.match(text, /content\/甲2022\.md:3:7/);
  assert.ok(text.includes("<img src=x"), "the source line is shown as it is");
  assert.equal(await page.locator("shuzhi-preview img").count(), 0, "and is no markup");
  assert.equal(await page.locator("shuzhi-preview mark").count(), 1);
  assert.equal(await isMarked(page), true, "the page beneath is the same");
  assert.ok(await page.getByText("甲党支部第1次集中学习").isVisible());
  await page.goto(site.url + first);
  await panel.waitFor();
  assert.ok(await page.getByText("甲党支部第1次集中学习").isVisible(), "also when opened anew");
  site.write("content/甲2022.md", report("甲党支部", 2022));
  await panel.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("the overlay folds, stays folded, and opens for other errors", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(first);
  site.write("content/丙.md", "---\nunit: 丙\n---\n正文");
  const list = page.locator("shuzhi-preview .list");
  await list.waitFor();
  await page.locator("shuzhi-preview button").focus();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await page.reload();
  await page.locator("shuzhi-preview .folded").waitFor();
  assert.equal(await list.isVisible(), false);
  site.write("content/丁.md", "---\nunit: 丁\n---\n正文");
  await list.waitFor();
  await page.locator("shuzhi-preview button").press("Enter");
  await list.waitFor({ state: "hidden" });
});

test("lists follow what is deleted and renamed, and a page that is gone says so", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const [year, page] = [await open("years/2022.html"), await open("units/yi-dang-zhi-bu/2022.html")];
  site.remove("content/乙2022.md");
  await year.locator("main a", { hasText: "乙党支部2022" }).waitFor({ state: "detached" });
  const notice = page.locator("shuzhi-preview .notice");
  await notice.waitFor();
  assert.match(await notice.innerText(), /此页已不存在/);
  assert.ok(await page.getByText("乙党支部第1次集中学习").isVisible(), "the last good page is still there to read");
  site.write("content/乙2022.md", report("乙党支部", 2022));
  await notice.waitFor({ state: "detached" });
  await year.locator("main a", { hasText: "乙党支部2022" }).first().waitFor();
  site.rename("content/乙2022.md", "content/改名.md");
  site.write("content/改名.md", report("改名党支部", 2022));
  await year.locator("main a", { hasText: "改名党支部2022" }).first().waitFor();
});

test("a page that is not there yet appears", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open("units/ding-dang-zhi-bu/2022.html");
  await settled(page);
  assert.equal(await page.locator("shuzhi-preview .notice").count(), 0);
  site.write("content/丁.md", report("丁党支部", 2022));
  await page.locator("h1", { hasText: "丁党支部" }).waitFor();
});

test("ten tabs all reload, and go on when the leader has gone", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const pages = [];
  for (let count = 0; count < 10; count += 1) pages.push(await open(first));
  const shows = (text) => Promise.all(pages.map((page) => page.getByText(text).waitFor({ state: "attached" })));
  site.write("content/甲2022.md", report("甲党支部", 2022, "第一次改。"));
  await shows("第一次改");
  await pages.shift().close();
  site.write("content/甲2022.md", report("甲党支部", 2022, "第二次改。"));
  await shows("第二次改");
  await Promise.all(pages.splice(0, 5).map((page) => page.close()));
  site.write("content/甲2022.md", report("甲党支部", 2022, "第三次改。"));
  await shows("第三次改");
  assert.deepEqual(complaints, []);
});

test("the browser follows the report just saved", async (context) => {
  const site = await serving(context, "--follow");
  const { open } = await tabs(context, site);
  const page = await open("index.html");
  site.write("content/甲2023.md", report("甲党支部", 2023, "刚写的。"));
  await page.waitForURL(`${site.url}units/jia-dang-zhi-bu/2023.html`);
  await page.goto(site.url);
  await settled(page);
  assert.equal(page.url(), site.url, "but not away from where one goes by oneself");
});

test("without locks the page asks from time to time", async (context) => {
  const site = await serving(context);
  const { open, browserContext } = await tabs(context, site);
  await browserContext.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const page = await open(first);
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
});

test("a page that cannot be made shows why, and comes by itself", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  site.write("themes/mine/templates/years.html", "{{ nothing.of.that }}");
  const page = await open("units.html");
  await page.goto(`${site.url}years.html`);
  await page.waitForFunction(() => document.title.includes("生成不了") || (location.reload(), false), null, { polling: 300 });
  assert.match(await page.locator("pre").first().innerText(), /years\.html/);
  site.write("themes/mine/templates/years.html", '{% extends "base.html" %}{% block main %}<h1>好了</h1>{% endblock %}');
  await page.locator("h1", { hasText: "好了" }).waitFor();
});

test("the status page follows", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open("__shuzhi/");
  const reports = page.locator("dl div", { hasText: "报告" }).locator("dd");
  assert.equal(await reports.innerText(), "3");
  site.write("content/丁.md", report("丁党支部", 2022));
  await page.locator("td", { hasText: "content/丁.md" }).waitFor();
  assert.equal(await reports.innerText(), "4");
});

test("the place and the focus hold after everything has loaded", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(`${first}#s1`);
  await page.locator(".site-header nav a").nth(1).focus();
  await page.keyboard.press("Shift+Tab");
  await page.evaluate(() => scrollTo(0, 1700));
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
  await page.waitForLoadState("load");
  await settled(page);
  assert.equal(await page.evaluate(() => scrollY), 1700);
  assert.equal(await page.evaluate(() => document.activeElement.textContent.slice(0, 20)), "单位");
  assert.equal(await page.evaluate(() => history.scrollRestoration), "auto", "as the page had it");
});

test("a page is fresh after a restart, though versions begin anew", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const pages = [await open(first), await open(first)];
  await settled(pages[0]);
  await site.restart(() => site.write("content/甲2022.md", report("甲党支部", 2022, "停机时写的。")));
  await Promise.all(pages.map((page) => page.getByText("停机时写的").waitFor({ state: "attached" })));
});

test("a stream that was refused is asked for again", async (context) => {
  const site = await serving(context);
  const { open, browserContext } = await tabs(context, site);
  let refused = 0;
  await browserContext.route("**/__shuzhi/events", (route) => {
    refused += 1;
    return refused > 1 ? route.continue() : route.fulfill({ status: 503, body: "" });
  });
  const page = await open(first);
  await settled(page);
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
});

test("a browser that refuses the lock polls", async (context) => {
  const site = await serving(context);
  const { open, complaints, browserContext } = await tabs(context, site);
  await browserContext.addInitScript(() => {
    LockManager.prototype.request = () => Promise.reject(new DOMException("not here", "SecurityError"));
  });
  const page = await open(first);
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
  assert.deepEqual(complaints, []);
});

test("a busy server is asked again", async (context) => {
  const site = await serving(context);
  const { open, browserContext } = await tabs(context, site);
  const page = await open(first);
  await settled(page);
  let refused = 0;
  await browserContext.route("**/__shuzhi/state*", (route) => {
    refused += 1;
    return refused > 3 ? route.continue() : route.fulfill({ status: 503, body: "503" });
  });
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
});

test("a style sheet without an address is no hindrance", async (context) => {
  const site = await serving(context);
  const { open, complaints } = await tabs(context, site);
  const page = await open(first);
  await page.evaluate(() => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    document.head.append(link);
  });
  site.write("content/乙2022.md", report("乙党支部", 2022, "别处的改动。"));
  await settled(page);
  site.write("content/甲2022.md", report("甲党支部", 2022, "新写的一句。"));
  await page.getByText("新写的一句").waitFor({ state: "attached" });
  assert.deepEqual(complaints, []);
});

test("a style sheet that does not come leaves the old one", async (context) => {
  const site = await serving(context);
  const { open, browserContext } = await tabs(context, site);
  const colour = (expected) => site.write("themes/mine/static/style.css", `body { color: ${expected} }`);
  const page = await open(first);
  const has = (expected) => page.waitForFunction((wanted) => getComputedStyle(document.body).color === wanted, expected);
  colour("rgb(1, 2, 3)");
  await has("rgb(1, 2, 3)");
  await browserContext.route("**/static/style.*.css", (route) => route.abort());
  colour("rgb(4, 5, 6)");
  await settled(page);
  await has("rgb(1, 2, 3)");
  await browserContext.unroute("**/static/style.*.css");
  colour("rgb(7, 8, 9)");
  await has("rgb(7, 8, 9)");
  await page.waitForFunction(() => document.querySelectorAll("head link[rel=stylesheet]").length === 1);
  assert.equal(await isMarked(page), true);
});

test("a page from the back-forward cache asks at once", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(first);
  await settled(page);
  const asked = page.waitForRequest("**/__shuzhi/state*");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await asked;
});

const broken = (unit) => `---\nunit: ${unit}\n---\n正文`;

test("Escape folds from anywhere and leaves the focus where it was", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(first);
  site.write("content/丙.md", broken("丙"));
  const list = page.locator("shuzhi-preview .list");
  await list.waitFor();
  await page.locator(".site-header nav a").first().focus();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "单位");
  await page.locator("shuzhi-preview button").click();
  await list.focus();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.querySelector("shuzhi-preview").shadowRoot.activeElement.tagName), "BUTTON");
});

test("a folded overlay stays folded for the errors it had", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(first);
  site.write("content/丙.md", broken("丙"));
  site.write("content/丁.md", broken("丁"));
  const panel = page.locator("shuzhi-preview .errors");
  const title = panel.locator(".title");
  await title.waitFor();
  await page.waitForFunction(() => /^4/.test(document.querySelector("shuzhi-preview").shadowRoot.querySelector(".title").textContent));
  await page.keyboard.press("Escape");
  await panel.locator("button").focus();
  await page.keyboard.press("Escape");
  await page.locator("shuzhi-preview .folded").waitFor();
  site.write("content/丙.md", broken("丙").replace("unit", "# 上面多了一行\nunit"));
  await settled(page);
  assert.equal(await panel.locator(".list").isVisible(), false, "the same errors a line further down");
  site.remove("content/丁.md");
  await page.waitForFunction(() => /^2/.test(document.querySelector("shuzhi-preview").shadowRoot.querySelector(".title").textContent));
  assert.equal(await panel.locator(".list").isVisible(), false, "fewer errors");
});

test("the focus within the overlay stays when errors change", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const page = await open(first);
  site.write("content/丙.md", broken("丙"));
  const list = page.locator("shuzhi-preview .list");
  await list.waitFor();
  await list.focus();
  site.write("content/丁.md", broken("丁"));
  await list.getByText("丁.md").first().waitFor();
  const focused = () => document.querySelector("shuzhi-preview").shadowRoot.activeElement;
  assert.equal(await page.evaluate(`(${focused})() && (${focused})().className`), "list");
});

test("no theme reaches the overlay, and no paper shows it", async (context) => {
  const site = await serving(context);
  const { open } = await tabs(context, site);
  const hostile = `* { letter-spacing: 1em !important; text-transform: uppercase; visibility: hidden; font-size: 40px }
    shuzhi-preview { display: none; opacity: 0; transform: scale(0.1); position: absolute; width: 1px; overflow: hidden }`;
  site.write("themes/mine/static/style.css", hostile);
  const page = await open(first);
  site.write("content/丙.md", broken("丙"));
  const title = page.locator("shuzhi-preview .title");
  await title.waitFor();
  const seen = await title.evaluate((element) => {
    const { letterSpacing, textTransform, visibility } = getComputedStyle(element);
    const panel = element.closest(".errors").getBoundingClientRect();
    return { letterSpacing, textTransform, visibility, width: panel.width, bottom: panel.bottom };
  });
  assert.deepEqual(seen, { letterSpacing: "normal", textTransform: "none", visibility: "visible", width: 1280, bottom: 800 });
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("shuzhi-preview")).opacity), "1");
  await page.emulateMedia({ media: "print" });
  assert.equal(await title.isVisible(), false);
});

test("the overlay is announced, headed, and says how many more there are", async (context) => {
  const site = await serving(context, "--lang", "en");
  const { open } = await tabs(context, site);
  const page = await open(first);
  for (let at = 0; at < 12; at += 1) site.write(`content/${at}.md`, broken(`第${at}`));
  await page.getByText("4 more", { exact: false }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "24 errors" }).count(), 1);
  assert.equal(await page.getByRole("region", { name: "24 errors" }).count(), 1);
  await page.getByRole("status").filter({ hasText: "24 errors" }).waitFor({ state: "attached" });
  assert.ok((await page.locator("shuzhi-preview .errors").boundingBox()).height <= 480.5, "at most 60% of the window");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of widths) {
    test(`axe and width: overlay and status page, ${colorScheme}, ${width} pixels wide`, async (context) => {
      const site = await serving(context);
      const { open } = await tabs(context, site, { colorScheme, viewport: { width, height: 800 } });
      const page = await open(first);
      const check = async (what) => {
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        const serious = violations.filter((rule) => ["serious", "critical"].includes(rule.impact));
        assert.deepEqual(serious.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" ")}`), [], what);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${what} is not wider than the window`);
        if (process.env.SHUZHI_PICTURES) await page.screenshot({ path: join(process.env.SHUZHI_PICTURES, `${what}-${colorScheme}-${width}.png`) });
      };
      site.write("content/丙.md", "---\nunit: 丙党支部\nyear: 二〇二三年度工作\nlevel: 党支\n---\n正文");
      await page.locator("shuzhi-preview .list").waitFor();
      await check("overlay");
      await page.locator("shuzhi-preview button").click();
      await check("folded");
      await page.goto(`${site.url}__shuzhi/`);
      await page.locator("main pre").waitFor();
      await settled(page);
      assert.equal(await page.locator("shuzhi-preview .errors").count(), 0, "the status page tells of errors by itself");
      await check("status");
    });
  }
}

after(() => browser.close());

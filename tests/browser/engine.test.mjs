// The engine in JavaScript = `shuzhi search`, for random archives and queries: the same reports in the same order, the same
// passages, the same numbers, the same faults. (That the program finds what plain search finds is tested in
// tests/all/searching.)

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { engine, nothingChosen, textOf } from "./engine.mjs";
import { binary, reportPages } from "./harness.mjs";

const seed = Number(process.env.SHUZHI_SEED || Date.now() % 2 ** 31) | 1;
console.log(`SHUZHI_SEED=${seed}`);
let state = seed;

/** Numbers without a pattern, the same for the same seed (xorshift). */
function below(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pick = (of) => of[below(of.length)];
const several = (count, make) => Array.from({ length: count }, make);

const words = [
  ..."党课 主题党日 三会一课 “三会一课” 理论学习 學習 党建 黨建 支部 ， 、 的 （一） 2023 ２０２３年 12次 \\*\\*次 Party ＰＡＲＴＹ e-mail 😀 𠮷 ① ㎡ …… —— \u200B 乡镇 鄉鎮 问题 不深 一 是 。 ；".split(" "),
  "第 1 次", "party building", " ", "　",
];
const headings = ["一、履职情况", "二、存在的问题", "三、下一步打算", "四、上年度问题整改情况", "五、其他"];
const levels = ["党委", "党总支", "党支部"];
const units = ["鹤鸣区委组织部", "鹤鸣区水务局", "青禾县财政局", "银杏乡東風村", "ABC有限公司"];
const some = (count) => several(count, () => pick(words)).join("");

/** A folder for a site, gone after the tests. */
function folder(name) {
  const root = mkdtempSync(join(tmpdir(), `shuzhi-engine-${name}-`));
  after(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "site.toml"), 'title = "测试档案"\nopen_roster = true\n');
  return root;
}

const publish = (root) => execFileSync(binary(), ["build", "--quiet", "--root", root], { stdio: "ignore" });

/** A site with random reports, built by the program. */
function archive(name, reports) {
  const root = folder(name);
  for (let number = 0; number < reports; number += 1) {
    const year = 2019 + (number % 6);
    const level = pick(levels);
    const unit = `${units[Math.floor(number / 6) % units.length]}第${Math.floor(number / 30) + 1}${level}`;
    const title = below(3) ? "" : `title: 关于${some(3)}的报告\n`;
    const body = headings.map((heading) => (below(3) ? `${heading}\n\n` : "") + several(below(3), () => `甲${some(2 + below(12))}\n\n`).join(""));
    mkdirSync(join(root, "content", String(year)), { recursive: true });
    const kind = below(6) ? "" : "kind: 整改报告\n";
    writeFileSync(join(root, "content", String(year), `${number}.md`), `---\nunit: ${unit}\nyear: ${year}\nlevel: ${level}\n${kind}${title}---\n\n${body.join("") || "甲"}`);
  }
  publish(root);
  return join(root, "public");
}

/** What the program says. */
function asked(site, query, order = "relevance") {
  const { stdout } = spawnSync(binary(), ["search", "--out", site, "--format", "json", "--limit", "0", "--order", order, "--", query], { encoding: "utf8", maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

const plain = (parts) => parts.map((part) => part.text).join("");

/** The engine's answer in the program's form, every text read. */
async function answered(index, query, options) {
  let found;
  try {
    found = await index.find(query, options);
  } catch (error) {
    if (error.name !== "syntax") throw error;
    return { said: inPlace({ error: { code: error.code, at: error.at, value: error.value, known: error.known } }) };
  }
  const about = found.count;
  const wasExact = found.exact;
  const results = await found.results(0, Infinity);
  assert.equal(wasExact && about !== found.count, false, `${query}: ${about} was said to be exact`);
  const shown = results.map(({ url, titleParts, unit, year, level, passages }) => ({
    url,
    title: plain(titleParts),
    unit,
    year,
    level,
    passages: passages.map(({ section, anchor, parts }) => ({ section, url: anchor ? `${url}#${anchor}` : url, text: plain(parts) })),
  }));
  return { found, said: inPlace({ count: found.count, exact: found.exact, results: shown }) };
}

/** The same in arrays of this context. */
const inPlace = (value) => JSON.parse(JSON.stringify(value));

function window(texts, length) {
  const whole = Array.from(pick(texts));
  const start = below(whole.length);
  return whole.slice(start, start + length).join("");
}

function disguised(text) {
  return text.replace(/党/g, () => pick(["党", "黨"])).replace(/学/g, () => pick(["学", "學"])).replace(/[!-~]/g, (character) => (below(3) ? character : String.fromCharCode(character.charCodeAt(0) + 0xfee0)));
}

function phrase(texts) {
  const length = pick([1, 2, 3, 4, 1 + below(40)]);
  const found = pick([
    () => window(texts, Math.ceil(length / 2)) + window(texts, length >> 1),
    () => disguised(window(texts, length)),
    () => window(texts, length),
    () => window(texts, length),
  ])().replace(/["＂]/g, "");
  return `"${found.trim() ? found : "党"}"`;
}

function clause(texts) {
  const minus = below(6) ? "" : "-";
  const fixed = [
    () => `${minus}年度:${pick(["2021", "2020..2022", "2022..", "..2020", "2021-2023年"])}`,
    () => `${minus}层级:${pick(["党委", "党总支|党支部", "支部", "黨委", "x"])}`,
    () => `${minus}单位:${pick(["水务局", "zzb", "zuzhi", "水務", "abc", "东风", "财政局第九党委"])}`,
    () => `章节:${pick(["问题", "存在問題", "整改問題", "打算|整改", "履职", "x"])}`,
    () => `${minus}文种：${pick(["整改报告", "述职"])}`,
  ];
  if (below(12) < fixed.length) return pick(fixed)();
  const field = below(7) ? "" : "标题:";
  return minus + field + several(1 + (below(5) >> 2), () => phrase(texts)).join(pick(["|", " | ", "｜"]));
}

const query = (texts) => several(1 + (below(3) >> 1) + (below(4) >> 2), () => clause(texts)).join(pick([" ", "　"]));

for (const reports of [7, 150]) {
  const site = archive(reports, reports);
  const { index } = engine(site);
  const texts = reportPages(site).map((path) => {
    const page = readFileSync(join(site, path), "utf8").replace(/[^]*<div class="text[^>]*>|<\/article>[^]*/g, "").replace(/<[^>]*>/g, "");
    return page.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, "").replace(/&amp;/g, "&");
  });
  assert.equal(texts.length, reports);

  test(`${reports} reports: random queries are answered as by the program`, async () => {
    let some = 0;
    for (let round = 0; round < 100; round += 1) {
      const asks = query(texts);
      const order = pick(["relevance", "year", "unit"]);
      // Every other time on a fresh engine, which has not fetched the table of characters.
      const fresh = round % 2 ? index : engine(site).index;
      const { said } = await answered(fresh, asks, { chosen: nothingChosen, order });
      const expected = asked(site, asks, order);
      if (expected.error) delete expected.error.message;
      assert.deepEqual(said, expected, asks);
      some += said.count > 0;
    }
    assert.ok(some > 40, `only ${some} found anything`);
  });

  test(`${reports} reports: what is chosen is a clause more, and every number by a filter is that of a query`, async () => {
    const fields = { year: "年度", level: "层级", section: "章节", kind: "文种", unit: "单位" };
    for (let round = 0; round < 25; round += 1) {
      const asks = query(texts);
      const chosen = structuredClone(nothingChosen);
      if (below(2)) chosen.year = pick([["2021"], ["2020", "2022"]]);
      if (below(3) === 0) chosen.level = pick([["党委"], ["党委", "党支部"]]);
      if (below(3) === 0) chosen.section = pick([["问题"], ["打算", "整改"]]);
      if (below(4) === 0) chosen.kind = ["整改报告"];
      const clauses = (but) => Object.entries(chosen).filter(([name, values]) => values.length > 0 && name !== but).map(([name, values]) => `${fields[name]}:${values.join("|")}`);
      const { found, said } = await answered(index, asks, { chosen, order: "year" });
      const expected = asked(site, [asks, ...clauses()].join(" "), "year");
      if (expected.error) continue;
      assert.deepEqual(said, expected, `${asks} ${JSON.stringify(chosen)}`);
      for (const name of ["year", "level", "section", "kind"]) {
        for (const { value, count } of found.facets[name].filter(() => below(3) === 0)) {
          const truth = asked(site, [asks, ...clauses(name), `${fields[name]}:${value}`].join(" ")).count;
          assert.ok(found.isSure(name) ? count === truth : count >= truth, `${asks} ${JSON.stringify(chosen)} ${name}:${value}: ${count}, ${truth}`);
        }
      }
    }
  });

  test(`${reports} reports: an odd query is read, or refused for the same reason`, async () => {
    const odd = ["党", "\"", "＂", "|", "｜", "-", "－", " ", "　", ":", "：", "年度", "年度:", "year:", "章节:", "单位:", "标题:", "..", "2022", "\u200B", "a", "😀", "问题", "層級:", "-章节:"];
    for (let round = 0; round < 100; round += 1) {
      const asks = several(1 + below(6), () => pick(odd)).join("");
      const { said } = await answered(index, asks, { chosen: nothingChosen, order: "unit" });
      const expected = asked(site, asks, "unit");
      if (expected.error) delete expected.error.message;
      assert.deepEqual(said, expected, JSON.stringify(asks));
    }
  });
}

test("an open page goes over to what is published meanwhile", async () => {
  const root = folder("meanwhile");
  mkdirSync(join(root, "content"));
  const write = (unit, year, text) =>
    writeFileSync(join(root, "content", `${unit}${year}.md`), `---\nunit: ${unit}党支部\nyear: ${year}\nlevel: 党支部\n---\n\n一、履职情况\n\n${text}。\n`);
  for (const year of [2021, 2022, 2023]) for (const unit of ["甲", "乙", "丙"]) write(unit, year, `${unit}的工作，红船精神再出发${year}`);
  publish(root);
  const { index, clock } = engine(join(root, "public"));
  const options = { chosen: nothingChosen, order: "year" };
  const before = await index.find("红船精神再出发", options);
  assert.equal((await before.results(0, 2)).length, 2);
  const unread = await index.find("再出发", options);

  // The same reports, other texts: their numbers stay.
  write("甲", 2023, "什么也没有");
  write("乙", 2023, "什么也没有");
  publish(root);
  assert.equal((await unread.results(0, 99)).length, 7);
  assert.deepEqual([unread.count, unread.exact], [7, true]);
  clock.later = 30000;
  assert.equal((await before.results(2, 99)).length, 5);
  assert.deepEqual([before.count, before.exact], [7, true]);

  // Another year: other volumes.
  for (const unit of ["甲", "乙", "丙"]) write(unit, 2024, "红船精神再出发");
  publish(root);
  clock.later = 60000;
  const later = await index.find("红船精神再出发", options);
  assert.equal((await later.results(0, 99)).length, 10);
  assert.equal((await unread.results(0, 99)).length, 10);
  assert.ok((await index.suggest("jia")).length > 0);
});

test("what failed is read again, and nothing is skipped", async () => {
  const root = folder("again");
  mkdirSync(join(root, "content"));
  for (let number = 10; number < 40; number += 1) {
    writeFileSync(join(root, "content", `${number}.md`), `---\nunit: 第${number}党支部\nyear: 2023\nlevel: 党支部\n---\n\n一、履职情况\n\n红船精神再出发。\n`);
  }
  publish(root);
  let isBroken = true;
  const site = join(root, "public");
  const { index } = engine(site, (path) => {
    if (isBroken && path.includes("/t0/1")) throw new Error("404");
    return textOf(readFileSync(join(site, path)));
  });
  const found = await index.find("红船", { chosen: nothingChosen, order: "year" });
  await assert.rejects(found.results(0, 10), { name: "load" });
  isBroken = false;
  assert.equal((await found.results(0, 99)).length, 30);
});

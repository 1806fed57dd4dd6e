// What a result shows of a text, as src/search/passage.rs chooses it. Classic script, Chromium 80.
(function () {
  "use strict";

  if (!window.shuzhi.text) return;
  const { marks } = window.shuzhi.text;

  /** What all of a place stands in. @param {Search.Stored} text @param {number} place @param {number} length */
  function zoneOf({ folded, zones }, place, length) {
    let zone = 0xffff;
    for (let at = place; at < place + length; at += 1) zone &= zones[folded.from(at)];
    return zone;
  }

  const ENDS = /[\n。！？；]/;

  /** A stretch of text in parts, marked and not. @param {string} whole @param {number} from @param {number} to @param {Search.Mark[]} within */
  function partsOf(whole, from, to, within) {
    /** @type {Search.Part[]} */
    const parts = [];
    /** @param {number} start @param {number} end @param {boolean} marked */
    const add = (start, end, marked) => {
      if (start < end) parts.push({ text: whole.slice(start, end).replace(/\n/g, " "), marked });
    };
    let at = from;
    for (const mark of within) {
      add(at, mark.start, false);
      add(mark.start, Math.min(mark.end, to), true);
      at = mark.end;
    }
    add(at, to, false);
    return parts;
  }

  /** The sentence around a mark, cut where it is long. @param {string} whole @param {Search.Mark} mark @param {number} from */
  function around(whole, mark, from) {
    const earliest = Math.min(Math.max(mark.start - 40, from), mark.start);
    let start = mark.start;
    while (start > earliest && !ENDS.test(whole[start - 1])) start -= 1;
    const latest = Math.min(mark.end + 60, whole.length);
    let end = mark.end;
    while (end < latest && !ENDS.test(whole[end])) end += 1;
    if (end < latest && whole[end] !== "\n") end += 1;
    const isLow = (/** @type {number} */ at) => /[\uDC00-\uDFFF]/.test(whole[at] || "");
    if (start > from && isLow(start)) start -= 1;
    return [start, isLow(end) ? end - 1 : end];
  }

  /** Chooses what is shown of a text. @param {Search.Stored} text @param {{phrase: string, zones: number[]}[]} wanted */
  function show(text, wanted) {
    const { whole, title, sections } = text;
    const all = marks(text.folded, wanted.map(({ phrase }) => phrase));
    const inTitle = all.filter((mark) => mark.start < title).length;
    /** @type {{start: number, end: number, first: number, last: number}[]} */
    const windows = [];
    all.forEach((mark, number) => {
      if (number < inTitle) return;
      const before = windows[windows.length - 1];
      const { phrase, zones } = wanted[mark.phrase];
      if (before && mark.end <= before.end) before.last = number;
      else if (zones.every((any) => any & zoneOf(text, mark.place, phrase.length))) {
        const [start, end] = around(whole, mark, before ? before.end : 0);
        windows.push({ start, end, first: number, last: number });
      }
    });
    const chosen = choose(windows, all, wanted.length);
    const passages = chosen.map(({ start, end, first, last }) => {
      const parts = partsOf(whole, start, end, all.slice(first, last + 1));
      if (start > 0 && !ENDS.test(whole[start - 1])) parts.unshift({ text: "…", marked: false });
      if (end < whole.length && whole[end] !== "\n" && !ENDS.test(whole[end - 1])) parts.push({ text: "…", marked: false });
      const at = all[first].start;
      const holds = sections.filter(([from, to]) => from <= at && at < to);
      const [, , from, to, , anchor] = holds[holds.length - 1] || [0, 0, 0, 0, 0, ""];
      return { section: whole.slice(from, to).replace(/。+$/, ""), anchor, nth: first, parts };
    });
    const shown = chosen.reduce((sum, { first, last }) => sum + last + 1 - first, 0);
    return { titleParts: partsOf(whole, 0, title, all.slice(0, inTitle)), passages, more: all.length - inTitle - shown };
  }

  /** The windows that show most phrases, then the first, in the order of the text.
   * @template {{first: number, last: number}} T @param {T[]} windows @param {Search.Mark[]} all @param {number} phrases */
  function choose(windows, all, phrases) {
    const isShown = new Array(phrases).fill(false);
    /** @type {T[]} */
    const chosen = [];
    while (chosen.length < Math.min(3, windows.length)) {
      let best = windows[0];
      let most = -1;
      for (const each of windows) {
        if (chosen.includes(each)) continue;
        const fresh = new Set(all.slice(each.first, each.last + 1).map((mark) => mark.phrase).filter((phrase) => !isShown[phrase])).size;
        if (fresh > most) [best, most] = [each, fresh];
      }
      for (const mark of all.slice(best.first, best.last + 1)) isShown[mark.phrase] = true;
      chosen.push(best);
    }
    return chosen.sort((a, b) => a.first - b.first);
  }

  window.shuzhi.engine = Object.assign(window.shuzhi.engine || {}, { zoneOf, show });
})();

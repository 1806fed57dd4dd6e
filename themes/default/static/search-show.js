// What a result shows of a text, as src/search/passage.rs chooses it. A part of search.js.

const ENDS = /[\n。！？；]/;

/** What all of a place stands in. @param {Stored} text @param {number} place @param {number} length */
function zoneOf({ folded, zones }, place, length) {
  return folded.from.slice(place, place + length).reduce((zone, at) => zone & zones[at], 0xffff);
}

/** A stretch of text in parts, marked and not. @param {string} whole @param {number} from @param {number} to @param {Search.Mark[]} within */
function partsOf(whole, from, to, within) {
  /** @type {Search.Part[]} */
  const parts = [];
  /** @param {number} end @param {boolean} marked */
  const add = (end, marked) => {
    if (from < end) parts.push({ text: whole.slice(from, end).replace(/\n/g, " "), marked });
    from = end;
  };
  for (const { start, end } of within) {
    add(start, false);
    add(Math.min(end, to), true);
  }
  add(to, false);
  return parts;
}

/** The sentence around a mark, cut where it is long. @param {string} whole @param {Search.Mark} mark @param {number} from */
function around(whole, { start, end }, from) {
  const earliest = Math.min(Math.max(start - 40, from), start);
  while (start > earliest && !ENDS.test(whole[start - 1])) start -= 1;
  const latest = Math.min(end + 60, whole.length);
  while (end < latest && !ENDS.test(whole[end])) end += 1;
  if (end < latest && whole[end] !== "\n") end += 1;
  const isLow = (/** @type {number} */ at) => /[\uDC00-\uDFFF]/.test(whole[at] || "");
  return [start > from && isLow(start) ? start - 1 : start, isLow(end) ? end - 1 : end];
}

/** Chooses what is shown of a text. @param {Stored} text @param {{sought: string, zones: number[]}[]} wanted */
function show(text, wanted) {
  const { whole, title, sections } = text;
  const all = marks(text.folded, wanted.map(({ sought }) => sought));
  const inTitle = all.filter((mark) => mark.start < title).length;
  /** @type {Stretch[]} */
  const windows = [];
  all.forEach((mark, number) => {
    const before = windows[windows.length - 1];
    const { sought, zones } = wanted[mark.sought];
    if (number < inTitle) return;
    if (before && mark.end <= before.end) before.marks.push(mark);
    else if (zones.every((any) => any & zoneOf(text, mark.place, sought.length))) {
      const [start, end] = around(whole, mark, before ? before.end : 0);
      windows.push({ start, end, nth: number, marks: [mark] });
    }
  });
  const chosen = choose(windows);
  const passages = chosen.map(({ start, end, nth, marks: within }) => {
    const parts = partsOf(whole, start, end, within);
    const ellipsis = { text: "…", marked: false };
    if (start > 0 && !ENDS.test(whole[start - 1])) parts.unshift(ellipsis);
    if (end < whole.length && whole[end] !== "\n" && !ENDS.test(whole[end - 1])) parts.push(ellipsis);
    const at = within[0].start;
    const [, , from, to, , anchor] = sections.filter(([first, last]) => first <= at && at < last).pop() || [0, 0, 0, 0, 0, ""];
    return { section: whole.slice(from, to).replace(/。+$/, ""), anchor, nth, parts };
  });
  const shown = chosen.reduce((sum, each) => sum + each.marks.length, 0);
  return { titleParts: partsOf(whole, 0, title, all.slice(0, inTitle)), passages, more: all.length - inTitle - shown };
}

/** The windows that show most phrases, then the first, in the order of the text. @param {Stretch[]} windows */
function choose(windows) {
  /** @type {Set<number>} */
  const shown = new Set();
  /** @type {Stretch[]} */
  const chosen = [];
  while (chosen.length < Math.min(3, windows.length)) {
    let [best, most] = [windows[0], -1];
    for (const each of windows) {
      const fresh = new Set(each.marks.map(({ sought }) => sought).filter((sought) => !shown.has(sought))).size;
      if (fresh > most && !chosen.includes(each)) [best, most] = [each, fresh];
    }
    for (const { sought } of best.marks) shown.add(sought);
    chosen.push(best);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

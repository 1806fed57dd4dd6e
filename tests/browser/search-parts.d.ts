// What the parts of the script of the search know of one another.

type Field = Search.Group | "text" | "title";
/** `from`, `to`: of years. */
interface Choice { field: Field; written: string; folded: string; at: number; from: number; to: number }
interface Clause { negated: boolean; any: Choice[] }
/** Names of a unit as they are compared, today's first; `others`: how each is written, nothing for the first. */
interface KnownUnit { slug: string; name: string; folded: string[]; others: string[]; syllables: string[] }
interface Entry {
  /** The reports that have the pair, ascending. */
  having: Uint32Array;
  said: Uint16Array;
  exceptions: Map<number, { isMost: boolean; ranks: Uint32Array }>;
}
/** What lists of a volume say of a phrase; `parts`: parts of it that all of these reports have if any of the volume has them. */
interface MatchesIn { having: ArrayLike<number>; said: ArrayLike<number>; certainty: number; parts: string[]; isWhole: boolean }
/** What those of all volumes say, volume by volume but for the reports. */
interface Matches { having: number[]; said: number[]; certainty: number[]; parts: string[][]; isWhole: boolean }
interface Term extends Matches {
  written: string;
  sought: string;
  inTitle: boolean;
  negated: boolean;
  /** What it stands in, place by place, in texts that were read. */
  seen: Map<number, number[]>;
}
interface Stored {
  about: { url: string; unit: string; unitUrl: string; level: string; kind: string };
  title: number;
  sections: [number, number, number, number, number, string][];
  whole: string;
  folded: Search.Folded;
  zones: Uint16Array;
}
/** A stretch of text to show; `nth`: the number of its first mark in the text. */
interface Stretch { start: number; end: number; nth: number; marks: Search.Mark[] }
type Reader = ReturnType<typeof readerOf>;
type Answer = Awaited<ReturnType<typeof answerOf>>;

declare namespace Search {
  /** The number of the phrase, and its place in the folded text. */
  interface Mark { sought: number; place: number }
}

// What the parts of the script of the search know of one another.

type Field = Search.Group | "text" | "title";
/** `from`, `to`: of years. */
interface Choice { field: Field; written: string; folded: string; at: number; from: number; to: number }
interface Clause { negated: boolean; any: Choice[] }
/** Names of a unit as they are compared, today's first; `others`: how each is written, nothing for the first. */
interface KnownUnit { slug: string; name: string; folded: string[]; others: string[]; syllables: string[] }
interface Entry {
  reports: Uint32Array;
  symbols: Uint16Array;
  exceptions: Map<number, { isMost: boolean; ranks: Uint32Array }>;
}
/** What lists of a volume say of a phrase. */
interface MatchesIn { reports: Uint32Array; symbols: Uint16Array; certainty: number; windows: string[]; isWhole: boolean }
/** What those of all volumes say. */
interface Matches { reports: number[]; symbols: number[]; certainty: number[]; windows: string[][]; isWhole: boolean }
/** What a text says of a phrase. */
interface Seen { occurs: boolean; holds: boolean; holdsChosen: boolean; zones: number }
interface Term extends Matches {
  written: string;
  phrase: string;
  inTitle: boolean;
  negated: boolean;
  seen: Map<number, Seen>;
}
interface Stored {
  url: string;
  unit: string;
  unitUrl: string;
  level: string;
  kind: string;
  title: number;
  sections: [number, number, number, number, number, string][];
  whole: string;
  folded: Search.Folded;
  zones: Uint16Array;
}
/** A stretch of text to show; `nth`: the number of its first mark in the text. */
interface Stretch { start: number; end: number; nth: number; marks: Search.Mark[] }

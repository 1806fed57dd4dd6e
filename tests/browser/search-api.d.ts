// What the script of the search and others know of one another, and what it reads: these names stay in its short form
// (minify.mjs). Its own are in search-parts.d.ts.

declare namespace Search {
  interface Part { text: string; marked: boolean }
  interface Passage { section: string; anchor: string; nth: number; parts: Part[] }
  interface Result {
    url: string;
    title: string;
    titleParts: Part[];
    unit: string;
    unitUrl: string;
    year: number | string;
    level: string;
    kind: string;
    passages: Passage[];
    more: number;
  }
  interface Facet { value: string; label: string; count: number; chosen: boolean }
  interface Unit { name: string; url: string; as: string; id: string }
  type Group = "year" | "level" | "section" | "kind" | "unit";
  type Chosen = Record<Group, string[]>;
  interface Found {
    count: number;
    exact: boolean;
    facets: { year: Facet[]; level: Facet[]; section: Facet[]; kind: Facet[] };
    isSure(name: Group): boolean;
    units(): Promise<Facet[]>;
    results(from: number, to: number): Promise<Result[]>;
    terms: string[];
  }
  interface Options { chosen: Chosen; order: string }
  interface Index {
    find(query: string, options: Options): Promise<Found>;
    suggest(text: string): Promise<Unit[]>;
    nearest(text: string): Promise<Unit[]>;
    /** Everything is fetched anew: the preview changed. */
    forget(): void;
  }
  /** What is rejected with. */
  interface Failure { name: string; file?: string; code?: string; at?: number; value?: string; known?: string[] }
  /** `from`: where each code unit comes from in the original, and where the text ends there. */
  interface Folded { text: string; from: number[] }
  /** A place that is marked: offsets in the text. */
  interface Mark { start: number; end: number }
  interface Text {
    /** Fetches the table of characters; without it only the rules hold. */
    load(version: string | number): Promise<void>;
    /** `folds`: what the table says of a text, by place, if that is known. */
    fold(text: string, folds?: Map<number, string>, start?: number, end?: number): Folded;
    /** Title, line feed, text. */
    report(whole: string, title: number, folds?: Map<number, string>): Folded;
    /** Places of phrases that do not overlap: in order, of two at one place the longer. */
    marks(folded: Folded, phrases: string[]): Mark[];
  }
  /** What stands in the history of the browser. */
  interface State { settled: boolean; shown: number; scroll: number }
  /** src/search/catalog.rs */
  interface Catalog {
    levels: string[];
    kinds: string[];
    sections: string[];
    years: [number, string][];
    plain: boolean;
    units_sum: number;
    sections_sum: number;
    dictionary: number;
    folding: number;
    volumes: Volume[];
  }
  interface Volume {
    name: string;
    shards: number;
    depth: number;
    numbering: number;
    years: [number, number][];
    units: number[];
    levels: number[];
    kinds: number[];
    lists: number[];
    texts: number[];
    hidden?: number[];
  }
  interface StoredUnit { slug: string; pinyin: string; name: string; others: string[] }
}

interface Window {
  shuzhi: {
    script(address: string): Promise<void>;
    put(name: string, text: string): void;
    text: Search.Text;
    index: Search.Index;
  };
}

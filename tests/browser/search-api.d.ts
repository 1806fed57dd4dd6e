// What the scripts of the search know of one another; the words of the contract stand in ARCHITECTURE.md.

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
    facets: Record<"year" | "level" | "section" | "kind", Facet[]>;
    isSure(name: Group): boolean;
    units(): Promise<Facet[]>;
    results(from: number, to: number): Promise<Result[]>;
    terms: string[];
  }
  interface Engine {
    open(root: string): Index;
    /** Everything is fetched anew: the preview changed. */
    forget(): void;
  }
  interface Index {
    find(query: string, options: { chosen: Chosen; order: string }): Promise<Found>;
    suggest(text: string): Promise<Unit[]>;
    nearest(text: string): Promise<Unit[]>;
  }
  /** What is rejected with. */
  interface Failure { name: string; file?: string; code?: string; at?: number; value?: string; known?: string[] }
  /** `from`: where a code unit comes from in the original. */
  interface Folded { text: string; from(unit: number): number }
  /** A place that is marked: offsets in the text, the number of the phrase, the place in the folded text. */
  interface Mark { start: number; end: number; phrase: number; place: number }
  interface Text {
    BLANK: string;
    /** The contents of a file of the index; `version` tells it from an older one in the browser's cache. */
    file(root: string, name: string, version: string, sum?: number): Promise<Uint8Array>;
    /** JSON from a deflated stream that is given in pieces, of which the first bytes that come out are skipped. */
    unpack(parts: Uint8Array[], skipped: number): Promise<any>;
    /** Fetches the table of characters; without it only the rules hold. */
    load(root: string, version?: string): Promise<void>;
    /** `folds`: what the table says of a text, if that is known. */
    fold(text: string, folds?: [number, string][]): Folded;
    /** Title, line feed, text. */
    report(whole: string, title: number, folds?: [number, string][]): Folded;
    /** Where a phrase stands, overlapping places included. */
    places(text: string, phrase: string): number[];
    /** Places of phrases that do not overlap: in order, of two at one place the longer. */
    marks(folded: Folded, phrases: string[]): Mark[];
  }
  type Field = "text" | "title" | "year" | "unit" | "level" | "section" | "kind";
  interface Choice { field: Field; written: string; folded: string; at: number; from: number; to: number }
  interface Clause { negated: boolean; any: Choice[] }
  interface Volume {
    name: string;
    shards: number;
    depth: number;
    numbering: number;
    years: [number, number][];
    units: number[];
    levels: number[];
    kinds: number[];
    sections: number[];
    lists: number[];
    texts: number[];
    hidden?: number[];
  }
  interface Entry {
    reports: Uint32Array;
    symbols: Uint16Array;
    exceptions: Map<number, { isMost: boolean; ranks: Uint32Array }>;
  }
  interface Matches { reports: Uint32Array; symbols: Uint16Array; certainty: number; windows: string[]; isWhole: boolean }
  interface Seen { occurs: boolean; holds: boolean; holdsChosen: boolean; zones: number }
  interface Term {
    written: string;
    phrase: string;
    inTitle: boolean;
    negated: boolean;
    reports: Uint32Array;
    symbols: Uint16Array;
    certainty: number[];
    windows: string[][];
    isWhole: boolean;
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
    folded: Folded;
    zones: Uint16Array;
  }
  /** What the scripts of the engine give each other. */
  interface Parts {
    wrong(code: string, at: number, value: string, known?: string[]): never;
    parse(text: string): Clause[];
    named(names: string[], value: string, isWithin?: boolean): number[];
    knownUnit(unit: any): KnownUnit;
    fit(unit: KnownUnit, value: string): [number, string];
    nearestOf(units: KnownUnit[], value: string): KnownUnit[];
    suggestIn(units: KnownUnit[], value: string): Unit[];
    shownUnit(unit: KnownUnit, as: string): Unit;
    hash(gram: number): number;
    entryOf(body: Uint8Array, gram: number, reports: number): Entry | null;
    common(phrase: string, depth: number, entries: [number, Entry][]): Uint32Array;
    symbolsOf(reports: Uint32Array, entries: Entry[]): Uint16Array;
    placesOf(pairs: number, depth: number): number[];
    weight(symbol: number): number;
    rarity(all: number, having: number): number;
    Reader: new (root: string, catalog: any, version: number) => Reader;
    EXACT: number;
    EXACT_IF_ANY: number;
    UNKNOWN: number;
    MOST: number;
    FEW: number;
    TITLE: number;
    KINDS: number;
    zoneOf(text: Stored, place: number, length: number): number;
    show(text: Stored, wanted: { phrase: string; zones: number[] }[]): { titleParts: Part[]; passages: Passage[]; more: number };
  }
  interface Reader {
    root: string;
    version: number;
    checkedUntil: number;
    catalog: any;
    volumes: Volume[];
    starts: number[];
    size: number;
    years: Uint16Array;
    unit: Uint32Array;
    levels: number[];
    kinds: number[];
    hidden: Set<number>;
    sections(): Promise<number[]>;
    units(): Promise<KnownUnit[]>;
    table(): Promise<void>;
    volumeOf(report: number): number;
    text(report: number): Promise<Stored>;
    find(volume: Volume, phrase: string, depth: number): Promise<Matches>;
    order(order: string): Uint32Array;
  }
  interface KnownUnit {
    slug: string;
    name: string;
    folded: string;
    others: string[];
    foldedOthers: string[];
    syllables: string[];
    initials: string;
  }
  interface Combobox {
    show(content: Node[]): void;
    note(content: Node[]): void;
    close(): void;
    isOpen(): boolean;
    isComposing(): boolean;
  }
  interface Box {
    make(tag: string, name?: string, ...content: (Node | string)[]): HTMLElement;
    link(url: string, name?: string, ...content: (Node | string)[]): HTMLAnchorElement;
    say(words: string | undefined, value: string | number): string;
    parts(parts: Part[]): DocumentFragment;
    encode(text: string): string;
    address(root: string, url: string, terms: string[], nth?: number, anchor?: string): string;
    open(form: HTMLElement): Promise<Index>;
    failure(form: HTMLElement, error: Failure, again: () => void): HTMLElement[];
    group(label: string, options: HTMLElement[]): HTMLElement;
    unit(root: string, unit: Unit): HTMLElement;
    combobox(form: HTMLElement, settled: (text: string) => void): Combobox;
  }
}

interface Window {
  shuzhi: {
    script(address: string): Promise<void>;
    box: Search.Box;
    put(name: string, base64: string): void;
    text: Search.Text;
    engine: Search.Parts;
    index: Search.Engine;
  };
}

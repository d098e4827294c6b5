/** What of a waterfall's state the URL has, by name; each view that shows one reads these. */
export const WATERFALL_SEARCH = [
  /** ID of the span whose details are shown. */
  "span",
  "find",
  /** `1`: only what is found is shown. */
  "only",
  "service",
  /** `1`: only errors are shown. */
  "errors",
  /** Duration below which spans are left out, such as `10ms`. */
  "min",
  /** Critical path: `shown`, or `only`. */
  "path",
  /** Part of the time that is shown: nanoseconds since the start, `1200-3400`. */
  "window",
  /** Depth from which on spans are folded, or `all`: none is. */
  "level",
  /** IDs of spans that were opened or folded by hand. */
  "opened",
  "folded",
] as const;

export type WaterfallView = { readonly [Name in (typeof WATERFALL_SEARCH)[number]]?: string | undefined };

/** Takes changes of the view's state. `asStep`: back leads to what was before. */
export type OnView = (changes: WaterfallView, asStep?: boolean) => void;

/** Spans that the URL names at most, so that it stays one that every server takes. */
const MOST_IDS = 300;

export function idsOf(text = ""): Set<string> {
  return new Set(text.split(",").filter((id) => /^[\da-f]{16}$/.test(id)));
}

export function idsText(ids: ReadonlySet<string>): string | undefined {
  return ids.size > 0 ? [...ids].slice(-MOST_IDS).join(",") : undefined;
}

/** What a URL says with changes of the state: what became undefined or empty is left out. */
export function changed<Given extends object>(given: Given, changes: WaterfallView): Given {
  return Object.fromEntries(Object.entries({ ...given, ...changes }).filter(([, text]) => text !== undefined && text !== "")) as Given;
}

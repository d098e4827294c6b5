/** Searches that people begin with. */
export interface QuickSearch {
  readonly name: string;
  readonly q: string;
  readonly about: string;
}

export const QUICK_SEARCHES: readonly QuickSearch[] = [
  { name: "Everything", q: "", about: "All traces, newest first" },
  { name: "Errors", q: "{ status = error }", about: "Traces with a span whose status is error" },
  { name: "Slow", q: "{ duration > 1s }", about: "Traces with a span that took longer than a second" },
];

import { keep, kept } from "../parts/kept.ts";

const KEY = "throughline.recent";
const MOST = 12;

/** What was searched for in this browser, the last first. */
export function recentSearches(): readonly string[] {
  try {
    const searches: unknown = JSON.parse(kept(KEY) ?? "[]");
    return Array.isArray(searches) ? searches.filter((search) => typeof search === "string") : [];
  } catch {
    return [];
  }
}

export function keepSearch(search: string): void {
  if (search === "") return;
  keep(KEY, JSON.stringify([search, ...recentSearches().filter((other) => other !== search)].slice(0, MOST)));
}

const KEY = "throughline.recent";
const MOST = 12;

/** What was searched for in this browser, the last first. */
export function recentSearches(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((search) => typeof search === "string") : [];
  } catch {
    return [];
  }
}

export function keepSearch(search: string): void {
  if (search === "") return;
  localStorage.setItem(KEY, JSON.stringify([search, ...recentSearches().filter((kept) => kept !== search)].slice(0, MOST)));
}

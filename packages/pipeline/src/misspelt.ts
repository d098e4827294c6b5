/** Of our variables only: others are none of our business. */
const PREFIX = "THROUGHLINE_";

/**
 * Names that are set and stand for one that is wanted, by all appearance, each with that one: `THROUGHLINE_RETENTOIN`. What is unlike any name that
 * is wanted may be for another program that shares the environment.
 */
export function misspelt(set: Iterable<string>, wanted: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of set) {
    if (!name.startsWith(PREFIX) || wanted.has(name)) continue;
    const meant = [...wanted].find((other) => isTypoOf(name, other));
    if (meant !== undefined) found.set(name, meant);
  }
  return found;
}

/** One slip of a short name, two of a long one. */
function isTypoOf(name: string, other: string): boolean {
  return distance(name, other) <= (other.length - PREFIX.length < 8 ? 1 : 2);
}

/** How many letters are wrong, missing, too many, or swapped with the next. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}

/** What is wrong with which signals, in one line: those of the same reason together. */
export function reasonsText(reasons: Iterable<readonly [name: string, reason: string]>): string {
  const names = new Map<string, string[]>();
  for (const [name, reason] of reasons) names.set(reason, [...(names.get(reason) ?? []), name]);
  return [...names].map(([reason, of]) => `${of.join(", ")}: ${reason}`).join("; ");
}

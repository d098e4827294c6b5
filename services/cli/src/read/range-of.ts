/** A range of time as the query API takes it. */
export function rangeOf({ since, until }: { readonly since?: string; readonly until?: string }): { start?: string; end?: string } {
  return { ...(since !== undefined && { start: startOf(since) }), ...(until !== undefined && { end: until }) };
}

/** `15m` is short for `-15m`. */
export function startOf(text: string): string {
  return /^\d+(?:\.\d+)?[a-z]/i.test(text) ? `-${text}` : text;
}

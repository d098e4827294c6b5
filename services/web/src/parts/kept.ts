/** What this browser keeps for its reader. One that keeps nothing, being told so or full, has it until the page is left. */

const unkept = new Map<string, string>();

export function kept(key: string): string | undefined {
  const own = unkept.get(key);
  if (own !== undefined) return own;
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** `undefined`: forgets it. */
export function keep(key: string, text: string | undefined): void {
  unkept.delete(key);
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    if (text !== undefined) unkept.set(key, text);
  }
}

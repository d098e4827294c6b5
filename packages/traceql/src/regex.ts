/**
 * What is wrong with the groups of an RE2 pattern; `undefined`: nothing.
 *
 * A pattern is anchored by putting it in a group, `^(?:…)$`, so one that closes a group it never opened would escape from it.
 * All else about the pattern is judged by the engine that runs it.
 */
export function groupProblem(pattern: string): string | undefined {
  let depth = 0;
  const lastNamed = pattern.lastIndexOf(":]");
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "\\") at = pattern[at + 1] === "Q" ? endOfQuotation(pattern, at) : at + 1;
    else if (character === "[") at = endOfClass(pattern, at, lastNamed);
    else if (character === "(") depth++;
    else if (character === ")" && --depth < 0) return 'has a ")" without "("';
  }
  return depth > 0 ? 'has a "(" without ")"' : undefined;
}

/** The last character of `\Q…\E`, which nothing in between ends. */
function endOfQuotation(pattern: string, start: number): number {
  const end = pattern.indexOf("\\E", start + 2);
  return end < 0 ? pattern.length : end + 1;
}

/** The `]` of `[…]`: one that stands first, or inside `[:…:]`, the last of which ends at `lastNamed`, does not end it. */
function endOfClass(pattern: string, start: number, lastNamed: number): number {
  let at = start + 1;
  if (pattern[at] === "^") at++;
  if (pattern[at] === "]") at++;
  for (; at < pattern.length && pattern[at] !== "]"; at++) {
    if (pattern[at] === "\\") at++;
    else if (at < lastNamed && pattern.startsWith("[:", at)) at = Math.max(at, pattern.indexOf(":]", at) + 1);
  }
  return at;
}

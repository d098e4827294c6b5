import type { Tokens } from "./tokens.ts";

/** Takes `( item, item … )`, at least one. @throws TraceQLError */
export function takeList<T>(tokens: Tokens, takeItem: () => T): readonly T[] {
  tokens.expectSymbol("(");
  const items: T[] = [];
  do {
    const item = tokens.recovering(takeItem, ",");
    if (item !== undefined) items.push(item);
  } while (tokens.takeSymbol(","));
  tokens.close(")", '"," or ")"');
  return Object.freeze(items);
}

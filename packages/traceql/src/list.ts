import type { Tokens } from "./tokens.ts";

/** Takes `( item, item … )`, at least one. @throws TraceQLError */
export function takeList<T>(tokens: Tokens, takeItem: () => T): readonly T[] {
  tokens.expectSymbol("(");
  const items: T[] = [];
  do items.push(takeItem());
  while (tokens.takeSymbol(","));
  if (!tokens.takeSymbol(")")) throw tokens.expected('"," or ")"');
  return Object.freeze(items);
}

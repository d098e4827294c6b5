import { expectField, type Field, printField } from "./field.ts";
import { takeList } from "./list.ts";
import type { Tokens } from "./tokens.ts";

/** `| select(a, b)`: shows these of each span, too. */
export interface Select {
  readonly type: "select";
  readonly fields: readonly Field[];
}

/** Takes the stage. @throws TraceQLError */
export function takeSelect(tokens: Tokens): Select {
  tokens.next();
  return tokens.node({ type: "select", fields: takeList(tokens, () => expectField(tokens)) });
}

/** The stage as the language writes it. */
export function printSelect({ fields }: Select): string {
  return `select(${fields.map(printField).join(", ")})`;
}

import { parseAll, tokenize } from "@throughline/traceql";

/** What is wrong with a query, and the piece of its text that it is about. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** The first thing that is wrong; undefined: nothing is. */
export function problemOf(text: string): Problem | undefined {
  const [error] = parseAll(text).errors;
  if (!error) return undefined;
  const from = Math.min(error.position?.offset ?? 0, text.length);
  const token = tokenize(text, () => {}).find(({ offset }) => offset === from);
  const to = from + Math.max(token?.text.length ?? 0, 1);
  return { from, to, message: error.message.replace(/^TraceQL: /, "").replace(/ \(line \d+, column \d+\)$/, "") };
}

import { expectWhole } from "./number.ts";
import { printSpansetFilter, type SpansetFilter, takeSpansetFilter } from "./spanset-filter.ts";
import type { Tokens } from "./tokens.ts";

/** `compare({ … }, 10, start, end)`: how the attributes of the selected spans differ from those of the others. */
export interface Compare {
  readonly type: "compare";
  readonly selection: SpansetFilter;
  /** Most values told of each attribute. */
  readonly topN: number;
  /** When selected spans ran, in Unix nanoseconds; both or none. */
  readonly start?: bigint;
  readonly end?: bigint;
}

const DEFAULT_TOP = 10;
const MAX_TOP = 1_000n;
const MAX_TIME = 2n ** 63n - 1n;
const TIME = "a time in Unix nanoseconds";

/** Takes what stands between the parentheses, and the closing one. @throws TraceQLError */
export function takeCompare(tokens: Tokens): Compare {
  const selection = takeSpansetFilter(tokens);
  const topN = tokens.takeSymbol(",") ? Number(expectWhole(tokens, `a number of values from 1 to ${MAX_TOP}`, 1n, MAX_TOP)) : DEFAULT_TOP;
  const range = tokens.takeSymbol(",") ? takeRange(tokens) : {};
  tokens.close(")", '"," or ")"');
  return tokens.node({ type: "compare", selection, topN, ...range }, selection);
}

function takeRange(tokens: Tokens): { start: bigint; end: bigint } {
  const start = expectWhole(tokens, TIME, 0n, MAX_TIME);
  tokens.expectSymbol(",");
  const { node: end, at } = tokens.taken(() => expectWhole(tokens, TIME, 0n, MAX_TIME));
  if (end <= start) tokens.report(tokens.typeError("the end is not after the start", at));
  return { start, end };
}

/** The function as the language writes it. */
export function printCompare({ selection, topN, start, end }: Compare): string {
  return `compare(${printSpansetFilter(selection)}, ${topN}${start === undefined ? "" : `, ${start}, ${end}`})`;
}

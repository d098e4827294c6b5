import { type Compare, printCompare, takeCompare } from "./compare.ts";
import { expectField, type Field, INTRINSICS, printField } from "./field.ts";
import { takeList } from "./list.ts";
import { printQuantiles, takeQuantiles } from "./quantiles.ts";
import { inQuotes } from "./token.ts";
import type { Tokens } from "./tokens.ts";

const COUNTS = ["rate", "count_over_time"] as const;
const OF_VALUES = ["min_over_time", "max_over_time", "sum_over_time", "avg_over_time", "histogram_over_time"] as const;

/** `rate()`: spans per second · `count_over_time()`: spans. */
export interface SpanCount {
  readonly type: (typeof COUNTS)[number];
  readonly by: readonly Field[];
}

/** `avg_over_time(duration)` and the like. */
export interface ValueOverTime {
  readonly type: (typeof OF_VALUES)[number];
  readonly of: Field;
  readonly by: readonly Field[];
}

/** `quantile_over_time(duration, .5, .99)`: a series for each quantile. */
export interface QuantileOverTime {
  readonly type: "quantile_over_time";
  readonly of: Field;
  readonly quantiles: readonly number[];
  readonly by: readonly Field[];
}

/** What is counted or calculated of the spans of each step in time. */
export type MetricsFunction = SpanCount | ValueOverTime | QuantileOverTime | Compare;

export const METRICS_FUNCTIONS: readonly string[] = [...COUNTS, ...OF_VALUES, "quantile_over_time", "compare"];

/** Takes a metrics function, whose name is next. @throws TraceQLError */
export function takeMetricsFunction(tokens: Tokens): MetricsFunction {
  const type = tokens.next().text as MetricsFunction["type"];
  tokens.expectSymbol("(");
  switch (type) {
    case "compare":
      return takeCompare(tokens);
    case "rate":
    case "count_over_time":
      tokens.close(")", `")": ${type}() counts spans and takes nothing`);
      return tokens.node({ type, by: takeLabels(tokens) });
    case "quantile_over_time": {
      const of = takeValue(tokens);
      const quantiles = takeQuantiles(tokens);
      tokens.close(")", '"," or ")"');
      return tokens.node({ type, of, quantiles, by: takeLabels(tokens) });
    }
    default: {
      const of = takeValue(tokens);
      tokens.close(")", '")"');
      return tokens.node({ type, of, by: takeLabels(tokens) });
    }
  }
}

const NUMBERS: ReadonlySet<string> = new Set(["int", "duration"]);

function takeValue(tokens: Tokens): Field {
  const { node: field, at, text } = tokens.taken(() => expectField(tokens));
  if (field.type === "intrinsic" && !NUMBERS.has(INTRINSICS[field.name]))
    tokens.report(tokens.typeError(`${inQuotes(text)} is no number: accepted are duration and other numbers, and attributes`, at));
  return field;
}

const NONE: readonly Field[] = Object.freeze([]);

function takeLabels(tokens: Tokens): readonly Field[] {
  return tokens.takeWord("by") ? takeList(tokens, () => expectField(tokens)) : NONE;
}

/** The function as the language writes it. */
export function printMetricsFunction(of: MetricsFunction): string {
  if (of.type === "compare") return printCompare(of);
  const by = of.by.length === 0 ? "" : ` by (${of.by.map(printField).join(", ")})`;
  if (of.type === "quantile_over_time") return `${of.type}(${printField(of.of)}${printQuantiles(of.quantiles)})${by}`;
  return `${of.type}(${"of" in of ? printField(of.of) : ""})${by}`;
}

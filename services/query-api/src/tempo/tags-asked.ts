import { filtersOf, isMetrics, parseTraceQL, type Query } from "@throughline/query";
import type { Context } from "../context.ts";
import type { ForeignQuery } from "../foreign/query.ts";
import { foreignRange } from "../foreign/range.ts";
import { HOUR } from "../range.ts";
import type { AttributesAsked } from "../routes/attributes.ts";

const SECOND = 1_000_000_000n;
const MAX_LIMIT = 1_000;

/** What completion asks for: a time, and a query that is being written, of which the service that it names is of use. */
export function askedOf(query: ForeignQuery, context: Context): AttributesAsked {
  return {
    service: serviceOf(query.text("q") ?? ""),
    q: "",
    range: foreignRange(context, { start: query.time(SECOND, "start"), end: query.time(SECOND, "end"), fallback: HOUR }),
    limit: query.count(MAX_LIMIT, "limit") || MAX_LIMIT,
  };
}

/** The service that every match belongs to; `undefined` where the query does not say, or cannot be read yet. */
function serviceOf(q: string): string | undefined {
  const parsed = parsedOf(q);
  if (!parsed) return undefined;
  const [filter, ...others] = filtersOf(parsed);
  if (others.length > 0 || !filter?.condition) return undefined;
  const conditions = filter.condition.type === "and" ? filter.condition.operands : [filter.condition];
  for (const condition of conditions) {
    if (condition.type !== "comparison" || condition.operator !== "=") continue;
    const { left, right } = condition;
    const isService = left.type === "attribute" && left.scope === "resource" && left.key === "service.name" && !left.ofParent;
    if (isService && right.type === "literal" && right.literal.type === "string") return right.literal.value;
  }
  return undefined;
}

function parsedOf(q: string): Exclude<Query["expression"], { type: "metrics" | "metrics-arithmetic" }> | undefined {
  try {
    const query = parseTraceQL(q);
    return isMetrics(query) ? undefined : (query.expression as ReturnType<typeof parsedOf>);
  } catch {
    return undefined;
  }
}

import { isMetrics, parseAll } from "@throughline/traceql";

/** Why a query is not sent for traces; undefined: it can be. */
export function refusalOf(q: string): string | undefined {
  if (q.trim() === "") return undefined;
  const { query, errors } = parseAll(q);
  if (errors[0]) return errors[0].message;
  if (query && isMetrics(query))
    return "This asks for numbers over time, not for traces. Without the metrics function at its end it finds the traces behind them.";
  return undefined;
}

import { type Alternative, guided } from "../alternatives.ts";
import { NO_RUNTIME_EVENTS } from "../events/event-names.ts";
import type { Parameters } from "../statement.ts";
import { comparisonCondition } from "./comparison.ts";
import { LogFilterError } from "./error.ts";
import { existenceCondition } from "./existence.ts";
import type { LogFilter } from "./filter.ts";
import { narrowing } from "./narrowing.ts";
import { textTermCondition } from "./text-term.ts";

/** ClickHouse takes a statement of 128 KiB, but long ones take it seconds to understand. */
const MAX_SQL = 60_000;

/**
 * Ways to find the rows of `logs` that a filter finds, by indexes where they can serve. No row is found in two ways.
 * @throws LogFilterError for a filter that is too large.
 */
export function logAlternatives(parameters: Parameters, filter: LogFilter): readonly Alternative[] {
  const exact = logCondition(parameters, filter);
  if (exact.length > MAX_SQL) throw new LogFilterError("there are too many comparisons in it to be answered: ask for fewer", 0);
  const near = narrowing(parameters, filter);
  // Each way repeats the whole condition.
  if (!near || near.besides.length === 0 || exact.length * 2 > MAX_SQL) return guided(exact, undefined);
  return guided(exact, { items: `(${near.within})`, elsewhere: near.besides });
}

/** Condition on a row of `logs` that the filter finds it. The runtime's own events count only where the filter asks for an event. */
function logCondition(parameters: Parameters, filter: LogFilter): string {
  const condition = conditionOf(parameters, filter);
  return asksForEvents(filter) ? condition : `${NO_RUNTIME_EVENTS} AND ${condition}`;
}

function asksForEvents(filter: LogFilter): boolean {
  if (filter.type === "and" || filter.type === "or") return filter.operands.some(asksForEvents);
  return filter.type === "comparison" && filter.key === "event" && (filter.operator === "=" || filter.operator === "=~");
}

function conditionOf(parameters: Parameters, filter: LogFilter): string {
  switch (filter.type) {
    case "word":
    case "phrase":
      return `(${textTermCondition(parameters, filter)})`;
    case "comparison":
      return `(${comparisonCondition(parameters, filter)})`;
    case "existence":
      return `(${existenceCondition(parameters, filter)})`;
    case "not":
      return `NOT ${conditionOf(parameters, filter.operand)}`;
    case "and":
    case "or":
      if (filter.operands.length === 0) return "true";
      return `(${filter.operands.map((operand) => conditionOf(parameters, operand)).join(filter.type === "and" ? " AND " : " OR ")})`;
  }
}

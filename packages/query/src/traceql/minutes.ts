import type { Parameters } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import type { PlainComparison, PlainFilter } from "./plain-filter.ts";

/**
 * Condition that leaves only the ten minutes in which the service that the filter names was called at all (by that name of an
 * operation, with an error, if it asks so): the table of rates knows. `undefined` where the filter names none.
 */
export function calledAtAll(parameters: Parameters, { comparisons }: PlainFilter, range: TimeRange): string | undefined {
  const service = equalText(
    comparisons,
    ({ field }) => field.type === "attribute" && field.scope === "resource" && field.key === "service.name",
  );
  if (service === undefined) return undefined;
  const name = equalText(comparisons, ({ field }) => field.type === "intrinsic" && field.name === "name");
  const failed = comparisons.some(({ literal, operator }) => operator === "=" && literal.type === "status" && literal.value === "error");
  return `toStartOfTenMinutes(time) IN (SELECT toStartOfTenMinutes(minute) FROM red
    WHERE minute >= toStartOfMinute(${parameters.time(range.from)}) AND minute < ${parameters.time(range.to)}
      AND service = ${parameters.bind("String", service)}${name === undefined ? "" : ` AND name = ${parameters.bind("String", name)}`}${failed ? " AND errors > 0" : ""})`;
}

function equalText(comparisons: readonly PlainComparison[], isField: (comparison: PlainComparison) => boolean): string | undefined {
  const comparison = comparisons.find(
    (candidate) => candidate.operator === "=" && candidate.literal.type === "string" && isField(candidate),
  );
  return comparison?.literal.type === "string" ? comparison.literal.value : undefined;
}

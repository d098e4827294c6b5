import { conditionsOf } from "../alternatives.ts";
import type { Parameters } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { logAlternatives } from "./condition.ts";
import type { LogFilter } from "./filter.ts";
import { type LogScope, scopeConditions } from "./scope.ts";

/** Which log records. */
export interface LogSelection {
  readonly filter: LogFilter;
  readonly scope: LogScope;
  readonly range: TimeRange;
}

/**
 * What comes behind `SELECT …` to find the rows of `logs` that are selected and for which `conditions` hold, in each of the ways that there are to find them: no row
 * is found in two.
 */
export function logRows(
  parameters: Parameters,
  { filter, scope, range }: LogSelection,
  conditions: readonly string[] = [],
): readonly string[] {
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`];
  const ways = logAlternatives(parameters, filter);
  return scopeConditions(parameters, scope).flatMap((belongs) =>
    ways.map(({ cheap, exact }) => `FROM logs\n${conditionsOf({ cheap, exact: [...exact, ...conditions] }, [...window, ...belongs])}`),
  );
}

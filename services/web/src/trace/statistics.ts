import type { Forest } from "./forest.ts";
import { selfTime } from "./self-time.ts";

/** What the spans of one operation of one service took together. Times in nanoseconds. */
export interface OperationStatistics {
  readonly service: string;
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly self: number;
  readonly longest: number;
}

/** By service and operation, those with the most time of their own first. */
export function statisticsOf({ nodes }: Forest): OperationStatistics[] {
  const byOperation = Map.groupBy(nodes, ({ span }) => `${span.service}\n${span.name}`);
  return [...byOperation.values()]
    .map((ofOne): OperationStatistics => {
      const { service = "", name = "" } = ofOne[0]?.span ?? {};
      return {
        service,
        name,
        count: ofOne.length,
        errors: ofOne.filter(({ span }) => span.status.code === "error").length,
        total: ofOne.reduce((sum, { start, end }) => sum + end - start, 0),
        self: ofOne.reduce((sum, node) => sum + selfTime(node), 0),
        longest: ofOne.reduce((most, { start, end }) => Math.max(most, end - start), 0),
      };
    })
    .toSorted((a, b) => b.self - a.self);
}

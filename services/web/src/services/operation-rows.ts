import type { Red } from "@throughline/api";
import { nanosOf, shareOf } from "./service-rows.ts";
import { type Order, sorted, type SortKey } from "./sort.ts";

export type Operation = Red["series"][number];

export const OPERATION_COLUMNS = ["name", "kind", "rate", "errors", "p50", "p95", "p99"] as const;
export type OperationColumn = (typeof OPERATION_COLUMNS)[number];

export function sortedOperations(operations: readonly Operation[], { column, isDown }: Order<OperationColumn>): Operation[] {
  return sorted(operations, (operation) => keyOf(operation, column), isDown);
}

function keyOf(operation: Operation, column: OperationColumn): SortKey {
  switch (column) {
    case "name":
      return operation.operation ?? "";
    case "kind":
      return operation.kind ?? "";
    case "rate":
      return operation.calls;
    case "errors":
      return shareOf(operation);
    default:
      return nanosOf(operation[`${column}Nano`]);
  }
}

import type { ErrorGroup } from "@throughline/api";
import { type Order, sorted } from "../services/sort.ts";

export const ERROR_COLUMNS = ["count", "first", "last", "service"] as const;
export type ErrorColumn = (typeof ERROR_COLUMNS)[number];

/** What began last comes first: when things break, that is what is looked for. */
export const NEWEST = { column: "first", isDown: true } as const satisfies Order<ErrorColumn>;

/** The groups that have `part` in what is shown of them, in order. */
export function errorRows(errors: readonly ErrorGroup[], part: string, { column, isDown }: Order<ErrorColumn>): ErrorGroup[] {
  const wanted = part.toLowerCase();
  const shown = ({ service, operation, frame, ...error }: ErrorGroup): string =>
    [service, errorText(error), operation, frame?.function, frame?.file].join("\n").toLowerCase();
  const found = wanted === "" ? errors : errors.filter((error) => shown(error).includes(wanted));
  return sorted(found, (error) => keyOf(error, column), isDown);
}

function keyOf({ count, first, last, service }: ErrorGroup, column: ErrorColumn): string | number | bigint {
  switch (column) {
    case "count":
      return count;
    case "service":
      return service;
    default:
      return BigInt((column === "first" ? first : last).timeUnixNano);
  }
}

/** By what the server chooses which groups are given, where there are more than it gives. */
export function askedOrder({ column }: Order<ErrorColumn>): string {
  return column === "service" ? NEWEST.column : column;
}

/** What an error says, in one line. */
export function errorText({ type, message }: Pick<ErrorGroup, "type" | "message">): string {
  return [type, message.replaceAll(/\s+/g, " ").trim()].filter(Boolean).join(": ") || "an error that says nothing";
}

import { keepPreviousData } from "@tanstack/react-query";
import { isRelative, type Range } from "../time/range.ts";

const EVERY_MS = 30_000;

/** A range that ends now is asked for again as time goes on; what is shown stays until the new answer is there, be it that one does not come. */
export function fresh(range: Range) {
  return { refetchInterval: isRelative(range) ? EVERY_MS : (false as const), placeholderData: keepPreviousData };
}

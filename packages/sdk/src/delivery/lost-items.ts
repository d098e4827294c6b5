import type { BatchOutlet } from "./batcher.ts";
import { warn } from "../process/warn.ts";
import { reason } from "./reason.ts";

/** What is said about items that are lost, once per process. `what` names them: "spans", "log records". */
export function sayLost(what: string): Pick<BatchOutlet<unknown>, "failed" | "dropped"> {
  return {
    failed: (error) =>
      warn(`cannot deliver ${what}: ${reason(error)}. The app is not affected; further failures are not reported`, "delivery"),
    dropped: (items) =>
      warn(`cannot keep up: ${items} ${what} were dropped, because the queue was full; further drops are not reported`, `full ${what}`),
  };
}

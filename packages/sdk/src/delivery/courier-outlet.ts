import { warn } from "../process/warn.ts";
import type { BatchLimits, BatchOutlet } from "./batcher.ts";
import type { Courier } from "./courier.ts";
import type { EncodedBatch, Scoped } from "./encode-batch.ts";
import { sayLost } from "./lost-items.ts";
import { resourceReady } from "./resource-ready.ts";
import type { Signal } from "./signal.ts";

/** How the items of a signal become a request, and what warnings call them: "spans", "log records". */
export interface Encoding<T> {
  readonly signal: Signal;
  readonly what: string;
  readonly encode: (items: readonly T[]) => EncodedBatch;
}

/** An outlet that encodes batches by itself and gives them to the courier. */
export function courierOutlet<T extends Scoped>(
  courier: Courier,
  limits: BatchLimits,
  { signal, what, encode }: Encoding<T>,
): BatchOutlet<T> {
  return {
    ready: resourceReady,
    immediate: true,
    async send(items) {
      const encoded = encode(items);
      const answer = await courier.send(signal, encoded.body, limits.exportTimeoutMillis);
      const refused = answer?.rejected ?? 0;
      if (refused > 0) warn(`the collector refused some ${what}: ${answer?.message || "it gave no reason"}`);
      else if (answer !== undefined) warn(`the collector says: ${answer.message}`);
      return items.length - encoded.items + Math.min(refused, encoded.items);
    },
    ...sayLost(what),
  };
}

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
  const deliver = async (items: number, encoded: EncodedBatch): Promise<number> => {
    const answer = await courier.send(signal, encoded.body, limits.exportTimeoutMillis);
    const refused = answer?.rejected ?? 0;
    if (refused > 0) warn(`the collector refused some ${what}: ${answer?.message || "it gave no reason"}`);
    else if (answer !== undefined) warn(`the collector says: ${answer.message}`);
    return items - encoded.items + Math.min(refused, encoded.items);
  };
  return {
    ready: resourceReady,
    immediate: true,
    // An async function, so that what the encoder may throw rejects.
    send: async (items) => deliver(items.length, encode(items)),
    pack(items) {
      const encoded = encode(items);
      return () => deliver(items.length, encoded);
    },
    ...sayLost(what),
  };
}

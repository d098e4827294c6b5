import { warn } from "../process/warn.ts";
import type { BatchLimits, BatchOutlet } from "./batcher.ts";
import type { Courier } from "./courier.ts";
import { encodeBatch } from "./encode-batch.ts";
import { sayLost } from "./lost-items.ts";
import { type PackedItem, writePacked } from "./packer.ts";
import { resourceReady } from "./resource-ready.ts";
import type { Signal } from "./signal.ts";

/** An outlet that gives batches to the courier. `what` names the items in warnings: "spans", "log records". */
export function courierOutlet(courier: Courier, limits: BatchLimits, signal: Signal, what: string): BatchOutlet<PackedItem> {
  return {
    ready: resourceReady,
    immediate: true,
    async send(items) {
      const encoded = encodeBatch(items, writePacked);
      const answer = await courier.send(signal, encoded.body, limits.exportTimeoutMillis);
      const refused = answer?.rejected ?? 0;
      if (refused > 0) warn(`the collector refused some ${what}: ${answer?.message || "it gave no reason"}`);
      else if (answer !== undefined) warn(`the collector says: ${answer.message}`);
      return items.length - encoded.items + Math.min(refused, encoded.items);
    },
    ...sayLost(what),
  };
}

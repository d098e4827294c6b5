import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { BatchLimits } from "../delivery/batcher.ts";
import type { Courier } from "../delivery/courier.ts";
import { encodeBatch, type Scoped } from "../delivery/encode-batch.ts";
import type { Queues } from "../delivery/queues.ts";
import { reason } from "../delivery/reason.ts";
import { resourceReady } from "../delivery/resource-ready.ts";
import { warn } from "../process/warn.ts";
import type { EncodedWindow } from "./encode-window.ts";

/** A window that waits to be sent. */
interface QueuedWindow extends Scoped, EncodedWindow {}

/** A request takes one window, for it has one dictionary. What a collector that is away misses beyond these is lost. */
const LIMITS: BatchLimits = { maxQueueSize: 6, maxExportBatchSize: 1, scheduledDelayMillis: 1000, exportTimeoutMillis: 30_000 };

const SCOPE: InstrumentationScope = { name: "@throughline/sdk/profiler" };

/** What a collector answers that does not take profiles: the path is unknown, or its method, or it is not implemented. */
const NOT_TAKEN = /HTTP status (?:404|405|501)\b/;

/**
 * The queue of windows in front of the courier.
 *
 * @param notTaken called once, if the collector takes no profiles
 */
export function openProfilesQueue(queues: Queues, resource: Resource, notTaken: () => void): (window: EncodedWindow) => void {
  const queue = queues.open<QueuedWindow>("profiles", LIMITS, {
    ready: resourceReady,
    immediate: true,
    send: (windows) => send(queues.courier, windows),
    failed: (error) => {
      const why = reason(error);
      if (!NOT_TAKEN.test(why))
        return warn(`cannot deliver profiles: ${why}. The app is not affected; further failures are not reported`, "delivery");
      warn(
        "the collector takes no profiles, so no more are gathered. THROUGHLINE_PROFILING=0 says so from the start",
        "profiles not taken",
      );
      notTaken();
    },
    dropped: (windows) =>
      warn(`cannot keep up: profiles of ${windows} intervals were dropped; further drops are not reported`, "full profiles"),
  });
  return (window) => queue.add({ resource, instrumentationScope: SCOPE, ...window });
}

async function send(courier: Courier, windows: readonly QueuedWindow[]): Promise<number> {
  let refused = 0;
  for (const { dictionary, profiles, ...scoped } of windows) {
    const items = profiles.map((profile) => ({ ...scoped, profile }));
    const { body } = encodeBatch(items, (writer, { profile }) => writer.raw(profile), dictionary);
    const answer = await courier.send("profiles", body, LIMITS.exportTimeoutMillis);
    if (answer === undefined) continue;
    if (answer.rejected > 0) refused = 1;
    warn(
      answer.rejected > 0
        ? `the collector refused profiles: ${answer.message || "it gave no reason"}`
        : `the collector says: ${answer.message}`,
    );
  }
  return refused;
}

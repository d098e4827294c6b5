/**
 * The helper thread: sends, and watches the thread that the app runs in. `build.mjs` bundles this file and puts it into the SDK as text,
 * so it may import nothing that is not small.
 */
import { parentPort, workerData } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import type { CourierThreadData, FromCourierThread, ToCourierThread } from "./courier-messages.ts";
import { GZIP_OPTIONS } from "./gzip-options.ts";
import { Transports } from "./transports.ts";
import { watchMainThread } from "../watchdog/watcher.ts";

/** How long a report may be retried, in milliseconds. */
const REPORT_MILLIS = 30_000;

const { targets, unsettled } = workerData as CourierThreadData;

// In this very thread, which has nothing else to do: the thread pool is the app's.
const transports = new Transports(targets, (body) => gzipSync(body, GZIP_OPTIONS));

parentPort?.on("message", (message: ToCourierThread) => {
  switch (message.kind) {
    case "send":
      void deliver(message);
      return;
    case "hurry":
      transports.hurry(message.millis);
      return;
    case "watch":
      watchMainThread(message.data, (body) => void deliverReport(body));
  }
});

async function deliver({ id, signal, body, millis }: ToCourierThread & { kind: "send" }): Promise<void> {
  let outcome: FromCourierThread;
  try {
    outcome = { id, answer: await transports.to(signal).send(body, millis) };
  } catch (error) {
    outcome = { id, failure: (error as Error).message };
  }
  parentPort?.postMessage(outcome, []);
  settled();
}

/** Of this thread's own, which nobody waits for but a process that ends. */
async function deliverReport(body: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  Atomics.add(unsettled, 0, 1);
  try {
    await transports.to("logs").send(await body, REPORT_MILLIS);
  } catch {
    // The main thread's own records go the same way, and it says so when they are lost.
  }
  settled();
}

function settled(): void {
  Atomics.sub(unsettled, 0, 1);
  Atomics.notify(unsettled, 0);
}

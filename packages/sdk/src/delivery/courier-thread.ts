/**
 * The helper thread: sends, and watches the thread that the app runs in. `build.mjs` bundles this file and puts it into the SDK as text,
 * so it may import nothing that is not small.
 */
import { parentPort, workerData } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import type { CourierThreadData, FromCourierThread, ToCourierThread } from "./courier-messages.ts";
import { GZIP_OPTIONS } from "./gzip-options.ts";
import { Transports } from "./transports.ts";

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
  Atomics.sub(unsettled, 0, 1);
  Atomics.notify(unsettled, 0);
}

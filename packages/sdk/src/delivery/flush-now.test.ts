import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";

/** A process that queues three items, flushes within MILLIS as it ends, and says whether all was settled. Nothing in it waits for anything else. */
const ENDING = `
  import { build } from "esbuild";
  const entryPoints = [${JSON.stringify(`${import.meta.dirname}/courier-thread.ts`)}];
  const thread = await build({ entryPoints, bundle: true, platform: "node", format: "cjs", write: false });
  globalThis.COURIER_THREAD = thread.outputFiles[0].text;
  const { Queues } = await import(${JSON.stringify(`${import.meta.dirname}/queues.ts`)});
  const queues = new Queues();
  const limits = { maxQueueSize: 10, maxExportBatchSize: 2, scheduledDelayMillis: 60_000, exportTimeoutMillis: 60_000 };
  const send = (items) => queues.courier.send("logs", new TextEncoder().encode(items.join()), 60_000);
  const batcher = queues.open("logs", limits, { immediate: true, send, failed() {}, dropped() {} });
  process.on("exit", () => {
    queues.flushNow(Number(process.env.MILLIS));
    console.log(queues.courier.settle(0));
  });
  for (const item of ["a", "b", "c"]) batcher.add(item);
  process.exit(3);
`;

/** Runs it against a collector; gives what it said, after it has ended with its own exit code. */
async function endAgainst(url: string, millis: number): Promise<string> {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: url, MILLIS: String(millis), NODE_OPTIONS: "" };
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", ENDING];
  const ended = promisify(execFile)(process.execPath, args, { env, cwd: import.meta.dirname });
  const { code, stdout } = await ended.then(
    () => ({ code: 0, stdout: "" }),
    (error: { code: number; stdout: string }) => error,
  );
  expect(code).toBe(3);
  return stdout.trim();
}

async function collector(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test("flushNow() delivers what is queued and what is under way before process.exit() ends the process", async () => {
  const bodies: string[] = [];
  await using up = await collector(async (request, response) => {
    bodies.push(gunzipSync(Buffer.concat(await request.toArray())).toString());
    response.end();
  });
  expect(await endAgainst(up.url, 60_000)).toBe("true");
  expect(bodies.toSorted()).toEqual(["a,b", "c"]);
});

test("flushNow() does not wait for a collector that is not there", async () => {
  const gone = await collector(() => {});
  await gone[Symbol.asyncDispose]();
  expect(await endAgainst(gone.url, 1_000_000)).toBe("true");
});

test("flushNow() leaves a collector that does not answer when its time is over", async () => {
  await using hanging = await collector(() => {});
  expect(await endAgainst(hanging.url, 200)).toBe("false");
});

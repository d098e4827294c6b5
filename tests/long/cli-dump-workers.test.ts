import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ANY_PORT } from "../kit/attach-target.ts";
import { cli } from "../kit/cli.ts";
import { startOtlpSink } from "../kit/otlp-sink.ts";
import { killSdkProcesses, REGISTER, startSdkProcess } from "../kit/sdk-process.ts";
import { until } from "../kit/until.ts";

/** Where a pause outlives its dump, the second one or so leaves the thread stuck. */
const DUMPS = 12;

let load: AbortController;
beforeEach(() => {
  load = new AbortController();
});
afterEach(async () => {
  load.abort();
  await killSdkProcesses();
});

/** Asks a service again and again, until the test is over. */
async function ask(url: string, { signal }: AbortController): Promise<void> {
  while (!signal.aborted) await fetch(url, { signal }).catch(() => {});
}

/** Dumps a process with its variables many times; each time what `done` counts must go on. */
async function expectToGoOnAfterDumps(pid: number | undefined, done: () => Promise<number> | number): Promise<void> {
  for (let dump = 1; dump <= DUMPS; dump++) {
    expect(await cli(["dump", String(pid), "--locals"])).toMatchObject({ code: 0, stderr: "" });
    const before = await done();
    await until(
      async () => (await done()) > before || undefined,
      () => `the worker to go on after dump ${dump}`,
      20_000,
    );
  }
}

test("the SDK's thread delivers after every throughline dump --locals, while it watches a blocked main thread", async () => {
  await using sink = await startOtlpSink();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_BSP_SCHEDULE_DELAY: "50",
    OTEL_BLRP_SCHEDULE_DELAY: "50",
    THROUGHLINE_BLOCK_THRESHOLD_MS: "20",
  };
  const app = startSdkProcess("sdk-blocked.mjs", { flags: [ANY_PORT, ...REGISTER], env });
  const [url = ""] = await app.ready();
  void ask(`${url}/spin?ms=40`, load);
  await expectToGoOnAfterDumps(app.child.pid, () => sink.requests.length);
}, 240_000);

test("another product's thread that asks the main thread goes on after every throughline dump --locals", async () => {
  const app = startSdkProcess("asks-main.mjs", { flags: [ANY_PORT] });
  const [url = ""] = await app.ready();
  void ask(url, load);
  await expectToGoOnAfterDumps(app.child.pid, async () => Number(await (await fetch(`${url}/asked`)).text()));
}, 240_000);

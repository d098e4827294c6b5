import { rmSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { newSpanId, newTraceId, sendJson, span, traces } from "../kit/otlp.ts";
import { isAlive } from "../kit/program.ts";
import { temporaryDirectory, Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

const KILLS = 10;
const SENDERS = 4;
const SPANS_PER_REQUEST = 50;

const data = temporaryDirectory();
let throughline: Throughline | undefined;

afterAll(async () => {
  await throughline?.stop();
  rmSync(data, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

/** Sends until told to stop; each request's span IDs are kept when it got a 200. What got none is not sent again. */
function load(otlpHttp: string, acknowledged: Set<string>) {
  const stopping = new AbortController();
  const sender = async () => {
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: SPANS_PER_REQUEST }, newSpanId);
      const traceId = newTraceId();
      const answer = await sendJson(
        otlpHttp,
        "traces",
        traces(
          "load",
          ids.map((spanId) => span({ traceId, spanId })),
        ),
      ).catch(() => undefined);
      if (answer?.status === 200) for (const id of ids) acknowledged.add(id);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const senders = Array.from({ length: SENDERS }, sender);
  return async () => {
    stopping.abort();
    await Promise.all(senders);
  };
}

/** Everything that got a 200 is there, and nothing of it twice; the views count what the table holds. */
async function expectAllStored(running: Throughline, acknowledged: ReadonlySet<string>): Promise<void> {
  await running.settled();
  const rows = await running.sql<{ id: string }>("SELECT lower(hex(span_id)) AS id FROM spans");
  const stored = new Set(rows.map(({ id }) => id));
  expect(rows).toHaveLength(stored.size);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  const [sums] = await running.sql<object>(
    "SELECT (SELECT toUInt32(sum(span_count)) FROM traces) AS traces, (SELECT toUInt32(sum(calls)) FROM red) AS red",
  );
  expect(sums).toEqual({ traces: rows.length, red: rows.length });
}

test("kill -9 of the main process under load, again and again, loses nothing that got a 200 and stores nothing twice", async () => {
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    throughline = await Throughline.start({ data });
    const before = acknowledged.size;
    const stop = load(throughline.otlpHttp, acknowledged);
    await until(
      () => (acknowledged.size > before + SPANS_PER_REQUEST * SENDERS * 2 ? true : undefined),
      () => "acknowledged spans",
    );
    await throughline.program.kill("SIGKILL");
    await stop();
  }
  throughline = await Throughline.start({ data });
  await expectAllStored(throughline, acknowledged);
});

test("kill -9 of the engine under load, again and again, loses nothing that got a 200 and stores nothing twice", async () => {
  const running = throughline as Throughline;
  await running.sql("TRUNCATE TABLE spans");
  for (const table of ["traces", "red", "correlations"]) await running.sql(`TRUNCATE TABLE ${table}`);
  const acknowledged = new Set<string>();
  const stop = load(running.otlpHttp, acknowledged);
  for (let kill = 0; kill < KILLS; kill++) {
    const before = acknowledged.size;
    await until(
      () => (acknowledged.size > before + SPANS_PER_REQUEST * SENDERS ? true : undefined),
      () => "acknowledged spans",
      60_000,
    );
    const engine = running.enginePid;
    process.kill(engine, "SIGKILL");
    await until(
      async () => (!isAlive(engine) && (await running.client.ready()).ready ? true : undefined),
      () => "the engine to be up again",
      60_000,
    );
  }
  await stop();
  await expectAllStored(running, acknowledged);
});

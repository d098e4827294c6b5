import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { ApiError, type Correlation } from "@throughline/api";
import { logs, newTraceId, nowNano, sendJson, span, text, traces } from "./kit/otlp.ts";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

let throughline: Throughline;
beforeAll(async () => {
  throughline = await Throughline.start();
});
afterAll(() => throughline.stop());
afterEach(killSdkProcesses);

/** What is known of an action, when it is as awaited. */
function action(id: string, isAwaited: (found: Correlation) => boolean): Promise<Correlation> {
  let last: unknown;
  return until(
    async () => {
      const found = await throughline.client.correlation(id).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      });
      last = found;
      return found && isAwaited(found) ? found : undefined;
    },
    () => `the action ${id}, of which this is known: ${JSON.stringify(last)}`,
  );
}

const int = (key: string, value: bigint) => ({ key, value: { intValue: String(value) } });

test("a request that hangs is seen while it hangs, in every view, and as an ended one when it has ended", async () => {
  const app = startSdkProcess("sdk-open-spans.mjs", {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: throughline.otlpHttp,
      OTEL_SERVICE_NAME: "hanging shop",
      THROUGHLINE_OPEN_SPAN_MS: "1000",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_BLRP_SCHEDULE_DELAY: "50",
    },
  });
  const [url] = await app.ready();
  const answered = fetch(`${url}/hang/o-1`, { headers: { "x-correlation-id": "hung" } });

  // The request's server span, the app's own, its request to itself, and the span that serves that.
  const hung = await action("hung", ({ spans }) => spans.length === 4);
  expect(hung.spans.map(({ open }) => open && open.state)).toEqual(["open", "open", "open", "open"]);
  const pay = hung.spans.find(({ name }) => name === "pay");
  expect(pay).toMatchObject({ service: "hanging shop", kind: "internal", attributes: { "order.id": "o-1" }, scope: { name: "shop" } });
  expect(pay?.attributes["code.stacktrace"]).toContain("payWithCard");
  expect(BigInt(pay?.durationNano ?? 0)).toBeGreaterThanOrEqual(1_000_000_000n);
  expect(hung.logs).toEqual([]);
  expect(hung.notes).toEqual([expect.objectContaining({ code: "spans_open" })]);
  const [traceId = ""] = hung.traceIds;
  expect((await throughline.client.trace(traceId)).spans.map(({ spanId }) => spanId)).toEqual(hung.spans.map(({ spanId }) => spanId));

  await fetch(`${url}/release/o-1`);
  expect((await answered).status).toBe(200);
  const ended = await action("hung", ({ spans }) => spans.every(({ open }) => open === false));
  expect(ended.spans.map(({ spanId }) => spanId)).toEqual(hung.spans.map(({ spanId }) => spanId));
  expect(ended.spans.find(({ name }) => name === "pay")).toMatchObject({
    startTimeUnixNano: pay?.startTimeUnixNano,
    attributes: { "order.id": "o-1" },
  });
  expect(ended.spans.find(({ name }) => name === "pay")?.attributes).not.toHaveProperty(["code.stacktrace"]);
  expect(ended.notes).toEqual([]);
});

test("a span that ran when its process was told to end is shown as lost, and by what", async () => {
  const app = startSdkProcess("sdk-open-spans.mjs", { env: { OTEL_EXPORTER_OTLP_ENDPOINT: throughline.otlpHttp } });
  const [url] = await app.ready();
  fetch(`${url}/hang/o-2`, { headers: { "x-correlation-id": "cut-off" } }).catch(() => {});
  await until(
    async () => ((await (await fetch(`${url}/hangs/o-2`)).text()) === "true" ? true : undefined),
    () => "the request to hang",
  );
  app.child.kill("SIGTERM");
  const { spans, notes } = await action("cut-off", (found) => found.spans.length === 4);
  for (const { open } of spans) expect(open).toMatchObject({ state: "lost", lastWords: "SIGTERM", nextReportNano: null });
  expect(notes).toEqual([expect.objectContaining({ code: "spans_lost", message: expect.stringContaining("SIGTERM") })]);
});

test("a block stands on the span that held the thread, with the spans of the same process that waited", async () => {
  const [holder, victim] = [span({ name: "holder" }), span({ name: "victim" })];
  const start = BigInt(nowNano(-5_000));
  const times = { startTimeUnixNano: String(start - 1_000n), endTimeUnixNano: String(start + 3_000_000_000n) };
  const elsewhere = span({ name: "elsewhere", ...times });
  const block = (duration: bigint, ongoing: boolean) => ({
    timeUnixNano: String(start + duration),
    traceId: holder["traceId"],
    spanId: holder["spanId"],
    eventName: "throughline.event_loop.blocked",
    attributes: [
      text("throughline.block.id", "b-1"),
      int("throughline.block.start_time_unix_nano", start),
      int("throughline.block.duration_nano", duration),
      int("throughline.block.gc_duration_nano", duration - 100_000_000n),
      { key: "throughline.block.ongoing", value: { boolValue: ongoing } },
      { key: "throughline.block.stacks", value: { arrayValue: { values: [{ stringValue: "    at spin (/app/spin.js:3:9)" }] } } },
      text("code.function.name", "spin"),
      text("code.file.path", "/app/spin.js"),
      int("code.line.number", 3n),
    ],
  });
  const reports = [block(500_000_000n, true), block(2_000_000_000n, false)];
  await sendJson(throughline.otlpHttp, "logs", logs("blocked", reports));
  await sendJson(
    throughline.otlpHttp,
    "traces",
    traces("blocked", [
      { ...holder, ...times },
      { ...victim, ...times },
    ]),
  );
  await sendJson(throughline.otlpHttp, "traces", traces("another process", [elsewhere]));
  await throughline.settled();

  const { spans, blocks, logs: lines } = await throughline.client.trace(String(holder["traceId"]));
  expect(spans[0]?.blocks).toEqual(blocks);
  expect(blocks).toEqual([
    {
      blockId: "b-1",
      traceId: holder["traceId"],
      spanId: holder["spanId"],
      service: "blocked",
      startTimeUnixNano: String(start),
      durationNano: "2000000000",
      collectedNano: "1900000000",
      ongoing: false,
      stacks: ["    at spin (/app/spin.js:3:9)"],
      function: "spin",
      file: "/app/spin.js",
      line: 3,
      victims: [{ traceId: victim["traceId"], spanId: victim["spanId"], name: "victim", service: "blocked", waitedNano: "2000000000" }],
    },
  ]);
  expect(lines).toEqual([]);
  const waiting = await throughline.client.trace(String(victim["traceId"]));
  expect(waiting.spans[0]?.waitedFor).toMatchObject([{ blockId: "b-1", spanId: holder["spanId"], waitedNano: "2000000000" }]);
  await expect(throughline.client.trace(newTraceId())).rejects.toMatchObject({ status: 404 });
});

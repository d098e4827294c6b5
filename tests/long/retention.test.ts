import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logs, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { temporaryDirectory, Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** An action of five days ago, when logs come to be kept for three: its log records go, its spans stay, and every answer says so. */
const DAY_MS = 86_400_000;
const FIVE_DAYS_AGO = -5 * DAY_MS;
const ACTION = "of-five-days-ago";
const traceId = newTraceId();
const correlation = text("correlation.id", ACTION);

const data = temporaryDirectory();
let throughline: Throughline;

const restarted = async (retention: string): Promise<void> => {
  if (throughline) expect((await throughline.program.kill("SIGTERM")).code).toBe(0);
  throughline = await Throughline.start({ data, args: ["--retention", retention] });
};

const oldSpan = () =>
  span({ traceId, attributes: [correlation], startTimeUnixNano: nowNano(FIVE_DAYS_AGO - 1), endTimeUnixNano: nowNano(FIVE_DAYS_AGO) });
const oldLog = () => ({
  traceId,
  timeUnixNano: nowNano(FIVE_DAYS_AGO),
  attributes: [correlation],
  body: { stringValue: "of five days ago" },
});

/** Tables whose retention was changed since the data directory was made. */
const changedTables = async () =>
  (await throughline.sql<{ table: string }>("SELECT DISTINCT table FROM system.mutations WHERE command LIKE '%MATERIALIZE TTL%'")).map(
    ({ table }) => table,
  );

const LOGS_EXPIRED = {
  code: "before_retention",
  message: expect.stringMatching(/^What is from before \S+ has expired of logs, kept for 3d$/),
};

beforeAll(async () => {
  await restarted("30d");
  expect(await sendJson(throughline.otlpHttp, "traces", traces("shop", [oldSpan()]))).toEqual({ status: 200, body: {} });
  expect(await sendJson(throughline.otlpHttp, "logs", logs("shop", [oldLog()]))).toEqual({ status: 200, body: {} });
  await throughline.settled();
  const { spans, logs: records, notes } = await throughline.client.correlation(ACTION);
  expect([spans.length, records.length, notes]).toEqual([1, 1, []]);
  await restarted("30d");
  expect(await changedTables()).toEqual([]);
  await restarted("30d, logs=3d");
});

afterAll(async () => {
  await throughline?.stop();
  rmSync(data, { recursive: true, force: true });
});

test("a retention that was changed holds from the next start on, for what is stored, too", async () => {
  await until(
    async () => ((await throughline.sql("SELECT 1 FROM logs WHERE time < now() - INTERVAL 4 DAY")).length === 0 ? true : undefined),
    () => "old log records to go",
    60_000,
  );
  expect(await changedTables()).toEqual(["logs"]);
  const { signals } = await throughline.client.storage();
  const days = signals.map(({ signal, retentionNano }) => [signal, Number(BigInt(retentionNano) / 1_000_000n) / DAY_MS]);
  expect(Object.fromEntries(days)).toEqual({ traces: 30, logs: 3, profiles: 30, shared: 30 });
});

test("an action keeps the spans that its log records have left, and says how long those are kept", async () => {
  for (const found of [await throughline.client.correlation(ACTION), await throughline.client.trace(traceId)]) {
    expect([found.spans.length, found.logs.length]).toEqual([1, 0]);
    expect(found.notes).toEqual([LOGS_EXPIRED]);
  }
});

test("who searches logs is told how far they are kept, who searches traces is not", async () => {
  expect(await throughline.client.logs({ start: "-6d" })).toMatchObject({ logs: [], notes: [LOGS_EXPIRED] });
  expect(await throughline.client.logs({ correlationId: ACTION })).toMatchObject({ logs: [], notes: [LOGS_EXPIRED] });
  expect(await throughline.client.logs({ traceId })).toMatchObject({ logs: [], notes: [LOGS_EXPIRED] });
  expect(await throughline.client.traces({ start: "-6d" })).toMatchObject({ traces: [{ traceId }], notes: [] });
});

test("the collector refuses what its signal does not keep, and no more", async () => {
  expect(await sendJson(throughline.otlpHttp, "logs", logs("shop", [oldLog()]))).toEqual({
    status: 200,
    body: { partialSuccess: { rejectedLogRecords: "1", errorMessage: "1 rejected: time is older than the retention of 3d" } },
  });
  expect(await sendJson(throughline.otlpHttp, "traces", traces("shop", [oldSpan()]))).toEqual({ status: 200, body: {} });
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logs, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { Program } from "../kit/program.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** Days of data beyond a small disk budget: the oldest go, and everything that is asked says so. */
const DAY_MS = 86_400_000;
const SPANS_A_DAY = 400;
/** What no codec makes smaller: 4 KiB of it on each span. */
const noise = () => text("noise", randomBytes(2_048).toString("hex"));

let throughline: Throughline;
const traceIds = new Map<number, string>();

/** Sends a day's worth of spans, about 800 KiB, and one log record, so many days ago. */
async function sendDay(daysAgo: number): Promise<void> {
  const traceId = newTraceId();
  traceIds.set(daysAgo, traceId);
  const times = { startTimeUnixNano: nowNano(-daysAgo * DAY_MS - 1_000), endTimeUnixNano: nowNano(-daysAgo * DAY_MS) };
  const spans = Array.from({ length: SPANS_A_DAY }, () => span({ traceId, attributes: [noise()], ...times }));
  const record = { timeUnixNano: times.startTimeUnixNano, body: { stringValue: `day ${daysAgo}` } };
  for (const [signal, request] of [
    ["traces", traces("budget", spans)],
    ["logs", logs("budget", [record])],
  ] as const)
    expect(await sendJson(throughline.otlpHttp, signal, request)).toMatchObject({ status: 200, body: {} });
}

const daysOf = async (table: string) =>
  (await throughline.sql<{ day: string }>(`SELECT DISTINCT toDate(time) AS day FROM ${table} ORDER BY day`)).map(({ day }) => day);
const dayText = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

beforeAll(async () => {
  throughline = await Throughline.start({ args: ["--disk-budget", "3MiB"] });
});

afterAll(async () => {
  await throughline?.stop();
});

test("the oldest days are removed from every table until what is stored fits, and the newest stay", async () => {
  for (const daysAgo of [5, 4, 3, 2, 1, 0]) await sendDay(daysAgo);
  await throughline.settled();
  await until(
    async () => ((await daysOf("spans")).includes(dayText(5)) || (await daysOf("logs")).includes(dayText(5)) ? undefined : true),
    () => `the oldest day to go: ${throughline.program.stderr}`,
    60_000,
  );
  const { usedBytes, limitBytes, removed, signals } = await until(
    async () => {
      const found = await throughline.client.storage();
      return found.usedBytes <= found.limitBytes ? found : undefined;
    },
    () => "what is stored to fit",
    60_000,
  );
  expect(limitBytes).toBe(3 * 2 ** 20);
  expect(usedBytes).toBeGreaterThan(2 ** 20); // no more went than had to
  expect(await daysOf("spans")).toContain(dayText(0));
  expect(await daysOf("spans")).toEqual(await daysOf("logs"));
  expect(removed.map(({ dayUnixNano }) => new Date(Number(BigInt(dayUnixNano) / 1_000_000n)).toISOString().slice(0, 10))).toContain(
    dayText(5),
  );
  expect(signals.map(({ signal }) => signal)).toEqual(["traces", "logs", "profiles", "shared"]);
  expect(throughline.program.stderr).toMatch(new RegExp(`takes more than the 3 MiB that it may: ${dayText(5)} was removed, \\d`));
});

test("a question that reaches into what was removed is told so, also where nothing is found", async () => {
  await until(
    async () => {
      const { notes } = await throughline.client.traces({ start: "-6d" });
      return notes.some(({ code }) => code === "removed_for_room") ? true : undefined;
    },
    () => "the note",
    60_000,
  );
  await expect(throughline.client.trace(traceIds.get(5) ?? "")).rejects.toThrow("removed because the disk would have filled");
  expect((await throughline.client.traces({ start: "-1h" })).notes.map(({ code }) => code)).not.toContain("removed_for_room");
});

test("metrics and readiness show what is used and what it may be", async () => {
  const metrics = await (await fetch(`${throughline.otlpHttp}/metrics`)).text();
  expect(metrics).toMatch(/^throughline_collector_disk_bytes\{signal="traces",table="spans"\} [1-9]\d*$/m);
  expect(metrics).toMatch(/^throughline_collector_disk_limit_bytes 3145728$/m);
  expect(metrics).toMatch(/^throughline_collector_evicted_bytes_total [1-9]\d*$/m);
  const { parts } = await throughline.client.ready();
  expect(parts.disk?.detail).toMatch(/^\d+(?:\.\d+)? [KM]iB of 3 MiB(?:, full in \d+\.\d days)?$/);
});

test("a budget that makes no sense ends the start", async () => {
  const program = Program.node(["services/cli/bin/throughline.mjs", "up", "--data", `${throughline.data}-other`, "--disk-budget", "much"]);
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toContain('Cannot use --disk-budget "much": expected a share of the volume such as 80%, or bytes such as 200GiB');
});

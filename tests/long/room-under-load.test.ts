import { afterEach, expect, test } from "@jest/globals";
import { ApiError } from "@throughline/api";
import { type DatedLoad, startDatedLoad, type Taken } from "../kit/dated-load.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** What makes room, the disk budget and the retention, at work while new items come and questions are asked. */
const DAY_MS = 86_400_000;
/** Bounded: at most 50 spans and 50 log records a second. */
const LOAD = { senders: 2, spansPerRequest: 10, pauseMs: 400 };

let throughline: Throughline;
let load: DatedLoad | undefined;

afterEach(async () => {
  await load?.stop().catch(() => {});
  await throughline?.stop();
});

const dayOf = (millis: number) => new Date(millis).toISOString().slice(0, 10);
const nanosOf = (millis: number) => String(BigInt(millis) * 1_000_000n);

/** Everything that was taken is there once, in every table, and nothing else is. */
async function expectExactly(taken: readonly Taken[], condition: string): Promise<void> {
  const wanted = taken.flatMap(({ spanIds }) => spanIds).toSorted();
  const rows = async (table: string, id: string) =>
    (await throughline.sql<{ id: string }>(`SELECT ${id} AS id FROM ${table} WHERE service = 'dated' AND ${condition} ORDER BY id`)).map(
      (row) => row.id,
    );
  expect(await rows("spans", "lower(hex(span_id))")).toEqual(wanted);
  expect(await rows("logs", "body")).toEqual(wanted);
  const of = (time: string) => condition.replaceAll("time", time);
  const [sums] = await throughline.sql<object>(
    `SELECT (SELECT toUInt32(sum(span_count)) FROM traces WHERE has(services, 'dated') AND ${of("start")}) AS traces,
     (SELECT toUInt32(sum(calls)) FROM red WHERE service = 'dated' AND ${of("minute")}) AS red,
     (SELECT toUInt32(uniqExact(correlation_id)) FROM correlations WHERE ${of("start")}) AS correlations`,
  );
  expect(sums).toEqual({ traces: wanted.length, red: wanted.length, correlations: taken.length });
}

async function expectNothingTwice(): Promise<void> {
  for (const [table, id] of [
    ["spans", "span_id"],
    ["logs", "body"],
  ])
    expect(await throughline.sql(`SELECT ${id} FROM ${table} WHERE service = 'dated' GROUP BY ${id} HAVING count() > 1`)).toEqual([]);
}

test("the oldest days go for room under load: of those that stay nothing is lost or doubled, and who asks is told what went", async () => {
  const DAYS = 6;
  const SPANS_A_DAY = 400;
  throughline = await Throughline.start({ args: ["--disk-budget", "3MiB", "--retention", "30d"] });
  const { client } = throughline;
  let daysAgo = DAYS;
  let requests = 0;
  // Every tenth request comes late, of any day before: also of those that are gone.
  const late = () => (requests++ % 10 === 9 ? Math.floor(Math.random() * (DAYS - daysAgo)) : 0);
  const running = startDatedLoad({ ...LOAD, otlpHttp: throughline.otlpHttp, at: () => Date.now() - (daysAgo + late()) * DAY_MS });
  load = running;

  const removedDays = async () =>
    (await client.storage()).removed.map(({ dayUnixNano }) => dayOf(Number(BigInt(dayUnixNano) / 1_000_000n)));
  /** They are noted a little before. */
  const goneDays = async () =>
    (
      await throughline.sql<{ day: string }>(
        "SELECT DISTINCT toString(day) AS day FROM evictions WHERE day NOT IN (SELECT toDate(partition) FROM system.parts WHERE database = 'throughline' AND table = 'spans' AND active)",
      )
    ).map(({ day }) => day);
  const reader = async () => {
    let asked = 0;
    const seen = new Set<string>();
    while (!stopReading.signal.aborted) {
      const before = await goneDays();
      const { notes } = await client.traces({ start: `-${DAYS + 1}d` });
      if (before.length > 0) expect(notes.map(({ code }) => code)).toContain("removed_for_room");
      const one = running.taken[asked++ % Math.max(1, Math.floor(running.taken.length / 2))];
      if (!one) continue;
      const found = await client.trace(one.traceId).catch((error: unknown) => error);
      if (!(found instanceof ApiError)) {
        expect(found).toMatchObject({ traceId: one.traceId });
        seen.add(one.traceId);
      } else if (seen.has(one.traceId) || before.includes(dayOf(one.at))) {
        expect(found).toMatchObject({ status: 404, message: expect.stringContaining("removed because the disk would have filled") });
        expect(await removedDays()).toContain(dayOf(one.at));
      } else expect(found.status).toBe(404); // on its way: its 200 has just been sent
    }
    return asked;
  };
  const stopReading = new AbortController();
  const reading = reader();
  reading.catch(() => {}); // it is awaited below
  for (; daysAgo > 0; daysAgo--) {
    const from = running.taken.length;
    await until(
      () => (running.taken.length - from >= SPANS_A_DAY / LOAD.spansPerRequest ? true : undefined),
      () => `a day's spans: ${running.refusals.join()}`,
      60_000,
    );
  }
  const gone = await until(
    async () => {
      const days = new Set(await removedDays());
      return days.size >= 2 ? days : undefined;
    },
    () => "the oldest days to go while spans come",
    60_000,
  );
  expect([...gone]).not.toContain(dayOf(Date.now()));
  await running.stop();
  await throughline.settled();
  stopReading.abort();
  expect(await reading).toBeGreaterThan(10);

  const { usedBytes, limitBytes } = await until(
    async () => {
      const found = await client.storage();
      return found.usedBytes <= found.limitBytes ? found : undefined;
    },
    () => "what is stored to fit",
    60_000,
  );
  expect(usedBytes).toBeLessThanOrEqual(limitBytes);
  expect(running.refusals.filter((status) => status !== 503)).toEqual([]);
  const removed = new Set(await removedDays());
  const [newestRemoved = ""] = [...removed].toSorted().toReversed();
  const kept = running.taken.filter(({ at }) => dayOf(at) > newestRemoved);
  expect(kept.length).toBeGreaterThan(20);
  await expectExactly(kept, `toDate(time) > '${newestRemoved}'`);
  await expectNothingTwice();
});

test("what is older than the retention goes under load, and of what is newer nothing is lost or doubled", async () => {
  const UNTIL_IT_GOES_MS = 20_000;
  throughline = await Throughline.start({ args: ["--retention", "2d"] });
  const { client } = throughline;
  let requests = 0;
  const aboutToGo = () => Date.now() - 2 * DAY_MS + UNTIL_IT_GOES_MS;
  const running = startDatedLoad({
    ...LOAD,
    otlpHttp: throughline.otlpHttp,
    at: () => (requests++ % 2 === 0 ? Date.now() : aboutToGo()),
  });
  load = running;
  const isOld = ({ at }: Taken) => at < Date.now() - DAY_MS;
  const oldDay = dayOf(aboutToGo());
  const tables = ["spans", "logs", "traces", "red", "correlations"];
  const first = await until(
    () => running.taken.find(isOld),
    () => "the first request",
    60_000,
  );
  await until(
    async () => {
      const { traces, notes } = await client.traces({ start: "-2d", limit: 1000 });
      expect(notes).toEqual([]);
      return traces.length > 0 && (await throughline.sql(`SELECT 1 FROM spans WHERE trace_id = unhex('${first.traceId}')`)).length === 0
        ? true
        : undefined;
    },
    () => "the first to go while others come",
    120_000,
  );
  const whenItWent = running.taken.length;
  await until(
    () => (running.taken.length > whenItWent + 20 ? true : undefined),
    () => "more spans",
    60_000,
  );
  await running.stop();
  await throughline.settled();
  const fresh = running.taken.filter((one) => !isOld(one));
  await expectExactly(fresh, `time > fromUnixTimestamp64Nano(${nanosOf(Date.now() - DAY_MS)})`);
  await expectNothingTwice();
  await until(
    async () => {
      const [row] = await throughline.sql<{ rows: number }>(
        `SELECT toUInt32(sum(rows)) AS rows FROM system.parts WHERE database = 'throughline' AND active AND partition = '${oldDay}' AND has(${JSON.stringify(tables).replaceAll('"', "'")}, table)`,
      );
      return row?.rows === 0 ? true : undefined;
    },
    () => "all that is too old to go",
    120_000,
  );
  await expect(client.trace(first.traceId)).rejects.toThrow("or it is older than the retention of 2d");
  expect(running.refusals.filter((status) => status !== 503)).toEqual([]);
});

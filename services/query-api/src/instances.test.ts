import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type InstanceList } from "@throughline/api";
import { readInstances } from "@throughline/query";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, type TestAttributes, type TestLog, TestStore, traceId } from "./testing/store.ts";

const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
/** A whole hour that is over. */
const FROM = NOW - (NOW % HOUR) - 3n * HOUR;
const RANGE = { start: String(FROM), end: String(FROM + HOUR) };

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

const ONE: TestAttributes = { "service.instance.id": "one", "host.name": "vm", "process.pid": ["i", "12"] };
/** The same process when it had found out more of itself. */
const ONE_LATER: TestAttributes = { ...ONE, "host.id": "found later" };
const TWO: TestAttributes = { "host.name": "vm", "k8s.pod.name": "pod-2", "process.pid": ["i", "13"] };

interface Report {
  readonly id: string;
  /** When it began and ended, in milliseconds after `FROM`. */
  readonly start: number;
  readonly end: number;
  readonly resource: TestAttributes;
  readonly culprit?: readonly [name: string, file: string, line: number];
  readonly trace?: number;
  readonly service?: string;
  readonly stack?: string;
}

const MILLI = 1_000_000n;
const at = (millis: number) => FROM + BigInt(millis) * MILLI;

function block({ id, start, end, resource, culprit, trace, service, stack }: Report): TestLog {
  return {
    time: at(end),
    event: "throughline.event_loop.blocked",
    ...(service !== undefined && { service }),
    ...(trace !== undefined && { traceId: traceId(trace), spanId: spanId(trace) }),
    resource,
    attributes: {
      "throughline.block.id": id,
      "throughline.block.start_time_unix_nano": ["i", String(at(start))],
      "throughline.block.duration_nano": ["i", String(BigInt(end - start) * MILLI)],
      ...(stack !== undefined && { "throughline.block.stacks": ["a", JSON.stringify({ values: [{ stringValue: stack }] })] as const }),
      ...(culprit && { "code.function.name": culprit[0], "code.file.path": culprit[1], "code.line.number": ["i", String(culprit[2])] }),
    },
  };
}

function runtime(
  millis: number,
  resource: TestAttributes,
  numbers: Readonly<Record<string, number>>,
  dropped: readonly [number, number],
): TestLog {
  return {
    time: at(millis),
    event: "throughline.runtime",
    resource,
    attributes: {
      ...Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, ["d", String(value)] as const])),
      "process.memory.usage": ["i", "100000000"],
      "throughline.open_spans": ["i", "3"],
      "throughline.dropped.spans": ["i", String(dropped[0])],
      "throughline.dropped.log_records": ["i", String(dropped[1])],
    },
  };
}

const delays = (mean: number, p99: number, max: number, utilization: number) => ({
  "nodejs.eventloop.delay.mean": mean,
  "nodejs.eventloop.delay.p99": p99,
  "nodejs.eventloop.delay.max": max,
  "nodejs.eventloop.utilization": utilization,
});

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...[1, 2, 3].map((id) => ({
      traceId: traceId(id),
      spanId: spanId(id),
      time: at(id * 1_000),
      resource: ONE,
      status: id === 3 ? "error" : "ok",
    })),
    { traceId: traceId(4), spanId: spanId(4), time: at(600_000), resource: TWO },
    { traceId: traceId(5), spanId: spanId(5), time: at(500), service: "other", resource: { "service.instance.id": "another" } },
    { traceId: traceId(6), spanId: spanId(6), time: FROM - 1n, resource: { "service.instance.id": "before" } },
  ]);
  await store.insertLogs([
    { time: at(2_500), resource: ONE_LATER, body: "a line" },
    // Of three reports of one block the longest is the truth, though the process had another resource by then.
    block({ id: "b-1", start: 1_000, end: 1_500, resource: ONE, culprit: ["spin", "/app/spin.js", 3], trace: 1 }),
    block({ id: "b-1", start: 1_000, end: 3_000, resource: ONE_LATER, culprit: ["spin", "/app/spin.js", 3], trace: 1 }),
    block({ id: "b-1", start: 1_000, end: 2_000, resource: ONE, culprit: ["spin", "/app/spin.js", 3], trace: 1 }),
    // Longer, but outside any trace: it is no example where there is one with a trace.
    block({ id: "b-2", start: 10_000, end: 15_000, resource: ONE_LATER, culprit: ["spin", "/app/spin.js", 3] }),
    block({ id: "b-3", start: 20_000, end: 20_100, resource: ONE_LATER, culprit: ["parse", "/app/parse.js", 9], trace: 2 }),
    block({ id: "b-4", start: 30_000, end: 30_050, resource: ONE_LATER }),
    block({ id: "b-5", start: 30_000, end: 39_000, resource: { "service.instance.id": "another" }, service: "other", trace: 5 }),
    block({ id: "b-6", start: -10_000, end: -5_000, resource: ONE }),
    // What had been dropped before the range does not count.
    runtime(-5_000, ONE, delays(0.9, 0.9, 0.9, 0.9), [10, 1]),
    runtime(5_000, ONE, delays(0.01, 0.02, 0.03, 0.2), [10, 1]),
    runtime(15_000, ONE_LATER, delays(0.03, 0.5, 2.5, 0.4), [12, 1]),
    // What no clock can have measured is left out.
    runtime(65_000, ONE_LATER, delays(1e300, -1, 1e10, 0.3), [12, 1]),
    runtime(125_000, ONE_LATER, { "nodejs.eventloop.utilization": 0.1 }, [14, 4]),
  ]);
  await store.insertSamples([
    { time: at(4_000), resource: ONE, stack: ["main (/app/main.js:1)"], count: 7 },
    { time: at(5_000), resource: ONE_LATER, stack: ["main (/app/main.js:1)"], count: 4 },
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

describe("instances", () => {
  test("are the processes of a service that sent something of the range, each once, the most blocked first", async () => {
    const { instances, notes } = await client.instances({ service: "cart", ...RANGE });
    expect(notes).toEqual([]);
    const identity = ({ id, instanceId, host, pid }: InstanceList["instances"][number]) => [id, instanceId, host, pid];
    expect(instances.map(identity)).toEqual([
      ["one", "one", "vm", 12],
      ["pod-2:13", null, "pod-2", 13],
    ]);
    expect(instances.map(({ spans, errors, logs, samples }) => [spans, errors, logs, samples.count])).toEqual([
      [3, 1, 1, 11],
      [1, 0, 0, 0],
    ]);
    expect(instances[0]?.resource).toEqual({ "service.name": "cart", ...plain(ONE), "host.id": "found later" });
    expect(instances.map(({ firstSeenUnixNano, lastSeenUnixNano }) => [firstSeenUnixNano, lastSeenUnixNano])).toEqual([
      [String(at(1_000)), String(at(125_000))],
      [String(at(600_000)), String(at(600_000))],
    ]);
  });

  test("have their blocks by what held the event loop, each once, with a trace to look at", async () => {
    const [one, two] = (await client.instances({ service: "cart", ...RANGE })).instances;
    const { culprits = [], ...numbers } = one?.blocks ?? {};
    expect(numbers).toEqual({ count: 4, totalNano: "7150000000", longestNano: "5000000000" });
    expect(
      culprits.map(({ function: name, file, line, count, totalNano, longestNano }) => [name, file, line, count, totalNano, longestNano]),
    ).toEqual([
      ["spin", "/app/spin.js", 3, 2, "7000000000", "5000000000"],
      ["parse", "/app/parse.js", 9, 1, "100000000", "100000000"],
      [null, null, null, 1, "50000000", "50000000"],
    ]);
    expect(culprits[0]?.example).toEqual({
      blockId: "b-1",
      traceId: traceId(1),
      spanId: spanId(1),
      startTimeUnixNano: String(at(1_000)),
      durationNano: "2000000000",
    });
    expect(culprits[2]?.example).toMatchObject({ blockId: "b-4", traceId: "", spanId: "" });
    expect(two?.blocks).toEqual({ count: 0, totalNano: "0", longestNano: "0", culprits: [] });
  });

  test("say how late their event loop was over time, what is open, and what was dropped in the range", async () => {
    const { stepNano, instances } = await client.instances({ service: "cart", ...RANGE });
    const [one, two] = instances;
    expect(stepNano).toBe("30000000000");
    expect(one?.points).toEqual([
      {
        timeUnixNano: String(FROM),
        delayMeanNano: "30000000",
        delayP99Nano: "500000000",
        delayMaxNano: "2500000000",
        utilization: 0.4,
        memoryBytes: 100_000_000,
      },
      {
        timeUnixNano: String(at(60_000)),
        delayMeanNano: null,
        delayP99Nano: null,
        delayMaxNano: null,
        utilization: 0.3,
        memoryBytes: 100_000_000,
      },
      {
        timeUnixNano: String(at(120_000)),
        delayMeanNano: null,
        delayP99Nano: null,
        delayMaxNano: null,
        utilization: 0.1,
        memoryBytes: 100_000_000,
      },
    ]);
    expect([one?.openSpans, one?.dropped]).toEqual([3, { spans: 4, logs: 3 }]);
    expect([two?.openSpans, two?.dropped, two?.points]).toEqual([null, { spans: 0, logs: 0 }, []]);
  });

  test("a step is never shorter than the time between two reports", async () => {
    const { stepNano } = await client.instances({ service: "cart", start: String(FROM), end: String(FROM + MINUTE) });
    expect(stepNano).toBe("10000000000");
  });

  test("of a service that sent nothing there are none, and that is said", async () => {
    const { instances, notes } = await client.instances({ service: "nobody", ...RANGE });
    expect(instances).toEqual([]);
    expect(notes).toEqual([{ code: "no_match", message: "Nothing of the range is stored that a process of this service sent" }]);
  });

  test("more than a hundred are cut, and that is said", async () => {
    await store.insertLogs(
      Array.from({ length: 101 }, (_, index) => ({
        time: at(index),
        service: "fleet",
        resource: { "service.instance.id": `process ${index}` },
      })),
    );
    const { instances, notes } = await client.instances({ service: "fleet", ...RANGE });
    expect(instances).toHaveLength(100);
    expect(instances[0]?.id).toBe("process 100");
    expect(instances.map(({ id }) => id)).not.toContain("process 0");
    expect(notes.map(({ code }) => code)).toEqual(["instances_cut"]);
  });

  test("are read by five statements within the range, none of which has what was asked for in its text", async () => {
    store.takeSql();
    await readInstances(store.run, "cart", { from: FROM, to: FROM + HOUR }, 30n * SECOND);
    const sql = store.takeSql();
    expect(sql).not.toContain("cart");
    for (const table of ["logs", "samples", "spans"]) expect(sql).toContain(`FROM ${table}\nWHERE service = {p0:String} AND time >= `);
    expect(sql).toContain("event_name = 'throughline.event_loop.blocked' AND service = {p0:String} AND resource IN");
    expect(sql).toContain("LIMIT 10 BY of");
    expect(sql).toContain("event_name = 'throughline.runtime'");
  });
});

describe("stalls", () => {
  test("has the services that were blocked, or have open spans, in the range", async () => {
    const reported = (id: number, age: bigint): TestLog => ({
      time: at(50_000),
      traceId: traceId(id),
      spanId: spanId(id),
      service: "hung",
      event: "throughline.span.open",
      attributes: { "throughline.span.name": "pay", "throughline.span.age_nano": ["i", String(age)] },
    });
    await store.insertLogs([reported(50, 5n * SECOND), reported(50, 20n * SECOND), reported(51, 7n * SECOND), reported(52, 9n * SECOND)]);
    await store.insertSpans([{ traceId: traceId(52), spanId: spanId(52), service: "hung", time: at(50_000) - 9n * SECOND }]);
    expect(await client.stalls(RANGE)).toEqual({
      services: [
        {
          name: "cart",
          blocks: {
            count: 4,
            totalNano: "7150000000",
            longestNano: "5000000000",
            culprits: (await client.instances({ service: "cart", ...RANGE })).instances[0]?.blocks.culprits,
          },
          openSpans: { count: 0, longestNano: "0", groups: [] },
        },
        {
          name: "hung",
          blocks: { count: 0, totalNano: "0", longestNano: "0", culprits: [] },
          openSpans: { count: 2, longestNano: expect.any(String), groups: [expect.objectContaining({ name: "pay", count: 2 })] },
        },
        {
          name: "other",
          blocks: { count: 1, totalNano: "9000000000", longestNano: "9000000000", culprits: [expect.objectContaining({ function: null })] },
          openSpans: { count: 0, longestNano: "0", groups: [] },
        },
      ],
      notes: [],
    });
    expect(await client.stalls({ start: String(FROM + HOUR), end: String(FROM + HOUR + MINUTE) })).toEqual({ services: [], notes: [] });
  });
});

describe("open spans of stalls", () => {
  const STACK = "    at query (/app/node_modules/pg/client.js:9:1)\n    at Bank.authorize (/app/payment.ts:41:9)\n    at /app/main.ts:3:1";

  interface Open {
    readonly id: number;
    readonly name: string;
    readonly start: number;
    readonly age: number;
    readonly stack?: string;
    readonly next?: number;
    readonly lastWords?: string;
  }

  const reported = ({ id, name, start, age, stack, next = 86_400, lastWords }: Open): TestLog => ({
    time: at(start + age),
    traceId: traceId(id),
    spanId: spanId(id),
    service: "bank",
    event: "throughline.span.open",
    attributes: {
      "throughline.span.name": name,
      "throughline.span.kind": "client",
      "throughline.span.age_nano": ["i", String(BigInt(age) * MILLI)],
      "throughline.span.next_report_nano": ["i", String(BigInt(next) * SECOND)],
      ...(stack !== undefined && { "code.stacktrace": stack }),
      ...(lastWords !== undefined && { "throughline.span.last_words": lastWords }),
    },
  });

  test("are grouped by operation and by where they were started, the oldest first, and say since when none has ended", async () => {
    const named = (id: number, name: string, start: number) => ({
      traceId: traceId(id),
      spanId: spanId(id),
      service: "bank",
      name,
      kind: "client",
      time: at(start),
    });
    await store.insertLogs([
      reported({ id: 201, name: "authorize", start: 130_000, age: 5_000, stack: STACK }),
      reported({ id: 201, name: "authorize", start: 130_000, age: 10_000, stack: STACK }),
      reported({ id: 202, name: "authorize", start: 131_000, age: 5_000, stack: STACK, next: 5 }),
      reported({ id: 203, name: "authorize", start: 133_000, age: 5_000, stack: STACK, lastWords: "SIGTERM" }),
      reported({ id: 204, name: "authorize", start: 125_000, age: 5_000 }),
      reported({ id: 205, name: "refund", start: 128_000, age: 5_000 }),
      reported({ id: 206, name: "authorize", start: 100_000, age: 5_000, stack: STACK }),
    ]);
    // The last that has ended began within the minute; another of the same name, but of another kind, later.
    await store.insertSpans([named(206, "authorize", 100_000), { ...named(207, "authorize", 300_000), kind: "server" }]);
    const { services } = await client.stalls(RANGE);
    const { groups, ...numbers } = services.find(({ name }) => name === "bank")?.openSpans ?? {};
    expect(numbers).toEqual({ count: 5, longestNano: "10000000000" });
    const nowhere = { function: null, file: null, line: null };
    expect(groups).toEqual([
      expect.objectContaining({ name: "authorize", count: 1, lost: 0, ...nowhere, noneEndedSinceUnixNano: String(at(120_000)) }),
      expect.objectContaining({ name: "refund", count: 1, lost: 0, ...nowhere, noneEndedSinceUnixNano: null }),
      {
        name: "authorize",
        kind: "client",
        function: "Bank.authorize",
        file: "/app/payment.ts",
        line: 41,
        count: 3,
        lost: 2,
        oldest: { traceId: traceId(201), spanId: spanId(201), startTimeUnixNano: String(at(130_000)) },
        newestStartUnixNano: String(at(133_000)),
        reportedUnixNano: String(at(140_000)),
        noneEndedSinceUnixNano: String(at(120_000)),
      },
    ]);
  });

  test("more groups than twenty are cut, all spans are counted", async () => {
    await store.insertLogs(
      Array.from({ length: 25 }, (_, index) => ({
        ...reported({ id: 300 + index, name: `${"x".repeat(3_000)} ${index}`, start: 200_000, age: 5_000 }),
        service: "names",
      })),
    );
    const { services } = await client.stalls(RANGE);
    const { groups, count } = services.find(({ name }) => name === "names")?.openSpans ?? {};
    expect([groups?.length, count]).toEqual([20, 25]);
  });
});

describe("what held an event loop", () => {
  test("is told with who called it, and in which rhythm it did", async () => {
    const stack = "    at rank (/app/rank.js:7:1)\n    at refresh (/app/main.js:2:1)\n    at listOnTimeout (node:internal/timers:623:17)";
    await store.insertLogs(
      [0, 17, 34, 51].map((second) =>
        block({
          id: `rank-${second}`,
          start: second * 1_000,
          end: second * 1_000 + 300,
          resource: { "service.instance.id": "rank" },
          service: "ranking",
          culprit: ["rank", "/app/rank.js", 7],
          stack,
        }),
      ),
    );
    const [one] = (await client.instances({ service: "ranking", ...RANGE })).instances;
    expect(one?.blocks.culprits).toMatchObject([{ count: 4, callers: ["refresh"], ranBy: "timer", everyNano: "17000000000" }]);
    const { services } = await client.stalls({ start: String(FROM), end: String(FROM + MINUTE) });
    expect(services.find(({ name }) => name === "ranking")?.blocks).toEqual(one?.blocks);
  });
});

/** Attributes as plain JSON. */
function plain(attributes: TestAttributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, typeof value === "string" ? value : Number(value[1])]));
}

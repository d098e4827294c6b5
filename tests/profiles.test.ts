import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { newSpanId, newTraceId, nowNano, sendGrpc, sendJson, sendProtobuf } from "./kit/otlp.ts";
import { type ProfileFrame, type ProfileSample, profiles } from "./kit/profiles.ts";
import { Throughline } from "./kit/throughline.ts";

let throughline: Throughline;
let services = 0;

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(() => throughline?.stop());

const newService = () => `profiled-${services++}`;

const MAIN: ProfileFrame = { function: "main", file: "/app/src/main.ts", line: 3, column: 7 };
const HANDLE: ProfileFrame = { function: "handle", file: "/app/src/server.ts", line: 41, column: 1 };
const QUERY: ProfileFrame = { function: "query", file: "/app/node_modules/pg/lib/client.js", line: 99, column: 5 };
const RUN: ProfileFrame = { function: "runMicrotasks", file: "node:internal/process/task_queues", line: 105 };
const GC: ProfileFrame = { function: "(garbage collector)" };

const DOORS = {
  "OTLP/JSON over HTTP": (request: object) => sendJson(throughline.otlpHttp, "profiles", request),
  "protobuf over HTTP": (request: object) => sendProtobuf(throughline.otlpHttp, "profiles", request),
  gRPC: (request: object) => sendGrpc(throughline.otlpGrpc, "profiles", request),
};

/** Every sample of a service as it is stored, with its stack in words, root first. */
async function stored(service: string): Promise<Record<string, unknown>[]> {
  await throughline.settled();
  return throughline.sql(
    `WITH frame_of AS (SELECT frame, concat(function, ' ', file, ':', toString(line), ':', toString(column), ' ', toString(kind)) AS text FROM frames FINAL),
       stack_of AS (SELECT stack, arrayMap(pair -> pair.2, arraySort(groupArray((position, text)))) AS texts FROM
         (SELECT stack, position, text FROM (SELECT stack, frame, position FROM stacks FINAL ARRAY JOIN frames AS frame, arrayEnumerate(frames) AS position
          WHERE service = '${service}') AS s INNER JOIN frame_of USING frame) GROUP BY stack)
     SELECT toString(toUnixTimestamp64Nano(time)) AS time, toString(duration) AS duration, type, unit, toString(value) AS value, count, toString(period) AS period,
       toString(thread_id) AS thread_id, thread_name, trim(LEADING '0' FROM lower(hex(trace_id))) AS trace_id, trim(LEADING '0' FROM lower(hex(span_id))) AS span_id,
       correlation_ids, texts AS stack
     FROM samples INNER JOIN stack_of USING stack WHERE service = '${service}' ORDER BY time, value, thread_id`,
  );
}

test.each(Object.entries(DOORS))("samples that come as %s are stored with all that they say", async (_name, send) => {
  const service = newService();
  const traceId = `a${newTraceId().slice(1)}`;
  const spanId = `b${newSpanId().slice(1)}`;
  const [first, second, begin] = [nowNano(-5_000), nowNano(-4_000), nowNano(-9_000)];
  const thread = { "thread.id": { intValue: "7" }, "thread.name": { stringValue: "worker" } };
  const answer = await send(
    profiles(
      service,
      [
        {
          stack: [MAIN, HANDLE, QUERY],
          values: [10_000_000, 31_000_000],
          times: [first, second],
          link: { traceId, spanId },
          attributes: thread,
        },
        { stack: [RUN, GC], values: [50_000_000], attributes: { "correlation.id": { stringValue: "order-1" } } },
      ],
      { time: begin },
    ),
  );
  expect(answer.body).toEqual({});
  const common = { type: "wall", unit: "nanoseconds", period: "10000000", correlation_ids: [] };
  const stack = [
    "main /app/src/main.ts:3:7 own",
    "handle /app/src/server.ts:41:1 own",
    "query /app/node_modules/pg/lib/client.js:99:5 dependency",
  ];
  const linked = { ...common, duration: "0", thread_id: "7", thread_name: "worker", trace_id: traceId, span_id: spanId, stack };
  expect(await stored(service)).toEqual([
    {
      ...common,
      time: begin,
      duration: "10000000000",
      value: "50000000",
      count: 5,
      thread_id: "0",
      thread_name: "",
      trace_id: "",
      span_id: "",
      correlation_ids: ["order-1"],
      stack: ["runMicrotasks node:internal/process/task_queues:105:0 node", "(garbage collector) :0:0 native"],
    },
    { ...linked, time: first, value: "10000000", count: 1 },
    { ...linked, time: second, value: "31000000", count: 3 },
  ]);
});

const anySample: fc.Arbitrary<ProfileSample> = fc
  .record({
    stack: fc.array(fc.constantFrom(MAIN, HANDLE, QUERY, RUN, GC), { minLength: 1, maxLength: 6 }),
    values: fc.array(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String), { minLength: 1, maxLength: 4 }),
    timed: fc.boolean(),
    linked: fc.boolean(),
    attributes: fc.record(
      {
        "thread.id": fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map((id) => ({ intValue: String(id) })),
        "thread.name": fc.string({ unit: "grapheme", maxLength: 20 }).map((stringValue) => ({ stringValue })),
        "correlation.id": fc.stringMatching(/^[a-z0-9-]{1,12}$/).map((stringValue) => ({ stringValue })),
        other: fc.constant({ boolValue: true }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ stack, values, timed, linked, attributes }) => ({
    stack,
    values: timed ? values : values.slice(0, 1),
    ...(timed && { times: values.map((_, index) => nowNano(-1_000 * (index + 1))) }),
    ...(linked && { link: { traceId: `c${newTraceId().slice(1)}`, spanId: `d${newSpanId().slice(1)}` } }),
    attributes,
  }));

const WORDS = new Map([
  [MAIN, "main /app/src/main.ts:3:7 own"],
  [HANDLE, "handle /app/src/server.ts:41:1 own"],
  [QUERY, "query /app/node_modules/pg/lib/client.js:99:5 dependency"],
  [RUN, "runMicrotasks node:internal/process/task_queues:105:0 node"],
  [GC, "(garbage collector) :0:0 native"],
]);

test("any samples come back as they went in, whatever each of them has and lacks", async () => {
  const service = newService();
  const begin = nowNano(-9_000);
  const samples = fc.sample(anySample, 300);
  expect((await sendProtobuf(throughline.otlpHttp, "profiles", profiles(service, samples, { period: 0, time: begin }))).body).toEqual({});
  const expected = samples.flatMap(({ stack, values = [], times, link, attributes = {} }) => {
    const { "thread.id": id, "thread.name": name, "correlation.id": correlation } = attributes as Record<string, Record<string, string>>;
    return values.map((value, index) => ({
      time: times?.[index] ?? begin,
      duration: times ? "0" : "10000000000",
      type: "wall",
      unit: "nanoseconds",
      value,
      count: 1,
      period: "0",
      thread_id: id?.intValue ?? "0",
      thread_name: name?.stringValue ?? "",
      trace_id: link?.traceId ?? "",
      span_id: link?.spanId ?? "",
      correlation_ids: link || !correlation ? [] : [correlation.stringValue],
      stack: stack.map((frame) => WORDS.get(frame)),
    }));
  });
  const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(texts(await stored(service))).toEqual(texts(expected));
});

test("the three doors give the same stacks under the same hashes, and each frame is stored once", async () => {
  const stack = [MAIN, HANDLE];
  const names = [];
  for (const send of Object.values(DOORS)) {
    const service = newService();
    names.push(`'${service}'`);
    await send(profiles(service, [{ stack, values: [1] }]));
  }
  await throughline.settled();
  const rows = await throughline.sql<object>(
    `SELECT uniqExact(stack) AS hashes, count() AS stacks, uniqExact(service) AS services FROM stacks WHERE service IN (${names.join()})`,
  );
  expect(rows).toEqual([{ hashes: 1, stacks: 3, services: 3 }]);
  const [{ copies } = { copies: 0 }] = await throughline.sql<{ copies: number }>(
    "SELECT toUInt32(count()) AS copies FROM frames WHERE function = 'main' AND file = '/app/src/main.ts' AND line = 3 AND column = 7",
  );
  expect(copies).toBe(1);
});

test("a hash is a function of what the frames say: known values stay as they are for ever", async () => {
  const service = newService();
  await sendJson(throughline.otlpHttp, "profiles", profiles(service, [{ stack: [MAIN, HANDLE, QUERY], values: [1] }]));
  await throughline.settled();
  expect(
    await throughline.sql(
      `SELECT hex(stack) AS stack, arrayMap(frame -> hex(frame), frames) AS frames FROM stacks WHERE service = '${service}'`,
    ),
  ).toEqual([{ stack: "71BC10E6C030181E", frames: ["3A143BF38AC42C50", "604B65ED043236CA", "746DCC22EE59DEF1"] }]);
});

test("stacks and frames that were sent lately are not sent again", async () => {
  const service = newService();
  for (const value of [1, 2, 3]) {
    await sendJson(throughline.otlpHttp, "profiles", profiles(service, [{ stack: [MAIN, GC], values: [value] }]));
    await throughline.settled();
  }
  expect(
    await throughline.sql(
      `SELECT (SELECT toUInt32(count()) FROM samples WHERE service = '${service}') AS samples, (SELECT toUInt32(count()) FROM stacks WHERE service = '${service}') AS stacks`,
    ),
  ).toEqual([{ samples: 3, stacks: 1 }]);
});

test.each([
  ["correlation.id", { stringValue: "ID" }],
  ["request_id", { stringValue: "ID" }],
  ["http.request.header.x-correlation-id", { arrayValue: { values: [{ stringValue: "not one" }, { stringValue: "ID" }] } }],
])("a correlation ID in the attribute %s leads to the trace of the sample, and to the sample where there is none", async (key, value) => {
  const service = newService();
  const id = `action-${newSpanId()}`;
  const traceId = newTraceId();
  const attributes = { [key]: JSON.parse(JSON.stringify(value).replace("ID", id)) as object };
  await sendJson(
    throughline.otlpHttp,
    "profiles",
    profiles(service, [
      { stack: [MAIN], values: [1], link: { traceId, spanId: newSpanId() }, attributes },
      { stack: [MAIN], values: [2], attributes },
    ]),
  );
  await throughline.settled();
  expect(
    await throughline.sql(
      `SELECT lower(hex(trace_id)) AS trace, (SELECT count() FROM samples WHERE service = '${service}' AND has(correlation_ids, '${id}')) AS outside
       FROM correlations WHERE correlation_id = '${id}' ORDER BY trace`,
    ),
  ).toEqual(
    [
      { trace: "0".repeat(32), outside: 1 },
      { trace: traceId, outside: 1 },
    ].toSorted((a, b) => (a.trace < b.trace ? -1 : 1)),
  );
});

test("a resource and attributes that refer to the dictionary's strings are read as if the strings stood there", async () => {
  const service = newService();
  const request = profiles(service, [{ stack: [MAIN], values: [1], attributes: { "thread.name": { stringValue: "worker" } } }]);
  const { stringTable, attributeTable } = request.dictionary;
  const index = (string: string) => stringTable.push(string) - 1;
  request.resourceProfiles[0]!.resource.attributes = [
    { keyStrindex: index("service.name"), value: { stringValueStrindex: index(service) } },
  ];
  (attributeTable[1] as { value: object }).value = { stringValueStrindex: index("by reference") };
  expect((await sendJson(throughline.otlpHttp, "profiles", request)).body).toEqual({});
  expect(await stored(service)).toMatchObject([{ thread_name: "by reference", stack: ["main /app/src/main.ts:3:7 own"] }]);
  await throughline.settled();
  expect(await throughline.sql(`SELECT attributes FROM resources WHERE service = '${service}'`)).toEqual([
    { attributes: { "service.name": service } },
  ]);
});

test("locations without lines are the address in their binary; inlined functions are frames of their own", async () => {
  const service = newService();
  const request = profiles(service, [{ stack: [MAIN, HANDLE], values: [1] }]);
  const { stringTable, locationTable } = request.dictionary;
  const [, first, second] = locationTable as { lines?: object[] }[];
  const mappingTable = [{}, { filenameStrindex: stringTable.push("/usr/lib/libc.so.6") - 1 }];
  Object.assign(request.dictionary, { mappingTable });
  second!.lines = [...(second!.lines ?? []), ...(first!.lines ?? [])]; // handle() inlined into main()
  locationTable[1] = { mappingIndex: 1, address: "4660" };
  expect((await sendJson(throughline.otlpHttp, "profiles", request)).body).toEqual({});
  expect(await stored(service)).toMatchObject([
    { stack: ["0x1234 /usr/lib/libc.so.6:0:0 native", "main /app/src/main.ts:3:7 own", "handle /app/src/server.ts:41:1 own"] },
  ]);
});

test("several values without times are one sample; times without values count one each; a profile without a time ended when it came", async () => {
  const service = newService();
  const before = Date.now();
  await sendJson(
    throughline.otlpHttp,
    "profiles",
    profiles(service, [{ stack: [MAIN], values: [1, 2, 3] }], { time: "0", durationNano: "60000000000" }),
  );
  await sendJson(
    throughline.otlpHttp,
    "profiles",
    profiles(service, [{ stack: [MAIN], times: [nowNano(), nowNano()] }], { type: "events", unit: "count", period: 0 }),
  );
  const rows = await stored(service);
  expect(rows.map(({ value, count, duration }) => [value, count, duration])).toEqual([
    ["6", 1, "60000000000"],
    ["1", 1, "0"],
    ["1", 1, "0"],
  ]);
  const ended = Number(rows[0]?.time) / 1e6 + 60_000;
  expect(ended).toBeGreaterThan(before - 1_000);
  expect(ended).toBeLessThan(Date.now() + 1_000);
});

test("what cannot be taken of a profile is rejected sample by sample, with every reason; the rest is stored", async () => {
  const service = newService();
  const old = nowNano(-8 * 86_400_000);
  const request = profiles(service, [
    { stack: [MAIN], values: [1], times: [nowNano()] },
    { stack: [MAIN], values: [1], times: [old] },
    { stack: [], values: [1] },
    { stack: [MAIN], values: [] },
    { stack: [MAIN], values: [1, 2], times: [nowNano()] },
    { stack: [MAIN], values: [-1] },
    { stack: [MAIN, ...Array<ProfileFrame>(1_024).fill(HANDLE)], values: [1] },
    { stack: [{ function: "x".repeat(4_097) }], values: [1] },
    { stack: [MAIN], values: [1] },
    { stack: [MAIN], values: [1] },
    { stack: [MAIN], values: [1] },
  ]);
  const { samples } = request.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!;
  samples[8]!.stackIndex = 2 ** 31 - 1;
  samples[9]!.linkIndex = -1;
  samples[10]!.attributeIndices = [99];
  const { body } = await sendProtobuf(throughline.otlpHttp, "profiles", request);
  const { rejectedProfiles, errorMessage } = body.partialSuccess as { rejectedProfiles: string; errorMessage: string };
  expect(rejectedProfiles).toBe("1");
  expect(errorMessage.split("; ").toSorted()).toEqual([
    "1 rejected: a name is longer than 4096 bytes",
    "1 rejected: a value is negative",
    "1 rejected: it has neither values nor timestamps",
    "1 rejected: it has no stack",
    "1 rejected: it has other numbers of values and of timestamps",
    "1 rejected: its stack is deeper than 1024 frames",
    "1 rejected: time is older than the retention of 7d",
    "3 rejected: an index points beyond its table in the dictionary",
  ]);
  expect(await stored(service)).toHaveLength(1);
});

test("a request that asks for more than its bytes are worth is rejected, not run out of memory on", async () => {
  const service = newService();
  const wide = profiles(service, [{ stack: [MAIN], times: [nowNano()] }]);
  // One location of a thousand lines in stacks of one byte each; a name of four kilobytes in every frame.
  Object.assign(wide.dictionary, {
    functionTable: [{}, { nameStrindex: wide.dictionary.stringTable.push("n".repeat(4_096)) - 1 }],
    locationTable: [{}, ...Array.from({ length: 20 }, () => ({ lines: Array.from({ length: 1_000 }, () => ({ functionIndex: 1 })) }))],
    stackTable: [{}, ...Array.from({ length: 20 }, (_, index) => ({ locationIndices: [index + 1] }))],
  });
  const profile = wide.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!;
  profile.samples = Array.from({ length: 20 }, (_, index) => ({
    stackIndex: index + 1,
    attributeIndices: [],
    linkIndex: 0,
    timestampsUnixNano: [nowNano()],
  }));
  const { body } = await sendProtobuf(throughline.otlpHttp, "profiles", wide);
  expect(body.partialSuccess).toMatchObject({ errorMessage: expect.stringMatching(/^4 rejected: the function names of the request/) });
});

test("a profile without a sample type, and bytes of another version of the protocol, are told so", async () => {
  const untyped = profiles(newService(), [{ stack: [MAIN], values: [1] }]);
  untyped.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!.sampleType = { typeStrindex: 0, unitStrindex: 0 };
  const { body } = await sendJson(throughline.otlpHttp, "profiles", untyped);
  expect(body.partialSuccess).toMatchObject({ errorMessage: "1 rejected: its profile has no sample type" });
  const malformed = await fetch(`${throughline.otlpHttp}/v1development/profiles`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.of(0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0x12, 0x05),
  });
  expect(malformed.status).toBe(400);
});

test("the same profiles again within ten minutes are answered and not stored twice", async () => {
  const service = newService();
  const request = profiles(service, [{ stack: [MAIN, GC], values: [5], times: [nowNano()] }]);
  expect((await sendProtobuf(throughline.otlpHttp, "profiles", request)).body).toEqual({});
  expect((await sendProtobuf(throughline.otlpHttp, "profiles", request)).body).toEqual({});
  expect(await stored(service)).toHaveLength(1);
});

test("profiles have their own numbers in /metrics", async () => {
  await throughline.settled();
  const metrics = await (await fetch(`${throughline.otlpHttp}/metrics`)).text();
  expect(metrics).toMatch(/^throughline_collector_accepted_items_total\{signal="profiles"\} \d+$/m);
  expect(metrics).toMatch(/^throughline_collector_rejected_items_total\{signal="profiles",reason="it has no stack"\} 1$/m);
  expect(metrics).toMatch(/^throughline_collector_queue_bytes\{signal="profiles"\} 0$/m);
});

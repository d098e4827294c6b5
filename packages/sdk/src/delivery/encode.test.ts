import { expect, test } from "@jest/globals";
import { type Attributes, createTraceState, type HrTime, type SpanContext } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { messageToJson, type MessageName } from "@throughline/otlp";
import fc from "fast-check";
import { encodeBatch, type EncodedBatch, type Scoped } from "./encode-batch.ts";
import { encodeLogs, writeLogRecord } from "./encode-logs.ts";
import type { OtlpWriter } from "./otlp-writer.ts";
import { Packer, writePacked } from "./packer.ts";
import { writeSpan } from "./write-span.ts";

const RUNS = { seed: 20, numRuns: 400 };

/** Short and long, ASCII and not, with lone surrogates, around the lengths where a length takes a byte more. */
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom("\ud800", "a\udfff", "é".repeat(63), "é".repeat(64), "日".repeat(43), "GET", ""),
  fc.integer({ min: 110, max: 140 }).map((length) => "x".repeat(length)),
  fc.integer({ min: 16_340, max: 16_400 }).map((length) => `${"x".repeat(length)}é`),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 127, 128, -1, 2 ** 31, 2 ** 32, -(2 ** 32), 2 ** 53, 2 ** 62, 2 ** 63, -(2 ** 63), 1e300, NaN, -Infinity),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    texts,
    number,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.uint8Array({ maxLength: 200 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(texts, tie("value"), { maxKeys: 4 }),
  ),
}));
const attributes = fc.dictionary(texts, value, { maxKeys: 10 }) as fc.Arbitrary<Attributes>;
const count = fc.oneof(fc.constant(0), fc.nat(300));
const times: fc.Arbitrary<HrTime> = fc.tuple(fc.integer({ min: 0, max: 18_000_000_000 }), fc.nat(1_000_000_000));
const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF".split("")), minLength: digits, maxLength: digits });
const spanContext: fc.Arbitrary<SpanContext> = fc
  .record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.nat(255),
    isRemote: fc.option(fc.boolean(), { nil: undefined }),
    traceState: fc.option(fc.constant(createTraceState("vendor=a,other=b")), { nil: undefined }),
  })
  .map((context) => context as SpanContext);

const resources = fc.constantFrom(
  resourceFromAttributes({ "service.name": "orders", "process.pid": 7, "process.command_args": ["node", "app.js"] }),
  resourceFromAttributes({ "service.name": "naïve" }, { schemaUrl: "https://opentelemetry.io/schemas/1.37.0" }),
);
const instrumentationScope = fc.constantFrom(
  { name: "http" },
  { name: "", version: "1.0", schemaUrl: "https://opentelemetry.io/schemas/1.30.0" },
  { name: "with attributes", attributes: { "of.scope": ["a", 1, true] }, droppedAttributesCount: 2 },
);

const span = fc
  .record({
    context: spanContext,
    parentSpanContext: fc.option(spanContext, { nil: undefined }),
    name: texts,
    kind: fc.nat(4),
    startTime: times,
    endTime: times,
    status: fc.record({ code: fc.nat(2), message: fc.option(texts, { nil: undefined }) }),
    attributes,
    links: fc.array(
      fc.record({ context: spanContext, attributes: fc.option(attributes, { nil: undefined }), droppedAttributesCount: count }),
      {
        maxLength: 2,
      },
    ),
    events: fc.array(
      fc.record({ name: texts, time: times, attributes: fc.option(attributes, { nil: undefined }), droppedAttributesCount: count }),
      {
        maxLength: 2,
      },
    ),
    resource: resources,
    instrumentationScope,
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
  })
  .map(({ context, ...rest }) => ({ ...rest, spanContext: () => context }) as unknown as ReadableSpan);

const logRecord = fc
  .record({
    hrTime: times,
    hrTimeObserved: times,
    spanContext: fc.option(spanContext, { nil: undefined }),
    severityText: fc.option(texts, { nil: undefined }),
    severityNumber: fc.option(fc.nat(24), { nil: undefined }),
    body: value,
    eventName: fc.option(texts, { nil: undefined }),
    resource: resources,
    instrumentationScope,
    attributes,
    droppedAttributesCount: count,
  })
  .map((record) => record as ReadableLogRecord);

/** The two ways to a request: all at once, and packed one by one as they come. */
const atOnce = encodeLogs;
const encodePacked = packing(writeLogRecord);
const encodeSpans = packing(writeSpan);

function packing<T extends Scoped>(write: (writer: OtlpWriter, item: T) => void): (items: readonly T[]) => EncodedBatch {
  return (items) => {
    const packer = new Packer(write);
    return encodeBatch(
      items.map((item) => packer.pack(item)),
      writePacked,
    );
  };
}

const decoded = (name: MessageName, body: Uint8Array | undefined) => messageToJson(name, body ?? new Uint8Array());

test("spans are encoded to say what OpenTelemetry's serializer says, for spans of any kind", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
      const { body, items } = encodeSpans(spans);
      expect(items).toBe(spans.length);
      const stock = ProtobufTraceSerializer.serializeRequest(spans);
      expect(decoded("ExportTraceServiceRequest", body)).toEqual(decoded("ExportTraceServiceRequest", stock));
      expect(body.length).toBeLessThanOrEqual(stock?.length ?? 0);
    }),
    RUNS,
  );
});

test("encodeLogs() says what OpenTelemetry's serializer says, for log records of any kind", () => {
  fc.assert(
    fc.property(fc.array(logRecord, { maxLength: 8 }), (records) => {
      const stock = ProtobufLogsSerializer.serializeRequest(records);
      for (const encode of [atOnce, encodePacked]) {
        const { body, items } = encode(records);
        expect(items).toBe(records.length);
        expect(decoded("ExportLogsServiceRequest", body)).toEqual(decoded("ExportLogsServiceRequest", stock));
      }
    }),
    RUNS,
  );
});

const record = (more: Partial<ReadableLogRecord>): ReadableLogRecord => ({
  hrTime: [1, 0],
  hrTimeObserved: [1, 0],
  resource: resourceFromAttributes({}),
  instrumentationScope: { name: "scope" },
  attributes: {},
  droppedAttributesCount: 0,
  ...more,
});
const bodyOf = (sent: Uint8Array): unknown => {
  const json = messageToJson("ExportLogsServiceRequest", sent) as { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: unknown }] }] }] };
  return json.resourceLogs[0].scopeLogs[0].logRecords[0].body;
};

test("a bigint is a 64-bit integer, and text where it does not fit", () => {
  const time = 1_764_000_000_123_456_789n;
  for (const fits of [time, -time, 0n, 2n ** 63n - 1n, -(2n ** 63n)])
    expect(bodyOf(encodeLogs([record({ body: fits })]).body)).toEqual({ intValue: fits.toString() });
  expect(bodyOf(encodeLogs([record({ body: 2n ** 63n })]).body)).toEqual({ stringValue: (2n ** 63n).toString() });
});

test("a value without end is cut off at a depth that receivers take", () => {
  const endless: Record<string, unknown> = {};
  endless["self"] = endless;
  expect(JSON.stringify(bodyOf(encodeLogs([record({ body: endless })]).body))).toContain('"self"');
});

test.each([atOnce, encodePacked])("an item that throws is left out, and the others are sent", (encode) => {
  const bad = record({ eventName: "bad" });
  Object.defineProperty(bad.attributes, "trap", {
    enumerable: true,
    get() {
      throw new Error("trap");
    },
  });
  const { body, items } = encode([record({ body: "first" }), bad, record({ body: "last" })]);
  expect(items).toBe(2);
  const text = JSON.stringify(messageToJson("ExportLogsServiceRequest", body));
  expect(text).toContain("first");
  expect(text).toContain("last");
  expect(text).not.toContain("bad");
});

test("what the resource's detectors have not found yet is left out, and is there later", async () => {
  const found = Promise.withResolvers<string>();
  const resource = resourceFromAttributes({ "service.name": "early", "host.id": found.promise });
  const sent = () => JSON.stringify(messageToJson("ExportLogsServiceRequest", encodeLogs([record({ resource })]).body));
  expect(sent()).toContain("early");
  expect(sent()).not.toContain("host.id");
  found.resolve("h-1");
  await resource.waitForAsyncAttributes?.();
  expect(sent()).toContain("h-1");
});

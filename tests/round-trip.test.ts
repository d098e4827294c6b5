import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { newTraceId, nowNano, sendGrpc, sendJson, sendProtobuf } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";

/**
 * Random legal OTLP goes in through a random door, and `?format=otlp` must give it back. The generated value is the truth: it is written as
 * ProtoJSON writes it, without defaults.
 */
let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(() => throughline?.stop());

const RUNS = 4;
const REQUESTS_PER_RUN = 40;

const UINT64_MAX = 2n ** 64n - 1n;
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const uint64 = fc.bigInt({ min: 1n, max: UINT64_MAX }).map(String);
const uint32 = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((array) => array.some(Boolean))
    .map((array) => Buffer.from(array).toString("hex"));
const string = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: "grapheme" }) },
  { weight: 1, arbitrary: fc.constant("x".repeat(200_000)) },
  { weight: 1, arbitrary: fc.constant('\u0000\u001f"\\\u2028\u{10ffff}') },
);
const word = fc.string({ unit: "grapheme", minLength: 1 });
const double = fc.double().map((value) => (Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value)));
const base64 = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array).toString("base64"));

const { value, list } = fc.letrec<{ value: object; list: object[]; entry: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    string.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt(INT64).map((int) => ({ intValue: String(int) })),
    double.map((doubleValue) => ({ doubleValue })),
    base64.map((bytesValue) => ({ bytesValue })),
    fc.constantFrom({}, { arrayValue: {} }, { kvlistValue: {} }),
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    tie("list").map((values) => ({ kvlistValue: { values } })),
  ),
  entry: fc.record({ key: word, value: tie("value") }, { requiredKeys: ["key"] }),
  list: fc.uniqueArray(tie("entry"), { minLength: 1, maxLength: 4, selector: (entry) => (entry as { key: string }).key }),
}));
const keys: { requiredKeys: [] } = { requiredKeys: [] };

const event = fc.record({ timeUnixNano: uint64, name: word, attributes: list, droppedAttributesCount: uint32 }, keys);
const link = fc.record(
  { traceId: hex(16), spanId: hex(8), traceState: word, attributes: list, droppedAttributesCount: uint32, flags: uint32 },
  keys,
);
const start = fc.bigInt({ min: 0n, max: 6n * 86_400n * 1_000_000_000n }).map((back) => BigInt(nowNano()) - back);
const span = fc
  .tuple(
    start,
    fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.constant(UINT64_MAX)),
    fc.record(
      {
        traceState: word,
        parentSpanId: hex(8),
        name: word,
        kind: fc.integer({ min: 1, max: 5 }),
        attributes: list,
        droppedAttributesCount: uint32,
        events: fc.array(event, { minLength: 1, maxLength: 3 }),
        droppedEventsCount: uint32,
        links: fc.array(link, { minLength: 1, maxLength: 2 }),
        droppedLinksCount: uint32,
        status: fc.record({ message: word, code: fc.integer({ min: 1, max: 2 }) }),
        flags: uint32,
      },
      keys,
    ),
  )
  .map(([began, duration, rest]) => ({
    ...rest,
    startTimeUnixNano: String(began),
    endTimeUnixNano: String(duration === UINT64_MAX ? UINT64_MAX : began + duration),
  }));
const logRecord = fc.record(
  {
    timeUnixNano: start.map(String),
    observedTimeUnixNano: start.map(String),
    severityNumber: fc.integer({ min: 1, max: 24 }),
    severityText: word,
    body: value,
    attributes: list,
    droppedAttributesCount: uint32,
    flags: uint32,
    spanId: hex(8),
    eventName: word.filter((name) => !name.startsWith("throughline.")),
  },
  keys,
);
const resource = fc.record({ attributes: list, droppedAttributesCount: uint32 }, keys);
const scope = fc.record({ name: word, version: word, attributes: list, droppedAttributesCount: uint32 }, keys);

/** Envelopes around items. */
const group = <Item>(item: fc.Arbitrary<Item>) =>
  fc.array(
    fc.record(
      {
        resource,
        schemaUrl: word,
        scopes: fc.array(
          fc.record({ scope, schemaUrl: word, items: fc.array(item, { minLength: 1, maxLength: 3 }) }, { requiredKeys: ["items"] }),
          { minLength: 1, maxLength: 2 },
        ),
      },
      { requiredKeys: ["scopes"] },
    ),
    { minLength: 1, maxLength: 2 },
  );

interface Group<Item> {
  readonly resource?: object;
  readonly schemaUrl?: string;
  readonly scopes: readonly { readonly scope?: object; readonly schemaUrl?: string; readonly items: readonly Item[] }[];
}

/** Every item with all that it belongs to, in an order of its own. */
function flat<Item extends object>(groups: readonly Group<Item>[], order: (item: Item) => string): object[] {
  return groups
    .flatMap(({ resource: belongs = {}, schemaUrl, scopes }) =>
      scopes.flatMap(({ scope: made = {}, schemaUrl: scopeUrl, items }) =>
        items.map((item) => ({ order: order(item), resource: belongs, schemaUrl, scope: made, scopeUrl, item })),
      ),
    )
    .toSorted((a, b) => a.order.localeCompare(b.order));
}

const doors = [
  (signal: "traces" | "logs", request: object) => sendJson(throughline.otlpHttp, signal, request),
  (signal: "traces" | "logs", request: object) => sendProtobuf(throughline.otlpHttp, signal, request),
  (signal: "traces" | "logs", request: object) => sendGrpc(throughline.otlpGrpc, signal, request),
];

test("any legal trace comes back as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), group(span)), { minLength: REQUESTS_PER_RUN, maxLength: REQUESTS_PER_RUN, size: "max" }),
      async (requests) => {
        const sent = requests.map(([door, groups]) => {
          const traceId = newTraceId();
          let number = 0;
          const own = groups.map((one) => ({
            ...one,
            scopes: one.scopes.map((each) => ({
              ...each,
              items: each.items.map((item) => ({ ...item, traceId, spanId: (++number).toString(16).padStart(16, "0") })),
            })),
          }));
          return { door, traceId, groups: own };
        });
        for (const { door, groups } of sent) {
          const resourceSpans = groups.map(({ scopes, ...head }) => ({
            ...head,
            scopeSpans: scopes.map(({ items, ...rest }) => ({ ...rest, spans: items })),
          }));
          expect((await doors[door]?.("traces", { resourceSpans }))?.body).toEqual({});
        }
        await throughline.settled();
        for (const { traceId, groups } of sent) {
          const { resourceSpans } = (await throughline.client.traceOtlp(traceId)) as {
            resourceSpans: ({ scopeSpans: { scope?: object; schemaUrl?: string; spans: { spanId: string }[] }[] } & Omit<
              Group<never>,
              "scopes"
            >)[];
          };
          const got = resourceSpans.map(({ scopeSpans, ...head }) => ({
            ...head,
            scopes: scopeSpans.map(({ spans, ...rest }) => ({ ...rest, items: spans })),
          }));
          expect(flat(got, ({ spanId }) => spanId)).toEqual(flat(groups, ({ spanId }) => spanId));
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000);

test("any legal log record comes back as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), group(logRecord)), { minLength: REQUESTS_PER_RUN, maxLength: REQUESTS_PER_RUN, size: "max" }),
      async (requests) => {
        const sent = requests.map(([door, groups]) => {
          const traceId = newTraceId();
          let number = 0;
          const own = groups.map((one) => ({
            ...one,
            // Flags tell the records of a trace apart.
            scopes: one.scopes.map((each) => ({ ...each, items: each.items.map((item) => ({ ...item, traceId, flags: ++number })) })),
          }));
          return { door, traceId, groups: own };
        });
        for (const { door, groups } of sent) {
          const resourceLogs = groups.map(({ scopes, ...head }) => ({
            ...head,
            scopeLogs: scopes.map(({ items, ...rest }) => ({ ...rest, logRecords: items })),
          }));
          expect((await doors[door]?.("logs", { resourceLogs }))?.body).toEqual({});
        }
        await throughline.settled();
        for (const { traceId, groups } of sent) {
          const { resourceLogs } = (await throughline.client.logsOtlp({ traceId, start: "-7d" })) as {
            resourceLogs: ({ scopeLogs: { scope?: object; schemaUrl?: string; logRecords: { flags: number }[] }[] } & Omit<
              Group<never>,
              "scopes"
            >)[];
          };
          const got = resourceLogs.map(({ scopeLogs, ...head }) => ({
            ...head,
            scopes: scopeLogs.map(({ logRecords, ...rest }) => ({ ...rest, items: logRecords })),
          }));
          const order = ({ flags }: { flags: number }) => String(flags).padStart(3, "0");
          expect(flat(got, order)).toEqual(flat(groups, order));
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000);

import { expect } from "@jest/globals";
import type { Throughline } from "../throughline.ts";

/** What the programs in `tests/interop` send, each by the SDK of its language, and what the query API must then know. */

interface AnyValue {
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly [type: string]: unknown;
}
interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}
interface Item {
  readonly name?: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly body?: AnyValue;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly KeyValue[] }[];
  readonly links?: readonly { readonly attributes?: readonly KeyValue[] }[];
}
interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: readonly KeyValue[];
}
interface Group<Items> {
  readonly resource: { readonly attributes: readonly KeyValue[] };
  readonly scopes: readonly ({ readonly scope: Scope; readonly schemaUrl?: string } & Items)[];
}

const text = (stringValue: string) => ({ stringValue });
const int = (intValue: string) => ({ intValue });
const list = (...values: object[]) => ({ arrayValue: { values } });
const map = (entries: Record<string, object>) => ({ kvlistValue: entries });

const EVERY_TYPE = {
  text: text("grüße ☃ 😀"),
  empty: text(""),
  yes: { boolValue: true },
  int: int("9007199254740993"),
  negative: int("-1"),
  double: { doubleValue: 0.1 },
  texts: list(text("a"), text("b")),
  bools: list({ boolValue: true }, { boolValue: false }),
  ints: list(int("1"), int("-9223372036854775808")),
  doubles: list({ doubleValue: 1.5 }, { doubleValue: -0.25 }),
  bytes: { bytesValue: "AP8=" },
  mixed: list(text("a"), int("1"), { boolValue: true }),
  map: map({ key: text("value"), deep: map({ list: list(int("1"), int("2")) }) }),
};
const SCHEMA = "https://opentelemetry.io/schemas/1.30.0";
const MANY = 500;
const SEVERITIES = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 };
const numbers = Array.from({ length: MANY }, (_, number) => String(number));

export interface SignalsOptions {
  readonly service: string;
  readonly traceId: string;
  readonly language: string;
  /** What the language calls the class of the error that it records. */
  readonly exception: string;
  /** Whether its SDK can put attributes on a scope. */
  readonly scopeAttributes: boolean;
}

/** Everything that a program has sent is there as it was sent, and nothing else. */
export async function expectSignals(throughline: Throughline, options: SignalsOptions): Promise<void> {
  const { service, traceId } = options;
  const spans = await expectSpans(throughline, options);
  await expectLogs(throughline, options, spans);

  const found = await throughline.client.traces({
    q: `{ resource.service.name = "${service}" && span.text = "grüße ☃ 😀" && span.double < 0.2 }`,
  });
  expect(found.traces.map((trace) => [trace.traceId, trace.spanCount, trace.errorCount])).toEqual([[traceId, MANY + 3, 1]]);
  const trace = await throughline.client.trace(traceId);
  expect(trace.notes).toEqual([]);
  expect([trace.spans.length, trace.logs.length]).toEqual([MANY + 3, MANY + 8]);
  expect(trace.spans.find(({ name }) => name === "every type")?.attributes).toMatchObject({ int: "9007199254740993", yes: true });

  const logsOf = async (q: string) => (await throughline.client.logs({ q, service })).logs.map((log) => [log.traceId, log.body]);
  expect(await logsOf("event=order.placed negative=-1 texts=b")).toEqual([[traceId, "every type"]]);
  expect(await logsOf("severity>=error")).toEqual([
    [traceId, "severity FATAL"],
    [traceId, "severity ERROR"],
  ]);
  expect(await logsOf('"outside any trace"')).toEqual([["", "outside any trace"]]);
  expect((await throughline.client.logHistogram({ service })).total).toBe(MANY + 9);
}

/** Returns the IDs of the spans by number. */
async function expectSpans(throughline: Throughline, options: SignalsOptions): Promise<Map<string, string>> {
  const { resourceSpans } = (await throughline.client.traceOtlp(options.traceId)) as {
    resourceSpans: (Omit<Group<never>, "scopes"> & { scopeSpans: Group<{ spans: Item[] }>["scopes"] })[];
  };
  const spans = resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans: items, ...belongs }) => {
      expectOrigin(resource.attributes, belongs, options);
      return items;
    }),
  );
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  const [root] = spans.filter(({ name }) => name === "every type");
  const parentSpanId = root?.spanId;
  const of = (name: string) => spans.filter((span) => span.name === name).map(tidy);
  expect(of("every type")).toEqual([expect.objectContaining({ kind: 2, attributes: EVERY_TYPE })]);
  expect(root).not.toHaveProperty("parentSpanId");
  expect(of("fails")).toEqual([
    expect.objectContaining({
      parentSpanId,
      kind: 3,
      status: { code: 2, message: "card declined" },
      events: [
        expect.objectContaining({ name: "retry", attributes: { attempt: int("2") } }),
        expect.objectContaining({
          name: "exception",
          attributes: expect.objectContaining({
            "exception.type": text(options.exception),
            "exception.message": text("card declined"),
            "exception.stacktrace": text(expect.stringContaining("\n") as unknown as string),
          }),
        }),
      ],
      links: [
        expect.objectContaining({
          traceId: "0af7651916cd43dd8448eb211c80319c",
          spanId: "b7ad6b7169203331",
          attributes: { reason: text("batch") },
        }),
      ],
    }),
  ]);
  expect(of("succeeds")).toEqual([expect.objectContaining({ parentSpanId, kind: 4, status: { code: 1 } })]);
  const many = spans.filter(({ name }) => name === "one of many");
  expect(many.map(numberOf).toSorted(byNumber)).toEqual(numbers);
  expect(spans).toHaveLength(MANY + 3);
  return new Map(many.map((span) => [numberOf(span), span.spanId]));
}

async function expectLogs(throughline: Throughline, options: SignalsOptions, spans: ReadonlyMap<string, string>): Promise<void> {
  const { resourceLogs } = (await throughline.client.logsOtlp({ traceId: options.traceId, limit: 1000 })) as {
    resourceLogs: (Omit<Group<never>, "scopes"> & { scopeLogs: Group<{ logRecords: Item[] }>["scopes"] })[];
  };
  const logs = resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords, ...belongs }) => {
      expectOrigin(resource.attributes, belongs, options);
      return logRecords;
    }),
  );
  const of = (body: string) => logs.filter((log) => log.body?.["stringValue"] === body).map(tidy);
  expect(of("every type")).toEqual([
    expect.objectContaining({ severityNumber: 9, severityText: "INFO", eventName: "order.placed", attributes: EVERY_TYPE }),
  ]);
  for (const [severityText, severityNumber] of Object.entries(SEVERITIES))
    expect(of(`severity ${severityText}`)).toEqual([expect.objectContaining({ severityNumber, severityText })]);
  expect(logs.filter(({ body }) => body?.kvlistValue).map((log) => normal(log.body as AnyValue))).toEqual([
    map({ order: map({ id: int("7"), items: list(text("a"), text("b")) }), paid: { boolValue: true } }),
  ]);
  const many = logs.filter(({ body }) => body?.["stringValue"] === "one of many");
  expect(many.map(numberOf).toSorted(byNumber)).toEqual(numbers);
  expect(many.map(({ spanId }) => spanId)).toEqual(many.map((log) => spans.get(numberOf(log))));
  expect(logs).toHaveLength(MANY + 8);
}

function expectOrigin(
  resource: readonly KeyValue[],
  { scope, schemaUrl }: { readonly scope: Scope; readonly schemaUrl?: string },
  { service, language, scopeAttributes }: SignalsOptions,
): void {
  expect(entries(resource)).toMatchObject({
    "service.name": text(service),
    "service.version": text("1.2.3"),
    "deployment.environment.name": text("test"),
    "telemetry.sdk.language": text(language),
  });
  const attributes = scopeAttributes ? [{ key: "scope.attribute", value: text("yes") }] : undefined;
  expect({ schemaUrl, scope }).toEqual({
    schemaUrl: SCHEMA,
    scope: { name: "interop", version: "1.0.0", ...(attributes && { attributes }) },
  });
}

const byNumber = (a: string, b: string) => Number(a) - Number(b);
const numberOf = ({ attributes = [] }: Item) => String(attributes.find(({ key }) => key === "number")?.value["intValue"]);

/** Attributes as an object: SDKs are free in their order. */
const entries = (attributes: readonly KeyValue[] = []) => Object.fromEntries(attributes.map(({ key, value }) => [key, normal(value)]));

function normal(value: AnyValue): object {
  if (value.arrayValue) return list(...(value.arrayValue.values ?? []).map(normal));
  return value.kvlistValue ? map(entries(value.kvlistValue.values)) : value;
}

function tidy(item: Item): object {
  return {
    ...item,
    attributes: entries(item.attributes),
    events: (item.events ?? []).map((event) => ({ ...event, attributes: entries(event.attributes) })),
    links: (item.links ?? []).map((link) => ({ ...link, attributes: entries(link.attributes) })),
  };
}

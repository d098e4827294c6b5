import type { FieldValue } from "@throughline/query";
import type { EvalSpan, EvalTrace } from "@throughline/query/testing";
import fc from "fast-check";
import { NOW, SECOND, spanId, type TestAttributes, type TestSpan, type TestValue, traceId } from "./store.ts";

/** Random traces, as rows to store and as the evaluator is given them. */
export interface RandomTrace {
  readonly rows: readonly TestSpan[];
  readonly trace: EvalTrace;
}

export const TEXTS = ["", "a", "A", "ab", "b=c", "it's", "\\", "\n", "é", "\u{1F600}", "a\u0000b", "5", "true"];
export const KEYS = ["k", "k=", "a b", "κ", "service.name"];
export const NUMBERS = [0n, 1n, -1n, 5n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
export const DOUBLES = [0, -0, 0.5, 1, 5, -1, 2 ** 53, 1e300, 5e-324, NaN, Infinity, -Infinity];

/** What is stored, and what it is to a query; `undefined`: nothing. */
interface Value {
  readonly stored: TestValue;
  readonly any: Readonly<Record<string, unknown>>;
  readonly value: FieldValue | undefined;
}

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...TEXTS).map((text): Value => ({ stored: text, any: { stringValue: text }, value: text })),
  fc.constantFrom(...NUMBERS).map((int): Value => ({ stored: ["i", String(int)], any: { intValue: String(int) }, value: int })),
  fc.constantFrom(...DOUBLES).map((double): Value => {
    const text = Object.is(double, -0) ? "-0" : String(double);
    return { stored: ["d", text], any: { doubleValue: Number.isFinite(double) && text !== "-0" ? double : text }, value: double };
  }),
  fc.boolean().map((bool): Value => ({ stored: ["b", String(bool)], any: { boolValue: bool }, value: bool })),
);

const array: fc.Arbitrary<Value> = fc.array(scalar, { maxLength: 3 }).map((elements) => {
  const arrayValue = { values: elements.map(({ any }) => any) };
  return { stored: ["a", JSON.stringify(arrayValue)], any: { arrayValue }, value: elements.map(({ value }) => value as FieldValue) };
});

const other: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  { stored: ["x", "AA=="], any: { bytesValue: "AA==" }, value: [] },
  { stored: ["k", '{"values":[{"key":"a","value":{"intValue":"5"}}]}'], any: { kvlistValue: { values: [{ key: "a" }] } }, value: [] },
  { stored: ["n", ""], any: {}, value: undefined },
);

const value = fc.oneof({ weight: 6, arbitrary: scalar }, { weight: 2, arbitrary: array }, { weight: 1, arbitrary: other });
type Values = Readonly<Record<string, Value>>;
const attributes = fc.dictionary(fc.constantFrom(...KEYS.filter((key) => key !== "service.name")), value, { maxKeys: 3 });

const time = fc.bigInt({ min: 0n, max: 1_000n });
const event = fc.record({ name: fc.constantFrom(...TEXTS), after: time, attributes });
const link = fc.record({
  trace: fc.constantFrom("6162636465666768696a6b6c6d6e6f70", "4142434445464748494a4b4c4d4e4f50"),
  span: fc.constantFrom("6162636465666768", "696a6b6c6d6e6f70"),
  attributes,
});

const span = fc.record({
  parent: fc.option(fc.nat({ max: 6 }), { freq: 4 }),
  after: fc.bigInt({ min: 0n, max: SECOND }),
  duration: fc.constantFrom(0n, 1n, 5n, 1_000_000n, 2n ** 53n + 1n),
  name: fc.constantFrom(...TEXTS),
  kind: fc.constantFrom("unspecified", "internal", "server", "client", "producer", "consumer"),
  status: fc.constantFrom("unset", "ok", "error"),
  message: fc.constantFrom("", "a"),
  service: fc.constantFrom("cart", "a", "5"),
  attributes,
  resource: attributes,
  scope: fc.record({
    name: fc.constantFrom("", "a"),
    version: fc.constantFrom("", "5"),
    attributes: fc.option(attributes, { freq: 2, nil: {} }),
  }),
  events: fc.array(event, { maxLength: 2 }),
  links: fc.array(link, { maxLength: 2 }),
});
type RandomSpan = typeof span extends fc.Arbitrary<infer T> ? T : never;

/** As many traces of up to six spans, always the same. */
export function randomTraces(count: number, seed: number): readonly RandomTrace[] {
  return fc.sample(fc.array(span, { minLength: 1, maxLength: 6 }), { numRuns: count, seed }).map(randomTrace);
}

function randomTrace(spans: readonly RandomSpan[], number: number): RandomTrace {
  const id = (index: number): string => spanId(number * 10 + index);
  const begin = NOW - BigInt(number) * 10n * SECOND;
  const all = spans.map((one, index) => ({ ...one, id: id(index), start: begin + one.after, parentId: parentOf(one, index, id) }));
  const root = all.filter(({ parentId }) => parentId === "").toSorted(byStart)[0];
  const start = all.reduce((first, one) => (one.start < first ? one.start : first), begin + SECOND);
  const end = all.reduce((last, one) => (one.start + one.duration > last ? one.start + one.duration : last), 0n);
  return {
    rows: all.map((one) => rowOf(one, traceId(number))),
    trace: {
      traceId: traceId(number),
      spans: all.toSorted(byStart).map(evalSpan),
      rootName: root?.name ?? "",
      rootServiceName: root?.service ?? "",
      startNano: start,
      durationNano: end - start,
    },
  };
}

type PlacedSpan = RandomSpan & { readonly id: string; readonly start: bigint; readonly parentId: string };

/** A parent may be missing, or come after its child. */
function parentOf({ parent }: RandomSpan, index: number, id: (index: number) => string): string {
  return parent === null || parent === index ? "" : id(parent);
}

function byStart(a: PlacedSpan, b: PlacedSpan): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1;
}

function rowOf(one: PlacedSpan, trace: string): TestSpan {
  const scopeAttributes = Object.entries(one.scope.attributes).map(([key, { any }]) => ({ key, value: any }));
  return {
    traceId: trace,
    spanId: one.id,
    parentId: one.parentId,
    time: one.start,
    duration: one.duration,
    service: one.service,
    name: one.name,
    kind: one.kind,
    status: one.status,
    attributes: stored(one.attributes),
    resource: stored(one.resource),
    columns: {
      status_message: one.message,
      scope_name: one.scope.name,
      scope_version: one.scope.version,
      scope_rest: scopeAttributes.length > 0 ? JSON.stringify({ attributes: scopeAttributes }) : "",
      event_times: one.events.map(({ after }) => one.start + after),
      event_names: one.events.map(({ name }) => name),
      event_attributes: one.events.map((of) => texts(of.attributes)),
      event_attribute_types: one.events.map((of) => letters(of.attributes)),
      link_trace_ids: one.links.map((of) => of.trace),
      link_span_ids: one.links.map((of) => of.span),
      link_attributes: one.links.map((of) => texts(of.attributes)),
      link_attribute_types: one.links.map((of) => letters(of.attributes)),
    },
  };
}

function evalSpan(one: PlacedSpan): EvalSpan {
  return {
    spanId: one.id,
    parentSpanId: one.parentId,
    startNano: one.start,
    durationNano: one.duration,
    name: one.name,
    kind: one.kind,
    status: one.status,
    statusMessage: one.message,
    service: one.service,
    attributes: valuesOf(one.attributes),
    resource: new Map([...valuesOf(one.resource), ["service.name", one.service]]),
    scope: { name: one.scope.name, version: one.scope.version, attributes: valuesOf(one.scope.attributes) },
    events: one.events.map(({ name, after, attributes: of }) => ({ name, timeNano: one.start + after, attributes: valuesOf(of) })),
    links: one.links.map((of) => ({ traceId: of.trace, spanId: of.span, attributes: valuesOf(of.attributes) })),
  };
}

function stored(values: Values): TestAttributes {
  return Object.fromEntries(Object.entries(values).map(([key, { stored: of }]) => [key, of]));
}

function texts(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, { stored: of }]) => [key, typeof of === "string" ? of : of[1]]));
}

function letters(values: Values): string {
  const types = Object.values(values)
    .map(({ stored: of }) => (typeof of === "string" ? "s" : of[0]))
    .join("");
  return /^s*$/.test(types) ? "" : types;
}

function valuesOf(values: Values): ReadonlyMap<string, FieldValue> {
  return new Map(Object.entries(values).flatMap(([key, { value: of }]) => (of === undefined ? [] : [[key, of] as const])));
}

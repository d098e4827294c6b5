import { afterEach, expect, test } from "@jest/globals";
import { logs, ROOT_CONTEXT, SeverityNumber, trace, type LogRecord } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { setCorrelation } from "../correlation/correlation.ts";
import { RecordLoggerProvider } from "./logger-provider.ts";
import { logger } from "./logger.ts";

afterEach(() => logs.disable());

const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
const traced = trace.setSpanContext(ROOT_CONTEXT, span);

interface Limits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}
const NO_LIMITS: Limits = { attributeCountLimit: 128, attributeValueLengthLimit: Infinity };

/** What becomes of a record with our provider and with OpenTelemetry's own. */
function both(record: LogRecord, limits = NO_LIMITS): [ReadableLogRecord | undefined, ReadableLogRecord | undefined] {
  const resource = resourceFromAttributes({ "service.name": "shop" });
  const ours: ReadableLogRecord[] = [];
  const options = { schemaUrl: "https://a/b", attributes: { part: "x" } };
  new RecordLoggerProvider({ resource, limits, outlets: [(one) => ours.push(one)] }).getLogger("l", "1.0", options).emit(record);
  const exporter = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  new LoggerProvider({ resource, logRecordLimits: limits, processors }).getLogger("l", "1.0", options).emit(record);
  return [ours[0], exporter.getFinishedLogRecords()[0]];
}

const EVERYTHING: LogRecord = {
  timestamp: 1.7e12,
  observedTimestamp: [1, 2],
  severityNumber: SeverityNumber.WARN,
  severityText: "w",
  body: { a: [1] },
  eventName: "e",
  context: traced,
};
const AT: LogRecord = { timestamp: new Date(5), observedTimestamp: 1.7e12 };
const UNTRACED = trace.setSpanContext(ROOT_CONTEXT, { ...span, traceId: "0".repeat(32) });
const ODD = { s: "x", n: 1.5, o: { a: null, b: undefined }, bytes: new Uint8Array([1, 2]), u: undefined, "": 1 };
const LONG = { a: "long text", b: ["long text"], c: 1 };

test.each<[string, LogRecord, Limits]>([
  ["everything", EVERYTHING, NO_LIMITS],
  ["a date", AT, NO_LIMITS],
  ["odd attributes", { ...AT, attributes: ODD }, NO_LIMITS],
  ["an invalid span", { ...AT, context: UNTRACED }, NO_LIMITS],
  ["limits", { ...AT, attributes: LONG }, { attributeCountLimit: 2, attributeValueLengthLimit: 4 }],
])("a record with %s is as OpenTelemetry's own provider makes it, but for the correlation ID", (_, record, limits) => {
  const [ours, theirs] = both(record, limits).map((one) => {
    const { hrTime, hrTimeObserved, spanContext, severityNumber, severityText, body, eventName } = one ?? ({} as never);
    const { attributes, droppedAttributesCount, instrumentationScope, resource } = one ?? ({} as never);
    const { "correlation.id": _id, ...others } = attributes;
    const told = { severityNumber, severityText, body, eventName, attributes: others, droppedAttributesCount, instrumentationScope };
    return { hrTime, hrTimeObserved, spanContext, ...told, resource: resource.attributes };
  });
  expect(ours).toEqual(theirs);
});

test("an exception becomes its attributes, and a time that is not given is now", () => {
  const before = Date.now();
  const [ours, theirs] = both({ exception: new TypeError("failed") });
  expect(Object.keys(ours?.attributes ?? {})).toEqual(Object.keys(theirs?.attributes ?? {}).toSorted((a, b) => order(a) - order(b)));
  expect(ours?.attributes).toMatchObject({ "exception.type": "TypeError", "exception.message": "failed" });
  const [seconds = 0, nanos = 0] = ours?.hrTime ?? [];
  expect(seconds * 1000 + nanos / 1e6).toBeGreaterThanOrEqual(before);
  expect(ours?.hrTimeObserved).toEqual(ours?.hrTime);
});

const order = (name: string): number => ["exception.type", "exception.message", "exception.stacktrace"].indexOf(name);

test("the correlation ID is on every record, and the last to fall victim to a limit", () => {
  const limits = { attributeCountLimit: 2, attributeValueLengthLimit: Infinity };
  const ctx = setCorrelation(ROOT_CONTEXT, "order-9");
  const [ours] = both({ attributes: { a: 1, b: 2 }, context: ctx }, limits);
  expect(ours).toMatchObject({ attributes: { "correlation.id": "order-9", a: 1 }, droppedAttributesCount: 1 });
});

test("our own logger's records keep to the limits, and its fields go to any provider", () => {
  const written: ReadableLogRecord[] = [];
  const resource = resourceFromAttributes({});
  const limits = { attributeCountLimit: 2, attributeValueLengthLimit: 3 };
  logs.setGlobalLoggerProvider(new RecordLoggerProvider({ resource, limits, outlets: [(one) => written.push(one)] }));
  logger("limited").info("paid", { a: "long text", b: { c: "long text" }, d: 1 });
  expect(written[0]).toMatchObject({
    attributes: { a: "lon", b: { c: "lon" } },
    droppedAttributesCount: 1,
    body: "paid",
    eventName: "paid",
  });

  logs.disable();
  const exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
  logger("stock").warn("paid", { a: 1, nested: [{ deep: true }] });
  expect(exporter.getFinishedLogRecords()[0]).toMatchObject({
    attributes: { a: 1, nested: [{ deep: true }] },
    severityText: "WARN",
    eventName: "paid",
  });
});

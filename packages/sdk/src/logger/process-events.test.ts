import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { context, logs, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { setCorrelation } from "../correlation/correlation.ts";
import { RecordLoggerProvider } from "./logger-provider.ts";
import { logNodeWarning, logUncaughtException } from "./process-events.ts";

const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
const ACTION = setCorrelation(trace.setSpanContext(ROOT_CONTEXT, span), "order-9");

const records: ReadableLogRecord[] = [];
beforeAll(() => {
  const limits = { attributeCountLimit: 128, attributeValueLengthLimit: Infinity };
  const outlets = [(record: ReadableLogRecord) => void records.push(record)];
  logs.setGlobalLoggerProvider(new RecordLoggerProvider({ resource: resourceFromAttributes({}), limits, outlets }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
});
beforeEach(() => void records.splice(0));
afterAll(() => {
  logs.disable();
  context.disable();
});

test("logUncaughtException() sends the error with its trace at once, and writes nothing", () => {
  const stdout = jest.spyOn(process.stdout, "write");
  context.with(ACTION, () => logUncaughtException(new TypeError("failed", { cause: new Error("why") }), "uncaughtException"));
  context.with(ACTION, () => logUncaughtException({ reason: 7, token: "hunter2" }, "unhandledRejection"));
  expect(stdout).not.toHaveBeenCalled();
  stdout.mockRestore();
  const all = { spanContext: span, severityText: "FATAL", severityNumber: 21 };
  expect(records).toEqual([
    expect.objectContaining({ ...all, eventName: "uncaught_exception", body: "uncaught_exception" }),
    expect.objectContaining({ ...all, eventName: "unhandled_rejection" }),
  ]);
  expect(records[0]?.attributes).toEqual({
    "correlation.id": "order-9",
    "exception.type": "TypeError",
    "exception.message": "failed",
    "exception.stacktrace": expect.stringMatching(/^TypeError: failed\n {4}at [^]*\nCaused by: Error: why\n {4}at /),
  });
  expect(records[1]?.attributes).toEqual({ "correlation.id": "order-9", thrown: { reason: 7, token: "[redacted]" } });
});

test.each([undefined, null, 0, "text", Symbol("s"), Object.create(null), new Proxy({}, { ownKeys: () => never() })])(
  "logUncaughtException() takes anything",
  (thrown) => {
    logUncaughtException(thrown, "uncaughtException");
    expect(records).toHaveLength(1);
  },
);

function never(): never {
  throw new Error("not readable");
}

test("logNodeWarning() says what kind of warning it is", () => {
  const warning = Object.assign(new Error("old"), { name: "DeprecationWarning", code: "DEP0001", detail: "more" });
  logNodeWarning(warning);
  expect(records[0]).toMatchObject({ eventName: "node_warning", severityText: "WARN" });
  expect(records[0]?.attributes).toMatchObject({
    name: "DeprecationWarning",
    code: "DEP0001",
    detail: "more",
    "exception.type": "DeprecationWarning",
    "exception.message": "old",
  });
});

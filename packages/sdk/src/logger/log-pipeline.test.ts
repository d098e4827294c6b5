import { afterEach, expect, test } from "@jest/globals";
import type { LogEvent, LogProcessor } from "./log-event.ts";
import { configureLogger, logPipeline, processed } from "./log-pipeline.ts";
import { redact } from "./redact.ts";
import { rename } from "./rename.ts";
import { sample } from "./sample.ts";

afterEach(() => configureLogger({ processors: [redact()] }));

function event(more: Partial<LogEvent> = {}): LogEvent {
  const ids = { correlationId: undefined, traceId: undefined, spanId: undefined };
  return { level: "info", event: "paid", logger: "orders", fields: {}, exception: undefined, ...ids, ...more };
}

function through(processors: LogProcessor[], one: LogEvent): LogEvent | null {
  configureLogger({ processors });
  return processed(one, logPipeline());
}

test("processors see the event one after the other, and what they change they change for the next", () => {
  const seen: unknown[] = [];
  const add: LogProcessor = (one) => {
    one.fields["added"] = 1;
    return one;
  };
  const look: LogProcessor = (one) => {
    seen.push({ ...one.fields });
    return { ...one, event: "replaced" };
  };
  expect(through([add, rename({ added: "first", gone: "x" }), look], event())).toMatchObject({ event: "replaced", fields: { first: 1 } });
  expect(seen).toEqual([{ first: 1 }]);
});

test("null drops the event; what comes after is not asked", () => {
  const never: LogProcessor = () => {
    throw new Error("asked");
  };
  expect(through([() => null, never], event())).toBeNull();
});

test("a processor that throws, or returns nothing, loses nothing", () => {
  const broken: LogProcessor = () => {
    throw Object.create(null);
  };
  const forgetful = (() => undefined) as unknown as LogProcessor;
  expect(through([broken, forgetful, rename({ a: "b" })], event({ fields: { a: 1 } }))).toMatchObject({ event: "paid", fields: { b: 1 } });
});

test("whatever a processor puts into the event, lines and records can carry it", () => {
  const odd = ((one: LogEvent) => ({ ...one, level: "loud", event: 7n, fields: { at: new Date(0), big: 2n, gone: undefined } })) as never;
  expect(through([odd], event())).toMatchObject({ level: "info", event: '"7"', fields: { at: "1970-01-01T00:00:00.000Z", big: "2" } });
});

test("rename() does not replace a field", () => {
  expect(through([rename({ a: "b", c: "c" })], event({ fields: { a: 1, b: 2, c: 3 } }))?.fields).toEqual({ b: 2, c: 3 });
});

test("sample() keeps its share, all or nothing of one action, and what is severe", () => {
  const kept = (options: Parameters<typeof sample>[0], more: Partial<LogEvent>): boolean =>
    through([sample(options)], event(more)) !== null;
  const ids = Array.from({ length: 2000 }, (_, at) => `0199-${at}`);
  const share = ids.filter((correlationId) => kept({ ratio: 0.2 }, { correlationId })).length / ids.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.25);
  for (const correlationId of ids.slice(0, 50)) {
    expect(kept({ ratio: 0.2 }, { correlationId, event: "other" })).toBe(kept({ ratio: 0.2 }, { correlationId }));
  }
  expect(kept({ ratio: 0 }, { level: "warn" })).toBe(true);
  expect(kept({ ratio: 0, keep: "error" }, { level: "warn" })).toBe(false);
  expect(kept({ ratio: 0, events: ["noise"] }, {})).toBe(true);
  expect(kept({ ratio: 0, events: ["noise"] }, { event: "noise" })).toBe(false);
  expect([kept({ ratio: 1 }, {}), kept({ ratio: 0 }, {})]).toEqual([true, false]);
});

import { describe, expect, test } from "@jest/globals";
import { edgeKey, edgeWidth, kindText, numbersText, redPart } from "./map-model.ts";

const numbers = { calls: 0, errors: 0, p50Nano: null, p95Nano: null, p99Nano: null, exemplars: { slowTraceId: null, failedTraceId: null } };

describe("what a map says of its edges and nodes", () => {
  test("edges between the same two differ by how one calls the other", () => {
    const edge = { from: "a", to: "b", kind: "call", protocol: "http", ...numbers } as const;
    expect(edgeKey(edge)).toBe("a→b→call→http");
    expect(edgeKey({ ...edge, protocol: null })).not.toBe(edgeKey(edge));
    expect(edgeKey({ ...edge, kind: "messaging" })).not.toBe(edgeKey(edge));
  });

  test("numbers are a rate, a duration where one is known, and errors where there are any", () => {
    expect(numbersText({ calls: 120, errors: 0, p95Nano: null }, 60)).toBe("2 /s");
    expect(numbersText({ calls: 120, errors: 12, p95Nano: "30000000" }, 60)).toBe("2 /s · 30.0 ms · 10 %");
  });

  test("what sends no spans is named by its system, else by its kind", () => {
    expect(kindText({ kind: "database", system: "postgresql" })).toBe("postgresql");
    expect(kindText({ kind: "messaging", system: null })).toBe("queue");
    expect(kindText({ kind: "external", system: null })).toBe("other host");
  });

  test("more calls are a wider line, within bounds, and few errors are seen", () => {
    expect(edgeWidth({ calls: 0 })).toBe(1);
    expect(edgeWidth({ calls: 1_000 })).toBeGreaterThan(edgeWidth({ calls: 100 }));
    expect(edgeWidth({ calls: 1e12 })).toBe(edgeWidth({ calls: 1e5 }));
    expect([redPart({ calls: 1_000, errors: 0 }), redPart({ calls: 1_000, errors: 1 }), redPart({ calls: 4, errors: 4 })]).toEqual([
      0, 0.06, 1,
    ]);
  });
});

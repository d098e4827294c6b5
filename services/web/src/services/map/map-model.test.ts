import { describe, expect, test } from "@jest/globals";
import { edgeKey, edgeWidth, kindText, nodeText, numbersText, redPart, troublesOf } from "./map-model.ts";

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

  test("a service whose spans do not end says how many, and since when", () => {
    const node = { id: "bank", name: "bank", kind: "service", system: null, address: null, ...numbers, calls: 60, p99Nano: "1" } as const;
    const group = {
      name: "authorize",
      kind: "client",
      function: null,
      file: null,
      line: null,
      count: 1_200,
      lost: 0,
      oldest: { traceId: "a", spanId: "b", startTimeUnixNano: "0" },
      newestStartUnixNano: "0",
      reportedUnixNano: "0",
      noneEndedSinceUnixNano: null,
    };
    const stalls = [
      {
        name: "bank",
        blocks: { count: 0, totalNano: "0", longestNano: "0", culprits: [] },
        openSpans: { count: 1_200, longestNano: "0", groups: [group] },
      },
    ];
    const trouble = troublesOf([node], stalls, 30_000_000_000n).get("bank");
    expect(trouble?.verdict).toBe("1,200 open, no authorize of the last 30 s has ended");
    expect(nodeText(node, 60, trouble)).toBe("1 /s · 1,200 open");
    expect(troublesOf([node], stalls, 1_000_000_000n).size).toBe(0);
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

import { describe, expect, test } from "@jest/globals";
import type { OpenGroup } from "@throughline/api";
import { openRows, stuckSince } from "./open-rows.ts";
import { openVerdict } from "./open-verdict.ts";

const SECOND = 1_000_000_000n;
const NOW = 10_000n * SECOND;
const ago = (seconds: number) => String(NOW - BigInt(seconds) * SECOND);

const group = (name: string, oldest: number, more: Partial<OpenGroup> = {}): OpenGroup => ({
  name,
  kind: "server",
  function: null,
  file: null,
  line: null,
  count: 10,
  lost: 0,
  oldest: { traceId: "a", spanId: "b", startTimeUnixNano: ago(oldest) },
  newestStartUnixNano: ago(5),
  reportedUnixNano: ago(1),
  noneEndedSinceUnixNano: ago(-30),
  ...more,
});
const verdict = (groups: readonly OpenGroup[], p99Nano: string | null = "31000000") =>
  openVerdict({ count: 2_838, longestNano: "1", groups: [...groups] }, p99Nano, NOW);

describe("openVerdict()", () => {
  test("says what has not ended for how long", () => {
    expect(verdict([group("POST /x", 250, { noneEndedSinceUnixNano: ago(245) })])).toBe(
      "2,838 open, no POST /x of the last 4 min has ended",
    );
  });

  test("names the largest group, and of several as large the innermost, which began last", () => {
    const stuck = { noneEndedSinceUnixNano: null };
    expect(verdict([group("outer", 65, stuck), group("inner", 64, stuck), group("few", 63, { ...stuck, count: 1 })])).toContain(
      "no inner of",
    );
  });

  test("says how old the oldest is where others of its operation end", () => {
    expect(verdict([group("POST /x", 250), group("GET /y", 40)])).toBe("2,838 open, the oldest for 4 min");
  });

  test.each([
    ["what is younger than a few seconds", group("a", 4, { noneEndedSinceUnixNano: null }), null],
    ["what is not older than its 99th percentile", group("a", 50, { noneEndedSinceUnixNano: null }), "60000000000"],
    ["what is no longer heard of", group("a", 250, { noneEndedSinceUnixNano: null, lost: 10 }), null],
  ])("is silent about %s", (_, one, p99) => {
    expect(verdict([one], p99)).toBeUndefined();
  });
});

test("stuckSince() counts from when there was something to end", () => {
  expect(stuckSince(group("rare", 20, { noneEndedSinceUnixNano: ago(3_000) }), NOW)).toBe(NOW - 20n * SECOND);
  expect(stuckSince(group("busy", 300, { noneEndedSinceUnixNano: ago(60) }), NOW)).toBe(NOW - 60n * SECOND);
  expect(stuckSince(group("well", 300), NOW)).toBeUndefined();
});

test("openRows() has the groups of the services that are asked for, the oldest first", () => {
  const of = (name: string, ...groups: OpenGroup[]) => ({
    name,
    blocks: { count: 0, totalNano: "0", longestNano: "0", culprits: [] },
    openSpans: { count: 1, longestNano: "1", groups },
  });
  const services = [of("cart", group("a", 10), group("b", 5)), of("Payment", group("c", 20)), of("other", group("d", 30))];
  expect(openRows(services, "A").map(({ service, name }) => [service, name])).toEqual([
    ["Payment", "c"],
    ["cart", "a"],
    ["cart", "b"],
  ]);
});

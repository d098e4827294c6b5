import { expect, test } from "@jest/globals";
import { baseChoices, wholeBase } from "./base.ts";

const NOW = 1_795_000_000_000_000_000n;

test("a base has from the selection what it leaves out, as the query API reads it", () => {
  const service = { service: "cart", start: "-1h" };
  expect(wholeBase(service, { start: "-2h", end: "-1h" })).toEqual({ service: "cart", start: "-2h", end: "-1h" });
  expect(wholeBase(service, { traceId: "t" })).toEqual({ service: "cart", traceId: "t" });
  expect(wholeBase(service, { q: "{}" })).toEqual({ service: "cart", q: "{}", start: "-1h", end: undefined });
  expect(wholeBase({ traceId: "t" }, { service: "pay" })).toEqual({ traceId: "t", service: "pay" });
});

test("a range is compared with the one before, and with that of a day ago; relative to now where it is", () => {
  expect(baseChoices({ service: "cart" }, [], NOW).map(({ base }) => base)).toEqual([
    { start: "-7200s", end: "-3600s" },
    { start: "-90000s", end: "-86400s" },
  ]);
  const start = String(NOW - 600n * 1_000_000_000n);
  expect(baseChoices({ q: "{}", start, end: String(NOW) }, [], NOW)[0]?.base).toEqual({
    start: String(NOW - 1_200n * 1_000_000_000n),
    end: start,
  });
});

test("a trace is compared with what its services do for other requests", () => {
  expect(baseChoices({ traceId: "t" }, ["cart"], NOW)).toEqual([
    { label: "All spans of cart", base: { q: '{ resource.service.name = "cart" }', service: "cart" } },
  ]);
});

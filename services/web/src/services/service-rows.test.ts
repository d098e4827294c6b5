import { describe, expect, test } from "@jest/globals";
import { serviceRows, sortedServices } from "./service-rows.ts";

const series = (service: string, calls: number, errors: number, p95Nano: string | null) => ({
  service,
  operation: null,
  kind: null,
  calls,
  errors,
  p50Nano: p95Nano,
  p95Nano,
  p99Nano: p95Nano,
  points: [],
});
const stalls = (name: string, blocks: number, open: number) => ({
  name,
  blocks: { count: blocks, totalNano: String(blocks * 1_000), longestNano: String(blocks * 100), culprits: [] },
  openSpans: { count: open, longestNano: "1", groups: [] },
});
const ROWS = serviceRows(
  [
    { name: "cart", calls: 300, errors: 0 },
    { name: "Mailer", calls: 5, errors: 0 },
    { name: "logs-only", calls: 0, errors: 0 },
  ],
  [series("cart", 100, 1, "20000000000"), series("Mailer", 4, 2, "3000000000"), series("new", 1, 0, null)],
  [stalls("cart", 2, 0), stalls("hung", 0, 1)],
  "",
  0n,
);
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

describe("the list of services", () => {
  test("has those that only log, those that only hang, and those that came since it was asked for names", () => {
    expect(names(ROWS)).toEqual(["Mailer", "cart", "hung", "logs-only", "new"]);
    expect(ROWS[1]).toMatchObject({ name: "cart", spans: 300, red: { calls: 100 }, stalls: { blocks: { count: 2 } } });
    expect(ROWS[3]).toEqual({ name: "logs-only", spans: 0, red: undefined, stalls: undefined, verdict: undefined });
  });

  test("is ordered by numbers as numbers, with those that have none last", () => {
    expect(names(sortedServices(ROWS, { column: "p95", isDown: true }))).toEqual(["cart", "Mailer", "hung", "logs-only", "new"]);
    expect(names(sortedServices(ROWS, { column: "errors", isDown: true })).slice(0, 2)).toEqual(["Mailer", "cart"]);
    expect(names(sortedServices(ROWS, { column: "rate", isDown: false })).slice(0, 3)).toEqual(["new", "Mailer", "cart"]);
    expect(names(sortedServices(ROWS, { column: "blocked", isDown: true }))[0]).toBe("cart");
    expect(names(sortedServices(ROWS, { column: "open", isDown: true }))[0]).toBe("hung");
  });

  test("begins with what is in trouble: what does not end, then what fails, then what is asked most", () => {
    const hung = { ...ROWS[2], name: "stuck", spans: 0, red: undefined, stalls: stalls("stuck", 0, 9), verdict: "9 open" };
    expect(names(sortedServices([...ROWS, hung], { column: "trouble", isDown: true }))).toEqual([
      "stuck",
      "Mailer",
      "cart",
      "new",
      "hung",
      "logs-only",
    ]);
  });

  test("is narrowed by a part of the name, in any case", () => {
    expect(names(serviceRows([], [series("Cart", 1, 0, null), series("mail", 1, 0, null)], [], "cAR", 0n))).toEqual(["Cart"]);
  });
});

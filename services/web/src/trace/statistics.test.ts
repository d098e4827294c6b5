import { expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { statisticsOf } from "./statistics.ts";
import { span } from "./testing/spans.ts";

test("statistics sum up each operation, what has the most time of its own first", () => {
  const failed = { name: "GET", service: "stock", status: { code: "error", message: "" } } as const;
  const forest = forestOf([
    span("a", "", 0, 100),
    span("b", "a", 10, 40, { name: "GET", service: "stock" }),
    span("c", "a", 20, 90, failed),
  ]);
  expect(statisticsOf(forest)).toEqual([
    { service: "stock", name: "GET", count: 2, errors: 1, total: 100, self: 100, longest: 70 },
    { service: "shop", name: "a", count: 1, errors: 0, total: 100, self: 20, longest: 100 },
  ]);
});

import { expect, test } from "@jest/globals";
import { type Operation, sortedOperations } from "./operation-rows.ts";

const operation = (name: string, calls: number, errors: number, p95Nano: string | null): Operation => ({
  service: "cart",
  operation: name,
  kind: "server",
  calls,
  errors,
  p50Nano: null,
  p95Nano,
  p99Nano: null,
  points: [],
});

test.each([
  [{ column: "rate", isDown: true }, "b a c"],
  [{ column: "name", isDown: false }, "a b c"],
  [{ column: "errors", isDown: true }, "c a b"],
  [{ column: "p95", isDown: true }, "a c b"],
] as const)("operations by %j are %s", (order, names) => {
  const operations = [operation("a", 20, 1, "20000"), operation("b", 100, 1, null), operation("c", 3, 1, "3000")];
  expect(
    sortedOperations(operations, order)
      .map((one) => one.operation)
      .join(" "),
  ).toBe(names);
});

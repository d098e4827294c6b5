import { expect, test } from "@jest/globals";
import { attemptsOf, callTries } from "./attempts.ts";
import { actionWith } from "./testing/action-fixture.ts";

const call = { parentSpanId: "a", kind: "client" as const, name: "GET" };
const tries = (spans: Parameters<typeof actionWith>[0]) =>
  callTries(actionWith([{ spanId: "a", at: [0, 100] }, ...spans]).parts).map((all) => all.map(({ span }) => span.spanId));

test("the same call again after an error is a retry, however often", () => {
  const url = (attempt: number) => ({ "url.full": `http://stock/items?attempt=${attempt}` });
  expect(
    tries([
      { ...call, spanId: "1", at: [0, 5], error: "refused", attributes: url(1) },
      { ...call, spanId: "2", at: [10, 5], error: "refused", attributes: url(2) },
      { ...call, spanId: "3", at: [20, 5], attributes: url(3) },
    ]),
  ).toEqual([["1", "2", "3"]]);
});

test("neither a loop, nor calls at the same time, nor one to another place is a retry", () => {
  expect(
    tries([
      { ...call, spanId: "1", at: [0, 5] },
      { ...call, spanId: "2", at: [10, 5] },
      { ...call, spanId: "3", at: [20, 5], error: "x", attributes: { "url.full": "http://a/" } },
      { ...call, spanId: "4", at: [22, 5], error: "x", attributes: { "url.full": "http://a/" } },
      { ...call, spanId: "5", at: [30, 5], attributes: { "url.full": "http://b/" } },
    ]),
  ).toEqual([]);
});

test("attemptsOf() numbers the tries", () => {
  const attempts = attemptsOf([["first", "second"]]);
  expect([attempts.get("first"), attempts.get("second"), attempts.get("third")]).toEqual([
    { number: 1, of: 2 },
    { number: 2, of: 2 },
    undefined,
  ]);
});

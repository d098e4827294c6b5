import { expect, test } from "@jest/globals";
import { hopsOf, untaken } from "./hops.ts";
import { actionWith, linkTo } from "./testing/action-fixture.ts";

const found = (spans: Parameters<typeof actionWith>[0]) =>
  hopsOf(actionWith(spans).parts).map(({ from, to, by, waited }) => [from.span.spanId, to.span.spanId, by, waited]);

test("a span that links to another of the action was handed its work by it", () => {
  expect(
    found([
      { spanId: "put", kind: "producer", at: [0, 2] },
      { spanId: "take", traceId: "u", kind: "consumer", links: [...linkTo("t", "put"), ...linkTo("x", "elsewhere")], at: [1_002, 5] },
    ]),
  ).toEqual([["put", "take", "message", 1_000e6]]);
});

test("a consumer below a producer is a hop, a client's server none", () => {
  expect(
    found([
      { spanId: "put", kind: "producer", at: [0, 2] },
      { spanId: "take", parentSpanId: "put", kind: "consumer", at: [5, 5] },
      { spanId: "call", kind: "client", at: [0, 2] },
      { spanId: "answer", parentSpanId: "call", kind: "server", at: [1, 1] },
    ]),
  ).toEqual([["put", "take", "message", 3e6]]);
});

test("without a link the message's ID tells, within its queue", () => {
  const message = (queue: string, id: string) => ({ "messaging.destination.name": queue, "messaging.message.id": id });
  expect(
    found([
      { spanId: "put", kind: "producer", attributes: message("q", "7"), at: [0, 2] },
      { spanId: "other", kind: "producer", attributes: message("p", "7"), at: [0, 2] },
      { spanId: "take", traceId: "u", kind: "consumer", attributes: message("q", "7"), at: [1, 5] },
      { spanId: "unknown", traceId: "v", kind: "consumer", attributes: message("q", "8"), at: [1, 5] },
    ]),
  ).toEqual([["put", "take", "message", -1e6]]);
});

test("a link between other spans is a link", () => {
  expect(
    found([
      { spanId: "a", at: [0, 2] },
      { spanId: "b", traceId: "u", links: linkTo("t", "a"), at: [3, 1] },
    ]),
  ).toEqual([["a", "b", "link", 1e6]]);
});

test("untaken() are producers whose work no stored span took", () => {
  const { parts } = actionWith([
    { spanId: "put", kind: "producer", at: [0, 2] },
    { spanId: "take", traceId: "u", kind: "consumer", links: linkTo("t", "put"), at: [5, 5] },
    { spanId: "lost", kind: "producer", at: [1, 2] },
  ]);
  expect(untaken(parts, hopsOf(parts)).map(({ span }) => span.spanId)).toEqual(["lost"]);
});

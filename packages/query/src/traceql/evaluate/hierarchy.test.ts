import { expect, test } from "@jest/globals";
import { Hierarchy } from "./hierarchy.ts";
import { type ShortSpan, trace } from "./testing/trace.ts";

/** `left right parent` of each span. */
function numbers(spans: readonly ShortSpan[]): readonly string[] {
  const hierarchy = new Hierarchy(trace(spans).spans);
  return spans.map((_, span) => `${hierarchy.left(span)} ${hierarchy.right(span)} ${hierarchy.parentLeft(span)}`);
}

test("nested sets count from 1, depth first, and the root has no parent", () => {
  expect(numbers([{ id: "a" }, { id: "b", parent: "a" }, { id: "c", parent: "b" }, { id: "d", parent: "a" }])).toEqual([
    "1 8 -1",
    "2 5 1",
    "3 4 2",
    "6 7 1",
  ]);
});

test("several roots are numbered one after the other", () => {
  expect(numbers([{ id: "a" }, { id: "b" }, { id: "c", parent: "b" }])).toEqual(["1 2 -1", "3 6 -1", "4 5 3"]);
});

test("spans that no root reaches have no numbers", () => {
  expect(
    numbers([
      { id: "a" },
      { id: "orphan", parent: "gone" },
      { id: "below", parent: "orphan" },
      { id: "x", parent: "y" },
      { id: "y", parent: "x" },
      { id: "self", parent: "self" },
    ]),
  ).toEqual(["1 2 -1", "0 0 0", "0 0 0", "0 0 0", "0 0 0", "0 0 0"]);
});

test("of a client and a server that share an ID the server hangs under the client, and what they call under the server", () => {
  const server: ShortSpan = { id: "b", parent: "a", kind: "server" };
  const client: ShortSpan = { id: "b", parent: "a", kind: "client" };
  const rest: readonly ShortSpan[] = [{ id: "a" }, { id: "c", parent: "b" }];
  expect(numbers([...rest, server, client])).toEqual(["1 8 -1", "4 5 3", "3 6 2", "2 7 1"]);
  expect(numbers([...rest, client, server])).toEqual(["1 8 -1", "4 5 3", "2 7 1", "3 6 2"]);
});

test("a client and a server that share an ID may be the root", () => {
  expect(
    numbers([
      { id: "a", kind: "server" },
      { id: "a", kind: "client" },
    ]),
  ).toEqual(["2 3 1", "1 4 -1"]);
});

test("of other spans that share an ID the first has the children", () => {
  expect(numbers([{ id: "a" }, { id: "a" }, { id: "b", parent: "a" }])).toEqual(["1 4 -1", "5 6 -1", "2 3 1"]);
});

test("where three spans share an ID no span of the trace is numbered", () => {
  expect(numbers([{ id: "a" }, { id: "b" }, { id: "b" }, { id: "b" }])).toEqual(["0 0 0", "0 0 0", "0 0 0", "0 0 0"]);
});

test("a chain of 100 000 spans is numbered", () => {
  const spans = Array.from({ length: 100_000 }, (_, at): ShortSpan => ({ id: `${at}`, parent: at === 0 ? "" : `${at - 1}` }));
  const hierarchy = new Hierarchy(trace(spans).spans);
  expect([hierarchy.left(99_999), hierarchy.right(99_999), hierarchy.right(0)]).toEqual([100_000, 100_001, 200_000]);
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { fullStacktrace } from "./exception.ts";
import { plain } from "./plain.ts";

test("plain() leaves what JSON can say as it is", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => expect(JSON.stringify(plain(value))).toBe(JSON.stringify(value))));
});

test("plain() says anything, and never throws", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true }),
      (value) => void JSON.stringify(plain(value)),
    ),
  );
});

test.each([
  [2n ** 64n, "18446744073709551616"],
  [Number.NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [undefined, null],
  [Symbol("s"), "Symbol(s)"],
  [new Map([["a", 1n]]), { a: "1" }],
  [new Set([1, "b"]), [1, "b"]],
  [Buffer.from("secret"), "[Buffer of 6 bytes]"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(Number.NaN), null],
  [{ gone: undefined, here: null }, { here: null }],
  [new URL("http://a/b"), "http://a/b"],
])("plain(%p) is %j", (value, expected) => {
  expect(plain(value)).toEqual(expected);
});

test("plain() says where a value refers to itself, lies too deep or cannot be read", () => {
  const loop: { self?: unknown; twice: object[] } = { twice: [] };
  const shared = { a: 1 };
  loop.self = loop;
  loop.twice = [shared, shared];
  expect(plain(loop)).toEqual({ self: "[circular]", twice: [{ a: 1 }, { a: 1 }] });
  let deep: object = {};
  for (let level = 0; level < 100; level++) deep = { deep };
  expect(JSON.stringify(plain(deep))).toContain("[too deep]");
  const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({})));
  expect(JSON.stringify(plain(wide))).toContain("[too much]");
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  expect(plain({ trap })).toEqual({ trap: "[unreadable: no]" });
});

test("plain() tells errors with their causes and their parts", () => {
  const error = new AggregateError([new RangeError("one")], "all", { cause: "why" });
  expect(plain(error)).toEqual({
    type: "AggregateError",
    message: "all",
    stacktrace: error.stack,
    cause: "why",
    errors: [{ type: "RangeError", message: "one", stacktrace: expect.any(String) }],
  });
});

test("fullStacktrace() ends where causes go in a circle", () => {
  const one = new Error("one");
  const two = new Error("two", { cause: one });
  one.cause = two;
  expect(fullStacktrace(one)).toBe(`${one.stack}\nCaused by: ${two.stack}`);
});
